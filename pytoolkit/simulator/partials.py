"""Fills in parts: which orders, into how many, and how large each is. Decided by the order's id."""

from decimal import ROUND_DOWN, Decimal

from pytoolkit.models.base import MONEY_CONTEXT
from pytoolkit.simulator import assets
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.orders import Order

UNSPLIT = ("fok", "cls")
"""All or nothing, and one print of an auction."""
MOST_PARTS = 3


class Partials:
    """Cuts the fills of a share of all orders."""

    def __init__(self, share: float, ids: Ids) -> None:
        """Take the share of orders that fill in parts, 0 to 1."""
        self._share = share
        self._ids = ids

    def next_part(self, order: Order) -> Decimal:
        """Give the units of an order's next execution; the last one takes what is left."""
        left = order.leaves
        whole = order.time_in_force in UNSPLIT or order.notional is not None
        if whole or self._draw(order, "split") >= self._share:
            return left
        parts = 2 + int(self._draw(order, "parts") * (MOST_PARTS - 1))
        if order.executions + 1 >= parts:
            return left
        fraction = Decimal(str(self._draw(order, f"size {order.executions}")))
        unit = assets.WHOLE if left % assets.WHOLE == 0 else assets.NINTH
        part = MONEY_CONTEXT.multiply(left, fraction).quantize(unit, rounding=ROUND_DOWN)
        return min(left, max(unit, part))

    def _draw(self, order: Order, what: str) -> float:
        return self._ids.draw(what, order.order_id)
