"""Reports in like words that are not one event: another governorate, another day. With the shipped gazetteer."""

import json

import pytest

from workers.stories.evaluate import Found, place_all, read_rows

WEDNESDAY_NOON = 1795608000
DAY = 24
Report = tuple[str, str, str, int]


def placed(*reports: Report) -> list[Found]:
    """Of each (language, title, text, hours after noon of Wednesday)."""
    lines = [
        json.dumps({"id": number, "title": title, "text": text, "language": language, "story": "-",
                    "time": WEDNESDAY_NOON + 3600 * hours + number})
        for number, (language, title, text, hours) in enumerate(reports)
    ]  # fmt: skip
    found = {one.row.id: one for one in place_all(read_rows(lines, name="reports"))}
    return [found[str(number)] for number in range(len(reports))]


def one_story(*reports: Report) -> bool:
    return len({one.story for one in placed(*reports)}) == 1


FORMS = {
    "bomb": (
        "en",
        "Car bomb in {} wounds five",
        (
            "A car bomb wounded five people on Wednesday outside a courthouse in {}, the interior ministry said. The blast "
            "shattered windows and set two cars on fire, and ambulances took the wounded to hospital."
        ),
    ),
    "protest": (
        "en",
        "Hundreds protest in {} over power prices",
        (
            "Hundreds of people protested in {} on Wednesday over power prices, carrying banners and unpaid bills. They said that "
            "a month of light costs more than a teacher earns, and asked the ministry of energy to take the tariff back."
        ),
    ),
    "shelling": (
        "en",
        "Two killed in shelling of {}",
        (
            "Two people were killed and four wounded on Wednesday in artillery shelling of {}, rescue workers said. Shells fell "
            "on a street with shops in the morning, and volunteers took the wounded to hospital."
        ),
    ),
    "protest_ar": (
        "ar",
        "مئات يتظاهرون في {} ضد أسعار الكهرباء",
        (
            "تظاهر مئات الأشخاص في {} اليوم الأربعاء احتجاجا على أسعار الكهرباء، رافعين لافتات وفواتير غير مدفوعة. وطالب المحتجون "
            "وزارة الطاقة بالتراجع عن التعرفة الجديدة التي تفوق رواتبهم الشهرية."
        ),
    ),
    "fire_ar": (
        "ar",
        "حريق يلتهم سوقاً في {}",
        (
            "التهم حريق كبير سوقا شعبيا في {} مساء الأربعاء، وعملت فرق الإطفاء على إخماده لساعات طويلة. ولم تسجل إصابات بشرية، فيما "
            "قدرت الخسائر بملايين الليرات بعد احتراق عشرات المحال التجارية."
        ),
    ),
}


def report(form: str, place: str, *, text: bool = True) -> Report:
    language, title, body = FORMS[form]
    return language, title.format(place), body.format(place) if text else "", 0


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        ("bomb", "Idlib city", "Homs"),
        ("protest", "Idlib city", "Aleppo"),
        ("protest", "Idlib", "Damascus"),
        ("protest_ar", "مدينة إدلب", "حلب"),
        ("protest_ar", "إدلب", "دمشق"),
        ("fire_ar", "اللاذقية", "مدينة إدلب"),
        ("shelling", "Taftanaz", "Hama"),
        ("shelling", "Aleppo", "Hama"),
        ("shelling", "Taftanaz", "Sarmin"),
    ],
)
def test_like_words_of_another_governorate_or_town_are_another_event_and_no_copy(
    form: str, one: str, other: str, *, text: bool
) -> None:
    first, second = placed(report(form, one, text=text), report(form, other, text=text))

    assert first.story != second.story
    assert second.root == second.row.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (report("shelling", "Idlib"), report("shelling", "Taftanaz")),
        (report("shelling", "Idlib"), report("shelling", "Idlib city")),
        (report("shelling", "Homs and Idlib"), report("shelling", "Idlib")),
        (report("shelling", "Damascus"), report("shelling", "Jaramana")),
        (
            ("en", "Damascus condemns drone attack on market", "", 0),
            ("en", "Syria condemns drone attack on Idlib market", "", 1),
        ),
        (
            ("ar", "دمشق تدين الهجوم على السوق بطائرة مسيرة", "", 0),
            ("ar", "سوريا تدين الهجوم على سوق في إدلب بطائرة مسيرة", "", 1),
        ),
    ],
)
def test_a_governorate_and_a_town_in_it_or_the_capital_that_speaks_are_compatible(one: Report, other: Report) -> None:
    assert one_story(one, other)


