"""Trades and quotes, as far as bars tell of them: one trade where a bar opens, one where it closes.

Nothing is known of a spread: bid and ask stand at the last trade, which is where orders are filled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pytoolkit.frames import LENGTHS
from pytoolkit.models.base import AssetClass, JsonDict, utc_text
from pytoolkit.simulator.market import Bar, Market

VENUE, TAPE = "V", "C"


@dataclass(frozen=True, slots=True)
class Tick:
    """A trade.

    Attributes:
        number: unique for the symbol, growing with time.
        size: volume of the bar at its close; zero at its open, where it is not known.
    """

    number: int
    at: datetime
    price: float
    size: float


def opening(bar: Bar) -> Tick:
    """Give the trade that begins a bar."""
    return Tick(2 * int(bar.start.timestamp()) + 1, bar.start, bar.open, 0.0)


def closing(bar: Bar) -> Tick:
    """Give the trade that ends a bar."""
    return Tick(2 * int(bar.end.timestamp()), bar.end, bar.close, bar.volume)


def ticks(
    market: Market,
    symbol: str,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    running: Bar | None,
) -> list[Tick]:
    """List what a symbol has traded, oldest first.

    Args:
        market: whose bars.
        symbol: spelled as in the bars.
        start: first instant.
        end: last instant, included.
        now: market time.
        running: the bar that has begun and not ended, of which the open is known.
    """
    since = start - LENGTHS[market.timeframe]
    bars = market.history(symbol, market.timeframe, since, end, now=now)
    found = [tick for bar in bars for tick in (opening(bar), closing(bar))]
    if running is not None:
        found.append(opening(running))
    return [tick for tick in found if start <= tick.at <= end]


def trade_json(tick: Tick, asset_class: AssetClass) -> JsonDict:
    """Write a trade."""
    told: JsonDict = {"t": utc_text(tick.at), "p": tick.price, "s": tick.size, "i": tick.number}
    if asset_class == "CRYPTO":
        return told | {"tks": "B"}
    return told | {"x": VENUE, "c": ["@"], "z": TAPE}


def quote_json(tick: Tick, asset_class: AssetClass) -> JsonDict:
    """Write the quote after a trade."""
    told: JsonDict = {
        "t": utc_text(tick.at),
        "bp": tick.price,
        "bs": 1,
        "ap": tick.price,
        "as": 1,
    }
    if asset_class == "CRYPTO":
        return told
    return told | {"bx": VENUE, "ax": VENUE, "c": ["R"], "z": TAPE}


def orderbook_json(tick: Tick) -> JsonDict:
    """Write the book of a pair: one level on each side."""
    level = [{"p": tick.price, "s": 1}]
    return {"t": utc_text(tick.at), "b": level, "a": level}


def newest(found: Iterable[Tick]) -> Tick | None:
    """Give the last of some trades."""
    return max(found, key=lambda tick: tick.number, default=None)
