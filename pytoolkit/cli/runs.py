"""`pytoolkit runs`: the ledger of job runs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show
from pytoolkit.errors import BadParameters
from pytoolkit.settings import load_settings

if TYPE_CHECKING:
    from pytoolkit.models.job import JobRecord
    from pytoolkit.settings import Settings


@click.group()
def command() -> None:
    """List job runs, or show one."""


@command.command("ls")
@click.option("--ds", type=click.DateTime(["%Y-%m-%d"]), help="Only runs for this day.")
@click.option("--job", help="Only runs of this job.")
@click.option("-n", "limit", default=30, show_default=True, help="How many, the newest.")
@environment
def list_runs(  # noqa: PLR0917  # click passes them by name
    ds: datetime | None,
    job: str | None,
    limit: int,
    profile: str,
    project: Path | None,
    as_json: bool,
) -> None:
    """List runs, oldest first, each with its end state; exit code 4 if the chain is broken."""
    from pytoolkit.jobs.ledger import broken_links

    settings = load_settings(profile, project)
    records = _records(settings)
    day = ds.date() if ds else None
    chosen = [
        record
        for record in _newest(records)
        if (day is None or record.ds == day) and (job is None or record.job == job)
    ]
    show([_line(record) for record in chosen[-limit:]], as_json, "no runs yet")
    findings = broken_links(records)
    for finding in findings:
        note(f"ledger: {finding}")
    if findings:
        raise click.exceptions.Exit(FINDINGS)


@command.command("show")
@click.argument("run_id")
@environment
def show_run(run_id: str, profile: str, project: Path | None, as_json: bool) -> None:
    """Show everything recorded of the run RUN_ID (its beginning is enough)."""
    settings = load_settings(profile, project)
    found = [record for record in _newest(_records(settings)) if record.run_id.startswith(run_id)]
    if not found:
        raise BadParameters(f"no run {run_id!r}; see `pytoolkit runs ls`")
    if as_json:
        show([record.model_dump(mode="json") for record in found], as_json)
        return
    for record in found:
        fields = record.model_dump(mode="json").items()
        rows = [{"field": name, "value": value} for name, value in fields if value not in ("", {})]
        show(rows, as_json)
        if record.report_path:
            note(f"Report: {settings.reports / record.report_path}")


def _records(settings: "Settings") -> "Sequence[JobRecord]":
    """Read the ledger; runs whose process is gone are recorded as lost on the way."""
    from pytoolkit.jobs.ledger import Ledger
    from pytoolkit.jobs.run import wall
    from pytoolkit.wiring import open_hot

    hot = open_hot(settings)
    try:
        ledger = Ledger(hot)
        ledger.record_lost(wall())
        return list(ledger.records)
    finally:
        hot.close()


def _newest(records: "Sequence[JobRecord]") -> "list[JobRecord]":
    """Keep the last line of every run."""
    return list({(record.run_id, record.attempt): record for record in records}.values())


def _line(record: "JobRecord") -> dict[str, object]:
    ended = record.ended_at
    return {
        "ds": record.ds,
        "job": record.job,
        "status": record.status.value,
        "try": record.attempt,
        "seconds": round((ended - record.started_at).total_seconds(), 1) if ended else None,
        "exported": record.rows_exported,
        "quarantined": record.rows_quarantined,
        "run_id": record.run_id,
        "reason": record.reason,
    }
