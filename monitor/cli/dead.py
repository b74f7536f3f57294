"""`marsad dead`: what could not be processed, with the reason."""

from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import Exit, Failure, emit, json_option, message, run_async, say, settings_of
from monitor.cli.tail import is_stream_id

if TYPE_CHECKING:
    from workers.doors.redis.dead import DeadLetter
    from workers.doors.redis.store import Store


@click.group()
def command() -> None:
    """See, retry or drop what could not be processed."""


@command.command("list")
@json_option
@click.pass_context
def listed(ctx: click.Context, as_json: bool) -> int:
    """List the dead letters, oldest first."""
    from workers.doors.redis.alert_records import troubled

    async def show(store: "Store") -> int:
        found = 0
        async for letter in all_letters(store):
            found += 1
            if as_json:
                emit(as_object(letter))
                continue
            url = letter.work.entry.url if letter.work else "unreadable payload"
            say(f"{letter.id}  {letter.reason}: {letter.detail}")
            say(f"    {url}  {letter.tries} tries, last {letter.last_failed}")
        if not found:
            message("no dead letters")
        if deliveries := (await troubled(store, ())).dead:
            message(f"{deliveries} webhook deliveries were given up: marsad alerts log --outcome dead --since 35d")
        return Exit.OK

    return with_store(ctx, show)


@command.command("show")
@click.argument("letter_id", metavar="ID")
@json_option
@click.pass_context
def show(ctx: click.Context, letter_id: str, as_json: bool) -> int:
    """Show one dead letter with its payload."""
    from workers.doors.redis.dead import letter as find

    well_formed(letter_id)

    async def told(store: "Store") -> int:
        found = await find(store, letter_id)
        if found is None:
            raise unknown(letter_id)
        if as_json:
            emit(as_object(found))
            return Exit.OK
        for name, value in {**as_object(found), **found.payload}.items():
            say(f"{name:<13} {value}")
        return Exit.OK

    return with_store(ctx, told)


@command.command("retry")
@click.argument("letter_ids", metavar="[ID]…", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every dead letter.")
@click.pass_context
def retry(ctx: click.Context, letter_ids: tuple[str, ...], everything: bool) -> int:
    """Put dead letters back on the work stream."""
    from workers.doors.redis.dead import retry_letter

    if everything == bool(letter_ids):
        raise Failure("give the ids of dead letters, or --all", Exit.USAGE)
    well_formed(*letter_ids)

    async def again(store: "Store") -> int:
        ids = [letter.id async for letter in all_letters(store)] if everything else list(letter_ids)
        done = [await retry_letter(store, letter_id) for letter_id in ids]
        return ended(ids, done, "back on the work stream")

    return with_store(ctx, again)


@command.command("drop")
@click.argument("letter_ids", metavar="ID…", nargs=-1, required=True)
@click.pass_context
def drop(ctx: click.Context, letter_ids: tuple[str, ...]) -> int:
    """Forget dead letters for good."""
    from workers.doors.redis.dead import drop_letter

    well_formed(*letter_ids)

    async def forget(store: "Store") -> int:
        done = [await drop_letter(store, letter_id) for letter_id in letter_ids]
        return ended(list(letter_ids), done, "dropped")

    return with_store(ctx, forget)


def with_store(ctx: click.Context, use: Any) -> int:
    from monitor.cli.reading import reading_store

    settings = settings_of(ctx.find_root().obj).settings

    async def main() -> int:
        async with reading_store(settings) as store:
            code: int = await use(store)
            return code

    return run_async(main)


async def all_letters(store: "Store") -> Any:
    """Every dead letter, page by page."""
    from workers.doors.redis.dead import letters

    last = "-"
    while page := await letters(store, after=last, count=200):
        for letter in page:
            yield letter
        last = page[-1].id


def as_object(letter: "DeadLetter") -> dict[str, Any]:
    return {
        "schema": "marsad.dead/1",
        "id": letter.id,
        "entry_id": letter.entry_id,
        "url": letter.work.entry.url if letter.work else None,
        "title": letter.work.entry.title if letter.work else None,
        "reason": letter.reason,
        "detail": letter.detail,
        "tries": letter.tries,
        "first_failed": letter.first_failed or None,
        "last_failed": letter.last_failed or None,
    }


def well_formed(*letter_ids: str) -> None:
    """Redis takes no other ids than those of a stream."""
    for letter_id in letter_ids:
        if not is_stream_id(letter_id):
            remedy = "`marsad dead list` shows them, like 1795618224616-0"
            raise Failure(f"{letter_id!r} is not the id of a dead letter; {remedy}", Exit.USAGE)


def unknown(letter_id: str) -> Failure:
    return Failure(f"there is no dead letter {letter_id!r}; `marsad dead list` shows them", Exit.FAILED)


def ended(ids: list[str], done: list[bool], what: str) -> int:
    for letter_id, good in zip(ids, done, strict=True):
        if good:
            message(f"{letter_id}: {what}")
        else:
            message(f"{letter_id}: no such dead letter, or its payload cannot be read; `marsad dead list` shows them")
    if all(done):
        return Exit.OK
    return Exit.PARTLY if any(done) else Exit.FAILED
