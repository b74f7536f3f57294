"""Secrets in web addresses, masked before an address is shown. Knows nothing of where it is shown."""

import re
from urllib.parse import unquote_plus

MASK = "***"
_PARAMETER = re.compile(r"([?&;#]([^=&;#?\s\"'<>]{1,100})=)[^&;#\s\"'<>]+")
_USERINFO = re.compile(r"(://)[^/?#\s\"'<>]+@")
_EXACT = frozenset({"auth", "jwt", "k", "pass", "pin", "pw", "pwd", "sas", "session", "sid", "sig"})
_PARTS = (
    "token",
    "secret",
    "passw",
    "passphrase",
    "signature",
    "credential",
    "accesskey",
    "apikey",
    "authoriz",
    "session",
)
_ENDS = ("key", "oauth", "auth", "sig", "hmac", "pwd")


def without_secrets(text: str) -> str:
    """An address, or a sentence with addresses in it: what looks like a secret is `***`, the rest stays as it is."""
    text = _USERINFO.sub(rf"\1{MASK}@", text)
    return _PARAMETER.sub(lambda found: found[1] + MASK if _is_secret(found[2]) else found[0], text)


def _is_secret(name: str) -> bool:
    letters = re.sub(r"[^a-z]", "", unquote_plus(name).lower())
    return letters in _EXACT or letters.endswith(_ENDS) or any(part in letters for part in _PARTS)
