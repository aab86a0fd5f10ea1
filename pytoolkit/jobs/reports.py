"""Where reports lie: `reports/<ds>/<job>-<attempt>.html`, the notebook beside it, and an index.

A report is never overwritten. A folder that is full or read-only costs nothing but the HTML: the
executed notebook stays under `runs/`, and the record says so.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pytoolkit.jobs import html
from pytoolkit.jobs.files import write_atomically
from pytoolkit.jobs.runbook import Job
from pytoolkit.models.job import JobRecord
from pytoolkit.settings import Settings

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Report:
    """Where a report is, relative to the reports folder, or why there is none."""

    path: str = ""
    sha256: str = ""
    problem: str = ""


def keep_report(settings: Settings, job: Job, record: JobRecord, saved: Path) -> Report:
    """Write the HTML report and move the executed notebook beside it."""
    text = html.render_report(record, job, saved.read_text() if saved.is_file() else None)
    folder = settings.reports / record.ds.isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free_path(folder, record)
        write_atomically(path, text)
        if saved.is_file():
            write_atomically(path.with_suffix(".ipynb"), saved.read_bytes())
            saved.unlink()
    except OSError as error:
        kept = f"; the executed notebook is kept at {saved}" if saved.is_file() else ""
        return Report(problem=f"no report in {folder}: {error.strerror or error}{kept}")
    return Report(
        path=path.relative_to(settings.reports).as_posix(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def write_index(settings: Settings, records: Sequence[JobRecord]) -> str:
    """Write `reports/index.html`; gives why it could not, else an empty text."""
    try:
        settings.reports.mkdir(parents=True, exist_ok=True)
        write_atomically(settings.reports / INDEX, html.render_index(settings.profile, records))
    except OSError as error:
        return f"no index in {settings.reports}: {error.strerror or error}"
    return ""


def _free_path(folder: Path, record: JobRecord) -> Path:
    """Give a name that no report has, even one whose record is gone."""
    stem = f"{record.job}-{record.attempt}"
    path = folder / f"{stem}.html"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}.{number}.html"
    return path
