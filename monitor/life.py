"""What became of one URL or item, stage by stage, from what is remembered. Writes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from config.sources import Source
from workers.doors.aliases import link_alias, page_alias
from workers.doors.redis.alert_records import log
from workers.doors.redis.store import Store
from workers.model.alert import Attempt
from workers.model.links import same_page
from workers.model.plain import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step: `done` False means that the entry's life ended or waits here. `told` is a plain sentence."""

    name: str
    done: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """`state` is pending, published, dropped or dead."""

    entry_id: str
    url: str | None
    title: str | None
    state: str
    reason: str | None
    item_id: str | None
    stages: tuple[Stage, ...]

    def as_json(self) -> dict[str, Any]:
        stages = [{"stage": stage.name, "done": stage.done, "told": stage.told} for stage in self.stages]
        return {
            "entry_id": self.entry_id,
            "url": self.url,
            "title": self.title,
            "state": self.state,
            "reason": self.reason,
            "item_id": self.item_id,
            "stages": stages,
        }


async def lives_of(store: Store, target: str, sources: tuple[Source, ...]) -> tuple[Life, ...]:
    """All remembered entries behind an item id, an entry id or a URL; empty when nothing is remembered."""
    found = []
    for entry_id in await _entry_ids(store, target, sources):
        record = await store.entry_record(entry_id)
        if record:
            found.append(await _followed(store, life(entry_id, record), record))
    return tuple(found)


async def _followed(store: Store, told: Life, record: dict[str, str]) -> Life:
    """The life with what came after publication: its story, and which alerts were told."""
    if told.state != "published" or told.item_id is None:
        return told
    item = await store.item_record(told.item_id)
    story_id = item.get("story", "")
    story = await store.story_record(story_id) if story_id else {}
    after = [Stage(name="story", done=True, told=_story(story_id, story))] if story_id else []
    since = _moment(record.get("first_seen", ""))
    attempts = await log(store, since, count=100_000) if since else ()
    ours = [one for one in attempts if any(item.startswith(f"{told.item_id}.") for item in one.items)]
    after.append(Stage(name="alerted", done=bool(ours), told=_alerted(ours)))
    if reason := item.get("withdrawn"):
        after.append(
            Stage(name="withdrawn", done=True, told=f"told as item {told.item_id}.{item['version']}: {reason}")
        )
    return replace(told, stages=(*told.stages, *after))


def _story(story_id: str, story: dict[str, str]) -> str:
    if story.get("merged_into"):
        return f"{story_id}, merged into {story['merged_into']}"
    nouns = {"items": "item", "outlets": "outlet"}
    told = [counted(int(story[name]), noun) for name, noun in nouns.items() if name in story]
    counts = ", ".join([*told, *(f"{story[name]} {name}" for name in ("independent",) if name in story)])
    return f"{story_id}: {counts}" if counts else story_id


def _alerted(attempts: list[Attempt]) -> str:
    """The last word on each alert, by name."""
    last = {attempt.alert: attempt for attempt in attempts}
    if not last:
        return "no alert was sent for it (its rules did not match, it is late, or it waits for a digest)"
    return "; ".join(f"{name}: {one.outcome.value} at {_z(one.at)}" for name, one in sorted(last.items()))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _z(value: datetime | str | None) -> str:
    """A time as everywhere else: UTC, seconds, Z."""
    moment = _moment(value) if isinstance(value, str) else value
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else "an unknown time"


async def _entry_ids(store: Store, target: str, sources: tuple[Source, ...]) -> tuple[str, ...]:
    if target.startswith("itm_"):
        record = await store.item_record(target.partition(".")[0])
        return (record["entry"],) if record.get("entry") else ()
    if target.startswith("ent_"):
        return (target,)
    aliases = [page_alias(target), *(link_alias(source.id, target) for source in sources)]
    owners = await store.owners(aliases)
    ids = [owner.entry_id for owner in owners.values()]
    return tuple(dict.fromkeys((*ids, *await store.entries_at(page=same_page(target)))))


def life(entry_id: str, record: dict[str, str]) -> Life:
    """Read an entry's record as a story with a beginning and an end."""
    state = record.get("state", "pending")
    stages = [Stage(name="seen", done=True, told=_seen(record))]
    if state == "dropped" and record.get("reason") == "baseline":
        stages.append(Stage(name="dropped", done=False, told=_BASELINE))
    else:
        stages += _read(record)
        stages.append(_end(state, record))
    return Life(
        entry_id=entry_id,
        url=record.get("final_url") or record.get("url"),
        title=record.get("title"),
        state=state,
        reason=record.get("reason"),
        item_id=record.get("item") or record.get("duplicate_of"),
        stages=tuple(stages),
    )


_BASELINE = (
    "was already in the feed on the source's first poll and older than polling.first_run: remembered, not published"
)


def _seen(record: dict[str, str]) -> str:
    published = f", dated {_z(record['published'])}" if record.get("published") else ", without a date"
    return f"in the feed of {record.get('source', 'a source')} at {_z(record.get('first_seen'))}{published}"


def _read(record: dict[str, str]) -> list[Stage]:
    if "text_from" not in record:
        return []
    stages = [Stage(name="fetched", done=True, told=_text_from(record))]
    if "extraction" not in record:
        return [*stages, Stage(name="extracted", done=False, told=record.get("detail", "no article was found"))]
    words = f"{record.get('words', '?')} words, language {record.get('language', 'unknown')}"
    stages.append(Stage(name="extracted", done=True, told=f"{record['extraction']} text, {words}"))
    if "grades" in record:
        stages.append(Stage(name="graded", done=True, told=record["grades"]))
    return stages


def _text_from(record: dict[str, str]) -> str:
    if record["text_from"] == "page":
        return f"the page {record.get('final_url', record.get('url', ''))}"
    return f"not the page: the text is the {record['text_from']}"


def _end(state: str, record: dict[str, str]) -> Stage:
    match state:
        case "published":
            told = f"as {record.get('item')}.{record.get('version')} with stream id {record.get('stream_id')}"
            return Stage(name="published", done=True, told=told)
        case "dropped":
            return Stage(
                name="dropped", done=False, told=f"{record.get('reason')}: {record.get('detail', '')}".rstrip(": ")
            )
        case "dead":
            told = f"{record.get('reason')}: {record.get('detail', '')}; `marsad dead list` shows it"
            return Stage(name="dead letter", done=False, told=told)
        case _:
            tries = (
                f" after {record['tries']} failed tries ({record.get('last_error', '')})" if record.get("tries") else ""
            )
            return Stage(name="waiting", done=False, told=f"in the work stream or the delay set{tries}")
