"""Peers in an environment of their own: a process that does one round of work when asked.

`make bench` installs `peers/requirements.txt` into `.peers/`. Without it the peers are named as
missing and the rest is measured.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

PYTHON = Path(__file__).parents[2] / ".peers" / "bin" / "python"
WORKER = Path(__file__).parent / "peers" / "worker.py"


class Peer:
    """One task of one library, on bars that are handed over once.

    Args:
        task: `module.function` in `peers/`.
        bars: what the function gets.
    """

    def __init__(self, task: str, bars: pl.DataFrame) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name)
        bars.write_ipc(path / "bars.arrow")
        command = [str(PYTHON), str(WORKER), task, str(path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.version = str(self._ask("version"))

    def round(self) -> float:
        """Do the work once; gives its seconds."""
        return float(str(self._ask("round")))

    def values(self) -> dict[str, np.ndarray]:
        """Give what the last round computed."""
        self._ask("values")
        with np.load(Path(self._folder.name) / "values.npz") as told:
            return dict(told)

    def _ask(self, what: str) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peer has ended with code {self._process.wait()}")
        return json.loads(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()


def installed() -> bool:
    """Tell whether the peers' environment is there."""
    return PYTHON.exists()
