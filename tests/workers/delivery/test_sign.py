import base64
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.support.items import NOON
from tests.support.webhooks import SECRET
from workers.delivery.sign import key_of, signed_headers, verified

NEW_SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


def clock() -> datetime:
    """The machine's own: the reference library compares with it."""
    return datetime.now(UTC)


@given(st.binary(max_size=2000))
def test_the_reference_library_verifies_any_body(body: bytes) -> None:
    headers = signed_headers("dlv_1", body, [SECRET], now=clock())

    with contextlib.suppress(ValueError):  # it verified, and then found no JSON in this body
        Webhook(SECRET).verify(body, headers)


def test_while_rotating_either_secret_verifies() -> None:
    headers = signed_headers("dlv_1", b"{}", [NEW_SECRET, SECRET], now=clock())

    assert Webhook(SECRET).verify(b"{}", headers) == {}
    assert Webhook(NEW_SECRET).verify(b"{}", headers) == {}


def test_a_changed_body_or_an_old_message_does_not_verify() -> None:
    fresh = signed_headers("dlv_1", b"{}", [SECRET], now=clock())
    old = signed_headers("dlv_1", b"{}", [SECRET], now=clock() - timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b"{ }", fresh)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(b"{}", old)


def test_our_own_verification_agrees_with_the_reference() -> None:
    headers = signed_headers("dlv_1", b"{}", [NEW_SECRET, SECRET], now=clock())

    assert verified(headers, b"{}", SECRET, now=clock())
    assert verified(headers, b"{}", NEW_SECRET, now=clock())
    assert not verified(headers, b"{ }", SECRET, now=clock())
    assert not verified(headers, b"{}", "whsec_" + base64.b64encode(b"x" * 24).decode(), now=clock())
    assert not verified(headers, b"{}", SECRET, now=clock() + timedelta(minutes=6))
    assert not verified({**headers, "webhook-timestamp": "soon"}, b"{}", SECRET, now=clock())
    assert not verified({}, b"{}", SECRET, now=clock())


def test_without_a_secret_there_is_an_id_but_no_signature() -> None:
    assert signed_headers("dlv_1", b"", [], now=NOON) == {"webhook-id": "dlv_1", "webhook-timestamp": "1772625600"}


def test_a_secret_may_leave_out_its_prefix() -> None:
    assert key_of(SECRET) == key_of(SECRET.removeprefix("whsec_"))


@pytest.mark.parametrize("secret", ["whsec_", "whsec_not base64", "whsec_ö"])
def test_a_bad_secret_is_refused_with_the_remedy(secret: str) -> None:
    with pytest.raises(ValueError, match="openssl rand -base64 32"):
        key_of(secret)
