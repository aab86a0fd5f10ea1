"""What a run is about to export: each key once, cut into batches whose id is their content."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pytoolkit import validate
from pytoolkit.models.base import Fact, sha256_of
from pytoolkit.models.job import ExportMark
from pytoolkit.ports import Batch, Context
from pytoolkit.schema import canonical_text, row_hash, rows_hash

F = TypeVar("F", bound=Fact)
BATCH_ROWS = 10_000
"""Rows of one merge; a batch spans as many days as fit."""
DUPLICATE = '[{"type": "duplicate_key", "loc": [], "msg": "another row has this key and version"}]'


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that a loop wants in the warehouse.

    Attributes:
        source: where it comes from, `table/key`; kept with the row if it is quarantined.
        row: the fact, or a mapping that should become one. `run_id` and `recorded_at` are set here.
    """

    source: str
    row: Fact | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Planned(Generic[F]):
    """One row on its way: its content hash, and where it was when last exported."""

    row: F
    digest: str
    mark: ExportMark | None

    @property
    def days(self) -> tuple[date, ...]:
        """Partitions a merge of this row touches."""
        return (self.row.ds,) if self.mark is None else (self.row.ds, self.mark.ds)


def single(rows: Sequence[F]) -> tuple[list[F], list[validate.Bad], list[str]]:
    """Take each key once, at its highest version; two contents of one version are both bad."""
    by_key: dict[str, list[F]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    once: list[F] = []
    doubled: list[validate.Bad] = []
    notes: list[str] = []
    for key, same in by_key.items():
        if len(same) == 1:
            once.append(same[0])
            continue
        newest = max(row.version for row in same)
        contents = {row_hash(row): row for row in same if row.version == newest}
        if len(contents) > 1:
            table = same[0].TABLE.name
            doubled += [
                validate.Bad(table, f"{table}/{key}", canonical_text(row), DUPLICATE)
                for row in same
            ]
            continue
        once.append(next(iter(contents.values())))
        notes.append(f"{key} came {len(same)} times; its newest version counts")
    return once, doubled, notes


def split(due: Sequence[Planned[F]]) -> Iterator[list[Planned[F]]]:
    """Cut what is due into batches, in the order of ds and key."""
    ordered = sorted(due, key=lambda planned: (planned.row.ds, planned.row.key))
    for first in range(0, len(ordered), BATCH_ROWS):
        yield ordered[first : first + BATCH_ROWS]


def batch_of(ctx: Context, model: type[Fact], part: Sequence[Planned[F]], now: datetime) -> Batch:
    """Make the batch; its ds range covers where its rows are and where they were."""
    days = [day for planned in part for day in planned.days]
    first, last = min(days), max(days)
    digest = rows_hash((planned.row.key, planned.digest) for planned in part)
    return Batch(
        model=model,
        rows=[planned.row for planned in part],
        batch_id=sha256_of(f"{model.TABLE.name}|{first}|{last}|{digest}"),
        ds_from=first,
        ds_to=last,
        rows_hash=digest,
        run_id=ctx.run_id,
        recorded_at=now,
    )
