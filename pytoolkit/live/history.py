"""Finished bars the decisions see: warmed once, then one read whenever bars are finished."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil

import polars as pl

from pytoolkit import frames
from pytoolkit.live.instants import DAY, EPOCH, STOCK_DAYS, Instant, Length
from pytoolkit.ports import MarketData

OVERLAP = {DAY: timedelta(days=7)}
"""Read again each time: a revised bar, or a split that moved all prices, shows there."""
SHORT_OVERLAP = timedelta(minutes=10)
DAYS_PER_SESSION = 1.6
"""Calendar days per session, with room for holidays."""
SPARE_DAYS = 30
SHORTEST_SESSION = timedelta(hours=3)
CLOSES_KEPT = 150
FURTHEST = timedelta(days=5 * 365)


class History:
    """Bars of one length per symbol, split-adjusted as of the newest read.

    Args:
        market: where bars come from.
        symbols: what is traded.
        count: bars a decision looks back at most.
        length: kind of the bars.
    """

    def __init__(
        self,
        market: MarketData,
        symbols: Iterable[str],
        count: int,
        length: Length = STOCK_DAYS,
    ) -> None:
        self._market = market
        self.symbols = sorted(set(symbols))
        self.timeframe = length.timeframe
        self._pairs = length.asset_class == "CRYPTO"
        self._count = count
        self._bars: dict[str, pl.DataFrame] = {}
        self._panel: tuple[tuple[tuple[str, ...], datetime, int], pl.DataFrame] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read yet."""
        return not self._bars

    def update(self, instant: Instant) -> list[str]:
        """Read what is new up to an instant; gives the symbols without a bar that ends there.

        Raises:
            Unreachable: the source did not answer; nothing was changed.
        """
        self._panel = None
        if not self._bars:
            self._load(instant)
            return self._missing(instant)
        last = self._last(instant)
        newest = max(frame["at"][-1] for frame in self._bars.values())
        start = min(newest, last) - OVERLAP.get(self.timeframe, SHORT_OVERLAP)
        fresh = self._read(start, instant)
        for symbol, rows in fresh.items():
            known = self._bars.get(symbol)
            if known is None or self._revised(known, rows):
                self._load(instant)
                break
        else:
            for symbol, rows in fresh.items():
                known = self._bars[symbol]
                later = rows.filter(pl.col("at") > known["at"][-1])
                if later.height:
                    self._bars[symbol] = pl.concat([known, later]).tail(2 * self._count)
        return self._missing(instant)

    def upto(self, symbol: str, instant: Instant) -> pl.DataFrame:
        """Give a symbol's bars that are finished at an instant, oldest first; empty if none is."""
        known = self._bars.get(symbol)
        if known is None:
            return pl.DataFrame(schema=frames.BAR_SCHEMA)
        last = self._last(instant)
        return known if known["at"][-1] <= last else known.filter(pl.col("at") <= last)

    def panel(self, symbols: Sequence[str], instant: Instant, count: int) -> pl.DataFrame:
        """Give the last bars of the symbols that have one that ends here, in order of symbol."""
        key = (tuple(symbols), instant.at, count)
        if self._panel is None or self._panel[0] != key:
            present = [each for each in sorted(symbols) if self.ends_at(each, instant)]
            tails = [self.upto(symbol, instant).tail(count) for symbol in present]
            empty = pl.DataFrame(schema=frames.BAR_SCHEMA)
            self._panel = key, pl.concat(tails) if tails else empty
        return self._panel[1]

    def newest(self, symbol: str, instant: Instant) -> datetime | None:
        """Give the start of a symbol's newest bar that is finished at an instant."""
        bars = self.upto(symbol, instant)
        if bars.is_empty():
            return None
        last: datetime = bars["at"][-1]
        return last

    def last_close(self, symbol: str) -> tuple[datetime, float] | None:
        """Give start and close of the newest bar that was read; None before there is one."""
        known = self._bars.get(symbol)
        return None if known is None else (known["at"][-1], known["close"][-1])

    def ends_at(self, symbol: str, instant: Instant) -> bool:
        """Say whether a bar of a symbol ends at an instant."""
        newest = self.newest(symbol, instant)
        if newest is None:
            return False
        if self.timeframe == DAY or self._pairs:
            return newest == self._last(instant)
        # The first bar of a session may begin late, at the bell.
        return newest > self._last(instant) - frames.LENGTHS[self.timeframe]

    def closes(self, symbol: str, instant: Instant) -> dict[date, float]:
        """Give a symbol's last closes by date, oldest first; of daily bars only."""
        bars = self.upto(symbol, instant).tail(CLOSES_KEPT)
        days = (at.astimezone(UTC).date() for at in bars["at"])
        return dict(zip(days, bars["close"], strict=True))

    def _last(self, instant: Instant) -> datetime:
        """Give the start of the last bar that can be finished at an instant."""
        if self._pairs:
            span = frames.LENGTHS[self.timeframe]
            return instant.at - (instant.at - EPOCH) % span - span
        if self.timeframe != DAY:
            return instant.at - min(
                frames.LENGTHS[self.timeframe], instant.at - instant.session.open_at
            )
        finished = instant.session.ds
        if instant.kind != "close":
            finished = frames.previous_session(finished).ds
        return frames.daily_at(finished)

    def _load(self, instant: Instant) -> None:
        """Read as far back as decisions look, further where few bars were traded in."""
        sessions = self._count
        if self._pairs:
            sessions = ceil(self._count * frames.LENGTHS[self.timeframe] / frames.LENGTHS[DAY])
        elif self.timeframe != DAY:
            sessions = ceil(self._count * frames.LENGTHS[self.timeframe] / SHORTEST_SESSION)
        days = timedelta(days=sessions * DAYS_PER_SESSION + SPARE_DAYS)
        rows = -1
        while True:
            self._bars = self._read(self._last(instant) - days, instant)
            heights = [frame.height for frame in self._bars.values()]
            whole = len(heights) == len(self.symbols) and min(heights) >= self._count
            if whole or sum(heights) == rows or days > FURTHEST:
                return
            rows, days = sum(heights), 4 * days

    def _read(self, start: datetime, instant: Instant) -> dict[str, pl.DataFrame]:
        end = self._last(instant) + timedelta(microseconds=1)
        found = self._market.bars(self.symbols, self.timeframe, start, end)
        parts = found.partition_by("symbol", as_dict=True, maintain_order=True)
        return {str(name): part for (name, *_), part in parts.items()}

    def _missing(self, instant: Instant) -> list[str]:
        return [symbol for symbol in self.symbols if not self.ends_at(symbol, instant)]

    @staticmethod
    def _revised(known: pl.DataFrame, fresh: pl.DataFrame) -> bool:
        first = max(fresh["at"][0], known["at"][0])
        shared = known.filter((pl.col("at") >= first) & (pl.col("at") <= fresh["at"][-1]))
        again = fresh.filter((pl.col("at") >= first) & (pl.col("at") <= known["at"][-1]))
        return not shared.equals(again)
