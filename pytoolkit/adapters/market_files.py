"""Bars from a file, or the ones that come with the package."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from pytoolkit import frames
from pytoolkit.errors import BadBars
from pytoolkit.models.base import Timeframe
from pytoolkit.models.market import CorporateAction


class FileMarket:
    """Implements `ports.MarketData` over one file of daily bars, all of which are past.

    Args:
        path: a .parquet or .csv file of bars that are split-adjusted already; None: the shipped
            bars, which are raw and are adjusted here for the shipped splits.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._bars: pl.DataFrame | None = None

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        """Read bars with start <= at < end, sorted by symbol and at.

        Raises:
            BadBars: the file is malformed, holds no such symbol, or another timeframe is wanted.
        """
        if timeframe != "1Day":
            raise BadBars(f"the file holds 1Day bars, not {timeframe}")
        if self._bars is None:
            self._bars = (
                frames.load_bars(self._path)
                if self._path
                else frames.adjusted(frames.shipped_bars(), frames.corporate_actions())
            )
        known = set(self._bars["symbol"].unique())
        unknown = sorted(set(symbols) - known)
        if unknown:
            raise BadBars(f"no bars of {', '.join(unknown)}; the file has {sorted(known)}")
        return self._bars.filter(
            pl.col("symbol").is_in(list(symbols)) & (pl.col("at") >= start) & (pl.col("at") < end)
        )

    def corporate_actions(self, symbols: Sequence[str]) -> list[CorporateAction]:
        """Read the splits known for some symbols; a file of the user's own names none."""
        return [] if self._path else frames.corporate_actions(symbols)
