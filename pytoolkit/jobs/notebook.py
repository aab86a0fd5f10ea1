"""What a runbook notebook calls: open the day's job, run a loop, hand in its result.

    job = notebook.open("trades", ds=ds, profile=profile, project=project)
    result = job.run(trades.run)
    job.finish(result)

Under `pytoolkit run` the result goes to the supervisor through a file in the run's own folder,
never through the notebook's metadata. Under plain papermill or in JupyterLab there is no
supervisor: the loop does the same work, and no record is kept.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import token_hex

import polars as pl

from pytoolkit import report, wiring
from pytoolkit.errors import BadParameters, RunFailed
from pytoolkit.jobs import parameters as typing_of
from pytoolkit.jobs.files import write_atomically
from pytoolkit.jobs.parameters import Value
from pytoolkit.jobs.runbook import find_runbook, load_runbook
from pytoolkit.jobs.worker import REQUEST_FILE, RUN_FOLDER
from pytoolkit.models.job import JobResult
from pytoolkit.ports import Context
from pytoolkit.settings import Settings, load_settings

RESULT_FILE = "result.json"
OPENED_FILE = "opened"

Loop = Callable[[date, Context], JobResult]


class JobFailed(RunFailed):
    """The loop said that its work was not done; shown as one sentence under the cell."""

    def _render_traceback_(self) -> list[str]:
        return [f"RunFailed: {self}"]


@dataclass(slots=True)
class NotebookJob:
    """A job in progress.

    Attributes:
        name: name of the job.
        ds: last day it may look at.
        ctx: stores, broker, market data and clock; `ctx.run_id` is the run's.
        parameters: the job's own parameters, typed.
    """

    name: str
    ds: date
    ctx: Context
    parameters: dict[str, Value]
    _folder: Path | None

    def run(self, loop: Loop) -> JobResult:
        """Run a loop for the day."""
        return loop(self.ds, self.ctx)

    def written(self, table: str, result: JobResult) -> pl.DataFrame:
        """Read the rows of a warehouse table that this run wrote."""
        start = None if result.written else self.ds
        rows = self.ctx.cold.read(table, start=start, end=self.ds)
        return rows.filter(pl.col("run_id") == self.ctx.run_id)

    def said(self, result: JobResult) -> report.Html:
        """Show what the loop has to say."""
        failed = report.note(result.failed, "bad") if result.failed else None
        return report.stack(failed, *(report.note(text, "") for text in result.notes))

    def secret(self, name: str) -> str:
        """Read the secret that a parameter refers to."""
        return typing_of.secret(str(self.parameters[name]))

    def finish(self, result: JobResult) -> None:
        """Hand in the result and close the stores; the last thing a notebook does.

        Raises:
            RunFailed: the loop failed, or its counts do not add up; the result is recorded first.
        """
        if self._folder is not None:
            write_atomically(self._folder / RESULT_FILE, result.model_dump_json())
        self.ctx.close()
        problem = why_failed(result)
        if problem:
            raise JobFailed(problem)


def why_failed(result: JobResult) -> str:
    """Give the reason why a result counts as failed; empty if it does not."""
    if result.failed:
        return result.failed
    if not result.balanced:
        return (
            f"{result.job}: {result.read} rows read, but {result.exported} exported + "
            f"{result.quarantined} quarantined + {result.still_open} still open + "
            f"{result.skipped} skipped"
        )
    return ""


def open(  # noqa: A001  # read as notebook.open(...)
    name: str, *, ds: str | date, profile: str, project: str = "", **values: object
) -> NotebookJob:
    """Begin a job.

    Args:
        name: name of the job in the runbook.
        ds: last day it may look at, ISO text.
        profile: environment.
        project: folder with the state; empty: the nearest parent with `runbooks/daily.toml`.
        values: the job's own parameters as they stand in the notebook.

    Raises:
        BadParameters: `ds` is not a date, or a parameter does not fit its declaration.
    """
    try:
        day = ds if isinstance(ds, date) else date.fromisoformat(ds)
    except ValueError as error:
        raise BadParameters(f"{name}: ds = {ds!r} is not a date like 2026-01-02") from error
    folder = Path(os.environ[RUN_FOLDER]) if os.environ.get(RUN_FOLDER) else None
    request = json.loads((folder / REQUEST_FILE).read_text()) if folder else {}
    if folder is not None:
        (folder / OPENED_FILE).touch()
    settings = (
        Settings.model_validate(request["settings"])
        if request
        else load_settings(profile, Path(project) if project else None)
    )
    run_id = request.get("run_id") or f"{name}.{day}.{token_hex(4)}"
    ctx = wiring.open_context(settings, run_id)
    typed: dict[str, Value] = {}
    if values:
        path = Path(request["runbook"]) if request else find_runbook("daily", ctx.settings)
        declared = load_runbook(path).jobs[name].parameters
        typed = typing_of.typed(name, declared, typing_of.checked(name, declared, values))
    return NotebookJob(name, day, ctx, typed, folder)
