"""What concerns the watch itself, as events of the public `ops` stream. Knows nothing of Redis."""

import json
from dataclasses import dataclass

from workers.doors.keys import digest
from workers.model.masked import without_secrets

TYPE = "marsad.source.state"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """`event`: state, gap, reidentified, resurfaced or moved. `detail` is one plain sentence."""

    source_id: str
    event: str
    state: str
    detail: str
    previous: str | None = None
    reason: str | None = None
    count: int | None = None

    def fields(self, *, token: str) -> dict[str, str]:
        """Stream fields, without `time`, which the server adds. The lease's token makes the id unique."""
        data = {
            "source": self.source_id, "event": self.event, "state": self.state, "previous": self.previous,
            "reason": self.reason, "count": self.count, "detail": without_secrets(self.detail),
        }  # fmt: skip
        return {
            "specversion": "1.0",
            "id": f"src_{digest(f'{self.source_id}:{token}:{self.event}:{self.state}')}",
            "type": TYPE,
            "source": f"/sources/{self.source_id}",
            "subject": self.source_id,
            "datacontenttype": "application/json",
            "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        }
