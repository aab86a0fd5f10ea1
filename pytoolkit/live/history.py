"""Finished bars the decisions see: warmed once, then one read whenever bars are finished."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

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


class Known(NamedTuple):
    """What is known of a symbol; never changed, only replaced."""

    bars: pl.DataFrame
    newest: datetime
    closes: Mapping[date, float]
    """The last ones by date, oldest first; of daily bars only."""


Bars = dict[str, Known]
"""By symbol."""


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
        self._bars: Bars = {}
        self._panel: tuple[tuple[tuple[str, ...], datetime, int], pl.DataFrame] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was read yet."""
        return not self._bars

    def read(self, instant: Instant) -> Bars:
        """Give what is known together with what is new up to an instant; changes nothing.

        Raises:
            Unreachable: the source did not answer.
        """
        if not self._bars:
            return self._load(instant)
        newest = max(known.newest for known in self._bars.values())
        start = min(newest, self._last(instant))
        start -= OVERLAP.get(self.timeframe, SHORT_OVERLAP)
        bars = dict(self._bars)
        for symbol, rows in self._ask(start, instant).items():
            known = bars.get(symbol)
            later = None if known is None else _later(known.bars, rows)
            if known is None or later is None:
                return self._load(instant)
            if later.height:
                bars[symbol] = self._known(pl.concat([known.bars, later]).tail(2 * self._count))
        return bars

    def take(self, bars: Bars) -> None:
        """Know from now on what was read."""
        self._panel = None
        self._bars = bars

    def upto(self, symbol: str, instant: Instant) -> pl.DataFrame:
        """Give a symbol's bars that are finished at an instant, oldest first; empty if none is."""
        known = self._bars.get(symbol)
        if known is None:
            return pl.DataFrame(schema=frames.BAR_SCHEMA)
        last = self._last(instant)
        return known.bars if known.newest <= last else known.bars.filter(pl.col("at") <= last)

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
        known = self._bars.get(symbol)
        if known is None or known.newest <= self._last(instant):
            return known and known.newest
        bars = self.upto(symbol, instant)
        return None if bars.is_empty() else bars["at"][-1]

    def last_close(self, symbol: str) -> tuple[datetime, float] | None:
        """Give start and close of the newest bar that was read; None before there is one."""
        known = self._bars.get(symbol)
        return None if known is None else (known.newest, known.bars["close"][-1])

    def ends_at(self, symbol: str, instant: Instant) -> bool:
        """Say whether a bar of a symbol ends at an instant."""
        newest = self.newest(symbol, instant)
        if newest is None:
            return False
        if self.timeframe == DAY or self._pairs:
            return newest == self._last(instant)
        # The first bar of a session may begin late, at the bell.
        return newest > self._last(instant) - frames.LENGTHS[self.timeframe]

    def closes(self, symbol: str, instant: Instant) -> Mapping[date, float]:
        """Give a symbol's last closes by date, oldest first; of daily bars only."""
        known = self._bars.get(symbol)
        if known is not None and known.newest <= self._last(instant):
            return known.closes
        return _closes(self.upto(symbol, instant))

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

    def _load(self, instant: Instant) -> Bars:
        """Read as far back as decisions look, further where few bars were traded in."""
        sessions = self._count
        if self._pairs:
            sessions = ceil(self._count * frames.LENGTHS[self.timeframe] / frames.LENGTHS[DAY])
        elif self.timeframe != DAY:
            sessions = ceil(self._count * frames.LENGTHS[self.timeframe] / SHORTEST_SESSION)
        days = timedelta(days=sessions * DAYS_PER_SESSION + SPARE_DAYS)
        rows = -1
        while True:
            bars = self._ask(self._last(instant) - days, instant)
            heights = [frame.height for frame in bars.values()]
            whole = len(heights) == len(self.symbols) and min(heights) >= self._count
            if whole or sum(heights) == rows or days > FURTHEST:
                return {symbol: self._known(frame) for symbol, frame in bars.items()}
            rows, days = sum(heights), 4 * days

    def _known(self, bars: pl.DataFrame) -> Known:
        return Known(bars, bars["at"][-1], _closes(bars) if self.timeframe == DAY else {})

    def _ask(self, start: datetime, instant: Instant) -> dict[str, pl.DataFrame]:
        end = self._last(instant) + timedelta(microseconds=1)
        found = self._market.bars(self.symbols, self.timeframe, start, end)
        parts = found.partition_by("symbol", as_dict=True, maintain_order=True)
        return {str(name): part for (name, *_), part in parts.items()}


def _closes(bars: pl.DataFrame) -> Mapping[date, float]:
    last = bars.tail(CLOSES_KEPT)
    return dict(zip(last["at"].dt.date(), last["close"], strict=True))


def _later(known: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame | None:
    """Give the fresh bars that are later than the known ones; None where the others differ."""
    told = fresh["at"].to_list()
    # One more than could be told again: a bar that has vanished shows too.
    kept = known.tail(len(told) + 1)
    starts = kept["at"].to_list()
    first = max(told[0], known["at"][0])
    new = bisect_right(told, starts[-1])
    shared = kept[bisect_left(starts, first) : bisect_right(starts, told[-1])]
    again = fresh[bisect_left(told, first) : new]
    return fresh[new:] if shared.equals(again) else None
