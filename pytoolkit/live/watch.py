"""Stops that the service itself watches: for units that no order at the broker protects."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from pytoolkit.live.deal import Deal
from pytoolkit.live.plan import exit_intent
from pytoolkit.models.order import OrderIntent


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


def needed(deal: Deal, seen: Seen, at: datetime) -> list[OrderIntent]:
    """Close a deal whose stop was reached while units of it have no stop at the broker."""
    held = deal.position
    if held is None or held.opened_at is None or deal.is_leaving:
        return []
    if deal.open_quantity <= deal.protected_quantity:
        return []
    whole = seen.start >= held.opened_at
    lowest, highest = (seen.low, seen.high) if whole else (seen.last, seen.last)
    against = lowest if held.side == "buy" else highest
    if not _reached(held.stop_price, against, buys=held.side == "buy"):
        return []
    return [exit_intent(deal, held.stop_reason, at)]


def _reached(stop: Decimal, price: float, *, buys: bool) -> bool:
    exact = Decimal(repr(price))
    return exact <= stop if buys else exact >= stop
