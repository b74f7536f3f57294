"""What can go wrong, named by what to do next. Knows nothing of where it happened.

MarsadError
├── Temporary              try again, not before `retry_after` seconds
├── Permanent              trying again won't help
├── Unsuitable             the Redis server cannot hold our promises (exit 4)
├── OutOfReach             the Redis server does not answer (exit 4)
│   └── RefusesWrites      it answers but takes no writes now: full, read-only
└── NewerData              the stored data is from a newer Marsad (exit 2)

Dropping an entry is an outcome (`workers.model.outcome`), not an error. Wrong configuration is
`config.problems.ConfigError`.
"""


class MarsadError(Exception):
    """Anything that Marsad raises on purpose. The message names the thing, the cause and the remedy."""


class Temporary(MarsadError):
    """Trying again may help. `reason` is a stable code such as `timeout`; `retry_after` is in seconds."""

    def __init__(self, message: str, *, reason: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Permanent(MarsadError):
    """Trying again won't help. `reason` is a stable code such as `blocked_address`."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Unsuitable(MarsadError):
    """The Redis server is too old, evicts, or does not persist."""


class OutOfReach(MarsadError):
    """No Redis server answers where one was expected."""


class RefusesWrites(OutOfReach):
    """Redis answers but takes no writes now. `reason`: out_of_memory, disk_full, read_only, cluster_down."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NewerData(MarsadError):
    """The stored data was written by a newer version of Marsad."""
