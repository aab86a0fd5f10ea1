"""Finished bars the decisions see: warmed once, then one read per close."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import polars as pl

from pytoolkit import frames
from pytoolkit.ports import MarketData

OVERLAP = timedelta(days=7)
"""Read again at every close: a revised bar, or a split that moved all prices, shows there."""
DAYS_PER_BAR = 1.6
"""Calendar days per session, with room for holidays."""
SPARE_DAYS = 30
CLOSES_KEPT = 150


class History:
    """Daily bars per symbol, split-adjusted as of the newest read.

    Args:
        market: where bars come from.
        symbols: what is traded.
        count: bars a decision looks back at most.
    """

    def __init__(self, market: MarketData, symbols: Iterable[str], count: int) -> None:
        self._market = market
        self.symbols = sorted(set(symbols))
        self._count = count
        self._bars: dict[str, pl.DataFrame] = {}
        self._panel: tuple[tuple[tuple[str, ...], date, int], pl.DataFrame] | None = None

    def update(self, ds: date) -> list[str]:
        """Read what is new up to a session; gives the symbols that have no bar of that session.

        Raises:
            Unreachable: the source did not answer; nothing was changed.
        """
        self._panel = None
        if not self._bars:
            self._load(ds)
            return self._missing(ds)
        start = min(frame["at"][-1] for frame in self._bars.values()) - OVERLAP
        fresh = self._read(start, ds)
        for symbol, rows in fresh.items():
            known = self._bars.get(symbol)
            if known is None or self._revised(known, rows):
                self._load(ds)
                break
        else:
            for symbol, rows in fresh.items():
                known = self._bars[symbol]
                later = rows.filter(pl.col("at") > known["at"][-1])
                if later.height:
                    self._bars[symbol] = pl.concat([known, later]).tail(2 * self._count)
        return self._missing(ds)

    def upto(self, symbol: str, ds: date) -> pl.DataFrame:
        """Give a symbol's bars up to a session, oldest first; empty if there are none."""
        known = self._bars.get(symbol)
        if known is None:
            return pl.DataFrame(schema=frames.BAR_SCHEMA)
        last = frames.daily_at(ds)
        return known if known["at"][-1] <= last else known.filter(pl.col("at") <= last)

    def panel(self, symbols: Sequence[str], ds: date, count: int) -> pl.DataFrame:
        """Give the last bars of the symbols that have one of a session, in order of symbol."""
        key = (tuple(symbols), ds, count)
        if self._panel is None or self._panel[0] != key:
            present = [each for each in sorted(symbols) if self.newest(each, ds) == ds]
            tails = [self.upto(symbol, ds).tail(count) for symbol in present]
            empty = pl.DataFrame(schema=frames.BAR_SCHEMA)
            self._panel = key, pl.concat(tails) if tails else empty
        return self._panel[1]

    def newest(self, symbol: str, ds: date) -> date | None:
        """Give the date of a symbol's newest bar up to a session."""
        bars = self.upto(symbol, ds)
        if bars.is_empty():
            return None
        last: datetime = bars["at"][-1]
        return last.astimezone(UTC).date()

    def closes(self, symbol: str, ds: date) -> dict[date, float]:
        """Give a symbol's last closes by date, oldest first."""
        bars = self.upto(symbol, ds).tail(CLOSES_KEPT)
        days = (at.astimezone(UTC).date() for at in bars["at"])
        return dict(zip(days, bars["close"], strict=True))

    def _load(self, ds: date) -> None:
        days = timedelta(days=self._count * DAYS_PER_BAR + SPARE_DAYS)
        self._bars = self._read(frames.daily_at(ds) - days, ds)

    def _read(self, start: datetime, ds: date) -> dict[str, pl.DataFrame]:
        end = frames.daily_at(ds) + timedelta(days=1)
        found = self._market.bars(self.symbols, "1Day", start, end)
        parts = found.partition_by("symbol", as_dict=True, maintain_order=True)
        return {str(name): part for (name, *_), part in parts.items()}

    def _missing(self, ds: date) -> list[str]:
        return [symbol for symbol in self.symbols if self.newest(symbol, ds) != ds]

    @staticmethod
    def _revised(known: pl.DataFrame, fresh: pl.DataFrame) -> bool:
        shared = known.filter((pl.col("at") >= fresh["at"][0]) & (pl.col("at") <= fresh["at"][-1]))
        again = fresh.filter(pl.col("at") <= known["at"][-1])
        return not shared.equals(again)
