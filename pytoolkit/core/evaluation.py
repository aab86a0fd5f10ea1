"""Expressions over bars."""

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from pytoolkit import _core


class ArrowArray(Protocol):
    """A column that Arrow's consumers take without a copy."""

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


Engine = _core.Engine
"""Named expressions with a state for every symbol; `signals.Stream` is its public face."""


def evaluate(columns: list[pl.Series], texts: list[str], threads: int) -> Sequence[ArrowArray]:
    """Evaluate texts over the columns symbol at open high low close volume.

    Args:
        columns: one chunk each, sorted by symbol and at.
        threads: 0: one per core.
    """
    return _core.evaluate(columns, texts, threads)
