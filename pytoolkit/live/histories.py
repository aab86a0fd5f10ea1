"""The histories of every length that is traded, and daily ones for what risk compares."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pytoolkit.decision import history_of
from pytoolkit.live.history import CLOSES_KEPT, History
from pytoolkit.live.instants import DAY, Instant
from pytoolkit.models.base import Timeframe
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import MarketData


class Histories:
    """One history for each length of bars.

    Args:
        market: where bars come from.
        strategies: what is traded; risk compares daily closes of all their symbols.
    """

    def __init__(self, market: MarketData, strategies: Sequence[Strategy]) -> None:
        lengths = {each.timeframe for each in strategies}
        self._by_length = {
            length: _history(market, [each for each in strategies if each.timeframe == length])
            for length in sorted(lengths)
        }
        daily = [each for each in strategies if each.timeframe == DAY]
        count = max([CLOSES_KEPT, *map(history_of, daily)])
        symbols = {symbol for each in strategies for symbol in each.assets}
        self._by_length[DAY] = History(market, symbols, count)
        self.traded: frozenset[Timeframe] = frozenset(lengths)

    def __getitem__(self, timeframe: Timeframe) -> History:
        """Give the history of a length."""
        return self._by_length[timeframe]

    def mark(self, symbol: str) -> tuple[datetime, float] | None:
        """Give start and close of the newest bar of any length that was read of a symbol."""
        found = (each.last_close(symbol) for each in self._by_length.values())
        return max(filter(None, found), default=None)

    def update(self, instant: Instant) -> list[str]:
        """Read what ends at an instant; gives the symbols without a daily bar that should be there.

        That nobody traded in a shorter bar is nothing unusual.

        Raises:
            Unreachable: the source did not answer.
        """
        for length in self._due(instant):
            self._by_length[length].update(instant)
        if DAY not in instant.ends:
            return []
        daily = self._by_length[DAY]
        return [symbol for symbol in daily.symbols if not daily.ends_at(symbol, instant)]

    def _due(self, instant: Instant) -> Iterator[Timeframe]:
        for length in self._by_length:
            # The daily closes of the sessions before are read once, when they are first needed.
            if length in instant.ends or self._by_length[length].is_empty:
                yield length


def _history(market: MarketData, strategies: Sequence[Strategy]) -> History:
    symbols = {symbol for each in strategies for symbol in each.assets}
    return History(market, symbols, max(map(history_of, strategies)), strategies[0].timeframe)
