"""Whose pages cost a child its life of late, and so are not fetched for a while. Pure: time is passed in."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ENOUGH = 2
"""Pages, not tries of one: any site may have one page that is too much for us."""
WITHIN = timedelta(minutes=10)
BARRED = timedelta(minutes=30)
MOST = 1_000
"""Names that are remembered."""


@dataclass(slots=True, kw_only=True)
class _Record:
    pages: dict[str, datetime] = field(default_factory=dict)
    barred_until: datetime | None = None


class Strikes:
    """Counts by name: a source and a host may have one each."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def count(self, names: tuple[str, ...], *, page: str, now: datetime) -> None:
        """This page cost a child its life."""
        for name in names:
            record = self._records.setdefault(name, _Record())
            self._records.move_to_end(name)
            record.pages = {one: at for one, at in record.pages.items() if now - at < WITHIN} | {page: now}
            if len(record.pages) >= ENOUGH:
                record.barred_until = now + BARRED
        while len(self._records) > MOST:
            self._records.popitem(last=False)

    def barred(self, names: tuple[str, ...], *, now: datetime) -> bool:
        """Whether pages under any of these names are left alone now."""
        records = (self._records.get(name) for name in names)
        return any(one is not None and one.barred_until is not None and now < one.barred_until for one in records)
