"""The protocol itself: plan, merge, read back, mark."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pytoolkit import validate
from pytoolkit.errors import RunFailed
from pytoolkit.export.marks import drop_corrupt, mark_of, marks, store
from pytoolkit.export.plan import Candidate, F, Planned, batch_of, single, split
from pytoolkit.models.base import Fact
from pytoolkit.ports import Batch, Context
from pytoolkit.schema import row_hash, rows_hash

NAMED = 10
"""Keys and notes that a sentence names."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of the candidates; read = exported + quarantined + skipped.

    Attributes:
        exported: verified in the cold store at their version, by this run or before.
        skipped: older than what was exported, or said twice.
        written: rows this run changed in the cold store.
        rows_hash: SHA-256 over keys and row hashes of all that is exported.
        notes: sentences for the report.
    """

    target: str
    read: int
    exported: int
    quarantined: int
    skipped: int
    written: int
    rows_hash: str
    batches: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def outputs(self) -> dict[str, Any]:
        """What a job record says about the table."""
        summary = {"rows": self.exported, "written": self.written, "hash": self.rows_hash}
        return {self.target: {**summary, "batches": list(self.batches)}}


def export_rows(ctx: Context, model: type[F], candidates: Iterable[Candidate]) -> Exported:
    """Bring rows into the cold store, exactly once, and mark those that were read back equal.

    Args:
        ctx: where from and where to; its clock stamps `recorded_at`.
        model: the fact.
        candidates: every row that is due, exported before or not; marked ones cost nothing.

    Raises:
        RunFailed: rows read back differ from the plan; names the keys. All others are marked.
        Refused: the stored table differs from the model; nothing was written.
    """
    now = ctx.clock.now()
    ctx.cold.migrate([model])
    given = list(candidates)
    checked = validate.rows(
        model,
        ((candidate.source, candidate.row) for candidate in given),
        stamp={"run_id": ctx.run_id, "recorded_at": now},
    )
    rows, doubled, notes = single(checked.good)
    bad = [*checked.bad, *doubled]
    validate.quarantine(ctx.hot, bad, ctx.run_id, now)
    notes += [f"quarantined: {row}" for row in bad[:NAMED]]
    drop_corrupt(ctx, model, [row.key for row in rows], now)
    due, done = _undone(ctx, model, rows, notes)
    written, batch_ids, wrong = 0, [], []
    for part in split(due):
        batch = batch_of(ctx, model, part, now)
        receipt = ctx.cold.merge(batch)
        if (receipt.recorded_at, receipt.run_id) == (now, ctx.run_id):
            written += receipt.inserted + receipt.updated
        batch_ids.append(batch.batch_id)
        good, differing = _verified(ctx, model, batch, part)
        store(ctx.hot, [mark_of(planned, batch.batch_id, now) for planned in good])
        done.update((planned.row.key, planned.digest) for planned in good)
        wrong += differing
    if wrong:
        raise RunFailed(_sentence(model.TABLE.name, wrong))
    return Exported(
        target=model.TABLE.name,
        read=len(given),
        exported=len(done),
        quarantined=len(bad),
        skipped=len(given) - len(done) - len(bad),
        written=written,
        rows_hash=rows_hash(done.items()),
        batches=tuple(batch_ids),
        notes=tuple(notes),
    )


def _undone(
    ctx: Context, model: type[F], rows: Sequence[F], notes: list[str]
) -> tuple[list[Planned[F]], dict[str, str]]:
    """Part the rows into those to merge, and those whose mark says it is done (key to hash)."""
    known = marks(ctx.hot, model, [row.key for row in rows])
    due: list[Planned[F]] = []
    done: dict[str, str] = {}
    for row in rows:
        planned = Planned(row, row_hash(row), known.get(row.key))
        mark = planned.mark
        if mark is None or mark.row_version < row.version:
            due.append(planned)
        elif mark.row_version == row.version and mark.row_hash == planned.digest:
            done[row.key] = planned.digest
        elif mark.row_version == row.version:
            notes.append(
                f"{row.key} differs from what was exported as version {row.version}; "
                "what is stored stays: a correction needs a higher version"
            )
    return due, done


def _verified(
    ctx: Context, model: type[Fact], batch: Batch, part: Sequence[Planned[F]]
) -> tuple[list[Planned[F]], list[str]]:
    """Read a batch back; give the rows that are stored exactly once as planned, and the others."""
    stored: dict[str, list[Fact]] = defaultdict(list)
    keys = [planned.row.key for planned in part]
    for row in ctx.cold.rows(model, keys, batch.ds_from, batch.ds_to):
        stored[row.key].append(row)
    good, wrong = [], []
    for planned in part:
        found = stored[planned.row.key]
        if len(found) == 1 and row_hash(found[0]) == planned.digest:
            good.append(planned)
        elif len(found) != 1 or found[0].version <= planned.row.version:
            wrong.append(planned.row.key)
    return good, wrong


def _sentence(table: str, wrong: Sequence[str]) -> str:
    named = ", ".join(wrong[:NAMED]) + (" ..." if len(wrong) > NAMED else "")
    return (
        f"{table}: {len(wrong)} rows read back differ from what was merged: {named}; "
        "they stay unmarked in the hot store"
    )
