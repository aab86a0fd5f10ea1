"""What a day's runbook came to: whether the books are proven, and which jobs failed."""

from datetime import date
from typing import ClassVar, Literal

from pytoolkit.models.base import Document, Key, Table, Utc

VerdictStatus = Literal["PROVEN", "NOT PROVEN", "NO PROOF"]


class Verdict(Document):
    """The newest verdict on one day; a later run that comes to another one replaces it."""

    TABLE: ClassVar[Table] = Table("verdicts", ("runbook", "ds"), "hot")

    runbook: Key
    """Name of the runbook that proves the books."""
    ds: date
    """Day that was proven."""
    status: VerdictStatus
    """NO PROOF: the job that proves did not come to an end."""
    reason: str = ""
    """What differs, or why there is no proof; empty where all is well."""
    failed: tuple[str, ...] = ()
    """Jobs that did not succeed, each with its end state."""
    at: Utc
    """Wall time at which the runbook had ended."""
