"""The quick path: a bar comes from the stream, its strategies decide, an order leaves.

Nothing is read from elsewhere on the way: bars, account, closes and assets are at hand. The instant
at which the bar ended is handled a little later from what REST tells; it finds the signals that
were made here, and makes those that a lost connection has hidden.
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from pytoolkit import core
from pytoolkit.decision import bar_end, compiled, history_of
from pytoolkit.errors import BadBars
from pytoolkit.frames import CALENDARS
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import DAY, Instant, length_of
from pytoolkit.models.base import AssetClass, Timeframe
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import StreamBar
from pytoolkit.resampling import Resampler

log = logging.getLogger(__name__)

MINUTE: Timeframe = "1Min"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
COMPARED = 30
"""Bars that are looked for each time REST has told; and that are kept, to be told again."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A strategy's entry fired on a bar that was just finished."""

    strategy: Strategy
    symbol: str
    at: datetime
    end: datetime
    close: float
    decision: core.Decision


class Quick:
    """The strategies on bars within a session, each with the last bars of its symbols."""

    def __init__(self, strategies: Iterable[Strategy]) -> None:
        self._strategies = [each for each in strategies if each.timeframe != DAY]
        self._deciders = {
            each.strategy_id: core.Decider(compiled(each), history_of(each))
            for each in self._strategies
        }
        self._by_symbol: dict[tuple[Timeframe, str], list[Strategy]] = {}
        for each in self._strategies:
            for symbol in each.assets:
                self._by_symbol.setdefault((each.timeframe, symbol), []).append(each)
        # Until REST has told all that ended before, what the stream tells is kept aside.
        self._ready = False
        self._held: list[StreamBar] = []
        self._whole_from = 0
        self._recent: dict[tuple[Timeframe, str], deque[tuple[int, tuple[float, ...]]]] = {}
        longer = {each.timeframe for each in self._strategies} - {MINUTE}
        self._resamplers = {
            (asset_class, length): Resampler(length, timeframe=MINUTE, calendar=calendar)
            for asset_class, calendar in CALENDARS.items()
            for length in sorted(longer)
        }

    @property
    def symbols(self) -> list[str]:
        """What to subscribe to."""
        return sorted({symbol for _, symbol in self._by_symbol})

    def opened(self) -> None:
        """The stream was connected: bars may have been missed before."""
        self._ready = False
        self._held = []
        self._recent = {}

    def warm(self, histories: Histories, instant: Instant) -> list[Fired]:
        """Compare with what REST tells of the bars that end at an instant; take what is missing.

        The first time after a connection was opened all is taken from there, and then what the
        stream has told since.
        """
        for each in self._strategies:
            if self._ready and length_of(each) not in instant.ends:
                continue
            for symbol in each.assets:
                bars = histories[length_of(each)].upto(symbol, instant).tail(history_of(each))
                known = self._deciders[each.strategy_id].knows(symbol, bars["at"].tail(COMPARED))
                if not (self._ready and known):
                    self._renew(each, symbol, bars)
        if self._ready:
            return []
        self._ready = True
        self._whole_from = (instant.at - EPOCH) // MICROSECOND
        held, self._held = self._held, []
        return [fired for bar in held for fired in self.take(bar)]

    def _renew(self, strategy: Strategy, symbol: str, bars: pl.DataFrame) -> None:
        """Take what REST tells; what the stream has told of later bars stays."""
        decider = self._deciders[strategy.strategy_id]
        decider.warm(bars)
        for at, prices in self._recent.get((strategy.timeframe, symbol), ()):
            if at > (decider.last(symbol) or 0):
                decider.push(symbol, at, *prices)

    def take(self, bar: StreamBar) -> Iterator[Fired]:
        """Take a finished minute; gives the strategies whose entry fires."""
        if not self._ready:
            self._held.append(bar)
            return
        yield from self._finished(MINUTE, bar.symbol, bar.at, bar[2:7])
        own: AssetClass = "CRYPTO" if "/" in bar.symbol else "EQUITY"
        for (asset_class, length), resampler in self._resamplers.items():
            if asset_class != own or (length, bar.symbol) not in self._by_symbol:
                continue
            for longer in resampler.push(bar.symbol, bar.at, *bar[2:7]):
                at = (longer.at - EPOCH) // MICROSECOND
                # Of one that had begun before, minutes may be missing.
                if at >= self._whole_from:
                    yield from self._finished(length, bar.symbol, at, longer[3:8])

    def revise(self, bar: StreamBar) -> None:
        """Take a correction of a minute: what is decided from now on knows it."""
        if not self._ready:
            return
        for each in self._by_symbol.get((MINUTE, bar.symbol), ()):
            self._deciders[each.strategy_id].revise(bar.symbol, bar.at, *bar[2:7])

    def _finished(
        self, length: Timeframe, symbol: str, at: int, prices: tuple[float, ...]
    ) -> Iterator[Fired]:
        interested = self._by_symbol.get((length, symbol), ())
        if interested:
            recent = self._recent.setdefault((length, symbol), deque(maxlen=COMPARED))
            recent.append((at, prices))
        for each in interested:
            decider = self._deciders[each.strategy_id]
            if (decider.last(symbol) or 0) >= at:
                continue  # REST was quicker
            try:
                decision = decider.push(symbol, at, *prices)
            except BadBars as refused:
                log.warning("not taken: %s", refused)
                continue
            if decision is not None:
                start = EPOCH + at * MICROSECOND
                end = bar_end(start, length, each.asset_class)
                yield Fired(each, symbol, start, end, prices[3], decision)
