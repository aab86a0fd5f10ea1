"""Where bars lie in time: their length and the sessions of their market."""

import polars as pl

from pytoolkit import _core

Grid = _core.Grid
"""Length of bars, and opens and closes of their sessions; made by `grid`."""


def grid(timeframe: str, sessions: tuple[pl.Series, pl.Series] | None = None) -> Grid:
    """Describe bars of a length.

    Args:
        timeframe: `1Min` to `1Day`.
        sessions: opens and closes as Int64 microseconds UTC, ascending; null: a session is a UTC
            day.
    """
    return _core.Grid(timeframe, None if sessions is None else list(sessions))


def grid_without_sessions(timeframe: str) -> Grid:
    """Describe bars of a market that never opens: enough to compile for, not to evaluate."""
    none = pl.Series([], dtype=pl.Int64())
    return grid(timeframe, (none, none))
