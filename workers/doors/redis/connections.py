"""redis-py's connections, with less to do for each command. Knows nothing of addresses or commands.

As the library has it, Python 3.11 makes a task for each command that is sent, and packs its arguments one by one: a
quarter of what a small command costs the event loop, half of what a commit does.
"""

from asyncio import StreamWriter
from collections.abc import Iterable
from typing import Any

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection, UnixDomainSocketConnection
from redis.exceptions import DataError


class _Direct(AbstractConnection):
    """The rest, and whatever is out of the ordinary, is the library's."""

    def pack_command(self, *args: Any) -> list[bytes]:
        try:
            return [pack_command(args if " " not in args[0] else (*args[0].split(), *args[1:]))]
        except TypeError as error:
            raise DataError(str(error)) from error

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:  # noqa: FBT001, FBT002 -- the signature is the library's
        """Nothing is waited for where nothing waits to be sent: the answer is waited for, with a timeout, anyway."""
        writer = self._writer
        if writer is None or self.health_check_interval or not isinstance(command, list) or not _is_idle(writer):
            await super().send_packed_command(command, check_health)
        else:
            writer.writelines(command)


def _is_idle(writer: StreamWriter) -> bool:
    return not writer.is_closing() and not writer.transport.get_write_buffer_size()


class DirectTcp(_Direct, Connection):
    """For redis:// addresses."""


class DirectTls(_Direct, SSLConnection):
    """For rediss:// addresses."""


class DirectUnix(_Direct, UnixDomainSocketConnection):
    """For unix:// addresses."""


BY_SCHEME: dict[str, type[AbstractConnection]] = {"redis": DirectTcp, "rediss": DirectTls, "unix": DirectUnix}
