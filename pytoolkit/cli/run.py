"""`pytoolkit run`: a runbook for a day or a range of days."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytoolkit.cli.common import environment, note
from pytoolkit.errors import BadParameters
from pytoolkit.settings import load_settings

if TYPE_CHECKING:
    from pytoolkit.jobs.supervise import Day, Progress
    from pytoolkit.settings import Settings

STYLES = {
    "succeeded": "green",
    "failed": "red",
    "dead-kernel": "red",
    "timeout": "yellow",
    "skipped": "dim",
    "aborted": "dim",
    "started": "blue",
}


@click.command()
@click.argument("runbook")
@click.option(
    "--ds",
    required=True,
    help="Day the jobs may look at: 2026-01-02, today (the newest UTC day that has ended), T-7, "
    "or A..B for all days of a range.",
)
@click.option(
    "-p",
    "pairs",
    metavar="NAME=VALUE",
    multiple=True,
    help="Parameter of the jobs that declare it, as text; secrets only as env:NAME. Repeatable.",
)
@click.option("--only", multiple=True, metavar="JOB", help="Run only this job. Repeatable.")
@environment
def command(  # noqa: PLR0917  # click passes them by name
    runbook: str,
    ds: str,
    pairs: Sequence[str],
    only: Sequence[str],
    profile: str,
    project: Path | None,
    as_json: bool,
) -> None:
    """Run RUNBOOK (a name like `daily`, or a file) as notebooks; each leaves a record and a report.

    Exit code 0 if every job succeeded, 1 if one did not, 2 if a parameter does not fit (nothing was
    run), 3 if rows were quarantined or a report could not be kept, 130 if interrupted.
    """
    from pytoolkit.jobs.runbook import find_runbook, load_runbook
    from pytoolkit.jobs.supervise import exit_code, run_days

    given = dict(_pair(text) for text in pairs)
    settings = load_settings(profile, project)
    load_runbook(find_runbook(runbook, settings))
    dates = _dates(ds, settings)
    days = run_days(runbook, dates, settings, _printer(len(dates)), parameters=given, only=only)
    if as_json:
        click.echo(_as_json(days))
    note(days[-1].index_problem or f"Reports: {settings.reports / 'index.html'}")
    raise click.exceptions.Exit(exit_code(days))


def _pair(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadParameters(f"-p {text!r}: write NAME=VALUE")
    return name, value


def _dates(text: str, settings: "Settings") -> list[date]:
    """Read the days; market time decides which have ended."""
    from pytoolkit.jobs.dates import parse_dates
    from pytoolkit.wiring import open_clock

    return parse_dates(text, open_clock(settings).now())


def _printer(days: int) -> Callable[["Progress"], None]:
    """Give what tells people, on stderr, that a job started or ended."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True, highlight=False)
    began = time.monotonic()

    def tell(progress: "Progress") -> None:
        status = progress.status.value
        if status == "started" and not console.is_terminal:
            return
        style = STYLES.get(status, "magenta")
        seconds = f"{progress.seconds:5.1f} s" if progress.seconds else " " * 7
        line = f"{progress.ds}  [{style}]{status:<11}[/] {progress.job:<14} {seconds}"
        console.print(f"{line}  {escape(progress.reason)}".rstrip(), soft_wrap=True)
        if progress.left == 0 and status != "started" and days > 1:
            console.print(f"{progress.ds}  done, {time.monotonic() - began:.1f} s so far")

    return tell


def _as_json(days: "Sequence[Day]") -> str:
    import json

    return json.dumps(
        [
            {
                "ds": day.ds.isoformat(),
                "jobs": [
                    run.record.model_dump(
                        mode="json", exclude={"hash", "previous_hash", "versions"}
                    )
                    for run in day.ended.values()
                ],
            }
            for day in days
        ],
        indent=2,
    )
