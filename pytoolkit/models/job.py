"""What runs leave behind: records, receipts, marks, events, leases, quarantine, controls."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pytoolkit.models.base import Document, JsonDict, Key, Row, Table, Utc

MAX_RAW = 16_000_000
"""Longest raw form that quarantine keeps."""


class JobStatus(StrEnum):
    """How a run stands or ended; never taken from papermill's own metadata."""

    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMEOUT = "timeout"
    DEAD_KERNEL = "dead-kernel"
    ABORTED = "aborted"
    LOST = "lost"
    INVALID_PARAMETERS = "invalid-parameters"
    SKIPPED = "skipped"


class JobRecord(Row):
    """One line of the append-only ledger; a run has a `started` line and an end line."""

    TABLE: ClassVar[Table] = Table("job_metadata", ("seq",), "hot")

    seq: int
    """Position in the chain, from 1; the key, so the chain cannot fork."""
    run_id: Key
    """Unique per run of a job; its retries share it."""
    attempt: int
    """Number of the try of this job for this ds, over all runs, from 1."""
    job: Key
    """Name of the runbook or loop."""
    ds: date
    """Last day the job looked at."""
    status: JobStatus
    """`started`, or the truthful end state."""
    reason: str = ""
    """Why it ended so."""
    git_hash: str = ""
    """Commit of the code; empty outside a checkout."""
    git_dirty: bool | None = None
    """Whether the checkout had changes; null outside one."""
    config_hash: str = ""
    """SHA-256 of the effective settings, without secrets."""
    versions: JsonDict = Field(default_factory=dict)
    """Versions of Python, this package and its main libraries."""
    parameters: JsonDict = Field(default_factory=dict)
    """As validated; secrets only as references."""
    inputs: JsonDict = Field(default_factory=dict)
    """Rows, watermarks and hashes read, by table."""
    outputs: JsonDict = Field(default_factory=dict)
    """Rows and hashes written, by table."""
    rows_read: int = 0
    """Rows extracted."""
    rows_exported: int = 0
    """Rows merged and verified."""
    rows_quarantined: int = 0
    """Rows set aside with a reason."""
    rows_still_open: int = 0
    """Rows not yet due."""
    rows_skipped: int = 0
    """Rows with nothing to do."""
    started_at: Utc
    """Wall time."""
    ended_at: Utc | None = None
    """Wall time; null in a `started` line."""
    owner: str = ""
    """Process that runs it: host/pid/start; tells later whether it still lives."""
    deadline_at: Utc | None = None
    """Wall time after which the run is killed."""
    report_path: str = ""
    """HTML report, relative to the reports folder."""
    report_sha256: str = ""
    """Of the HTML report."""
    previous_hash: str
    """`hash` of the line before; empty in the first."""
    hash: str
    """SHA-256 of this line's canonical JSON without this field."""


