"""SIGHUP: a new configuration is taken when it is valid, else the old one stays. Knows nothing of the roles."""

import asyncio
import os
from pathlib import Path

import structlog

from config.load import Loaded, check_all, load
from config.problems import ConfigError, Problem
from workers.alerter import alert_problems

log = structlog.get_logger("marsad.config")


class Reloader:
    """`round` ends the current round of the roles: on a good reload, or with `stop`."""

    def __init__(self, loaded: Loaded, config_path: str | None, stop: asyncio.Event) -> None:
        self.current = loaded
        self.round = asyncio.Event()
        self._config_path = config_path
        self._stop = stop
        self._watch = asyncio.ensure_future(self._end_with_stop())

    async def _end_with_stop(self) -> None:
        await self._stop.wait()
        self.round.set()

    def hang_up(self) -> None:
        """Called on SIGHUP."""
        try:
            loaded = load(Path(self._config_path) if self._config_path else self.current.file, os.environ)
            problems = (*check_all(loaded), *alert_problems(loaded.settings.alert))
        except ConfigError as error:
            problems = error.problems
        if problems:
            self._refuse(problems)
            return
        before, after = self.current.settings, loaded.settings
        if before.redis != after.redis or before.data_dir != after.data_dir:
            log.warning("config.needs_restart", keys="redis.*, data_dir")
            loaded = Loaded(
                settings=after.model_copy(update={"redis": before.redis, "data_dir": before.data_dir}),
                file=loaded.file,
                origins=loaded.origins,
                warnings=loaded.warnings,
                alerts_at=loaded.alerts_at,
            )
        self.current = loaded
        log.info("config.reloaded", file=str(loaded.file))
        self.round.set()

    def next_round(self) -> None:
        self.round = asyncio.Event()
        if self._stop.is_set():
            self.round.set()

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            log.error("config.refused", problem=str(problem))
        log.error("config.kept", note="the running configuration stays; correct the file and send SIGHUP again")
