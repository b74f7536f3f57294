"""Whose site an address is on: the part of its host that one owner registered. Knows nothing of feeds or pages.

A rule instead of the public suffix list: hosts under a common second level (`co.uk`) or on a shared platform count by
one label more. Where the rule is wrong it calls two hosts of one owner foreign, which costs a headline, or trusts two
names of a small registry, of which the owner of a feed there would have to buy one first.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

_SECOND = frozenset({
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "govt", "id", "info", "int", "ltd", "mil", "ne", "net",
    "news", "nom", "or", "org", "plc", "press", "sch", "tm", "tv", "web",
})  # fmt: skip
"""Labels under which countries register names."""
_SHARED = frozenset({
    "appspot.com", "azurewebsites.net", "beehiiv.com", "blogspot.com", "firebaseapp.com", "github.io", "gitlab.io",
    "herokuapp.com", "livejournal.com", "medium.com", "netlify.app", "onrender.com", "pages.dev", "substack.com",
    "tumblr.com", "vercel.app", "web.app", "weebly.com", "wixsite.com", "wordpress.com", "workers.dev",
})  # fmt: skip
"""Platforms that give a subdomain to anybody."""


def site_of(url: str | None) -> str | None:
    """The registered name, or the whole host where it is an address or a single label; None without a host."""
    try:
        host = (urlsplit(url or "").hostname or "").rstrip(".")
    except ValueError:
        return None
    if not host or _is_address(host):
        return host or None
    labels = host.split(".")
    least = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND:
        least = 3
    shared = ".".join(labels[-2:]) in _SHARED or (len(labels) > 2 and labels[-3:-1] == ["blogspot", "com"])
    return ".".join(labels[-(least + 1 if shared else least) :])


def is_at_home(url: str | None, homes: tuple[str | None, ...]) -> bool:
    """Whether an address is on the site of one of these addresses."""
    site = site_of(url)
    return site is not None and site in {site_of(home) for home in homes}


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
