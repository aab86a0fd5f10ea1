"""Keep what a day came to, so that people can be told."""

from pytoolkit.errors import AlreadyExists, Conflict
from pytoolkit.jobs.run import Ended, wall
from pytoolkit.jobs.schedule import Day
from pytoolkit.models.job import JobStatus
from pytoolkit.models.verdict import Verdict, VerdictStatus
from pytoolkit.orders import event_of
from pytoolkit.ports import HotStore

PROOF = "books"
"""The job that proves; a run without it comes to no verdict."""


def keep_verdict(hot: HotStore, runbook: str, day: Day) -> Verdict | None:
    """Store the verdict on a day, with an event where it is news; None where nothing was to prove.

    Two runs of a day at once leave the verdict of one of them.
    """
    proof = day.ended.get(PROOF)
    if proof is None:
        return None
    status, reason = _read(proof)
    failed = tuple(
        f"{job}: {run.record.status}"
        for job, run in day.ended.items()
        if run.record.status is not JobStatus.SUCCEEDED
    )
    found = hot.get(Verdict, f"{runbook}|{day.ds.isoformat()}")
    if found is not None and (found.status, found.reason, found.failed) == (status, reason, failed):
        return found
    verdict = Verdict(
        runbook=runbook,
        ds=day.ds,
        status=status,
        reason=reason,
        failed=failed,
        at=wall(),
        version=1 if found is None else found.version + 1,
    )
    before = found.status if found else ""
    event = event_of(
        verdict, at=verdict.at, before=before, reason=reason, job_id=proof.record.run_id
    )
    try:
        if found is None:
            hot.create(verdict, event)
        else:
            hot.update(verdict, found.version, event)
    except (AlreadyExists, Conflict):
        return hot.get(Verdict, verdict.key)
    return verdict


def _read(proof: Ended) -> tuple[VerdictStatus, str]:
    """Read the verdict the job handed in; a job that was cut off proves nothing."""
    result, record = proof.result, proof.record
    if result is None or "proof" not in result.outputs:
        return "NO PROOF", f"{PROOF} {record.status}: {record.reason}".removesuffix(": ")
    if result.outputs["proof"]["verdict"] == "PROVEN" and record.status is JobStatus.SUCCEEDED:
        return "PROVEN", ""
    return "NOT PROVEN", result.failed or record.reason
