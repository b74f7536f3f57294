from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.items import NOON
from workers.delivery.attempts import SCHEDULE, Answer, Decision, Record, decide, excerpt, retry_after
from workers.model.alert import Outcome

FIVE_DAYS_AGO = NOON - timedelta(days=5)


def decided(answer: Answer, record: Record = Record(), jitter: float = 0.5) -> Decision:  # noqa: B008 - frozen
    return decide(answer, record, jitter=jitter, now=NOON)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_2xx_is_success(status: int) -> None:
    assert decided(Answer(status=status)).outcome is Outcome.DELIVERED


@pytest.mark.parametrize("status", [300, 301, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503, 504])
def test_anything_else_is_tried_again(status: int) -> None:
    assert decided(Answer(status=status)).outcome is Outcome.RETRY


def test_no_answer_is_tried_again_and_the_failure_named() -> None:
    decision = decided(Answer(failure="deadline: desk.example: the exchange was not over after 15 s"))

    assert decision == Decision(
        outcome=Outcome.RETRY, reason="deadline: desk.example: the exchange was not over after 15 s", delay=5.0
    )


def test_the_schedule_is_the_promised_one_and_then_a_dead_letter() -> None:
    delays = [decided(Answer(status=500), Record(attempts=attempts)).delay for attempts in range(11)]

    assert delays == [5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 86400, 86400]
    assert decided(Answer(status=500), Record(attempts=11)) == Decision(
        outcome=Outcome.DEAD, reason="12 attempts failed, the last: HTTP 500"
    )


@given(st.floats(0, 1), st.integers(0, 10))
def test_jitter_spreads_a_delay_by_a_fifth_at_most(jitter: float, attempts: int) -> None:
    delay = decided(Answer(status=500), Record(attempts=attempts), jitter).delay

    assert SCHEDULE[attempts] * 0.8 <= delay <= SCHEDULE[attempts] * 1.2 + 1e-6


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_pauses_even_when_no_attempt_is_left(status: int) -> None:
    decision = decided(Answer(status=status, retry_after=7.0), Record(attempts=11))

    assert (decision.outcome, decision.delay) == (Outcome.PAUSED, 7.0)


@pytest.mark.parametrize("status", [400, 500, 502])
def test_retry_after_means_nothing_with_other_statuses(status: int) -> None:
    assert decided(Answer(status=status, retry_after=7.0)).outcome is Outcome.RETRY


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"ok":false,"error_code":429,"parameters":{"retry_after":31}}', 31.0),
        (b'{"message":"You are being rate limited.","retry_after":0.65,"global":false}', 1.0),
        (b'{"retry_after":1e300}', None),
        (b'{"retry_after":true}', None),
        (b'{"retry_after":"soon"}', None),
        (b'{"parameters":[]}', None),
        (b"[]", None),
        (b"<html>", None),
        (b"[" * 60000, None),
        (b'{"retry_after":' + b"9" * 5000 + b"}", None),
        (b"\xff", None),
    ],
)
def test_chat_services_say_in_json_how_long_to_stay_away(body: bytes, seconds: float | None) -> None:
    assert retry_after(Answer(status=429, body=body)) == seconds


@pytest.mark.parametrize(("wish", "granted"), [(0.0, 1.0), (60.0, 60.0), (86400.0, 21600.0)])
def test_a_pause_lasts_from_one_second_to_six_hours(wish: float, granted: float) -> None:
    assert retry_after(Answer(status=503, retry_after=wish)) == granted


def test_410_disables_the_endpoint_at_once() -> None:
    assert decided(Answer(status=410)).outcome is Outcome.DISABLED


def test_five_days_of_nothing_but_failure_disable_the_endpoint() -> None:
    hopeless = Record(attempts=3, failures=40, failing_since=FIVE_DAYS_AGO)

    assert decided(Answer(status=500), hopeless).outcome is Outcome.DISABLED
    assert decided(Answer(status=429, retry_after=60.0), hopeless).outcome is Outcome.DISABLED
    assert decided(Answer(status=200), hopeless).outcome is Outcome.DELIVERED


def test_two_failures_five_days_apart_disable_nothing() -> None:
    assert decided(Answer(status=500), Record(failures=1, failing_since=FIVE_DAYS_AGO)).outcome is Outcome.RETRY


def test_a_redirect_is_not_followed_but_named() -> None:
    reason = decided(Answer(status=301, location="https://new.example/hook")).reason

    assert reason == "HTTP 301: redirects are not followed; configure https://new.example/hook"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"no such hook", "no such hook"),
        (b"red\x1b[31m\r\nnext", r"red\u{1b}[31m\u{d}\u{a}next"),
        ("مرحبا".encode(), "مرحبا"),
        ("\u202egnp.exe".encode(), r"\u{202e}gnp.exe"),
        (b"\xff\xfe", "��"),
        (b"", ""),
    ],
)
def test_an_answer_is_shown_without_anything_that_could_act(body: bytes, shown: str) -> None:
    assert excerpt(body) == shown


@given(st.binary(max_size=5000))
def test_an_excerpt_is_bounded_and_printable(body: bytes) -> None:
    shown = excerpt(body)

    assert shown.isprintable()
    assert len(shown) <= 256 * len(r"\u{10ffff}")
