"""Runs a runbook day by day: order, two at a time, retries, deadlines, one exit code.

One thread waits for the answers of all running workers. Ctrl-C and SIGTERM are noticed between two
answers: running jobs are stopped and recorded as `aborted`, then the interrupt goes on.
"""

import contextlib
import selectors
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from pytoolkit import wiring
from pytoolkit.errors import BadParameters
from pytoolkit.jobs.ledger import Ledger
from pytoolkit.jobs.pool import Pool
from pytoolkit.jobs.provenance import this_process
from pytoolkit.jobs.reports import write_index
from pytoolkit.jobs.run import Ended, Run, Runner, wall
from pytoolkit.jobs.runbook import Runbook, checked_parameters, find_runbook, load_runbook
from pytoolkit.models.job import JobStatus
from pytoolkit.settings import Settings

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

    @property
    def failed(self) -> bool:
        """Whether any job did not succeed."""
        return any(run.record.status != JobStatus.SUCCEEDED for run in self.ended.values())

    @property
    def partial(self) -> bool:
        """Whether rows were quarantined or a report could not be kept."""
        return any(run.record.rows_quarantined or run.report_problem for run in self.ended.values())


def exit_code(days: Sequence[Day]) -> int:
    """Give 1 if a job did not succeed, 3 if rows or reports are missing, else 0."""
    if any(day.failed for day in days):
        return 1
    return 3 if any(day.partial for day in days) else 0


def run_days(
    runbook: str | Path,
    dates: Sequence[date],
    settings: Settings,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    parameters: Mapping[str, object] | None = None,
    only: Sequence[str] = (),
    fork: bool | None = None,
    before_day: Callable[[date], None] | None = None,
) -> list[Day]:
    """Run a runbook for some days, one after the other; warm workers last over all of them.

    Args:
        runbook: name (`daily`) or path of the file.
        dates: days, in the order to run them.
        settings: of the environment.
        on_progress: told of every start and end.
        parameters: values for the jobs' own parameters.
        only: names of jobs; the others are left out, and not waited for.
        before_day: called before the first job of each day starts.
        fork: False starts an interpreter for every worker; default: fork where it is safe.

    Raises:
        BadParameters: a parameter or job name does not fit; nothing was run.
        KeyboardInterrupt: it was interrupted; running jobs are recorded as `aborted`.
    """
    book = load_runbook(find_runbook(str(runbook), settings))
    chosen = book.chosen(only)
    settings.state.mkdir(parents=True, exist_ok=True)
    hot = wiring.open_hot(settings)
    try:
        ledger = Ledger(hot)
        texts = _checked(ledger, book, chosen, dict(parameters or {}), dates)
        with (
            Pool(settings.project, book.preload, book.at_once, fork) as pool,
            _interrupts() as interrupts,
        ):
            ledger.record_lost(wall())
            runner = Runner(book, settings, ledger, pool)
            days = []
            for ds in dates:
                if before_day is not None:
                    before_day(ds)
                schedule = _Schedule(
                    runner, ds, chosen=chosen, texts=texts, on_progress=on_progress
                )
                try:
                    days.append(schedule.run(interrupts))
                finally:
                    write_index(settings, ledger.records)
            return days
    finally:
        hot.close()


def _checked(
    ledger: Ledger,
    book: Runbook,
    chosen: tuple[str, ...],
    given: dict[str, object],
    dates: Sequence[date],
) -> dict[str, dict[str, str]]:
    """Check the parameters; a refusal is recorded without the values."""
    try:
        return checked_parameters(book, chosen, given)
    except BadParameters as error:
        ledger.append(
            run_id=f"{book.name}.{dates[0]}.{token_hex(4)}",
            attempt=ledger.next_attempt(book.name, dates[0]),
            job=book.name,
            ds=dates[0],
            status=JobStatus.INVALID_PARAMETERS,
            reason=str(error),
            config_hash="",
            started_at=wall(),
            ended_at=wall(),
            owner=this_process(),
        )
        raise


class _Schedule:
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


@contextlib.contextmanager
def _interrupts() -> Iterator[socket.socket]:
    """Turn SIGINT and SIGTERM into bytes on a socket, so that nothing is cut in half."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)

    def notice(number: int, _frame: object) -> None:
        with contextlib.suppress(BlockingIOError):
            theirs.send(bytes([number]))

    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, notice)
    try:
        yield ours
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()