def drone(day: str, title: str = "Drone strike in Binnish kills two", hours: int = 0) -> Report:
    text = (
        f"A drone struck a car in Binnish on {day}, killing two people, rescue workers said. The car was driving on the road "
        "to the mill, and both of the men in it died at once."
    )
    return "en", title, text, hours


def drone_ar(day: str, dead: str, hours: int = 0) -> Report:
    text = (
        f"قتل {dead} أشخاص اليوم {day} بغارة لطائرة مسيرة استهدفت سيارة في مدينة بنش بريف إدلب، وفق الدفاع المدني. وكانت "
        "السيارة على طريق المطحنة حين أصيبت."
    )
    return "ar", f"غارة مسيرة في بنش تقتل {dead}", text, hours


COMMANDER = (
    "en",
    "Drone strike near Saraqib kills commander",
    (
        "A drone strike near Saraqib killed a commander of a faction on Wednesday, local sources said. His car was hit on the "
        "road to the east of the town, and burned out."
    ),
    0,
)
A_DAY_AFTER = (
    "en",
    "Drone strike near Saraqib kills two",
    (
        "A drone strike near Saraqib killed two men on Thursday, a day after a commander was killed on the same road, local "
        "sources said. Their car was hit east of the town."
    ),
    DAY,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (drone("Wednesday"), drone("Thursday", "Drone strike in Binnish kills two more", DAY)),
        (COMMANDER, A_DAY_AFTER),
        (drone_ar("الأربعاء", "ثلاثة"), drone_ar("الخميس", "خمسة", DAY)),
    ],
)
def test_a_strike_on_the_same_town_on_the_next_day_is_another_and_no_copy(one: Report, other: Report) -> None:
    first, second = placed(one, other)

    assert first.story != second.story
    assert second.root == second.row.id


@pytest.mark.parametrize(
    "follow_up",
    [
        drone("Wednesday", "Toll of Binnish drone strike rises to three", DAY),
        (
            "en",
            "Binnish buries two killed in drone strike",
            (
                "Hundreds of people buried on Thursday the two men who were killed in a drone strike in Binnish. The drone struck "
                "a car on the road to the mill."
            ),
            DAY,
        ),
        (
            "en",
            "Two killed in drone strike in Binnish",
            (
                "Rescue workers said on Thursday that two people had been killed in a drone strike in Binnish. The drone struck a "
                "car on the road to the mill."
            ),
            DAY,
        ),
    ],
)
def test_a_follow_up_of_the_next_day_stays(follow_up: Report) -> None:
    assert one_story(drone("Wednesday"), follow_up)


def test_a_story_of_one_day_is_joined_by_no_report_of_the_next_through_one_that_names_none() -> None:
    undated = drone("the road")
    found = placed(drone("Wednesday"), undated, drone("Thursday", hours=DAY))

    assert found[2].story != found[0].story == found[1].story


def test_one_visit_told_in_three_languages_is_one_story() -> None:
    assert one_story(
        (
            "en",
            "Syrian president visits Idlib",
            (
                "The Syrian president visited Idlib on Wednesday and promised schools, roads and 10,000 jobs to its people."
            ),
            0,
        ),
        (
            "ar",
            "الرئيس السوري يزور إدلب",
            "زار الرئيس السوري إدلب اليوم الأربعاء ووعد بمدارس وطرق وعشرة آلاف فرصة عمل لأهلها.",
            1,
        ),
        (
            "tr",
            "Suriye cumhurbaşkanı İdlib'i ziyaret etti",
            "Suriye cumhurbaşkanı çarşamba günü İdlib'i ziyaret etti ve okullar, yollar ve 10 bin iş sözü verdi.",
            2,
        ),
    )
