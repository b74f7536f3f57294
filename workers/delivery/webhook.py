"""One attempt at one endpoint: signed, posted, answered. Decides nothing and stores nothing."""

import time
from datetime import datetime

from config.settings import AlertSettings
from workers.delivery.attempts import DEADLINE, Answer
from workers.delivery.formats import target
from workers.delivery.sign import signed_headers
from workers.doors.http.client import Http
from workers.model.alert import Delivery
from workers.model.errors import Permanent, Temporary


async def post(
    http: Http, settings: AlertSettings, delivery: Delivery, *, deadline: float = DEADLINE, now: datetime
) -> tuple[Answer, int]:
    """The answer, and how many milliseconds it took. No answer is an answer too, with the failure in words."""
    body = delivery.body.encode()
    started = time.monotonic()
    try:
        secrets = [secret.get_secret_value() for secret in settings.secret]
        headers = signed_headers(delivery.id, body, secrets, now=now) | {"content-type": delivery.content_type}
        response = await http.post(
            target(settings), content=body, headers=headers, deadline=deadline, allow_private=settings.allow_private
        )
    except (Temporary, Permanent) as error:
        answer = Answer(failure=_told(error, settings))
    except ValueError as error:
        answer = Answer(failure=f"bad_secret: {error}")
    else:
        answer = Answer(
            status=response.status,
            retry_after=response.retry_after(now=now),
            body=response.body,
            location=response.headers.get("location"),
        )
    return answer, round((time.monotonic() - started) * 1000)


def _told(error: Temporary | Permanent, settings: AlertSettings) -> str:
    told = f"{error.reason}: {error}"
    if error.reason in {"blocked_address", "blocked_port"}:
        told += f'; if alert "{settings.name}" is meant to reach it, set allow_private = true'
    return told
