from datetime import UTC, date, datetime

import pytest

from workers.stories.eventday import event_days

THURSDAY_NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
WEDNESDAY, THURSDAY = date(2026, 11, 25).toordinal(), date(2026, 11, 26).toordinal()


def told(text: str) -> tuple[int, ...]:
    return event_days("", text, now=THURSDAY_NOON)


@pytest.mark.parametrize(
    "text",
    [
        "A drone struck a car in Binnish on Thursday, killing two people, rescue workers said.",
        "Two men were killed on Thursday in the fields of Binnish, a day after a strike on Wednesday.",
        "Medics said on Wednesday that the wards were full. A drone struck a car on Thursday.",
        "قتل شخصان اليوم الخميس بغارة لطائرة مسيرة على سيارة في بنش، بعد يوم من غارة الأربعاء.",
        "Une frappe de drone a tué deux hommes jeudi à Binnich, selon les secouristes.",
        "Eine Drohne traf am Donnerstag ein Auto in Binnisch und tötete zwei Männer.",
        "Un dron alcanzó el jueves un coche en Binnish y mató a dos hombres.",
        "Biniş'te perşembe günü bir aracı vuran dron iki kişiyi öldürdü.",
        "В четверг дрон ударил по машине в Биннише, погибли два человека.",
        "پهپادی روز پنجشنبه خودرویی را در بنش هدف قرار داد و دو نفر کشته شدند.",
    ],
)
def test_the_first_day_is_that_of_the_event(text: str) -> None:
    assert told(text) == (THURSDAY,)


@pytest.mark.parametrize(
    "text",
    [
        "Rescue workers said on Thursday that two people had been killed in Binnish.",
        "The toll of the strike in Binnish rose to three on Thursday.",
        "Hundreds buried on Thursday the two men whom a drone killed.",
        "Police arrested a suspect in the bombing on Thursday.",
        "وقالت فرق الدفاع المدني الخميس إن شخصين قتلا في بنش.",
        "ارتفعت حصيلة الغارة على بنش الخميس إلى ثلاثة قتلى.",
        "شيع أهالي بنش الخميس قتيلي الغارة.",
        "Le bilan de la frappe est monté jeudi à trois morts.",
        "Die Zahl der Toten stieg am Donnerstag auf drei.",
        "Saldırıda ölenlerin sayısı perşembe günü üçe yükseldi.",
        "Число погибших выросло в четверг до трех.",
        "A drone struck a car in Binnish.",
    ],
)
def test_a_day_of_speaking_burying_or_counting_is_none(text: str) -> None:
    assert told(text) == ()


def test_at_night_the_day_beside_it_may_be_meant() -> None:
    assert WEDNESDAY in told("A drone struck a car in Binnish early on Thursday.")
    assert THURSDAY in told("A drone struck a car in Binnish late on Wednesday.")
    assert WEDNESDAY in told("قتل شخصان فجر الخميس بغارة على بنش.")
