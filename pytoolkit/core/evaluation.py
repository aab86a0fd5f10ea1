"""Expressions over bars."""

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from pytoolkit import _core
from pytoolkit.core.grids import Grid


class ArrowArray(Protocol):
    """A column that Arrow's consumers take without a copy."""

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


Engine = _core.Engine
"""Named expressions with a state for every symbol; `signals.Stream` is its public face."""


def evaluate(
    columns: list[pl.Series], texts: list[str], threads: int, grid: Grid | None = None
) -> Sequence[ArrowArray]:
    """Evaluate texts over the columns symbol at open high low close volume.

    Args:
        columns: one chunk each, sorted by symbol and at.
        texts: expressions.
        threads: 0: one per core.
        grid: length and sessions of the bars, for expressions that ask for them.
    """
    return _core.evaluate(columns, texts, threads, grid)
