"""The supervisor's side of the workers: kept warm ahead of need, used once, killed as a tree."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pytoolkit.errors import RunFailed

LONGEST_MESSAGE = 1 << 16
LOG_TAIL = 300


class Worker:
    """One warm process: it is given one request and answers with one end state.

    Attributes:
        folder: private folder of the run; removed by `close`.
        channel: becomes readable when there is an answer, or when the process is gone.
    """

    def __init__(self, folder: Path, channel: socket.socket) -> None:
        self.folder = folder
        self.channel = channel
        self.pid: int | None = None
        self.answer: dict[str, Any] | None = None
        self.gone = False
        self._received = b""
        self._family: Sequence[Any] = ()

    def start(self, request: dict[str, Any]) -> None:
        """Hand over the request; a worker that died while it waited shows up in `read`."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.channel.sendall(json.dumps(request).encode() + b"\n")

    def read(self) -> None:
        """Take in what the channel holds; call it when the channel is readable."""
        try:
            data = self.channel.recv(LONGEST_MESSAGE)
        except ConnectionResetError:
            data = b""
        self.gone = not data
        self._received += data
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "pid" in message:
                self.pid = message["pid"]
            else:
                self.answer = message

    def ask_to_stop(self) -> None:
        """Send SIGTERM: the worker saves the notebook and answers `aborted`."""
        if self.pid is not None and not self.gone:
            self._family = _family(self.pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def close(self) -> None:
        """Kill the worker, its kernel and all their children; remove the folder."""
        victims = (*self._family, *_family(self.pid))
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        for victim in victims:
            with contextlib.suppress(Exception):
                victim.kill()
        self.channel.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_tail(self) -> str:
        """Give the end of what the processes wrote outside of cells."""
        log = self.folder / "log.txt"
        return log.read_text(errors="replace")[-LOG_TAIL:].strip() if log.is_file() else ""


def _family(pid: int | None) -> Sequence[Any]:
    """Find the descendants that left the worker's process group, before it is killed."""
    import psutil

    if pid is None:
        return ()
    try:
        found: Sequence[Any] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return ()
    return found


class Pool:
    """Keeps a few workers warm; a context manager that leaves no process behind."""

    def __init__(
        self, project: Path, modules: Sequence[str], warm: int, fork: bool | None = None
    ) -> None:
        """Start the template process.

        Args:
            project: working folder of the kernels.
            modules: what to import ahead, besides what every job needs.
            warm: workers to keep ready.
            fork: False starts every worker as an interpreter of its own; default: where safe, fork.
        """
        self.project = project
        self.modules = tuple(modules)
        self.warm = warm
        self._waiting: list[Worker] = []
        self._taken: list[Worker] = []
        self._template: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._single: list[subprocess.Popen[bytes]] = []
        self._forks = False if fork is False else None
        if self._forks is None:
            self._control, theirs = socket.socketpair()
            self._template = self._launch("template", theirs, *modules)
            theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def take(self) -> Worker:
        """Give a warm worker and start warming its successor."""
        self.fill(1)
        worker = self._waiting.pop(0)
        self._taken = [other for other in self._taken if other.channel.fileno() >= 0]
        self._taken.append(worker)
        self.fill(self.warm)
        return worker

    def fill(self, count: int) -> None:
        """Have at least so many workers waiting."""
        while len(self._waiting) < count:
            self._waiting.append(self._new_worker())

    def close(self) -> None:
        """End every worker and the template."""
        for worker in (*self._waiting, *self._taken):
            worker.close()
        self._waiting.clear()
        self._taken.clear()
        if self._control is not None:
            self._control.close()
        for process in filter(None, (self._template, *self._single)):
            process.kill()
            process.wait()

    def _new_worker(self) -> Worker:
        folder = Path(tempfile.mkdtemp(prefix="pytoolkit-"))
        ours, theirs = socket.socketpair()
        if self._can_fork() and self._control is not None:
            socket.send_fds(self._control, [str(folder).encode()], [theirs.fileno()])
        else:
            self._single = [process for process in self._single if process.poll() is None]
            self._single.append(self._launch("single", theirs, str(folder)))
        theirs.close()
        return Worker(folder, ours)

    def _can_fork(self) -> bool:
        """Wait until the template has imported everything, and hear whether it may fork."""
        if self._forks is None and self._control is not None:
            line = self._control.makefile("rb").readline()
            if not line:
                raise RunFailed(
                    "the template process of the workers ended while it was starting; "
                    "see the lines above"
                )
            self._forks = bool(json.loads(line)["fork"])
        return bool(self._forks)

    def _launch(self, role: str, theirs: socket.socket, *rest: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "pytoolkit.jobs.worker",
                role,
                str(theirs.fileno()),
                *rest,
            ],
            pass_fds=[theirs.fileno()],
            cwd=self.project,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # else importing numpy starts threads
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
