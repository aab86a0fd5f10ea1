"""Runs a runbook day by day: order, two at a time, retries, deadlines, one exit code.

One thread waits for the answers of all running workers. Ctrl-C and SIGTERM are noticed between two
answers: running jobs are stopped and recorded as `aborted`, then the interrupt goes on.
"""

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from secrets import token_hex

from pytoolkit import wiring
from pytoolkit.errors import BadParameters
from pytoolkit.jobs.ledger import Ledger
from pytoolkit.jobs.pool import Pool
from pytoolkit.jobs.provenance import this_process
from pytoolkit.jobs.reports import write_index
from pytoolkit.jobs.run import Runner, wall
from pytoolkit.jobs.runbook import Runbook, checked_parameters, find_runbook, load_runbook
from pytoolkit.jobs.schedule import Day, Progress, Schedule
from pytoolkit.jobs.verdict import keep_verdict
from pytoolkit.models.job import JobStatus
from pytoolkit.notify import process
from pytoolkit.settings import Settings

__all__ = ["Day", "Progress", "exit_code", "run_days"]


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
                schedule = Schedule(runner, ds, chosen=chosen, texts=texts, on_progress=on_progress)
                try:
                    days.append(schedule.run(interrupts))
                finally:
                    schedule.day.index_problem = write_index(settings, ledger.records)
                keep_verdict(hot, book.name, days[-1])
    finally:
        hot.close()
    process.flush(settings)
    return days


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
