"""Drive a simulator in step mode and the live service through a replay, instant by instant."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pytoolkit.errors import RunFailed
from pytoolkit.library import LIBRARY_FILE, load_strategies
from pytoolkit.live.controls import Progress
from pytoolkit.live.eligible import tradable
from pytoolkit.live.instants import length_of, pending
from pytoolkit.models.base import utc_text
from pytoolkit.ports import HotStore
from pytoolkit.settings import Settings

POLL_SECONDS = 0.002
PATIENCE_SECONDS = 60.0
STOP_SECONDS = 10.0
MOST_DEATHS_IN_A_ROW = 5
LOG_NAME = "live.log"
TAIL = 2000


class Exchange(Protocol):
    """A simulator in step mode; `pytoolkit.simulator.process` starts one."""

    def state(self) -> Mapping[str, Any]:
        """Tell where time stands: now, phase, next."""

    def advance(self) -> Mapping[str, Any]:
        """Move time to the next open or close and tell where it then stands."""


class Now(NamedTuple):
    """Where the simulated market stands."""

    at: datetime
    phase: str


class Driver:
    """Advances time only when the service has durably handled the instant before.

    A service that dies is started again, so a killed service stops time and loses nothing.

    Args:
        settings: the environment the service runs in.
        hot: its hot store, to read the progress.
        exchange: the simulator.
        environments: variables for each start of the service in turn; crash tests place deaths.
    """

    def __init__(
        self,
        settings: Settings,
        hot: HotStore,
        exchange: Exchange,
        environments: Iterable[Mapping[str, str]] = (),
    ) -> None:
        self._settings, self._hot, self._exchange = settings, hot, exchange
        strategies = load_strategies(settings.runbooks / LIBRARY_FILE)
        self._traded = {length_of(each) for each in tradable(strategies)}
        self._environments = iter(environments)
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._in_a_row = 0

    @property
    def log(self) -> Path:
        """Where the service writes what it does."""
        return self._settings.state / LOG_NAME

    def play(
        self,
        until: datetime,
        each: Callable[[Now], None] | None = None,
        while_waiting: Callable[[Now], None] | None = None,
    ) -> Now:
        """Play from where the simulator stands to the last instant at or before `until`.

        Args:
            until: market time to end at.
            each: called once per instant, after the service handled it.
            while_waiting: called again and again while the service is at work.

        Raises:
            RunFailed: the service keeps dying, or does not come along.
            Unreachable: the simulator does not answer.
        """
        while True:
            state = self._exchange.state()
            now = Now(datetime.fromisoformat(state["now"]), str(state["phase"]))
            self._await_handled(now, while_waiting)
            if each is not None:
                each(now)
            upcoming = state.get("next")
            if upcoming is None or datetime.fromisoformat(upcoming) > until:
                return now
            self._exchange.advance()

    def start(self) -> None:
        """Start the service, if it does not run."""
        if self.process is not None and self.process.poll() is None:
            return
        settings = self._settings
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [
            *(sys.executable, "-m", "pytoolkit", "live", "--step"),
            *("--profile", settings.profile, "--project", str(settings.project)),
        ]
        environment = {**os.environ, **next(self._environments, {})}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def stop(self) -> None:
        """End the service gracefully; a hanging one is killed."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """End the service by SIGKILL, for crash tests; `play` starts it again."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _await_handled(self, now: Now, while_waiting: Callable[[Now], None] | None) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._is_handled(now):
            self._revive()
            if while_waiting is not None:
                while_waiting(now)
            if time.monotonic() > deadline:
                raise RunFailed(
                    f"the live service did not handle {utc_text(now.at)} within "
                    f"{PATIENCE_SECONDS:g} s; see {self.log}"
                )
            time.sleep(POLL_SECONDS)
        self._in_a_row = 0

    def _is_handled(self, now: Now) -> bool:
        handled = Progress.read(self._hot).handled_at
        # Between the bells, at night, time stands beyond the last one and nothing waits.
        return handled is not None and not pending(handled, now.at, self._traded)

    def _revive(self) -> None:
        if self.process is None:
            self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths += 1
        self._in_a_row += 1
        if code >= 0 or self._in_a_row > MOST_DEATHS_IN_A_ROW:
            raise RunFailed(f"the live service ended with {code}; {self._last_words()}")
        self.start()

    def _last_words(self) -> str:
        text = self.log.read_text(errors="replace")[-TAIL:].strip()
        return f"its last words: {text}" if text else f"see {self.log}"
