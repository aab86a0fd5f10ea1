"""Time, and bars that are finished."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import polars as pl

from pytoolkit.models.base import Timeframe
from pytoolkit.models.market import CorporateAction


class Clock(Protocol):
    """Market time and wall time; nothing in the middle asks the operating system."""

    def now(self) -> datetime:
        """Market time: bar closure, validity, retention, every instant in a stored row."""

    def wall(self) -> datetime:
        """Wall time: leases, heartbeats, deadlines, a job's own start and end."""


class MarketData(Protocol):
    """Finished bars."""

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        """Read finished bars with start <= at < end: symbol, at, open..volume; sorted.

        Prices are split-adjusted as of now; a bar whose end is after market time never comes.
        """

    def corporate_actions(self, symbols: Sequence[str]) -> list[CorporateAction]:
        """Read the splits known for some symbols."""
