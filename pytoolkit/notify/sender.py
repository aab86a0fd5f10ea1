"""One service and what it was told: reads on, sends, and remembers how far it came."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tenacity import (
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_attempt,
    stop_any,
    stop_when_event_set,
    wait_exponential,
    wait_random,
)

from pytoolkit import secrecy, validate
from pytoolkit.alarms import Alarms, Notice
from pytoolkit.errors import PytoolkitError
from pytoolkit.models.alarm import Alarm
from pytoolkit.notify.lines import Line, lines_of, standing_lines
from pytoolkit.notify.messages import messages
from pytoolkit.notify.watermark import Watermark
from pytoolkit.ports import HotStore, Outlet
from pytoolkit.settings import Settings

log = logging.getLogger(__name__)

AT_ONCE = 2_500
"""Events that are read together; the ids of all fit into one watermark."""
POLL_SECONDS = 1.0
PAUSE_SECONDS = 10.0
"""After a message, so that what comes meanwhile makes one message and not many."""
KEEP_SECONDS = 60.0
"""How often the watermark is stored while there is nothing to tell."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 300.0
FAILURES_FOR_ALARM = 5


def wall() -> datetime:
    """Wall time: when people were told is no market time."""
    return datetime.now(UTC)


class Sender:
    """Tells one service what is new; any number of failures in a row lose nothing.

    Args:
        settings: the environment; whose profile every message names.
        hot: where events and the watermark are.
        outlet: the service.
        alarms: where it is told that the service does not take messages.
        pause_seconds: how long to gather after a message.
        first_wait_seconds: before the first new attempt; twice as long each time.
    """

    def __init__(
        self,
        settings: Settings,
        hot: HotStore,
        outlet: Outlet,
        alarms: Alarms,
        *,
        pause_seconds: float = PAUSE_SECONDS,
        first_wait_seconds: float = FIRST_WAIT_SECONDS,
    ) -> None:
        self._profile, self._on = settings.profile, settings.notify.on
        self._hot, self._outlet, self._alarms = hot, outlet, alarms
        self._pause, self._first_wait = pause_seconds, first_wait_seconds
        self._mark: Watermark | None = None
        self._kept_at = time.monotonic()
        self.name = outlet.name
        self.idle_at = float("-inf")
        """`time.monotonic()` of the newest look that found nothing to tell."""

    def once(self) -> int:
        """Tell what is new; gives how many messages were sent.

        Raises:
            Unreachable: the service did not take a message; those before it are remembered.
        """
        began = time.monotonic()
        mark = self._mark or Watermark.read(self._hot, self.name)
        told = mark.told if mark else frozenset[str]()
        if mark is None:
            after = self._hot.end()
            standing = validate.documents(self._hot, Alarm, [("status", "==", "STANDING")])
            lines = standing_lines(standing.good)
        else:
            documents, after = self._hot.tail(mark.cursor, AT_ONCE)
            lines = lines_of(documents, self._hot)
        fresh = [each for each in lines if self._concerns(each) and each.event_id not in told]
        waiting = messages(fresh, self._profile)
        for left, message in zip(range(len(waiting) - 1, -1, -1), waiting, strict=True):
            self._outlet.send(message.subject, message.text, urgent=message.urgent)
            told |= set(message.event_ids)
            if left and mark is not None:
                self._mark = Watermark(mark.cursor, told)
                self._mark.write(self._hot, self.name, wall())
        self._mark = Watermark(after)
        if waiting or mark is None or began - self._kept_at > KEEP_SECONDS:
            self.keep()
        if not waiting:
            self.idle_at = began
        return len(waiting)

    def keep(self) -> None:
        """Store how far it came."""
        if self._mark is not None:
            self._mark.write(self._hot, self.name, wall())
            self._kept_at = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Tell what is new until stopped; waits longer and longer while the service is dead."""
        while not stop.is_set():
            sent = self._insist(stop, stop_when_event_set(stop))
            stop.wait(self._pause if sent else POLL_SECONDS)

    def flush(self, stop: threading.Event, attempts: int) -> bool:
        """Tell all there is, and give up after some attempts; gives whether all was told."""
        give_up = stop_any(stop_when_event_set(stop), stop_after_attempt(attempts))
        while (sent := self._insist(stop, give_up)) and not stop.is_set():
            pass
        return sent == 0

    def _insist(
        self, stop: threading.Event, give_up: Callable[[RetryCallState], bool]
    ) -> int | None:
        """Try until it works; gives how many messages were sent, None where it was given up."""
        retrying = Retrying(
            # Whatever fails with one service is told as its failure, and tried again.
            retry=retry_if_exception_type(Exception),
            wait=wait_exponential(self._first_wait, LONGEST_WAIT_SECONDS)
            + wait_random(0, self._first_wait),
            stop=give_up,
            sleep=sleep_using_event(stop),
            before_sleep=self._failed,
        )
        try:
            sent = retrying(self.once)
        except RetryError as given_up:
            log.warning("%s: given up: %s", self.name, _reason(given_up.last_attempt.exception()))
            return None
        self._alarms.clear("notify_failing", self.name, "it takes messages again", wall())
        return sent

    def _failed(self, state: RetryCallState) -> None:
        """Note a failure; from some number on it is an alarm."""
        error = state.outcome.exception() if state.outcome else None
        reason = _reason(error)
        # The first time people are told; that it goes on is for who looks closely.
        log.log(logging.DEBUG if state.attempt_number > 1 else logging.WARNING, "%s", reason)
        if state.attempt_number < FAILURES_FOR_ALARM:
            return
        notice = Notice(f"nobody is told through {self.name}: {reason}")
        try:
            self._alarms.sound("notify_failing", self.name, notice, wall())
        except PytoolkitError as blind:
            log.error("%s", blind)

    def _concerns(self, line: Line) -> bool:
        """Say whether a line is told; not that this very service took no messages: it takes one."""
        itself = line.urgent and line.event_id.startswith(f"alarms|notify_failing|{self.name}")
        return line.kind in self._on and not itself


def _reason(error: BaseException | None) -> str:
    words = str(error) if isinstance(error, PytoolkitError) else repr(error)
    return secrecy.masked(words)
