"""What is no mistake in the configuration but cannot work as it stands: told by `marsad check` as warnings.

Knows what the files say and nothing of the network: a name is not looked up.
"""

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, ip_network
from urllib.parse import urlsplit

from config.gazetteer import load_gazetteer
from config.listed import Listing
from config.load import Loaded
from config.plain import did_you_mean
from config.problems import Problem
from config.settings import AlertSettings, Settings
from config.sources import Source
from config.topics import Topic
from workers.doors.http.addresses import Policy
from workers.doors.http.urls import literal_address
from workers.model.errors import Permanent
from workers.relevance.concepts import FULL_WEIGHT


def doubts(loaded: Loaded, sources: Listing[Source], topics: Listing[Topic]) -> Iterator[Problem]:
    yield from _nothing_to_do(loaded, sources, topics)
    yield from _alerts(loaded, topics.values)
    yield from _weights(topics)
    for source in sources.values:
        if source.enabled and (why := refusal(source.url, _policy(loaded.settings), proxied=_proxied(loaded.settings))):
            yield sources.problem_of(source.id, ("url",), f"will be refused: {why}")


def _nothing_to_do(loaded: Loaded, sources: Listing[Source], topics: Listing[Topic]) -> Iterator[Problem]:
    if not sources.problems and not any(source.enabled for source in sources.values):
        message = 'no source is left to poll, so nothing will be found; write sources = ["builtin"] or list your own'
        yield loaded.places.problem(("sources",), message)
    if not topics.problems and not topics.values:
        message = 'no topic is left to look for, so nothing is relevant; write topics = ["builtin"] or list your own'
        yield loaded.places.problem(("topics",), message)


def _weights(topics: Listing[Topic]) -> Iterator[Problem]:
    for topic in topics.values:
        for index, concept in enumerate(topic.concept):
            if concept.weight > FULL_WEIGHT:
                message = f"{concept.weight:g} counts as {FULL_WEIGHT:g}, the most there is; write 0 to {FULL_WEIGHT:g}"
                yield topics.problem_of(topic.id, ("concept", index, "weight"), message)


def _alerts(loaded: Loaded, topics: tuple[Topic, ...]) -> Iterator[Problem]:
    for index, alert in zip(loaded.alerts_at, loaded.settings.alert, strict=True):
        policy = _policy(loaded.settings, private=alert.allow_private)
        proxied = _proxied(loaded.settings) and not alert.allow_private
        if why := refusal(alert.url.get_secret_value(), policy, proxied=proxied):
            remedy = "" if "allow_private" in why else "; if this alert is meant to reach it, set allow_private = true"
            yield loaded.places.problem(("alert", index, "url"), f"deliveries will be refused: {why}{remedy}")
        for position, message in _unknown_places(alert, topics):
            yield loaded.places.problem(("alert", index, "places", position), message)


def _unknown_places(alert: AlertSettings, topics: tuple[Topic, ...]) -> Iterator[tuple[int, str]]:
    """Codes that no published place can have: neither its own nor that of a unit around it begins so."""
    known = {code for place in load_gazetteer() for code in (place.pcode, place.parent) if code}
    known |= {concept.pcode for topic in topics for concept in topic.concept if concept.pcode}
    for position, code in enumerate(alert.places):
        if not any(one.startswith(code) for one in known):
            hint = did_you_mean(code, tuple(sorted(known, key=lambda one: (len(one), one))))
            yield position, f'no place that Marsad knows has a P-code that begins with "{code}"{hint}'


def refusal(url: str, policy: Policy, *, proxied: bool) -> str:
    """Why requests to this URL will be refused, as far as the URL itself tells; "" when nothing speaks against it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80}.get(parts.scheme, 443)
    except ValueError:
        return ""
    address = literal_address(host)
    if address is None and host.rstrip(".").rsplit(".", 1)[-1] == "localhost":
        address = IPv4Address("127.0.0.1")
    try:
        if address is not None:
            policy.vet(host, port, (address,))
        else:
            (Policy() if proxied else policy).vet_port(host, port)
    except Permanent as error:
        return str(error)
    return ""


def _policy(settings: Settings, *, private: bool = False) -> Policy:
    networks = []
    for network in settings.http.allow:
        with suppress(ValueError):  # told as a mistake
            networks.append(ip_network(network))
    return Policy(allow=tuple(networks), private=private)


def _proxied(settings: Settings) -> bool:
    return bool(settings.http.proxy.get_secret_value())
