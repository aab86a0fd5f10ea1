"""The quick path: a bar comes from the stream, its strategies decide, an order leaves.

Nothing is read from elsewhere on the way: bars, account, closes and assets are at hand. The instant
at which the bar ended is handled a little later from what REST tells; it finds the signals that
were made here, and makes those that a lost connection has hidden.
"""

import logging
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from pytoolkit import core
from pytoolkit.decision import VALUES, bar_end, compiled, history_of
from pytoolkit.frames import CALENDARS, LENGTHS
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import DAY, EPOCH, MICROSECOND, Instant, Length, length_of
from pytoolkit.models.base import JsonDict, Timeframe
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import StreamBar
from pytoolkit.resampling import Resampler

log = logging.getLogger(__name__)

MINUTE: Timeframe = "1Min"
COMPARED = 30
"""Bars that are looked for each time REST has told; and that are kept, to be told again."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A strategy's entry fired on a bar that was just finished."""

    strategy: Strategy
    at: datetime
    end: datetime
    bar: StreamBar
    """Of the strategy's own length, told with its last minute."""
    decision: core.Decision

    @property
    def symbol(self) -> str:
        """Of the bar."""
        return self.bar.symbol


def values_of(bar: StreamBar) -> JsonDict:
    """Give what a signal keeps of its bar."""
    return dict(zip(VALUES, bar[2:7], strict=True))


class Finished(NamedTuple):
    """Bars of one length, and the place of the minute that finished each."""

    places: Sequence[int]
    bars: Sequence[StreamBar]


Recent = defaultdict[Length, defaultdict[str, deque[StreamBar]]]


def _nothing_recent() -> Recent:
    return defaultdict(lambda: defaultdict(lambda: deque(maxlen=COMPARED)))


class Quick:
    """The strategies on bars within a session, each with the last bars of its symbols.

    Args:
        strategies: all of them, those on daily bars too.
        others: symbols whose minutes come for other reasons.
    """

    def __init__(self, strategies: Iterable[Strategy], others: Iterable[str] = ()) -> None:
        self._strategies = [each for each in strategies if each.timeframe != DAY]
        self._deciders = {
            each.strategy_id: core.Decider(compiled(each), history_of(each))
            for each in self._strategies
        }
        self._symbols: dict[Length, set[str]] = {}
        for each in self._strategies:
            self._symbols.setdefault(length_of(each), set()).update(each.assets)
        # Until REST has told all that ended before, what the stream tells is kept aside.
        self._all = frozenset(others).union(*self._symbols.values())
        self._assets = {each.strategy_id: frozenset(each.assets) for each in self._strategies}
        self._ready = False
        self._opened_at = EPOCH
        self._held: list[StreamBar] = []
        self._whole_from = 0
        self._recent = _nothing_recent()
        self._compared: dict[tuple[str, str], pl.DataFrame] = {}
        self._resamplers = {
            length: Resampler(
                length.timeframe, timeframe=MINUTE, calendar=CALENDARS[length.asset_class]
            )
            for length in sorted(self._symbols)
            if length.timeframe != MINUTE
        }

    @property
    def symbols(self) -> list[str]:
        """What to subscribe to."""
        return sorted(self._all)

    def opened(self, at: datetime) -> None:
        """The stream was connected at an instant: bars may have been missed before."""
        self._ready = False
        self._opened_at = at
        self._held = []
        self._recent = _nothing_recent()

    def warm(self, histories: Histories, instant: Instant) -> list[Fired]:
        """Compare with what REST tells of the bars that end at an instant; take what is missing.

        The first time after a connection was opened all is taken from there, and then what the
        stream has told since.
        """
        for each in self._strategies:
            if self._ready and length_of(each) not in instant.ends:
                continue
            for symbol in each.assets:
                told = histories[length_of(each)].upto(symbol, instant)
                if self._ready and self._compared.get((each.strategy_id, symbol)) is told:
                    continue  # nothing new
                self._compared[each.strategy_id, symbol] = told
                bars = told.tail(history_of(each))
                known = self._deciders[each.strategy_id].knows(symbol, bars["at"].tail(COMPARED))
                if not (self._ready and known):
                    self._renew(each, symbol, bars)
        # Of a minute that ended before the stream was there only a later reading can tell.
        if self._ready or instant.at + LENGTHS[MINUTE] <= self._opened_at:
            return []
        self._ready = True
        self._whole_from = (instant.at - EPOCH) // MICROSECOND
        held, self._held = self._held, []
        return self.take(held)

    def _renew(self, strategy: Strategy, symbol: str, bars: pl.DataFrame) -> None:
        """Take what REST tells; what the stream has told of later bars stays."""
        decider = self._deciders[strategy.strategy_id]
        decider.warm(bars)
        decider.push_many(self._recent[length_of(strategy)][symbol])

    def take(self, bars: Sequence[StreamBar]) -> list[Fired]:
        """Take finished minutes that came together; gives the entries that fire, in their order."""
        if not self._ready:
            self._held.extend(bars)
            return []
        minutes = Finished(range(len(bars)), bars)
        finished = {
            length: minutes
            if length.timeframe == MINUTE
            else self._longer(length, self._resamplers[length], bars)
            for length in self._symbols
        }
        for length, told in finished.items():
            recent = self._recent[length]
            for bar in told.bars:
                recent[bar.symbol].append(bar)
        fired = [
            each
            for strategy in self._strategies
            for each in self._decide(strategy, finished[length_of(strategy)])
        ]
        return [each for _, each in sorted(fired, key=itemgetter(0))]

    def _longer(self, length: Length, resampler: Resampler, bars: Sequence[StreamBar]) -> Finished:
        """Give the longer bars that minutes finish."""
        symbols = self._symbols[length]
        places, found = [], []
        for place, bar in enumerate(bars):
            if bar.symbol not in symbols:
                continue
            for longer in resampler.push(bar.symbol, bar.at, *bar[2:7]):
                at = (longer.at - EPOCH) // MICROSECOND
                # Of one that had begun before, minutes may be missing.
                if at >= self._whole_from:
                    places.append(place)
                    prices = longer[3:8]
                    found.append(StreamBar(bar.symbol, at, *prices, False, bar.received))
        return Finished(places, found)

    def _decide(self, strategy: Strategy, finished: Finished) -> Iterator[tuple[int, Fired]]:
        assets = self._assets[strategy.strategy_id]
        places, bars = finished
        if assets != self._all:
            own = [number for number, bar in enumerate(bars) if bar.symbol in assets]
            places, bars = [places[number] for number in own], [bars[number] for number in own]
        # What REST was quicker to tell is passed over.
        decided, refused = self._deciders[strategy.strategy_id].push_many(bars)
        for why in refused:
            log.warning("not taken: %s", why)
        for number, decision in decided:
            bar = bars[number]
            start = EPOCH + bar.at * MICROSECOND
            end = bar_end(start, strategy.timeframe, strategy.asset_class)
            fired = Fired(strategy, start, end, bar, decision)
            yield places[number], fired

    def revise(self, bar: StreamBar) -> None:
        """Take a correction of a minute: what is decided from now on knows it."""
        if not self._ready:
            return
        for each in self._strategies:
            if each.timeframe == MINUTE and bar.symbol in self._assets[each.strategy_id]:
                self._deciders[each.strategy_id].revise(bar.symbol, bar.at, *bar[2:7])
