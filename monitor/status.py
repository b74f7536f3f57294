"""The state of the whole watch at one moment, as a value. Knows nothing of how it is gathered or shown."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleBeat:
    """One running role. `age` is seconds since its last heartbeat."""

    role: str
    instance: str
    host: str
    pid: int
    age: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A consumer group on a public stream: `lag` entries not yet delivered to it, `pending` not yet acknowledged."""

    name: str
    lag: int | None
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisabledAlert:
    """A webhook that is asked no more until somebody mends it."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts and ages; ages in seconds, sizes in bytes, None where nothing has happened yet."""

    time: datetime
    server: str
    port: int | None
    roles: tuple[RoleBeat, ...]
    sources: dict[str, int]
    entries_waiting: int
    entries_in_work: int
    entries_delayed: int
    oldest_entry_age: float | None
    items: int
    last_item: datetime | None
    last_poll: datetime | None
    groups: tuple[Group, ...]
    deliveries_due: int
    dead: int
    memory_used: int
    memory_limit: int
    disk_free: int | None
    problems: tuple[str, ...] = field(default=())
    deliveries_dead: int = 0
    alerts_disabled: tuple[DisabledAlert, ...] = ()

    def as_json(self) -> dict[str, Any]:
        value = asdict(self)
        for key in ("time", "last_item", "last_poll"):
            moment: datetime | None = value[key]
            value[key] = None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"schema": "marsad.status/1", **value}


HEARTBEAT_LIMIT = 60.0
OLDEST_ENTRY_LIMIT = 900.0
MEMORY_LIMIT = 0.80
DISK_FLOOR = 256 * 1024**2


def living(roles: tuple[RoleBeat, ...]) -> tuple[RoleBeat, ...]:
    """Roles worth showing: those that beat, and silent ones unless the same role beats on the same machine."""
    beating = {(beat.role, beat.host) for beat in roles if beat.age <= HEARTBEAT_LIMIT}
    return tuple(beat for beat in roles if beat.age <= HEARTBEAT_LIMIT or (beat.role, beat.host) not in beating)


def unhealthy(status: Status, *, hosts_roles: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What `marsad health` and `/readyz` complain of, in plain words with the remedy; empty when healthy."""
    beats = {beat.role: beat.age for beat in sorted(status.roles, key=lambda beat: -beat.age)}
    found = list(status.problems)
    for role in sorted(hosts_roles):
        age = beats.get(role)
        if age is None:
            found.append(f"role {role}: has never beaten; is `marsad run` still starting?")
        elif age > HEARTBEAT_LIMIT:
            found.append(f"role {role}: last heartbeat {age:.0f} s ago; restart `marsad run` and read its log")
    if status.oldest_entry_age is not None and status.oldest_entry_age > OLDEST_ENTRY_LIMIT:
        found.append(f"work stream: the oldest entry waits for {status.oldest_entry_age:.0f} s; add workers")
    if status.memory_limit and status.memory_used > MEMORY_LIMIT * status.memory_limit:
        found.append("Redis memory: over 80 % of its limit, polling pauses; raise redis.max_memory or lower retention")
    if status.disk_free is not None and status.disk_free < DISK_FLOOR:
        found.append(f"disk: {status.disk_free // 1024**2} MiB free in data_dir; free some space")
    return tuple(found)


def complaints(status: Status) -> tuple[str, ...]:
    """What somebody has to see to while the watch itself is healthy: the receivers' trouble, with the remedy."""
    return tuple(
        f"alert {alert.name}: disabled, nothing is sent: {alert.reason}; "
        f"mend the endpoint, then: marsad alerts test {alert.name}"
        for alert in status.alerts_disabled
    )
