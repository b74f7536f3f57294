"""Reports of one sentence on what happened on one day in one governorate, with like tolls. With the shipped gazetteer."""

import json

import pytest

from workers.stories.evaluate import place_all, read_rows

SATURDAY_NOON = 1795867200
Report = tuple[str, str, str]


def stories(*reports: Report) -> list[str]:
    """The story of each (language, title, text), which come an hour after each other."""
    lines = [
        json.dumps({"id": number, "title": title, "text": text, "language": language, "story": "-",
                    "time": SATURDAY_NOON + 3600 * number})
        for number, (language, title, text) in enumerate(reports)
    ]  # fmt: skip
    found = {one.row.id: one.story for one in place_all(read_rows(lines, name="reports"))}
    return [found[str(number)] for number in range(len(reports))]


FIRE = (
    "en",
    "Two die in factory fire in Aleppo",
    "Two people died and six were wounded in a fire at a factory near Azaz in Aleppo province on Saturday.",
)
CRASH = (
    "en",
    "Two die in road accident in Aleppo",
    "Two people died and six were wounded in a road accident near Manbij in Aleppo province on Saturday.",
)
MINE_DE = (
    "de",
    "Zwei Tote durch Landmine in Aleppo",
    "Durch eine Landmine nahe Afrin in der Provinz Aleppo sind am Samstag zwei Menschen getötet und sechs verletzt worden.",
)
ATTACK_RU = (
    "ru",
    "В Алеппо убиты двое военных",
    "Двое военных убиты и шестеро ранены при нападении на блокпост близ Аль-Баба в провинции Алеппо в субботу.",
)
DROWNED_TR = (
    "tr",
    "Halep'te iki kişi boğuldu",
    "Halep'in Cerablus ilçesi yakınlarında cumartesi günü Fırat'a giren iki kişi boğuldu, altı kişi kurtarıldı.",
)
COLLAPSE_AR = (
    "ar",
    "مقتل شخصين بانهيار مبنى في حلب",
    "قتل شخصان وأصيب ستة آخرون بانهيار مبنى في بلدة تل رفعت بريف حلب يوم السبت.",
)
BRAWL_AR = (
    "ar",
    "مقتل شخصين في شجار بريف حلب",
    "قتل شخصان وأصيب ستة آخرون في شجار عشائري قرب اعزاز بريف حلب يوم السبت، وأوقف الأمن 30 متورطاً.",
)
SHOPS_ES = (
    "es",
    "Incendio en Alepo: 30 tiendas destruidas",
    "Un incendio destruyó el sábado 30 tiendas en Manbij, en la provincia de Alepo, sin causar víctimas.",
)
ARMANAZ_AR = (
    "ar",
    "قصف يودي بحياة خمسة في أرمناز",
    "قتل خمسة أشخاص بقصف مدفعي على بلدة أرمناز شمالي إدلب يوم السبت، وفق مسعفين.",
)
SARAQIB_FR = (
    "fr",
    "Bombardement à Idleb : cinq morts",
    "Cinq personnes ont été tuées samedi dans un bombardement d'artillerie sur Saraqeb, dans la province d'Idleb.",
)
NASIB_AR = (
    "ar",
    "هيئة المنافذ تنفي إغلاق معبر نصيب",
    "نفت الهيئة العامة للمنافذ والجمارك إغلاق معبر نصيب الحدودي مع الأردن، وقالت إن 22 شاحنة دخلت عبره يوم السبت.",
)
NASIB_EN = (
    "en",
    "Fruit rots at Nasib as scanners fail",
    "Fruit rotted in lorries at the Nasib border crossing on Saturday after the scanners of the customs failed, drivers said.",
)
NO_TOWN = (
    ("en", "Three die in road accident in Homs", ""),
    ("ar", "مقتل ثلاثة أشخاص بانفجار لغم في حمص", ""),
    ("de", "Drei Menschen in Homs ertrunken", ""),
)
CRASH_AR = ("ar", "مقتل ثلاثة أشخاص بحادث سير في حمص", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FIRE, CRASH), (FIRE, MINE_DE), (FIRE, ATTACK_RU), (FIRE, DROWNED_TR), (FIRE, COLLAPSE_AR), (CRASH, MINE_DE),
        (CRASH, ATTACK_RU), (CRASH, DROWNED_TR), (MINE_DE, ATTACK_RU), (MINE_DE, DROWNED_TR), (ATTACK_RU, COLLAPSE_AR),
        (FIRE, BRAWL_AR), (BRAWL_AR, SHOPS_ES), (ARMANAZ_AR, SARAQIB_FR), (NASIB_AR, NASIB_EN), NO_TOWN[:2], NO_TOWN[1:],
        (CRASH_AR, NO_TOWN[1]),
    ],
)  # fmt: skip
def test_another_town_or_another_cause_is_another_event_though_toll_day_and_governorate_are_one(
    one: Report, other: Report
) -> None:
    for order in ((one, other), (other, one)):
        first, second = stories(*order)

        assert first != second


def test_events_of_one_day_in_one_governorate_stay_apart_when_all_of_them_come() -> None:
    reports = (FIRE, CRASH, MINE_DE, ATTACK_RU, DROWNED_TR, COLLAPSE_AR)

    assert len({*stories(*reports)}) == len(reports)


FIRE_AR = (
    "ar",
    "مقتل شخصين بحريق في حلب",
    "قتل شخصان وأصيب ستة آخرون بحريق في معمل قرب اعزاز بريف حلب يوم السبت.",
)
FIRE_RISEN = (
    "en",
    "Death toll of factory fire in Aleppo rises to three",
    "The death toll of the fire at a factory near Azaz in Aleppo province rose to three on Sunday, rescue workers said.",
)
CRASH_TR = (
    "tr",
    "Halep'te trafik kazası: iki ölü",
    "Halep'in Münbiç ilçesi yakınlarında cumartesi günü meydana gelen trafik kazasında iki kişi öldü, altı kişi yaralandı.",
)
MINE_EN = (
    "en",
    "Two killed by landmine near Afrin",
    "Two people were killed and six wounded when a landmine exploded near Afrin in Aleppo province on Saturday.",
)
ATTACK_EN = (
    "en",
    "Two soldiers killed in attack in Aleppo",
    "Two soldiers were killed and six wounded in an attack on a checkpoint near al-Bab in Aleppo province on Saturday.",
)
ARMANAZ_EN = (
    "en",
    "Shelling in Idlib kills five",
    "Five people were killed in artillery shelling of Armanaz in northern Idlib on Saturday, medics said.",
)
SARAQIB_EN = (
    "en",
    "Five killed in explosion in Idlib",
    "Five people were killed in an explosion in Saraqib in Idlib province on Saturday, medics said.",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FIRE, FIRE_AR), (FIRE, FIRE_RISEN), (CRASH, CRASH_TR), (MINE_DE, MINE_EN), (ATTACK_RU, ATTACK_EN),
        (ARMANAZ_AR, ARMANAZ_EN), (SARAQIB_FR, SARAQIB_EN), (NO_TOWN[0], CRASH_AR),
    ],
)  # fmt: skip
def test_one_town_and_one_cause_are_one_event_in_two_languages_and_with_a_higher_toll(
    one: Report, other: Report
) -> None:
    for order in ((one, other), (other, one)):
        first, second = stories(*order)

        assert first == second
