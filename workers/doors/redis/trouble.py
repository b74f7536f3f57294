"""What Redis errors mean to Marsad. Knows nothing of the commands that caused them."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import exceptions as redis_errors
from redis.exceptions import RedisError, ResponseError

from workers.model.errors import MarsadError, OutOfReach, RefusesWrites, Unsuitable

_READ_ONLY = ("READONLY", "MASTERDOWN")
_UNSETTLED = ("CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS")
_GONE = (
    redis_errors.ConnectionError,
    redis_errors.TimeoutError,
    redis_errors.RedisClusterException,
    redis_errors.MaxConnectionsError,
    redis_errors.InvalidResponse,  # something else than Redis listens there
)


def meaning(error: RedisError, where: str) -> MarsadError | None:
    """The Marsad error to raise instead, or None where it is a bug that must show as it is."""
    text = str(error)
    return _misfit(error, text, where) or _refusal(error, text, where) or _silence(error, text, where)


def _misfit(error: RedisError, text: str, where: str) -> Unsuitable | None:
    if isinstance(error, redis_errors.AuthenticationError):
        return Unsuitable(f"Redis at {where} refuses the user or password ({text}); correct it in redis.url.")
    if isinstance(error, redis_errors.NoPermissionError) or text.startswith("NOPERM"):
        return Unsuitable(
            f"Redis at {where} does not allow what Marsad needs ({text}); give its user "
            "+@all -@dangerous +info +config|get on the keys of redis.prefix."
        )
    if "WRONGTYPE" in text:
        return Unsuitable(
            f"Redis at {where} holds other data under Marsad's keys ({text}); set another redis.prefix or database."
        )
    return None


def _refusal(error: RedisError, text: str, where: str) -> RefusesWrites | None:
    if isinstance(error, redis_errors.OutOfMemoryError) or "OOM command not allowed" in text:
        return RefusesWrites(
            f"Redis at {where} is at its memory limit; raise redis.max_memory (maxmemory of an own server) or shorten "
            "publish.retention. Polling pauses meanwhile, nothing is lost.",
            reason="out_of_memory",
        )
    if "MISCONF" in text:
        return RefusesWrites(
            f"Redis at {where} cannot write to its disk; free space there ({text.splitlines()[0][:200]}). "
            "Polling pauses meanwhile, nothing is lost.",
            reason="disk_full",
        )
    if isinstance(error, redis_errors.ReadOnlyError | redis_errors.MasterDownError) or _any(text, _READ_ONLY):
        return RefusesWrites(
            f"Redis at {where} is a replica now and takes no writes; Marsad goes on when it reaches a primary.",
            reason="read_only",
        )
    if _any(text, _UNSETTLED):
        return RefusesWrites(f"Redis at {where} takes no writes now: {text}", reason="cluster_down")
    return None


def _silence(error: RedisError, text: str, where: str) -> OutOfReach | None:
    if isinstance(error, redis_errors.BusyLoadingError) or text.startswith("LOADING"):
        return OutOfReach(f"Redis at {where} is still loading its data; Marsad goes on when it is ready.")
    if isinstance(error, _GONE):
        return OutOfReach(
            f"Redis at {where} does not answer: {text.rstrip('.') or type(error).__name__}. Is it running?"
        )
    return None


def _any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raises what `meaning` says in place of the library's errors."""
    try:
        yield
    except RedisError as error:
        ours = meaning(error, where)
        if ours is None:
            raise
        raise ours from error
    except OSError as error:
        raise OutOfReach(f"Redis at {where} does not answer: {error}. Is it running?") from error


def lacks_group(error: BaseException) -> bool:
    """The consumer group is gone: the data was flushed, or this is a fresh server."""
    return isinstance(error, ResponseError) and _any(str(error), ("NOGROUP", "UNBLOCKED", "no such key"))
