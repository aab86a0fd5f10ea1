"""The process that tells people, as the live service starts it: few imports, no waiting."""

import logging
import os
import subprocess
import sys
import threading

from pytoolkit.settings import Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0
"""For what is being told when it ends."""
AGAIN_SECONDS = 5.0


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
