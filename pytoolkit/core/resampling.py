"""Longer bars from shorter ones."""

from collections.abc import Sequence

import polars as pl

from pytoolkit import _core
from pytoolkit.core.evaluation import ArrowArray
from pytoolkit.core.grids import Grid

ToldBar = tuple[str, int, int, float, float, float, float, float, bool]
"""symbol, start, end, open, high, low, close, volume, whether revised."""
Resampler = _core.Resampler
"""Longer bars of many symbols as they are finished; `resampling.Resampler` is its public face."""


def resample(
    columns: list[pl.Series], grid: Grid, timeframe: str, until: int | None
) -> tuple[list[int], Sequence[ArrowArray]]:
    """Make longer bars of the columns symbol at open high low close volume.

    Args:
        columns: one chunk each, sorted by symbol and at.
        grid: length and sessions of the bars.
        timeframe: of the longer bars.
        until: finish also what ends at or before that instant, microseconds UTC.

    Returns:
        For each longer bar a row of its symbol; starts, ends and the five values as columns.
    """
    return _core.resample(columns, grid, timeframe, until)
