"""How an alert reads in each service: one module a format. Knows nothing of HTTP."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import ModuleType

from config.settings import AlertSettings
from workers.delivery.formats import cloudevents, discord, ntfy, slack, teams, telegram
from workers.delivery.formats.text import Rendered
from workers.delivery.hours import parse_quiet_hours
from workers.delivery.sign import key_of
from workers.model.alert import Alert

FORMATS: Mapping[str, ModuleType] = {
    "cloudevents": cloudevents,
    "slack": slack,
    "discord": discord,
    "telegram": telegram,
    "teams": teams,
    "ntfy": ntfy,
}


def render(id: str, alert: Alert, settings: AlertSettings, *, now: datetime) -> Rendered:  # noqa: A002 - the header's word
    """The body of a delivery, serialised once."""
    options = dict(settings.options)
    if settings.format == "ntfy" and "topic" not in options:
        options["topic"] = ntfy.target(settings.url.get_secret_value())[1]
    rendered: Rendered = FORMATS[settings.format].render(id, alert, options, now=now)
    return rendered


def target(settings: AlertSettings) -> str:
    """The address that is posted to."""
    url = settings.url.get_secret_value()
    return ntfy.target(url)[0] if settings.format == "ntfy" and "topic" not in settings.options else url


def problems(settings: AlertSettings) -> tuple[str, ...]:
    """What would keep an alert from working, each as `setting: message`, for `marsad check`."""
    module = FORMATS[settings.format]
    known: Mapping[str, str] = module.OPTIONS
    found = [
        f"options: format {settings.format} needs {name}: {known[name]}"
        for name in sorted(module.REQUIRED - settings.options.keys())
    ]
    for name in sorted(settings.options.keys() - known.keys()):
        have = ", ".join(known) or "no options"
        found.append(f"options: format {settings.format} knows no {name}; it has {have}")
    if (
        settings.format == "ntfy"
        and "topic" not in settings.options
        and not ntfy.target(settings.url.get_secret_value())[1]
    ):
        found.append("url: an ntfy URL ends in its topic, such as https://ntfy.example/newsdesk")
    found += [
        f"options: {name} must be text, a number, true or false, or a list of those"
        for name, value in sorted(settings.options.items())
        if not all(isinstance(part, str | int | float) for part in (value if isinstance(value, list) else [value]))
    ]
    for secret in settings.secret:
        found += _problem("secret", key_of, secret.get_secret_value())
    return (*found, *_problem("quiet_hours", parse_quiet_hours, settings.quiet_hours))


def _problem(name: str, parse: Callable[[str], object], value: str) -> list[str]:
    try:
        parse(value)
    except ValueError as error:
        return [f"{name}: {error}"]
    return []