class JobResult(Row):
    """What a loop says of one run; read = exported + quarantined + still_open + skipped."""

    TABLE: ClassVar[Table] = Table("job_results", ("job", "ds"), "hot")

    job: Key
    """Name of the loop."""
    ds: date
    """Last day it looked at."""
    read: int = 0
    """Rows extracted."""
    exported: int = 0
    """Rows merged and verified, or found equal already."""
    quarantined: int = 0
    """Rows set aside with a reason."""
    still_open: int = 0
    """Rows not yet due."""
    skipped: int = 0
    """Rows with nothing to do."""
    written: int = 0
    """Rows this run changed in the cold store; 0 in a re-run without new data."""
    inputs: JsonDict = Field(default_factory=dict)
    """Rows and hashes read, by table."""
    outputs: JsonDict = Field(default_factory=dict)
    """Rows and hashes written, by table."""
    notes: tuple[str, ...] = ()
    """Sentences for the report."""
    failed: str = ""
    """Why the loop must be counted as failed; empty when it succeeded."""

    @property
    def balanced(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.exported + self.quarantined + self.still_open + self.skipped


class Event(Row):
    """One move of one document, in the append-only event log."""

    TABLE: ClassVar[Table] = Table(
        "events",
        ("entity", "entity_key", "seq"),
        "hot",
        indexes=(("entity",), ("entity_key",)),
    )

    entity: Key
    """Table of the document."""
    entity_key: Key
    """Key of the document."""
    seq: int
    """Version of the document after the move."""
    from_status: str = ""
    """State before; empty at birth."""
    to_status: str = ""
    """State after."""
    reason: str = ""
    """Why."""
    evidence: JsonDict = Field(default_factory=dict)
    """Ids that prove it: broker orders, executions, activities."""
    at: Utc
    """Market time."""
    job_id: str = ""
    """Run or service instance that moved it."""


class ExportMark(Document):
    """Which version of a hot document was read back equal from the cold store."""

    TABLE: ClassVar[Table] = Table(
        "exports", ("target", "source_key"), "hot", indexes=(("target",), ("source_key",))
    )

    target: Key
    """Cold table."""
    source_key: Annotated[str, Field(min_length=1)]
    """Key of the cold row; its parts together may be longer than one key."""
    row_version: int
    """Cold version that was verified."""
    row_hash: Key
    """SHA-256 of the row's canonical text."""
    ds: date
    """Partition the row was in when last exported."""
    batch_id: Key
    """Batch that wrote it."""
    exported_at: Utc
    """Market time."""


class Receipt(Row):
    """Proof that a batch was committed; travels with the commit."""

    TABLE: ClassVar[Table] = Table("receipts", ("batch_id",), "cold")

    batch_id: Key
    """Hash of table, ds range and rows without run_id and recorded_at."""
    target: Key
    """Cold table."""
    ds_from: date
    """First partition touched."""
    ds_to: date
    """Last partition touched."""
    rows: int
    """Rows in the batch."""
    inserted: int
    """Keys that were new."""
    updated: int
    """Keys whose version grew."""
    rows_hash: Key
    """SHA-256 over the rows' canonical texts in key order."""
    run_id: str
    """Run that committed."""
    recorded_at: Utc
    """Market time of the commit."""


class Quarantined(Document):
    """A row that its model refused, kept in raw form until it is replayed."""

    TABLE: ClassVar[Table] = Table("quarantine", ("quarantine_id",), "hot")

    quarantine_id: Key
    """SHA-256 of target, source and raw form: the same bad row is stored once."""
    target: Key
    """Table the row was meant for."""
    source: str
    """Where it came from: hot table and key, file, activity id."""
    raw: Annotated[str, Field(max_length=MAX_RAW)]
    """The row as it came, as text."""
    errors: Annotated[str, Field(max_length=MAX_RAW)]
    """Pydantic's own error list as JSON, or the reason."""
    model_version: str
    """Version of this package that refused it."""
    attempts: int = 1
    """How often it was tried."""
    status: Literal["QUARANTINED", "REPLAYED"] = "QUARANTINED"
    """Whether it went through later."""
    run_id: str = ""
    """Run that refused it first."""
    at: Utc
    """Market time."""


class Lease(Document):
    """Who may do a thing now; the fencing number grows with every change of hands."""

    TABLE: ClassVar[Table] = Table("leases", ("name",), "hot")

    name: Key
    """What is leased: a loop, a broker key."""
    owner: str
    """Process that holds it; empty when released."""
    fencing: int
    """Grows with every change of hands."""
    heartbeat_at: Utc
    """Wall time of the last sign of life."""
    expires_at: Utc
    """Wall time after which anybody may take it."""


class Control(Document):
    """A named switch or watermark of one environment, e.g. the kill switch."""

    TABLE: ClassVar[Table] = Table("controls", ("name",), "hot", indexes=(("name",),))

    name: Key
    """`kill_switch`, `live.progress`, `activities.watermark` ..."""
    value: JsonDict = Field(default_factory=dict)
    """What is stored under the name."""
    reason: str = ""
    """Who set it and why."""
    updated_at: Utc
    """Market time."""
