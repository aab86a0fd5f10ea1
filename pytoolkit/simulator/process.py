"""A simulator in a process of its own, for the demo and the tests."""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from pytoolkit.errors import RunFailed, Unreachable
from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.simulation import Options

SECONDS_TO_START = 60.0
SECONDS_TO_END = 5.0
POLL = 0.02
OK = 200


class Handle:
    """A running simulator.

    Attributes:
        url: what `url_override` of alpaca-py's REST clients takes.
        pid: its process.
    """

    def __init__(self, url: str, process: subprocess.Popen[bytes]) -> None:
        self.url = url
        self.pid = process.pid
        self.process = process
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)

    @property
    def trade_stream_url(self) -> str:
        """What `url_override` of TradingStream takes."""
        return f"ws://{urlsplit(self.url).netloc}/stream"

    @property
    def data_stream_url(self) -> str:
        """What `url_override` of StockDataStream takes."""
        return f"ws://{urlsplit(self.url).netloc}/v2/iex"

    def state(self) -> JsonDict:
        """Ask where time stands: now, phase, session, next, over."""
        return self._ask("GET", "/sim/state")

    def faults(self) -> list[JsonDict]:
        """Ask what lies in wait, and how often it struck."""
        told: list[JsonDict] = self._ask("GET", "/sim/faults")  # type: ignore[assignment]
        return told

    def advance(self) -> JsonDict:
        """Move time to the next open or close; gives the new state.

        Raises:
            RunFailed: the replay is over, or time moves by itself.
        """
        return self._ask("POST", "/sim/advance")

    def rest(self) -> JsonDict:
        """Move a closed market past the end of its UTC day, when a night's jobs begin.

        Raises:
            RunFailed: the market is open, or time moves by itself.
        """
        return self._ask("POST", "/sim/advance?to=night")

    def stop(self) -> int:
        """End it and give its exit code."""
        self._connection.close()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _ask(self, method: str, path: str) -> JsonDict:
        try:
            self._connection.request(method, path)
            answer = self._connection.getresponse()
            body: JsonDict = json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unreachable(f"the simulator at {self.url} does not answer: {error}") from error
        if answer.status != OK:
            raise RunFailed(f"simulator: {body.get('message')}")
        return body


@contextmanager
def start_simulator(options: Options) -> Iterator[Handle]:
    """Start a simulator, wait until it serves, and end it with the block.

    Args:
        options: port 0 takes a free one; `ready_file` and `with_stdin` are set here.

    Raises:
        RunFailed: it did not start; says what it said.
    """
    with tempfile.TemporaryDirectory(prefix="pytoolkit-simulator-") as folder:
        ready, said = Path(folder) / "ready.json", Path(folder) / "stderr.txt"
        wanted = replace(options, ready_file=str(ready), with_stdin=True)
        command = [sys.executable, "-m", "pytoolkit.simulator", json.dumps(wanted.as_dict())]
        with said.open("wb") as stderr:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=stderr
            )
        assert process.stdin is not None
        with process.stdin:
            try:
                handle = Handle(_await(ready, said, process)["url"], process)
                yield handle
                handle.stop()
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def _await(ready: Path, said: Path, process: subprocess.Popen[bytes]) -> JsonDict:
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready.is_file():
        if process.poll() is not None or time.monotonic() > deadline:
            words = said.read_text().strip() or f"exit code {process.poll()}"
            raise RunFailed(f"the simulator did not start: {words}")
        time.sleep(POLL)
    found: JsonDict = json.loads(ready.read_text())
    return found
