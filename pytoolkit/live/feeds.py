"""Prices of what the service watches itself: asked for while it does, never trusted when old."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pytoolkit import frames
from pytoolkit.alarms import Notice
from pytoolkit.live.deal import Deal
from pytoolkit.live.instants import EPOCH, MICROSECOND
from pytoolkit.live.watch import Seen, is_watched, seen_in
from pytoolkit.models.base import AssetClass
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import BarFeed, StreamBar, StreamPrices

OLDEST: Mapping[AssetClass, timedelta] = {
    "EQUITY": timedelta(minutes=5),
    "CRYPTO": timedelta(minutes=15),
}
"""How old the last price may be while its market is open."""


def watchable(strategies: Iterable[Strategy]) -> frozenset[str]:
    """Name the symbols of which the service itself may have to watch levels."""
    return frozenset(
        symbol
        for each in strategies
        if each.asset_class == "CRYPTO" or each.risk.fractional
        for symbol in each.assets
    )


class Feeds:
    """What is heard of the symbols that are watched.

    Attributes:
        streams: where trades can be asked for.
    """

    def __init__(self) -> None:
        self.streams: list[BarFeed] = []
        self._since: dict[str, datetime] = {}
        self._seen: list[dict[str, Seen]] = []

    def ask(self, deals: Iterable[Deal], now: datetime) -> None:
        """Ask for the trades of what is watched now, and of nothing else."""
        watched = {
            deal.signal.symbol: deal.signal.asset_class for deal in deals if is_watched(deal)
        }
        if watched.keys() != self._since.keys():
            self._since = {symbol: self._since.get(symbol, now) for symbol in watched}
            for stream in self.streams:
                stream.watch(watched)

    def hear_bars(self, bars: Sequence[StreamBar], now: datetime) -> None:
        """Keep what minutes tell of it."""
        self._keep({bar.symbol: seen_in(bar) for bar in bars if bar.symbol in self._since}, now)

    def hear_trades(self, prices: Mapping[str, StreamPrices], now: datetime) -> None:
        """Keep what trades tell of it."""
        self._keep(
            {
                symbol: Seen(symbol, EPOCH + told.at * MICROSECOND, *told[2:5])
                for symbol, told in prices.items()
                if symbol in self._since
            },
            now,
        )

    def take(self) -> list[dict[str, Seen]]:
        """Give what was heard since the last time, in its order."""
        seen, self._seen = self._seen, []
        return seen

    def silent(self, now: datetime) -> dict[str, Notice]:
        """Give what was not heard of for too long while its market was open, by symbol."""
        found = {}
        for symbol, since in self._since.items():
            asset_class: AssetClass = "CRYPTO" if "/" in symbol else "EQUITY"
            session = frames.session_at(now) if asset_class == "EQUITY" else None
            if asset_class == "EQUITY" and session is None:
                continue
            age = now - (since if session is None else max(since, session.open_at))
            if age > OLDEST[asset_class]:
                minutes = age / timedelta(minutes=1)
                words = f"no price of {symbol} for {minutes:.0f} minutes: its stop is not watched"
                found[symbol] = Notice(words, symbol)
        return found

    def _keep(self, seen: dict[str, Seen], now: datetime) -> None:
        if seen:
            self._seen.append(seen)
            self._since.update(dict.fromkeys(seen, now))
