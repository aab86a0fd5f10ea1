"""The append-only record of every run, each line chained to the one before by its hash.

The position in the chain is the line's key, so of two runners that append at once one is refused
by the store, reads on and takes the next position: the chain cannot fork.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pytoolkit.errors import AlreadyExists, RunFailed
from pytoolkit.jobs.provenance import is_alive
from pytoolkit.models.base import canonical_json, sha256_of
from pytoolkit.models.job import JobRecord, JobStatus
from pytoolkit.ports import HotStore

ATTEMPTS_TO_APPEND = 50
GRACE = timedelta(minutes=5)
"""How long after its deadline a run on another host counts as alive."""


class Ledger:
    """Job records of one environment."""

    def __init__(self, hot: HotStore) -> None:
        self._hot = hot
        self._records: list[JobRecord] = []
        self.reload()

    @property
    def records(self) -> Sequence[JobRecord]:
        """Every line this process knows of, oldest first."""
        return self._records

    def reload(self) -> None:
        """Read what is stored."""
        rows = self._hot.log(JobRecord)
        self._records = [row for row in rows if isinstance(row, JobRecord)]

    def append(self, **values: Any) -> JobRecord:
        """Append a line; fills in its position and hashes.

        Raises:
            RunFailed: other runners were faster every time.
        """
        for _ in range(ATTEMPTS_TO_APPEND):
            last = self._records[-1] if self._records else None
            record = _sealed(
                JobRecord(
                    **values,
                    seq=last.seq + 1 if last else 1,
                    previous_hash=last.hash if last else "",
                    hash="",
                )
            )
            try:
                self._hot.append(record)
            except AlreadyExists:
                self.reload()
                continue
            self._records.append(record)
            return record
        raise RunFailed(f"no place in the ledger after {ATTEMPTS_TO_APPEND} attempts")

    def end(
        self, started: JobRecord, status: JobStatus, ended_at: datetime, **values: Any
    ) -> JobRecord:
        """Append the end line of a run that has a `started` line."""
        fields = started.model_dump(
            exclude={"seq", "previous_hash", "hash", "status", "reason", "ended_at"}
        )
        return self.append(**{**fields, **values}, status=status, ended_at=ended_at)

    def open_runs(self) -> Iterator[JobRecord]:
        """Give the `started` lines without an end line."""
        ended = {
            (record.run_id, record.attempt)
            for record in self._records
            if record.status != JobStatus.STARTED
        }
        for record in self._records:
            started = record.status == JobStatus.STARTED
            if started and (record.run_id, record.attempt) not in ended:
                yield record

    def record_lost(self, now: datetime) -> list[JobRecord]:
        """Append `lost` for every open run whose process is gone."""
        lost = []
        for record in list(self.open_runs()):
            alive = is_alive(record.owner)
            if alive is None:
                alive = record.deadline_at is None or now < record.deadline_at + GRACE
            if not alive:
                reason = f"its process {record.owner} ended without a word"
                lost.append(self.end(record, JobStatus.LOST, now, reason=reason))
        return lost

    def next_attempt(self, job: str, ds: date) -> int:
        """Give the number of the next try of a job for a day, over all runs ever."""
        tried = [row.attempt for row in self._records if row.job == job and row.ds == ds]
        return max(tried, default=0) + 1


def broken_links(records: Sequence[JobRecord]) -> list[str]:
    """Check the chain; gives a sentence for every line that was changed, removed or inserted."""
    findings = []
    previous = ""
    for position, record in enumerate(records, start=1):
        if record.seq != position:
            findings.append(f"line {position} carries number {record.seq}: lines are missing")
        if record.previous_hash != previous:
            findings.append(f"line {record.seq} does not follow the line before it")
        if record.hash != _hash(record):
            findings.append(f"line {record.seq} ({record.job}, {record.ds}) was changed")
        previous = record.hash
    return findings


def _hash(record: JobRecord) -> str:
    return sha256_of(canonical_json(record.model_dump(mode="json", exclude={"hash"})))


def _sealed(record: JobRecord) -> JobRecord:
    return record.changed(hash=_hash(record))
