"""Levels that the service itself watches: for units that no order at the broker looks after."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from pytoolkit.live.deal import Deal
from pytoolkit.live.instants import EPOCH, MICROSECOND
from pytoolkit.live.plan import beyond, exit_intent, opposite, part_quantity, sale_intent
from pytoolkit.live.states import target_of
from pytoolkit.models.base import Side
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import StreamBar


class Seen(NamedTuple):
    """What a market told of a symbol over a stretch of time.

    Attributes:
        start: when it begins; what was opened within it saw only its last price.
    """

    symbol: str
    start: datetime
    low: float
    high: float
    last: float


def is_watched(deal: Deal) -> bool:
    """Say whether the service itself looks after some of a deal's levels."""
    return deal.open_quantity > 0 and (
        deal.is_simple or deal.open_quantity > deal.protected_quantity
    )


def seen_in(bar: StreamBar) -> Seen:
    """Give what a minute of the stream tells."""
    start = EPOCH + bar.at * MICROSECOND
    return Seen(bar.symbol, start, bar.low, bar.high, bar.close)


def needed(deal: Deal, seen: Seen, at: datetime) -> list[OrderIntent]:
    """Give what is to be closed, the stop before any target.

    The stop counts while units have none at the broker; a stop-limit order of a pair is trusted
    until the price is beyond its limit, where it has been left behind.
    """
    held = deal.position
    if held is None or held.opened_at is None or deal.is_leaving or deal.open_quantity == 0:
        return []
    whole = seen.start >= held.opened_at
    lowest, highest = (seen.low, seen.high) if whole else (seen.last, seen.last)
    worst, best = (lowest, highest) if held.side == "buy" else (highest, lowest)
    level = _watched_stop(deal, held)
    if level is not None and _passed(level, worst, opposite(held.side)):
        return [exit_intent(deal, held.stop_reason, at)]
    part = _next_part(deal)
    if part is None or part.take_profit_price is None:
        return []
    reached = _passed(part.take_profit_price, best, held.side)
    return [sale_intent(deal, part, at)] if reached else []


def _watched_stop(deal: Deal, held: Position) -> Decimal | None:
    """Give the price at which the service closes the deal; None where the broker does."""
    if deal.open_quantity > deal.protected_quantity:
        return held.stop_price
    return beyond(held.stop_price, opposite(held.side)) if deal.is_simple else None


def _next_part(deal: Deal) -> OrderIntent | None:
    """Give the part whose target is next, where targets are no orders at the broker."""
    if not deal.is_simple:
        return None
    for entry in deal.entries:
        sales = [each for each in deal.intents.values() if each.leg == target_of(entry.leg)]
        if any(each.status not in TERMINAL for each in sales):
            return None  # one after the other
        if not sales and part_quantity(deal, entry) > 0:
            return entry
    return None


def _passed(level: Decimal, price: float, toward: Side) -> bool:
    """Say whether a price has reached a level, upwards for a buy's profit, downwards else."""
    exact = Decimal(repr(price))
    return exact >= level if toward == "buy" else exact <= level
