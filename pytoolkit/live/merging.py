"""How one deal changes by what the broker told: intents, position and signal, together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pytoolkit.errors import Unreachable
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.states import FINAL_AT_BROKER, legs_of, status_of, target_of
from pytoolkit.models.account import Activity
from pytoolkit.models.base import JsonDict, amount_of
from pytoolkit.models.order import BrokerLeg, Fill, IntentStatus, Leg, OrderIntent
from pytoolkit.models.position import ZERO, Position
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.orders import TERMINAL
from pytoolkit.plan import INVALIDATED
from pytoolkit.ports import BrokerOrder, Change
from pytoolkit.positions import exit_reason_of, fold, opening
from pytoolkit.risk import KillSwitch

HIT = {1: SignalStatus.TP1_HIT, 2: SignalStatus.TP2_HIT}
"""Where a signal stands after so many targets, while units are open."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the broker told of one deal.

    Attributes:
        orders: every order read, by the broker's id.
        fills: executions that are not folded yet.
        fees: units that buys of pairs paid as their fee, by execution.
    """

    orders: Mapping[str, BrokerOrder]
    fills: Sequence[Activity] = ()
    fees: Mapping[str, Decimal] = field(default_factory=dict)


def is_over(deal: Deal) -> bool:
    """Say whether a deal whose position is not closed has nothing left to wait for."""
    held = deal.position
    return (
        held is not None
        and held.status == "OPEN"
        and held.open_quantity == 0
        and not deal.entry_may_fill
    )


def changes(desk: Desk, deal: Deal, told: Told, at: datetime, switch: KillSwitch) -> list[Change]:
    """Give all changes of a deal, for one transaction."""
    found, after = _intents(desk, deal, told, at)
    position = _position(deal, after, told, at)
    signal = deal.signal
    if position is None:
        if signal.status is SignalStatus.WAITING:
            found += _never_entered(desk, after, at, switch)
        return found
    if position is not deal.position:
        executions = [fill.execution_id for fill in position.fills]
        if deal.position is None:
            found.append(desk.born(position, at, "first fill"))
        else:
            found.append(desk.altered(deal.position, position, at, "filled", executions=executions))
    found += _signal(desk, Deal(signal, after.intents, position), position, at)
    if position.status == "CLOSED":
        found += rest_ended(desk, after, at)
    return found


def _signal(desk: Desk, deal: Deal, position: Position, at: datetime) -> Iterator[Change]:
    """Move the signal to where its position stands, along every state on the way."""
    signal = deal.signal
    way: list[tuple[SignalStatus, str]] = []
    if signal.status is SignalStatus.CREATED:
        way.append((SignalStatus.WAITING, ""))
    if signal.status in (SignalStatus.CREATED, SignalStatus.WAITING):
        way.append((SignalStatus.ACTIVE, ""))
    if position.status == "CLOSED":
        invalidated = position.exit_reason == INVALIDATED
        end = SignalStatus.INVALIDATED if invalidated else SignalStatus.CLOSED
        way.append((end, position.exit_reason))
    elif (hit := HIT.get(deal.targets_hit)) is not None and hit is not signal.status:
        way.append((hit, ""))
    for to, reason in way:
        change = desk.moved(signal, to, at, reason)
        yield change
        assert isinstance(change.row, Signal)
        signal = change.row


def _intents(desk: Desk, deal: Deal, told: Told, at: datetime) -> tuple[list[Change], Deal]:
    """Move the intents; gives the changes, and the deal as it is after them."""
    found: list[Change] = []
    after = Deal(deal.signal, dict(deal.intents), deal.position)
    for intent in deal.intents.values():
        order = told.orders.get(intent.order_id)
        if order is None:
            continue
        fields: JsonDict = {}
        if intent.order_class != "simple":
            fields["legs"] = _legs(intent, order, told)
        status = status_of(order)
        if intent.status in TERMINAL:
            # A filled entry's legs live on; its own state does not change any more.
            status = intent.status
        else:
            fields["filled_quantity"] = order.filled_quantity
        if status is not intent.status:
            evidence: JsonDict = {"order_id": order.order_id}
            change = desk.moved(intent, status, at, evidence=evidence, **fields)
        elif any(getattr(intent, name) != value for name, value in fields.items()):
            row = intent.next(updated_at=at, **fields)
            change = desk.altered(intent, row, at, "read at the broker")
        else:
            continue
        found.append(change)
        assert isinstance(change.row, OrderIntent)
        after.intents[intent.client_order_id] = change.row
    return found, after


def _legs(intent: OrderIntent, parent: BrokerOrder, told: Told) -> tuple[BrokerLeg, ...]:
    """Give the legs that still stand; a replaced one hands its role to its successor."""
    fresh = {leg.leg: leg for leg in legs_of(parent, intent.leg)}
    for leg in intent.legs:
        order = told.orders.get(leg.order_id)
        while order is not None and order.replaced_by in told.orders:
            order = told.orders[order.replaced_by]
        if order is None or order.status in FINAL_AT_BROKER:
            continue
        price = order.stop_price or order.limit_price or leg.price
        left = order.quantity - order.filled_quantity
        fresh[leg.leg] = leg.changed(order_id=order.order_id, price=price, quantity=left)
    return tuple(fresh[name] for name in sorted(fresh))


def _position(deal: Deal, after: Deal, told: Told, at: datetime) -> Position | None:
    if deal.position is None and not told.fills:
        return None
    held = deal.position or opening(deal.signal, at=at)
    fills = [_fill(deal, held, activity, told) for activity in told.fills]
    return fold(held, fills, entry_working=after.entry_may_fill, at=at)


def _fill(deal: Deal, held: Position, activity: Activity, told: Told) -> Fill:
    if activity.price is None or activity.quantity is None or activity.at is None:
        raise Unreachable(f"execution {activity.activity_id} has no price, quantity or time yet")
    order = told.orders.get(activity.order_id)
    own = next((each for each in deal.intents.values() if each.order_id == activity.order_id), None)
    is_entry = activity.side == deal.signal.side
    leg = _leg_of(deal, own, order, told, is_entry=is_entry)
    price = (order.stop_price or order.limit_price if order else None) or activity.price
    quantity = abs(activity.quantity)
    return Fill.model_validate(
        {
            "execution_id": activity.activity_id,
            "order_id": activity.order_id,
            "client_order_id": own.client_order_id if own else "",
            "leg": leg,
            "symbol": deal.signal.symbol,
            "side": activity.side,
            "quantity": quantity,
            "price": activity.price,
            "amount": amount_of(quantity, activity.price),
            "fee_quantity": told.fees.get(activity.activity_id, ZERO) if is_entry else ZERO,
            "at": activity.at,
            "ds": activity.at.date(),
            "reason": "" if is_entry else exit_reason_of(held, own, leg, price),
        }
    )


def _leg_of(
    deal: Deal,
    own: OrderIntent | None,
    order: BrokerOrder | None,
    told: Told,
    *,
    is_entry: bool,
) -> Leg:
    """Name the role of an order that filled."""
    if own is not None:
        return own.leg
    if order is None or order.kind != "limit" or is_entry:
        return "stop"
    for parent in deal.parents:
        children = told.orders[parent.order_id].legs if parent.order_id in told.orders else ()
        known = {leg.order_id for leg in parent.legs} | {each.order_id for each in children}
        if order.order_id in known:
            return target_of(parent.leg)
    return "tp1"


def rest_ended(desk: Desk, after: Deal, at: datetime) -> list[Change]:
    """End what still counts as unfinished of a deal that is over."""
    return [
        desk.moved(intent, IntentStatus.CANCELED, at, "the position is closed")
        for intent in after.intents.values()
        if intent.status not in TERMINAL
    ]


def _never_entered(desk: Desk, after: Deal, at: datetime, switch: KillSwitch) -> Iterable[Change]:
    """End a signal all of whose entries ended without a fill."""
    if after.entry_may_fill:
        return []
    signal = after.signal
    ended = {intent.status for intent in after.entries}
    if ended == {IntentStatus.REFUSED}:
        reason = "the broker rejected the order after it had accepted it"
        by = RejectedBy.BROKER
    elif at >= signal.valid_until:
        return [desk.moved(signal, SignalStatus.EXPIRED, at, "not filled while it was valid")]
    elif switch != "ACTIVE":
        reason, by = f"the kill switch is {switch}", RejectedBy.KILL_SWITCH
    else:
        return [desk.moved(signal, SignalStatus.EXPIRED, at, "canceled at the broker")]
    return [desk.moved(signal, SignalStatus.REJECTED, at, reason, rejected_by=by, gate=by.value)]
