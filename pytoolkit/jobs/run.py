"""One run of one job, from its `started` line to its end line and report."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pytoolkit import secrecy
from pytoolkit.jobs import provenance
from pytoolkit.jobs.ledger import Ledger
from pytoolkit.jobs.notebook import OPENED_FILE, RESULT_FILE, why_failed
from pytoolkit.jobs.parameters import secrets_of
from pytoolkit.jobs.pool import Pool, Worker
from pytoolkit.jobs.reports import keep_report
from pytoolkit.jobs.runbook import Runbook
from pytoolkit.models.job import JobRecord, JobResult, JobStatus
from pytoolkit.settings import Settings

STOP_SECONDS = 3.0
"""How long a run that was asked to stop may take to save its notebook."""


def wall() -> datetime:
    """Wall time: a job's own start, end and deadline."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Run:
    """A run in progress."""

    record: JobRecord
    worker: Worker
    saved: Path
    ends_by: datetime
    verdict: tuple[JobStatus, str] | None = None
    """Set once the supervisor ended the run itself."""

    def overdue(self, now: datetime) -> bool:
        """Whether the present limit, deadline or time to stop, has passed."""
        return now >= self.ends_by

    def stop(self, status: JobStatus, reason: str, now: datetime) -> None:
        """Ask the run to save and end; `finish` kills what is left of it."""
        if self.verdict is None:
            self.verdict = (status, reason)
            self.ends_by = now + timedelta(seconds=STOP_SECONDS)
            self.worker.ask_to_stop()


@dataclass(frozen=True, slots=True)
class Ended:
    """A finished run: its end line, and the loop's result if it handed one in."""

    record: JobRecord
    result: JobResult | None
    report_problem: str = ""


@dataclass(slots=True)
class Runner:
    """Starts and ends runs of one runbook in one environment."""

    runbook: Runbook
    settings: Settings
    ledger: Ledger
    pool: Pool
    _git: tuple[str, bool | None] = field(init=False)

    def __post_init__(self) -> None:
        self._git = provenance.git_state(self.runbook.path)
        secrecy.expect(*secrets_of(self.settings, {}))

    def start(self, job: str, ds: date, run_id: str, parameters: dict[str, str]) -> Run:
        """Record the start, then hand the job to a warm worker."""
        plan = self.runbook.jobs[job]
        worker = self.pool.take()
        now = wall()
        given = {
            "ds": ds.isoformat(),
            "profile": self.settings.profile,
            "project": str(self.settings.project),
        }
        folder = self.settings.state / "runs"
        folder.mkdir(parents=True, exist_ok=True)
        record = self.ledger.append(
            run_id=run_id,
            attempt=self.ledger.next_attempt(job, ds),
            job=job,
            ds=ds,
            status=JobStatus.STARTED,
            git_hash=self._git[0],
            git_dirty=self._git[1],
            config_hash=self.settings.config_hash,
            versions=provenance.versions(),
            parameters=parameters,
            started_at=now,
            owner=provenance.this_process(),
            deadline_at=now + timedelta(seconds=plan.deadline),
        )
        saved = folder / f"{run_id}.{record.attempt}.ipynb"
        worker.start(
            {
                "notebook": str(self.runbook.notebook(job)),
                "save_to": str(saved),
                "parameters": {**given, **parameters},
                "cell_timeout": plan.cell_timeout,
                # References; the worker masks what they name in all that it writes.
                "secrets": list(secrets_of(self.settings, parameters)),
                "run": {
                    "run_id": run_id,
                    "runbook": str(self.runbook.path),
                    "settings": self.settings.model_dump(mode="json"),
                },
            }
        )
        return Run(record, worker, saved, now + timedelta(seconds=plan.deadline))

    def finish(self, run: Run) -> Ended:
        """Kill what is left, tell the end state, keep the report, append the end line."""
        result = _read_result(run.worker.folder)
        status, reason = run.verdict or _verdict(run.worker, result)
        reason = secrecy.masked(reason)
        run.worker.close()
        ended = wall()
        shown = run.record.changed(status=status, reason=reason, ended_at=ended, **_counts(result))
        report = keep_report(self.settings, self.runbook.jobs[run.record.job], shown, run.saved)
        record = self.ledger.end(
            run.record,
            status,
            ended,
            reason="; ".join(filter(None, (reason, report.problem))),
            report_path=report.path,
            report_sha256=report.sha256,
            **_counts(result),
        )
        return Ended(record, result, report.problem)

    def skip(self, job: str, ds: date, run_id: str, reason: str) -> Ended:
        """Record that a job was not run, and why."""
        now = wall()
        record = self.ledger.append(
            run_id=run_id,
            attempt=self.ledger.next_attempt(job, ds),
            job=job,
            ds=ds,
            status=JobStatus.SKIPPED,
            reason=reason,
            git_hash=self._git[0],
            git_dirty=self._git[1],
            config_hash=self.settings.config_hash,
            started_at=now,
            ended_at=now,
            owner=provenance.this_process(),
        )
        return Ended(record, None)


def _verdict(worker: Worker, result: JobResult | None) -> tuple[JobStatus, str]:
    """Tell how a run ended from the worker's answer and the loop's result."""
    if worker.answer is None:
        tail = worker.log_tail()
        reason = "the process of the run was killed" + (f": {tail}" if tail else "")
        return JobStatus.DEAD_KERNEL, reason
    status, reason = JobStatus(worker.answer["status"]), worker.answer["reason"]
    problem = why_failed(result) if result else ""
    if problem:
        return JobStatus.FAILED, problem
    if status == JobStatus.SUCCEEDED and result is None and (worker.folder / OPENED_FILE).exists():
        return JobStatus.FAILED, "the notebook ended without handing in a result (job.finish)"
    return status, reason


def _read_result(folder: Path) -> JobResult | None:
    file = folder / RESULT_FILE
    return JobResult.model_validate_json(file.read_text()) if file.is_file() else None


def _counts(result: JobResult | None) -> dict[str, object]:
    if result is None:
        return {}
    return {
        "rows_read": result.read,
        "rows_exported": result.exported,
        "rows_quarantined": result.quarantined,
        "rows_still_open": result.still_open,
        "rows_skipped": result.skipped,
        "inputs": result.inputs,
        "outputs": result.outputs,
    }
