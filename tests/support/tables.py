"""Everything a story left behind, as text that two stories must have in common."""

from collections.abc import Sequence

import polars as pl

from pytoolkit.demo.summary import FACTS
from pytoolkit.models.base import Document
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.signal import Signal
from pytoolkit.ports import Context

DOCUMENTS: Sequence[type[Document]] = (Signal, OrderIntent, Position, Settlement)
WHO_WROTE = ("run_id", "attempt")
"""Columns that tell of the run and not of the trade."""


def tables(ctx: Context) -> dict[str, list[str]]:
    """Give every row of every table as canonical text, in key order, by table name."""
    found = {}
    for fact in FACTS:
        frame = ctx.cold.read(fact.TABLE.name)
        found[fact.TABLE.name] = _texts(frame.sort(list(fact.TABLE.key)))
    for document in DOCUMENTS:
        rows = ctx.hot.find(document)
        found[document.TABLE.name] = [row.model_dump_json() for row in rows]
    return found


def _texts(frame: pl.DataFrame) -> list[str]:
    kept = frame.drop([name for name in WHO_WROTE if name in frame.columns])
    return [repr(row) for row in kept.iter_rows(named=True)]


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Name the first row in which each table differs."""
    said = []
    for name in sorted(one | other):
        a, b = one.get(name, []), other.get(name, [])
        if a == b:
            continue
        pairs = [*zip(a, b, strict=False)]
        at = next((i for i, (x, y) in enumerate(pairs) if x != y), len(pairs))
        said.append(
            f"{name}: {len(a)} and {len(b)} rows, first difference in row {at}:\n"
            f"  {a[at] if at < len(a) else 'absent'}\n  {b[at] if at < len(b) else 'absent'}"
        )
    return said
