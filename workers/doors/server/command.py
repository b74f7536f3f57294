"""The server's command line and its users. Pure: starts and writes nothing."""

import hashlib
from pathlib import Path

from config.settings import RedisSettings
from workers.doors.keys import Keys
from workers.doors.server.place import OWN_USER, Place

READER_COMMANDS = (
    "ping", "hello", "auth", "echo", "select", "quit", "reset", "command", "info", "time", "wait",
    "client|setname", "client|getname", "client|id", "client|info",
    "xread", "xrange", "xrevrange", "xlen", "xinfo", "xreadgroup", "xack", "xpending", "xclaim", "xautoclaim",
    "xgroup|create", "xgroup|createconsumer", "xgroup|delconsumer", "xgroup|help",
    "exists", "type", "hget", "hmget", "hgetall",
)  # fmt: skip
"""All that the passwordless user may say, beside CLIENT SETINFO where the server knows it.

Not XGROUP DESTROY or SETID: they would reach the groups of other readers too.
"""


def acl(prefix: str, password: str, version: tuple[int, int]) -> str:
    """The users file: anybody on this machine may read the public streams; Marsad's own user may do all."""
    keys = Keys(prefix=prefix)
    streams = " ".join(f"~{_literal(name)}" for name in (keys.items, keys.ops))
    metas = " ".join(f"%R~{_literal(name)}" for name in (keys.items_meta, keys.ops_meta))
    known = (*READER_COMMANDS, *(("client|setinfo",) if version >= (7, 2) else ()))
    allowed = " ".join(f"+{command}" for command in known)
    own = hashlib.sha256(password.encode()).hexdigest()
    return (
        f"user default reset on nopass {streams} {metas} -@all {allowed}\n"
        f"user {OWN_USER} reset on #{own} ~* &* +@all\n"
    )  # fmt: skip


def _literal(name: str) -> str:
    """A key name as a glob that matches nothing else."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in name)


def command(binary: Path, place: Place, settings: RedisSettings, *, socket: Path, port: int) -> list[str]:
    options = {
        "bind": "127.0.0.1",
        "port": port,
        "unixsocket": socket,
        "unixsocketperm": "700",
        "dir": place.directory,
        "aclfile": place.acl_file,
        "logfile": place.log,
        "daemonize": "no",
        "set-proc-title": "no",
        "appendonly": "yes",
        "appendfsync": settings.fsync,
        "save": "",
        # A plain base file: Redis 7 cannot read the binary one of Valkey, so moving to it would be barred.
        "aof-use-rdb-preamble": "no",
        "maxmemory": settings.max_memory,
        "maxmemory-policy": "noeviction",
        # Anybody on this machine may connect: what one says, all hold and how many they are has an end. The largest
        # commit of ours is that of a feed of polling.max_body; who holds most of the clients' share goes first.
        "client-query-buffer-limit": "128mb",
        "maxmemory-clients": "20%",
        "maxclients": 2000,
        "tcp-keepalive": 60,
        "stream-node-max-entries": 100,
    }
    return [str(binary), *(str(part) for name, value in options.items() for part in (f"--{name}", value))]
