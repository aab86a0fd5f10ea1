"""Who kills the service and the jobs at seeded moments of a story."""

import json
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from pytoolkit.jobs.supervise import Progress
from pytoolkit.live.driver import Driver


@dataclass
class ServiceKiller:
    """Kills the live service while it works, after a seeded delay in randomly chosen instants.

    Attributes:
        wanted: kills before it is content.
        share: share of the instants that it strikes in.
        longest: seconds after the start of an instant within which it strikes.
    """

    wanted: int
    share: float
    longest: float
    seed: int
    done: int = 0
    _random: random.Random = field(init=False)
    _began: float = 0.0
    _strike_at: float | None = None
    _seen: object = None

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, now: object, driver: Driver) -> None:
        """Look at the clock; strike when it is time."""
        if now != self._seen:
            self._seen, self._began = now, time.monotonic()
            strikes = self.done < self.wanted and self._random.random() < self.share
            self._strike_at = self._random.uniform(0, self.longest) if strikes else None
        if self._strike_at is None or time.monotonic() - self._began < self._strike_at:
            return
        if driver.process is not None and driver.process.poll() is None:
            driver.kill()
            self.done += 1
            self._strike_at = None


@dataclass
class JobKiller:
    """Kills every job's process group a wanted number of times, at seeded moments of its run."""

    wanted: int
    longest: float
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, progress: Progress) -> None:
        """Strike a job that has just started."""
        if progress.status.value != "started" or self.done[progress.job] >= self.wanted:
            return
        pid = worker_of(progress.job, progress.ds.isoformat())
        if pid is None:
            return
        time.sleep(self._random.uniform(0, self.longest))
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.done[progress.job] += 1


def worker_of(job: str, ds: str, patience: float = 30.0) -> int | None:
    """Find the process group of a running job: its log lies beside the request it was given."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for process in psutil.Process().children(recursive=True):
            try:
                log = Path(os.readlink(f"/proc/{process.pid}/fd/1"))
                run = json.loads((log.parent / "request.json").read_text())
            except (OSError, ValueError):
                continue
            if run["run_id"].startswith(f"{job}.{ds}.") and os.getpgid(process.pid) == process.pid:
                return process.pid
        time.sleep(0.002)
    return None
