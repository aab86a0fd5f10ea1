"""The jobs of one day: which may start, which run, how they ended."""

import selectors
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import token_hex

from pytoolkit.jobs.run import Ended, Run, Runner, wall
from pytoolkit.models.job import JobStatus

RETRIED = (JobStatus.FAILED, JobStatus.TIMEOUT, JobStatus.DEAD_KERNEL)
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """One thing that happened: a job started, or ended."""

    ds: date
    job: str
    status: JobStatus
    reason: str
    seconds: float
    left: int
    """Jobs of the day that have not ended."""


@dataclass(slots=True)
class Day:
    """How a runbook went for one day."""

    ds: date
    ended: dict[str, Ended] = field(default_factory=dict)
    index_problem: str = ""
    """Why `reports/index.html` could not be written."""

    @property
    def failed(self) -> bool:
        """Whether any job did not succeed."""
        return any(run.record.status != JobStatus.SUCCEEDED for run in self.ended.values())

    @property
    def partial(self) -> bool:
        """Whether rows were quarantined or a report could not be kept."""
        return bool(self.index_problem) or any(
            run.record.rows_quarantined or run.report_problem for run in self.ended.values()
        )


class Schedule:
    """The jobs of one day: waiting, running, ended."""

    def __init__(
        self,
        runner: Runner,
        ds: date,
        *,
        chosen: Sequence[str],
        texts: Mapping[str, dict[str, str]],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.runner = runner
        self.book = runner.runbook
        self.texts = texts
        self.day = Day(ds)
        self.waiting = {name: wall() for name in chosen}
        self.tries = dict.fromkeys(chosen, 0)
        self.run_ids = {name: f"{name}.{ds}.{token_hex(4)}" for name in chosen}
        self.running: dict[str, Run] = {}
        self.on_progress = on_progress
        self.selector = selectors.DefaultSelector()

    def run(self, interrupts: socket.socket) -> Day:
        """Work until every job has ended; raises KeyboardInterrupt after cleaning up."""
        with self.selector:
            self.selector.register(interrupts, selectors.EVENT_READ)
            interrupted = False
            while self.waiting or self.running:
                if not interrupted:
                    self._skip_hopeless()
                    self._start_ready()
                if not self.waiting and not self.running:
                    break  # the last jobs were skipped
                for key, _ in self.selector.select(self._patience()):
                    if key.fileobj is interrupts:
                        interrupts.recv(16)
                        interrupted = True
                        self._abort()
                    else:
                        self._hear(str(key.data))
                self._enforce_limits()
        if interrupted:
            raise KeyboardInterrupt
        return self.day

    def _skip_hopeless(self) -> None:
        """Skip jobs that need one that did not succeed, and those that need these."""
        skipped = True
        while skipped:
            skipped = False
            for name in list(self.waiting):
                bad = [
                    other
                    for other in self.book.jobs[name].needs
                    if other in self.day.ended
                    and self.day.ended[other].record.status != JobStatus.SUCCEEDED
                ]
                if bad:
                    del self.waiting[name]
                    reason = f"needs {bad[0]}, which ended {self.day.ended[bad[0]].record.status}"
                    self._end(name, self.runner.skip(name, self.day.ds, self.run_ids[name], reason))
                    skipped = True

    def _start_ready(self) -> None:
        now = wall()
        for name, not_before in list(self.waiting.items()):
            job = self.book.jobs[name]
            blocked = any(
                other in self.waiting or other in self.running for other in (*job.needs, *job.after)
            )
            if blocked or now < not_before or len(self.running) >= self.book.at_once:
                continue
            del self.waiting[name]
            self.tries[name] += 1
            run = self.runner.start(name, self.day.ds, self.run_ids[name], self.texts[name])
            self.running[name] = run
            self.selector.register(run.worker.channel, selectors.EVENT_READ, name)
            self._tell(name, JobStatus.STARTED, "", 0.0)

    def _hear(self, name: str) -> None:
        run = self.running[name]
        run.worker.read()
        if run.worker.answer is not None or run.worker.gone:
            self._finish(name)

    def _finish(self, name: str) -> None:
        run = self.running.pop(name)
        self.selector.unregister(run.worker.channel)
        ended = self.runner.finish(run)
        if ended.record.status in RETRIED and self.tries[name] <= self.book.jobs[name].retries:
            self.waiting = {name: wall() + timedelta(seconds=RETRY_SECONDS), **self.waiting}
            self._tell(name, ended.record.status, f"{ended.record.reason}; tried again", 0.0)
        else:
            self._end(name, ended)

    def _end(self, name: str, ended: Ended) -> None:
        self.day.ended[name] = ended
        record = ended.record
        seconds = (record.ended_at - record.started_at).total_seconds() if record.ended_at else 0.0
        self._tell(name, record.status, record.reason, seconds)

    def _abort(self) -> None:
        """Stop what runs and forget what waits."""
        self.waiting.clear()
        for run in self.running.values():
            run.stop(JobStatus.ABORTED, "interrupted", wall())

    def _enforce_limits(self) -> None:
        now = wall()
        for name, run in list(self.running.items()):
            if not run.overdue(now):
                continue
            if run.verdict is not None:
                self._finish(name)
            else:
                limit = self.book.jobs[name].deadline
                run.stop(JobStatus.TIMEOUT, f"not done after {limit:g} s", now)

    def _patience(self) -> float | None:
        """Seconds until the next limit or retry."""
        moments: list[datetime] = [run.ends_by for run in self.running.values()]
        now = wall()
        moments += [moment for moment in self.waiting.values() if moment > now]
        return max(0.0, (min(moments) - now).total_seconds()) if moments else None

    def _tell(self, name: str, status: JobStatus, reason: str, seconds: float) -> None:
        if self.on_progress is not None:
            left = len(self.waiting) + len(self.running)
            self.on_progress(Progress(self.day.ds, name, status, reason, seconds, left))
