"""Faults of the exchange itself: orders refused, rejected, filled too soon or held back."""

from typing import TypeVar

from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.engine import Facts, Faults
from pytoolkit.simulator.orders import Order
from pytoolkit.simulator.refusals import Reason, Refusal

T = TypeVar("T")
ROLES = {"take_profit": "target", "stop_loss": "stop"}


class OrderFaults:
    """What the exchange asks before it does something with an order."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def check(self, order: Order, request: str) -> None:
        """Refuse what a fault wants refused.

        Raises:
            Refusal: one strikes.
        """
        found = self._strike(order, request, model.Refuse)
        if found is not None:
            known = {"symbol": order.symbol, "status": order.status, "requested": order.quantity}
            values = {"available": "0", "order_id": order.order_id, **known, **found.values}
            raise Refusal(Reason[found.reason], **values)

    def rejects(self, order: Order) -> bool:
        """Say whether an accepted order is to be rejected at the next instant."""
        return self._strike(order, "submit", model.Reject) is not None

    def fills_first(self, order: Order, request: str) -> bool:
        """Say whether an order is filled just before a request about it is carried out."""
        return self._strike(order, request, model.Fill) is not None

    def holds(self, order: Order) -> int:
        """Give for how many instants the exits of a filled entry stay held."""
        found = self._strike(order, "submit", model.Hold)
        return 0 if found is None else found.instants

    def _strike(self, order: Order, request: str, kind: type[T]) -> T | None:
        if not self._faults.waits("orders"):
            return None
        return self._faults.strike("orders", facts_of(order, request=request), kind)


def facts_of(order: Order, **more: str) -> Facts:
    """Give what faults may ask about an order."""
    parts = order.client_order_id.split(".")
    ours = parts[1] if len(parts) > 1 else ""
    leg = ROLES.get(order.role, "") or ours
    return {"stage": "message", "symbol": order.symbol, "side": order.side, "leg": leg, **more}
