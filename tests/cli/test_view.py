"""The view on a terminal: drawn by a process of its own, and gone without a trace."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.served import wait_for

ENTERED, LEFT = "\x1b[?1049h", "\x1b[?1049l"
STRATEGY = """
[calm]
asset_class = "EQUITY"
assets = ["AAPL"]
entry = "close < 0"
stop = "close * 0.9"
targets = ["close * 2"]
"""


class Terminal:
    """What a command draws on a terminal of 40 lines and 120 columns."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytoolkit", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(theirs)
        self.drawn = ""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.drawn)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 65_536)
            except OSError:  # the other end is closed
                return
            if not data:
                return
            self.drawn += data.decode(errors="replace")

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._thread.join(10)
        os.close(self._ours)


@contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    shown = Terminal(*arguments)
    try:
        yield shown
    finally:
        shown.close()


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch_draws_until_it_is_stopped_and_puts_the_terminal_back(
    tmp_path: Path, number: signal.Signals
) -> None:
    with terminal("status", "--watch", "--project", str(tmp_path)) as shown:
        wait_for(lambda: "NOTHING RUNS" in shown.text, "the view")
        shown.process.send_signal(number)
        code = shown.process.wait(30)
        wait_for(lambda: LEFT in shown.drawn, "the old screen")

    assert code == 0
    assert shown.drawn.count(ENTERED) == shown.drawn.count(LEFT) == 1


@pytest.mark.process
def test_live_view_shows_the_service_and_keeps_its_log_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "daily.toml").touch()
    (tmp_path / "runbooks" / "strategies.toml").write_text(STRATEGY)
    with start_simulator(Options(start="2012-07-05", speed=1.0)) as exchange:
        where = f'"simulator:{exchange.url}"'
        (tmp_path / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        with terminal("live", "--view", "--project", str(tmp_path)) as shown:
            wait_for(lambda: "alive: " in shown.text, "the service in the view")
            os.killpg(shown.process.pid, signal.SIGINT)
            code = shown.process.wait(30)
            wait_for(lambda: LEFT in shown.drawn, "the old screen")

    assert code == 0
    assert "pytoolkit.live.service" not in shown.text
    log = (tmp_path / "var" / "dev" / "live.log").read_text()
    assert "ready: 0 unfinished signals" in log
    assert log.endswith("stopped\n")
