"""The process that tells people: a thread for each service, and a guard of the live service."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

from pytoolkit import wiring
from pytoolkit.alarms import Alarms, Notice
from pytoolkit.errors import BadSettings, LeaseHeld, PytoolkitError
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.notify.guard import Guard
from pytoolkit.notify.sender import Sender, wall
from pytoolkit.ports import HotStore
from pytoolkit.settings import Settings

log = logging.getLogger(__name__)

LEASE = "notify"
LOOK_SECONDS = 1.0
STOP_SECONDS = 5.0
AGAIN_SECONDS = 5.0
FLUSH_ATTEMPTS = 3
NICE = 5
"""The order path comes first."""


def open_senders(settings: Settings, hot: HotStore, alarms: Alarms) -> list[Sender]:
    """Open the services of a profile; one that cannot be opened is an alarm, the others go on."""
    senders = []
    for reference in settings.notify.urls:
        try:
            outlet = wiring.open_outlet(reference)
        except BadSettings as wrong:
            told = Notice(f"nobody is told through {reference}: {wrong}")
            alarms.sound("notify_failing", reference, told, wall())
            continue
        senders.append(Sender(settings, hot, outlet, alarms))
    return senders


def watch(settings: Settings, stop: threading.Event, parent: int | None = None) -> None:
    """Tell the services of a profile what is new, until stopped.

    Of several such processes one tells, the others wait for its end.

    Args:
        settings: the environment.
        stop: ends it, after a last look.
        parent: process of the live service; when it is gone, this one ends too, but not before it
            has told so, and at once where another service has taken over.
    """
    hot = wiring.open_hot(settings)
    holder = Holder(hot, new_owner(), LEASE)
    try:
        if not _await_lease(holder, stop, parent):
            return
        alarms = Alarms(hot, "notify")
        alarms.load()
        senders = open_senders(settings, hot, alarms)
        guard = Guard(hot, alarms)
        threads = [
            threading.Thread(target=each.run, args=(stop,), name=each.name, daemon=True)
            for each in senders
        ]
        for thread in threads:
            thread.start()
        while not stop.is_set():
            holder.renew(wall())
            guard.look()
            if _is_gone(parent) and (guard.sees_life or _all_told(senders, guard)):
                stop.set()
            stop.wait(LOOK_SECONDS)
        for thread in threads:
            thread.join(STOP_SECONDS)
        for sender, thread in zip(senders, threads, strict=True):
            if not thread.is_alive():
                sender.flush(threading.Event(), attempts=1)
                sender.keep()
    finally:
        holder.release()
        hot.close()


def flush(settings: Settings) -> None:
    """Tell the services all there is, unless a process does so anyway; never raises."""
    if not settings.notify.urls:
        return
    try:
        hot = wiring.open_hot(settings)
        holder = Holder(hot, new_owner(), LEASE)
        try:
            holder.take(wall())
            alarms = Alarms(hot, "notify")
            alarms.load()
            for sender in open_senders(settings, hot, alarms):
                sender.flush(threading.Event(), FLUSH_ATTEMPTS)
                holder.renew(wall())
        except LeaseHeld as held:
            log.debug("told by another process: %s", held)
        finally:
            holder.release()
            hot.close()
    except PytoolkitError as error:
        log.error("nobody was told: %s", error)


class Companion:
    """The process beside the live service, started again where it ends by itself.

    Args:
        settings: the environment; without services nothing is started.
        options: more options of its command.
    """

    def __init__(self, settings: Settings, *options: str) -> None:
        self._command = [
            *(sys.executable, "-m", "pytoolkit", "notify", "watch", "--with", str(os.getpid())),
            *("--profile", settings.profile, "--project", str(settings.project), *options),
        ]
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._supervise, name="notify", daemon=True)
        if settings.notify.urls:
            self._start()
            self._thread.start()

    def close(self) -> None:
        """End it; what can be told in a moment is told."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(2 * STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> None:
        # A session of its own: Ctrl-C is for the service, which ends this one when it has ended.
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stderr=_log(), start_new_session=True
        )

    def _supervise(self) -> None:
        while self._process is not None:
            code = self._process.wait()
            if self._stopping.wait(AGAIN_SECONDS):
                return
            log.error("the process that tells people ended with %s; starting it again", code)
            self._start()


def _log() -> int | None:
    """Give where this process writes its log; None: where it began to."""
    try:
        return sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def _await_lease(holder: Holder, stop: threading.Event, parent: int | None) -> bool:
    """Wait until nobody else tells; gives whether we shall."""
    told = False
    while not stop.is_set():
        try:
            holder.take(wall())
        except LeaseHeld as held:
            if not told:
                log.info("somebody else tells people: %s", held)
            told = True
            if _is_gone(parent):
                return False
            stop.wait(LOOK_SECONDS)
        else:
            return True
    return False


def _is_gone(parent: int | None) -> bool:
    return parent is not None and os.getppid() != parent


def _all_told(senders: Sequence[Sender], guard: Guard) -> bool:
    """Say whether nothing was left to tell after all was said of a service that is gone."""
    said = guard.said_at
    return said is not None and all(each.idle_at > said for each in senders)
