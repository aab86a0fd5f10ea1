"""The broker's words for an order's state, in ours."""

from pytoolkit.models.order import BrokerLeg, IntentStatus, Leg
from pytoolkit.ports import BrokerOrder

ENDS = {
    "filled": IntentStatus.FILLED,
    "canceled": IntentStatus.CANCELED,
    "expired": IntentStatus.EXPIRED,
    "rejected": IntentStatus.REFUSED,
    "replaced": IntentStatus.REPLACED,
}
TARGETS: dict[Leg, Leg] = {"entry1": "tp1", "entry2": "tp2", "entry3": "tp3"}
FINAL_AT_BROKER = frozenset(ENDS)
"""`done_for_day` is not among them: a gtc order works again the next day."""


def status_of(order: BrokerOrder) -> IntentStatus:
    """Give our state of an order; every word that is no end means it still stands."""
    ended = ENDS.get(order.status)
    if ended is not None:
        return ended
    if order.filled_quantity > 0:
        return IntentStatus.PARTIALLY_FILLED
    return IntentStatus.ACCEPTED


def legs_of(order: BrokerOrder, leg: Leg) -> tuple[BrokerLeg, ...]:
    """Give an order's children that still stand: the limit is the target, the other the stop.

    Args:
        order: as just read.
        leg: role of the order; the target of `entry2` is `tp2`.
    """
    legs = {}
    for child in order.legs:
        if child.status in FINAL_AT_BROKER:
            continue
        is_target = child.kind == "limit"
        price = child.limit_price if is_target else child.stop_price
        if price is not None:
            name = target_of(leg) if is_target else "stop"
            left = child.quantity - child.filled_quantity
            legs[name] = BrokerLeg.model_validate(
                {"leg": name, "order_id": child.order_id, "price": price, "quantity": left}
            )
    return tuple(legs[name] for name in sorted(legs))


def target_of(leg: Leg) -> Leg:
    """Give the role of the target that belongs to an entry or exit pair."""
    return TARGETS.get(leg, leg)
