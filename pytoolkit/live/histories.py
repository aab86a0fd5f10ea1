"""The histories of every kind of bars that is traded, and daily ones for what risk compares."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from pytoolkit.decision import history_of
from pytoolkit.live.history import CLOSES_KEPT, Bars, History
from pytoolkit.live.instants import DAY, STOCK_DAYS, Instant, Length, length_of
from pytoolkit.models.base import AssetClass
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import MarketData


class Histories:
    """One history for each kind of bars.

    Args:
        market: where bars come from.
        strategies: what is traded; risk compares daily closes of all their symbols.
    """

    def __init__(self, market: MarketData, strategies: Sequence[Strategy]) -> None:
        ordered = sorted(strategies, key=length_of)
        self._by_length: dict[Length, History] = {}
        for length, found in groupby(ordered, key=length_of):
            alike = list(found)
            symbols = {symbol for each in alike for symbol in each.assets}
            count = max(map(history_of, alike))
            self._by_length[length] = History(market, symbols, count, length)
        self.traded: frozenset[Length] = frozenset(self._by_length)
        for asset_class in {length.asset_class for length in self.traded}:
            own = [each for each in strategies if each.asset_class == asset_class]
            daily = [history_of(each) for each in own if each.timeframe == DAY]
            symbols = {symbol for each in own for symbol in each.assets}
            day = Length(asset_class, DAY)
            self._by_length[day] = History(market, symbols, max([CLOSES_KEPT, *daily]), day)

    def __getitem__(self, length: Length) -> History:
        """Give the history of a kind of bars."""
        return self._by_length[length]

    def daily(self, asset_class: AssetClass) -> History:
        """Give the daily history of an asset class that is traded."""
        return self._by_length[Length(asset_class, DAY)]

    def mark(self, symbol: str) -> tuple[datetime, float] | None:
        """Give start and close of the newest bar of any length that was read of a symbol."""
        found = (each.last_close(symbol) for each in self._by_length.values())
        return max(filter(None, found), default=None)

    def read(self, instant: Instant) -> dict[Length, Bars]:
        """Read what ends at an instant; changes nothing, so another thread may do it.

        Raises:
            Unreachable: the source did not answer.
        """
        return {length: self._by_length[length].read(instant) for length in self._due(instant)}

    def take(self, read: Mapping[Length, Bars]) -> None:
        """Know from now on what was read."""
        for length, bars in read.items():
            self._by_length[length].take(bars)

    def missing(self, instant: Instant) -> list[str]:
        """Give the symbols without a daily bar that should be there.

        That nobody traded in a shorter bar, or in a pair for a day, is nothing unusual.
        """
        if STOCK_DAYS not in instant.ends:
            return []
        daily = self._by_length[STOCK_DAYS]
        return [symbol for symbol in daily.symbols if not daily.ends_at(symbol, instant)]

    def _due(self, instant: Instant) -> Iterator[Length]:
        for length in self._by_length:
            # The daily closes of the sessions before are read once, when they are first needed.
            if length in instant.ends or self._by_length[length].is_empty:
                yield length
