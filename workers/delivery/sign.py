"""Standard Webhooks signatures, version 1. Knows nothing of what is signed."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from config.check import NEW_SECRET

PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that a receiver lets a timestamp be off."""


def key_of(secret: str) -> bytes:
    """The key in a `whsec_…` secret. Raises ValueError with the remedy."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise ValueError(f"a webhook secret is {PREFIX} and then base64; {NEW_SECRET}") from error
    if not key:
        raise ValueError(f"the webhook secret is empty; {NEW_SECRET}")
    return key


def signed_headers(id: str, body: bytes, secrets: Sequence[str], *, now: datetime) -> dict[str, str]:  # noqa: A002 - the header's word
    """The three headers. With several secrets (while rotating) the receiver may verify with any of them.

    Without a secret there is no signature, only id and timestamp.
    """
    timestamp = str(int(now.timestamp()))
    headers = {"webhook-id": id, "webhook-timestamp": timestamp}
    if secrets:
        content = f"{id}.{timestamp}.".encode() + body
        headers["webhook-signature"] = " ".join(f"v1,{_signature(secret, content)}" for secret in secrets)
    return headers


def _signature(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.new(key_of(secret), content, hashlib.sha256).digest()).decode()


def verified(headers: Mapping[str, str], body: bytes, secret: str, *, now: datetime) -> bool:
    """What a receiver does: the signature fits, and the message is not an old one played back."""
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(now.timestamp() - int(timestamp)) > TOLERANCE:
        return False
    expected = f"v1,{_signature(secret, f'{identity}.{timestamp}.'.encode() + body)}".encode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(one.encode(), expected) for one in given)
