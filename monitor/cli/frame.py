"""What all commands share: settings, output, messages, exit codes. Knows nothing of any one command."""

import asyncio
import errno
import io
import json
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from config.problems import ConfigError
from workers.model.errors import MarsadError, NewerData, OutOfReach, Permanent, Unsuitable
from workers.model.plain import plain

if TYPE_CHECKING:
    from config.load import Loaded

T = TypeVar("T")


class Exit(IntEnum):
    """The exit codes of the contract."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTLY = 3
    REDIS = 4
    UNHEALTHY = 5
    INTERRUPTED = 130


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (JSON Lines for sequences).")


class Failure(click.ClickException):
    """A message for stderr and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.code = code

    def show(self, file: Any = None) -> None:
        del file
        message(f"marsad: {self.message}")


def message(text: str) -> None:
    """Say something to the person: stderr, free of control characters."""
    click.echo(plain(text), err=True)


def emit(value: Mapping[str, Any]) -> None:
    """One JSON object on one line of stdout. Control characters cannot survive JSON; bidi ones are escaped here."""
    click.echo(escape_invisible(json.dumps(value, ensure_ascii=False, separators=(", ", ": "))))


def escape_invisible(text: str) -> str:
    """Keep terminals safe when JSON is shown on one: C1 and bidi controls become \\uXXXX escapes, which JSON allows."""
    return "".join(
        f"\\u{ord(char):04x}"
        if 0x7F <= ord(char) < 0xA0 or 0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069
        else char
        for char in text
    )


def say(text: str) -> None:
    """One line of data for a person: stdout, free of control characters, newlines kept."""
    click.echo(plain(text))


def settings_of(config_path: str | None) -> "Loaded":
    """The configuration, or exit 2 with every problem on its own line."""
    from config.load import load
    from config.settings import LogSettings
    from monitor.logs import configure

    configure(LogSettings(level="warning"))  # what goes wrong beneath a command is told on stderr, never among its data
    try:
        return load(Path(config_path) if config_path else None, os.environ)
    except ConfigError as error:
        raise Failure(problem_list(error), Exit.USAGE) from error


def problem_list(error: ConfigError) -> str:
    count = len(error.problems)
    title = "the configuration has a mistake:" if count == 1 else f"the configuration has {count} mistakes:"
    return "\n".join([title, *(str(problem) for problem in error.problems)])


def run_async(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command's coroutine; errors of ours become messages with the contract's exit codes."""
    return asyncio.run(main())


def code_of(error: MarsadError) -> Exit:
    match error:
        case NewerData():
            return Exit.USAGE
        case OutOfReach() | Unsuitable():
            return Exit.REDIS
        case Permanent(reason="unknown_alert"):
            return Exit.USAGE
        case _:
            return Exit.FAILED


def exit_code_of(group: click.Command) -> int:
    """Run the command line; return what the shell shall see. A closed pipe is no error."""
    own = tuple(stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, io.TextIOWrapper))
    for stream in own:  # a terminal's encoding is no reason to fail on a title
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = group.main(standalone_mode=False, prog_name="marsad")
        for stream in own:
            stream.flush()
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except SystemExit as error:  # so ends click when the reader of the output has gone away
        gone = not isinstance(sys.stdout, io.TextIOWrapper)
        return Exit.OK if gone or not isinstance(error.code, int) else error.code
    except OSError as error:
        return output_lost(error)
    except UnicodeEncodeError as error:
        return not_a_text(error)
    except (click.exceptions.Exit, click.ClickException, ConfigError, MarsadError) as error:
        return told(error)
    except BaseExceptionGroup as errors:
        return told_together(errors)
    return result if isinstance(result, int) else Exit.OK


def output_lost(error: OSError) -> int:
    """A reader that went away is no error; a full disk is one. What is still buffered goes nowhere."""
    if error.errno not in {errno.EPIPE, errno.ENOSPC, errno.EBADF}:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return Exit.OK
    message(f"marsad: the output cannot be written ({error.strerror}); free space or write elsewhere")
    return Exit.FAILED


def not_a_text(error: UnicodeEncodeError) -> int:
    """Bytes of an argument that are no UTF-8 come as lone surrogates, which nothing but the file system takes back."""
    if not any("\udc80" <= char <= "\udcff" for char in error.object):
        raise error
    message(f"marsad: {ascii(error.object)[:80]} is not UTF-8 text; write the argument in UTF-8")
    return Exit.USAGE


def told(error: Exception) -> int:
    """Say on stderr what went wrong; return the exit code."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            error.show()
            return error.code if isinstance(error, Failure) else error.exit_code
        case ConfigError():
            message(f"marsad: {problem_list(error)}")
            return Exit.USAGE
        case MarsadError():
            message(f"marsad: {error}")
            return code_of(error)
        case _:
            raise error


def told_together(errors: BaseExceptionGroup[BaseException]) -> int:
    """Roles that failed at once: each of our errors as a message, anything else as the bug it is."""
    ours, others = errors.split(MarsadError)
    if ours is None or others is not None:
        raise errors
    found = [error for error in leaves(ours) if isinstance(error, MarsadError)]
    for error in found:
        message(f"marsad: {error}")
    return code_of(found[0])


def leaves(error: BaseException) -> tuple[BaseException, ...]:
    if isinstance(error, BaseExceptionGroup):
        return tuple(leaf for part in error.exceptions for leaf in leaves(part))
    return (error,)
