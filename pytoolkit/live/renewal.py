"""Standing orders are renewed before the broker ends them: gtc orders end after 90 days.

A renewal is one durable intent: what stands is canceled, and the same leaves anew. It is planned
while the exchange is closed, when nothing can fill in between; from what the broker lists and what
is stored alone, so that a crash between two steps changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from pytoolkit.alarms import Notice
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.notices import about
from pytoolkit.live.plan import client_order_id, closing, guard_intent
from pytoolkit.live.states import target_of
from pytoolkit.live.steps import step
from pytoolkit.models.order import BrokerLeg, IntentStatus, Leg, OrderIntent
from pytoolkit.models.position import ZERO
from pytoolkit.orders import WORKING
from pytoolkit.ports import BrokerOrder

LONGEST = timedelta(days=90)
"""A gtc order ends so long after it was sent, where the broker does not say when."""
AHEAD = timedelta(days=5)
"""Longer than any closure: renewed at the first close from there on."""
LATE = timedelta(days=2)
"""What was not renewed by then needs a human."""

Listed = Mapping[str, BrokerOrder]
"""Orders that stand at the broker, legs included, by its id."""


def plan(desk: Desk, listed: Listed, at: datetime) -> list[OrderIntent]:
    """Plan the renewals that are due; they leave with the next flush.

    Args:
        desk: what is open or waits.
        listed: what stands at the broker.
        at: market time; the exchange is closed.
    """
    found: list[OrderIntent] = []
    for deal in list(desk):
        planned = needed(deal, listed, at)
        desk.commit([desk.born(each, at, "renewed before it expires") for each in planned])
        found += planned
    for each in found:
        step("renewal.planned", each.client_order_id)
    return found


def needed(deal: Deal, listed: Listed, at: datetime) -> list[OrderIntent]:
    """Give the renewals of a deal; none while a request of it has no answer yet."""
    if deal.is_leaving or deal.unsent:
        return []
    due = [each for each in _standing(deal) if _ends_before(each, listed, at + AHEAD)]
    planned = [_entry(deal, each, listed, at) for each in due if is_waiting(each)]
    exits = [each for each in due if not is_waiting(each)]
    if deal.is_simple:
        # A pair's stop makes room for its successor by itself.
        return [*planned, guard_intent(deal, at)] if exits else planned
    made: Counter[Leg] = Counter()
    for old in exits:
        found = _exits(deal, old, listed, at, made)
        planned += [found] if found is not None else []
    return planned


def left(renewal: OrderIntent, old: OrderIntent, orders: Iterable[BrokerOrder]) -> Decimal:
    """Give the units that a renewal is for once what it renews has been canceled.

    Args:
        renewal: of an entry, or of exits.
        old: what was canceled for it.
        orders: that and its legs, in their final states.
    """
    final = [order for order in orders if order.status != "replaced"]
    if renewal.leg.startswith("entry"):
        own = [order for order in final if order.order_id == old.order_id]
        return ZERO if any(order.filled_quantity for order in own) else renewal.quantity
    if old.leg.startswith("entry"):
        final = [order for order in final if order.order_id != old.order_id]
    return min((order.quantity - order.filled_quantity for order in final), default=ZERO)


def late(desk: Desk, listed: Listed, at: datetime) -> dict[str, Notice]:
    """Give what ends soon and could not be renewed, by signal."""
    return {
        deal.signal.key: about(deal, "has orders at the broker that end soon and are not renewed")
        for deal in desk
        if any(_ends_before(each, listed, at + LATE) for each in _standing(deal))
    }


def is_waiting(intent: OrderIntent) -> bool:
    """Say whether it is an entry that nothing has filled of."""
    is_entry = intent.leg.startswith("entry")
    return is_entry and intent.status is IntentStatus.ACCEPTED and intent.filled_quantity == 0


def _standing(deal: Deal) -> Iterator[OrderIntent]:
    """Give what stands until it is canceled: waiting entries, and each part's exits."""
    legs = {leg.order_id for leg in deal.legs}
    for intent in deal.intents.values():
        if intent.time_in_force != "gtc" or not intent.order_id:
            continue
        if intent.leg.startswith("entry"):
            armed = intent.status is IntentStatus.FILLED and bool(intent.legs)
            if armed or is_waiting(intent):
                yield intent
        # A stop that replaced a leg belongs to that leg's part.
        elif intent.status in WORKING and intent.order_id not in legs:
            yield intent


def _ends_before(intent: OrderIntent, listed: Listed, limit: datetime) -> bool:
    """Say whether the broker ends one of the orders that stand for an intent before an instant.

    The end of one exit takes the other along.
    """
    ids = [intent.order_id, *(leg.order_id for leg in intent.legs)]
    ends = [_end(listed[each]) for each in ids if each in listed]
    return any(end is not None and end < limit for end in ends)


def _end(order: BrokerOrder) -> datetime | None:
    if order.expires_at is not None or order.submitted_at is None:
        return order.expires_at
    return order.submitted_at + LONGEST


def _entry(deal: Deal, old: OrderIntent, listed: Listed, at: datetime) -> OrderIntent:
    """Plan to send an entry that waits once more, as it stands at the broker."""
    attempt = deal.attempts(old.leg) + 1
    order = listed.get(old.order_id)
    target, stop = _levels(old)
    return old.changed(
        client_order_id=client_order_id(deal.signal, old.leg, attempt),
        attempt=attempt,
        status=IntentStatus.PLANNED,
        version=1,
        order_id="",
        legs=(),
        reason="",
        renews=old.client_order_id,
        quantity=order.quantity if order else old.quantity,
        limit_price=order.limit_price if order else old.limit_price,
        take_profit_price=target.price if target else old.take_profit_price,
        stop_loss_price=stop.price if stop else old.stop_loss_price,
        created_at=at,
        updated_at=at,
    )


def _exits(
    deal: Deal, old: OrderIntent, listed: Listed, at: datetime, made: Counter[Leg]
) -> OrderIntent | None:
    """Plan the exits of a part once more: a pair of target and stop, or a stop."""
    assert deal.position is not None, "only what is open has exits"
    target, stop = _levels(old)
    order = listed.get(old.order_id)
    if old.order_class == "simple":
        price = (order.stop_price if order else None) or old.stop_price
        quantity = old.quantity - old.filled_quantity
    elif stop is None:
        return None  # somebody canceled it: nothing is left that could be renewed
    else:
        price, quantity = stop.price, stop.quantity
    profit = target.price if target else None
    if old.order_class == "oco":
        profit = (order.limit_price if order else None) or old.take_profit_price
    leg: Leg = "stop" if profit is None else target_of(old.leg)
    made[leg] += 1
    shared = {"quantity": quantity, "renews": old.client_order_id}
    if profit is None:
        reason = deal.position.stop_reason
        return closing(
            deal, leg, at, made[leg], kind="stop", stop_price=price, exit_reason=reason, **shared
        )
    return closing(
        deal,
        leg,
        at,
        made[leg],
        kind="limit",
        order_class="oco",
        take_profit_price=profit,
        stop_loss_price=price,
        **shared,
    )


def _levels(old: OrderIntent) -> tuple[BrokerLeg | None, BrokerLeg | None]:
    """Give the target and the stop that hang on an order."""
    target = next((leg for leg in old.legs if leg.leg.startswith("tp")), None)
    stop = next((leg for leg in old.legs if leg.leg == "stop"), None)
    return target, stop
