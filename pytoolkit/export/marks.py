"""Which version of a row was read back equal from the cold store, kept in hot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pytoolkit import validate
from pytoolkit.errors import AlreadyExists, Conflict
from pytoolkit.export.plan import F, Planned
from pytoolkit.models.base import Fact
from pytoolkit.models.job import ExportMark
from pytoolkit.ports import Change, Context, HotStore


def marks(
    hot: HotStore, model: type[Fact], keys: Sequence[str] | None = None
) -> dict[str, ExportMark]:
    """Give what was verified in a cold table, by key of the cold row; all of it, or some keys."""
    where: list[Any] = [("target", "==", model.TABLE.name)]
    if keys is not None:
        where.append(("source_key", "in", keys))
    checked = validate.documents(hot, ExportMark, where)
    return {mark.source_key: mark for mark in checked.good}


def drop_corrupt(ctx: Context, model: type[Fact], keys: Sequence[str], now: datetime) -> None:
    """Quarantine marks that cannot be read; the export that follows makes them anew."""
    where: list[Any] = [("target", "==", model.TABLE.name), ("source_key", "in", keys)]
    found = ctx.hot.find_raw(ExportMark, where)
    for document in found:
        checked = validate.rows(ExportMark, [("", document)])
        if checked.bad:
            source = validate.source_of(ExportMark, document)
            bad = validate.Bad("exports", source, checked.bad[0].raw, checked.bad[0].errors)
            validate.quarantine(ctx.hot, [bad], ctx.run_id, now)
            key = f"{document['target']}|{document['source_key']}"
            ctx.hot.delete(ExportMark, [(key, document["version"])])


def mark_of(planned: Planned[F], batch_id: str, now: datetime) -> ExportMark:
    """Make the mark of a row that was verified."""
    row = planned.row
    return ExportMark(
        target=row.TABLE.name,
        source_key=row.key,
        row_version=row.version,
        row_hash=planned.digest,
        ds=row.ds,
        batch_id=batch_id,
        exported_at=now,
        version=1 if planned.mark is None else planned.mark.version + 1,
    )


def store(hot: HotStore, new: Sequence[ExportMark]) -> None:
    """Store marks in one transaction; where another runner was faster, one by one."""
    try:
        hot.commit([_change(mark) for mark in new])
    except (AlreadyExists, Conflict):
        for mark in new:
            _mark_one(hot, mark)


def _change(mark: ExportMark) -> Change:
    return Change(mark, expected_version=None if mark.version == 1 else mark.version - 1)


def _mark_one(hot: HotStore, mark: ExportMark) -> None:
    """Store one mark unless the same or a newer version is marked already."""
    while True:
        held = hot.get(ExportMark, mark.key)
        if held is not None and held.row_version >= mark.row_version:
            return
        version = 1 if held is None else held.version + 1
        try:
            hot.commit([_change(mark.changed(version=version))])
        except (AlreadyExists, Conflict):
            continue  # yet another runner; look again
        return
