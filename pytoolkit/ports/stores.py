"""What the hot and the cold store can do.

Every method takes a model class where it needs to know a table, so no adapter has per-table code.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

import polars as pl

from pytoolkit.models.base import Document, Fact, JsonDict, Row
from pytoolkit.models.job import Event, Lease, Receipt

D = TypeVar("D", bound=Document)
R = TypeVar("R", bound=Row)
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in"]
Condition = tuple[str, Operator, object]
"""(field, operator, value); `in` takes a sequence. All conditions of a `find` must hold."""


class Snapshot(Protocol):
    """A consistent view of the hot store, as of one moment."""


@dataclass(frozen=True, slots=True)
class Change:
    """One document to write, with its event; several make one transaction.

    Attributes:
        expected_version: version that must be stored now; None: the key must be free.
    """

    row: Document
    expected_version: int | None = None
    event: Event | None = None


class HotStore(Protocol):
    """Operational state. Documents change by compare-and-set; every change may carry an event."""

    def create(self, row: Document, event: Event | None = None) -> None:
        """Store a new document; raises AlreadyExists where the key is taken."""

    def update(self, row: Document, expected_version: int, event: Event | None = None) -> None:
        """Replace a document and append the event in one transaction; raises Conflict."""

    def commit(self, changes: Sequence[Change]) -> None:
        """Write several documents and their events in one transaction, all or none.

        Raises AlreadyExists or Conflict of the first change that does not fit.
        """

    def get(self, model: type[D], key: str) -> D | None:
        """Read one document by `Row.key`; None if absent; raises CorruptRow."""

    def find(
        self, model: type[D], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[D]:
        """Read the documents that match, in key order, no silent limit; raises CorruptRow."""

    def find_raw(
        self, model: type[Document], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[JsonDict]:
        """Read the matching documents as stored, unvalidated, so that none can block the rest."""

    def events(self, model: type[Document] | None = None, key: str | None = None) -> list[Event]:
        """Read the event log, oldest first, of everything, one table, or one document."""

    def tail(self, after: str, limit: int) -> tuple[list[JsonDict], str]:
        """Read what was appended to the event log after a cursor, oldest first, unvalidated.

        Gives also the cursor behind it. The empty cursor is before the first event.
        """

    def end(self) -> str:
        """Give the cursor behind the newest event."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for several reads."""

    def delete(self, model: type[Document], versions: Sequence[tuple[str, int]]) -> int:
        """Delete documents that still have the given version; gives how many went."""

    def append(self, row: Row) -> None:
        """Append a row to an append-only log (job records); raises AlreadyExists on its key."""

    def log(self, model: type[R]) -> Iterator[R]:
        """Read an append-only log, oldest first."""

    def lease(self, name: str, owner: str, seconds: float, now: datetime) -> Lease:
        """Take or renew a lease in wall time; raises LeaseHeld while somebody else has it."""

    def release(self, lease: Lease) -> None:
        """Give a lease back; does nothing if it was lost."""

    def close(self) -> None:
        """Free what is open."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one cold table, ready to merge; made by `pytoolkit.export`."""

    model: type[Fact]
    rows: Sequence[Fact]
    batch_id: str
    ds_from: date
    ds_to: date
    rows_hash: str
    run_id: str
    recorded_at: datetime


class ColdStore(Protocol):
    """Analytical history: partitioned by ds, merged on key, superseded versions kept."""

    def migrate(self, models: Sequence[type[Fact]]) -> None:
        """Create what is missing; raises Refused where a table differs from its model."""

    def merge(self, batch: Batch) -> Receipt:
        """Keep superseded rows in history, merge on key what is newer, commit the receipt."""

    def read(
        self,
        table: str,
        *,
        start: date | None = None,
        end: date | None = None,
        as_of: datetime | None = None,
    ) -> pl.DataFrame:
        """Read a table or view, ds in [start, end], money as Decimal; as_of: as known then."""

    def rows(self, model: type[Fact], keys: Sequence[str], start: date, end: date) -> list[Fact]:
        """Read rows back by key within a constant ds range, as models, for verification."""

    def receipts(self) -> pl.DataFrame:
        """Read every committed receipt, oldest first."""

    def close(self) -> None:
        """Free what is open."""
