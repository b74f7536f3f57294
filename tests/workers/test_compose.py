from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from config.sources import Source
from tests.support.items import a_place, a_story, a_verdict, an_item
from workers.article.reading import read_text
from workers.compose import candidate_of, compose, draft, item_id_of, late, next_version
from workers.judge import Judgement
from workers.model.article import Article, NotAnArticle
from workers.model.entry import Entry
from workers.model.item import Figure, Origin, RevisedFigure
from workers.model.outcome import Dropped, DropReason
from workers.model.verdict import Assessment, Grade

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ENTRY = Entry(
    id="ent_ab", source_id="press", feed_url="http://p.example/feed", url="http://p.example/1", first_seen=NOW
)
SOURCE = Source(id="press", name="The Press", url="http://p.example/feed", family="press-house", country="SY")


def an_article() -> Article:
    article = read_text(
        "Mill of Idlib reopens\n\nThe council of Idlib reopened the mill on Monday.", title=None, now=NOW
    )
    assert isinstance(article, Article)
    return article


def judged(*grades: tuple[str, Grade]) -> Judgement:
    verdicts = tuple(a_verdict(topic, grade) for topic, grade in grades)
    return Judgement(
        article=an_article(), assessment=Assessment(verdicts=verdicts, places=(a_place(),)), revision="sha256:0"
    )


def test_an_article_below_every_topics_minimum_is_dropped_with_its_grades() -> None:
    dropped = draft(ENTRY, judged(("idlib", Grade.PASSING)), {"idlib": Grade.SUBSTANTIAL})

    assert isinstance(dropped, Dropped)
    assert dropped.reason is DropReason.IRRELEVANT
    assert "idlib passing" in dropped.detail


def test_grade_none_never_reaches_the_stream_whatever_the_minimum() -> None:
    assert isinstance(draft(ENTRY, judged(("idlib", Grade.NONE)), {}), Dropped)


def test_no_article_is_dropped_with_the_reason_of_the_reader() -> None:
    nothing = Judgement(
        article=NotAnArticle(reason="consent_page", detail="asks for cookies"), assessment=None, revision="r"
    )

    assert draft(ENTRY, nothing, {}) == Dropped(
        reason=DropReason.NOT_AN_ARTICLE, detail="consent_page: asks for cookies"
    )


def test_the_best_grade_stands_first() -> None:
    drafted = draft(ENTRY, judged(("idlib", Grade.PASSING), ("syria", Grade.CENTRAL)), {})

    assert not isinstance(drafted, Dropped)
    assert [verdict.topic for verdict in drafted.verdicts] == ["syria", "idlib"]


def test_a_second_try_names_the_same_item() -> None:
    assert item_id_of(ENTRY) == "itm_ab"


def test_an_unknown_source_or_family_is_not_invented() -> None:
    drafted = draft(ENTRY, judged(("idlib", Grade.CENTRAL)), {})
    assert not isinstance(drafted, Dropped)
    item = compose(drafted, None, origin=Origin(), story=a_story())

    assert (item.source.id, item.source.name, item.source.family) == ("press", "press", None)
    assert candidate_of(drafted, None, now=NOW).teller.family is None
    assert candidate_of(drafted, SOURCE, now=NOW).teller.family == "press-house"


def test_no_secret_of_a_feeds_address_reaches_the_stream() -> None:
    drafted = draft(ENTRY, judged(("idlib", Grade.CENTRAL)), {})
    assert not isinstance(drafted, Dropped)
    entry = replace(ENTRY, url=None, feed_url="https://rana:pw@p.example/feed?apikey=s3cret&page=1")
    item = compose(replace(drafted, entry=entry), SOURCE, origin=Origin(), story=a_story())

    assert item.url == item.provenance.feed_url == "https://***@p.example/feed?apikey=***&page=1"


def test_a_date_bump_or_a_new_picture_is_no_new_version() -> None:
    before = an_item()
    after = replace(
        before, image="http://p.example/new.jpg", times=replace(before.times, modified=NOW + timedelta(hours=1))
    )

    assert next_version(before, after) is None


def test_a_changed_text_is_the_next_version_and_says_so() -> None:
    before = an_item(version=3)
    after = next_version(before, replace(before, text=(before.text or "") + " Four people were hurt."))

    assert after is not None
    assert (after.version, after.changed) == (4, ("text",))


def test_a_corrected_toll_is_named_by_its_first_number_and_one_that_came_or_went_is_not() -> None:
    def told(kind: Any, number: int) -> Figure:
        return Figure(
            kind=kind, min=number, max=None, qualifier=None, attributed_to=None, zone="text", quote="", start=0, end=0
        )

    before = an_item(figures=(told("killed", 5), told("killed", 2), told("missing", 1), told("detained", 4)))
    now = (told("killed", 3), told("killed", 5), told("injured", 7), told("detained", 4))
    after = next_version(before, replace(before, title="Another title", figures=now))

    assert after is not None
    assert after.revised == (RevisedFigure(kind="killed", before=5, after=3),)


def test_a_later_version_was_first_seen_when_the_first_was() -> None:
    before = an_item()
    rounded = replace(before.times, first_seen=before.times.first_seen - timedelta(seconds=41))
    after = next_version(before, replace(before, text=(before.text or "") + " Four people were hurt.", times=rounded))

    assert after is not None
    assert after.times.first_seen == before.times.first_seen


def test_white_space_alone_changes_nothing() -> None:
    before = an_item()

    assert next_version(before, replace(before, text="\n\n" + (before.text or "").replace(" ", "  "))) is None


def test_an_entry_that_waited_for_a_day_is_late() -> None:
    assert late(ENTRY, now=NOW + timedelta(hours=25))
    assert not late(ENTRY, now=NOW + timedelta(hours=1))
