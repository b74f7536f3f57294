"""Addresses from outside: which may be kept, and when two are the same page. Knows nothing of entries or feeds."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2048
_TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "ocid", "cmpid", "cmp", "ns_source",
    "ns_mchannel", "ns_campaign", "ns_linkname", "ns_fee", "at_medium", "at_campaign", "at_custom1", "at_custom2",
    "traffic_source", "xtor", "partner", "feature", "ref", "ref_src", "source", "src", "rss", "ito", "smid", "_cb",
    "maca", "wt_mc", "from", "share", "spm", "guccounter",
})  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "_hs", "trk_")
_BAD = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_SAFE = "%/:=&?~#+!$,;'@()*[]|-._"


def web_link(raw: str | None, *, base: str) -> str | None:
    """The absolute http(s) address in ASCII, or None: no other scheme, no userinfo, no control characters."""
    if not raw:
        return None
    text = raw.strip()
    if not text or len(text) > LONGEST or _BAD.search(text):
        return None
    try:
        parts = urlsplit(urljoin(base, text.replace(" ", "%20")))
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
        if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
            return None
        netloc = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    netloc = f"[{netloc}]" if ":" in netloc else netloc
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        netloc = f"{netloc}:{port}"
    link = urlunsplit((parts.scheme, netloc, quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE),
                       quote(parts.fragment, safe=_SAFE)))  # fmt: skip
    return link if len(link) <= LONGEST else None


def same_page(link: str) -> str:
    """Equal for two links to one page: scheme, `www.`, fragment, tracking and trailing slash don't count.

    What is no address is a page of its own.
    """
    try:
        parts = urlsplit(link)
        number = parts.port
    except ValueError:
        return link
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{number}" if number not in {None, 80, 443} else ""
    query = ""
    if parts.query:
        pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])]
        query = urlencode(sorted(pairs))
    path = unquote(parts.path).rstrip("/")
    return f"{host}{port}{path}?{query}" if query else f"{host}{port}{path}"


def host_of(url: str) -> str:
    """`host:port`, the unit of politeness; `:0` of what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return ":0"
    return f"{parts.hostname or ''}:{port}"


def _is_tracking(name: str) -> bool:
    lower = name.lower()
    return lower in _TRACKING or lower.startswith(_TRACKING_PREFIXES)
