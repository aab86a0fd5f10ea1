"""State sync: read what the broker knows, all of it, then merge it into the hot store.

Reading and merging are apart: a call that fails while reading aborts and changes nothing. *Absent*
is not *unknown*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pytoolkit.errors import Unreachable
from pytoolkit.live.desk import Deal, Desk
from pytoolkit.live.gateway import read_chain
from pytoolkit.live.notices import foreign
from pytoolkit.live.states import FINAL_AT_BROKER, legs_of, status_of
from pytoolkit.live.steps import step
from pytoolkit.models.account import Activity
from pytoolkit.models.base import JsonDict, amount_of
from pytoolkit.models.order import BrokerLeg, Fill, IntentStatus, Leg, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import RejectedBy, SignalStatus
from pytoolkit.orders import TERMINAL, WORKING
from pytoolkit.plan import INVALIDATED
from pytoolkit.ports import Broker, BrokerOrder, Change
from pytoolkit.positions import exit_reason_of, fold, opening
from pytoolkit.risk import KillSwitch


@dataclass(slots=True)
class Picture:
    """What the broker told in one reading.

    Attributes:
        orders: every order read, by the broker's id.
        changed: deals whose orders were read.
        fills: executions not yet folded, by the deal they belong to.
        foreign: executions of orders that are not ours.
    """

    orders: dict[str, BrokerOrder] = field(default_factory=dict)
    changed: dict[UUID, Deal] = field(default_factory=dict)
    fills: dict[UUID, list[Activity]] = field(default_factory=dict)
    foreign: list[Activity] = field(default_factory=list)


def read(desk: Desk, broker: Broker, since: date | None, *, every: bool) -> Picture:
    """Read fills, and the orders of every deal that may have changed.

    Args:
        desk: what we know.
        broker: whom we ask.
        since: date of the oldest activity that can be new to us.
        every: also look for orders that ended without a fill.

    Raises:
        Unreachable: a call failed, or executions are not listed yet; nothing was changed.
    """
    picture = Picture()
    deals = [deal for deal in desk if deal.entry is not None and deal.entry.order_id]
    if not deals:
        return picture  # nothing of ours can have changed
    listed = broker.activities(("FILL",), after=since)
    fills = [fill for fill in listed if fill.activity_id not in desk.seen]
    owners = {order_id: deal for deal in deals for order_id in _order_ids(deal)}
    unknown = {fill.order_id for fill in fills} - set(owners)
    touched = {fill.order_id for fill in fills if not _folded(owners.get(fill.order_id), fill)}
    if every:
        standing = {
            order.order_id
            for parent in broker.orders("open")
            for order in (parent, *parent.legs)
            if order.status not in FINAL_AT_BROKER
        }
    for deal in deals:
        quiet = not (every and _expected(deal) - standing) and not touched & set(_order_ids(deal))
        if quiet and not unknown:
            continue
        chain = read_chain(broker, deal)
        chain += [_known(broker, intent.order_id) for intent in _own_exits(deal)]
        owners.update((order.order_id, deal) for order in chain)
        picture.orders.update((order.order_id, order) for order in chain)
        picture.changed[deal.signal.signal_id] = deal
    for fill in fills:
        owner = owners.get(fill.order_id)
        if owner is None:
            picture.foreign.append(fill)
        elif not _folded(owner, fill):
            picture.fills.setdefault(owner.signal.signal_id, []).append(fill)
    _require_all_executions(picture)
    step("sync.read")
    return picture


def merge(desk: Desk, picture: Picture, at: datetime, switch: KillSwitch) -> None:
    """Fold fills into positions and move intents and signals, one transaction per deal."""
    for deal in list(picture.changed.values()):
        desk.commit(_changes(desk, deal, picture, at, switch))
    for fill in picture.foreign:
        desk.alarms.sound("foreign_execution", fill.activity_id, foreign(fill), at)
        desk.seen.add(fill.activity_id)
    step("sync.merged")


def _changes(
    desk: Desk, deal: Deal, picture: Picture, at: datetime, switch: KillSwitch
) -> list[Change]:
    changes: list[Change] = []
    statuses: dict[str, IntentStatus] = {}
    for intent in deal.intents.values():
        order = picture.orders.get(intent.order_id)
        status = intent.status if order is None else status_of(order)
        statuses[intent.leg] = status
        if order is None or intent.status in TERMINAL:
            continue
        fields: JsonDict = {"filled_quantity": order.filled_quantity}
        if intent.leg.startswith("entry"):
            fields["legs"] = _legs(deal, order, picture)
        if status is intent.status:
            if any(getattr(intent, name) != value for name, value in fields.items()):
                row = intent.next(updated_at=at, **fields)
                changes.append(desk.altered(intent, row, at, "read at the broker"))
            continue
        evidence: JsonDict = {"order_id": order.order_id}
        changes.append(desk.moved(intent, status, at, evidence=evidence, **fields))
    position = _position(deal, picture, statuses, at)
    signal = deal.signal
    if position is not None and position is not deal.position:
        executions = [fill.execution_id for fill in position.fills]
        if deal.position is None:
            changes.append(desk.born(position, at, "first fill"))
        else:
            changes.append(
                desk.altered(deal.position, position, at, "filled", executions=executions)
            )
        if signal.status is SignalStatus.WAITING:
            changes.append(desk.moved(signal, SignalStatus.ACTIVE, at))
            signal = changes[-1].row  # type: ignore[assignment]
        if position.status == "CLOSED":
            end = (
                SignalStatus.INVALIDATED
                if position.exit_reason == INVALIDATED
                else SignalStatus.CLOSED
            )
            changes.append(desk.moved(signal, end, at, position.exit_reason))
            changes += _rest_ended(desk, deal, changes, at)
    elif position is None and signal.status is SignalStatus.WAITING:
        changes += _never_entered(desk, deal, statuses.get("entry1"), at, switch)
    return changes


def _position(
    deal: Deal, picture: Picture, statuses: dict[str, IntentStatus], at: datetime
) -> Position | None:
    activities = picture.fills.get(deal.signal.signal_id, [])
    entry_working = statuses.get("entry1") in WORKING
    if deal.position is None and not activities:
        return None
    held = deal.position or opening(deal.signal, at=at)
    fills = [_fill(deal, held, activity, picture) for activity in activities]
    return fold(held, fills, entry_working=entry_working, at=at)


def _fill(deal: Deal, held: Position, activity: Activity, picture: Picture) -> Fill:
    if activity.price is None or activity.quantity is None or activity.at is None:
        raise Unreachable(f"execution {activity.activity_id} has no price, quantity or time yet")
    order = picture.orders.get(activity.order_id)
    own = next((each for each in deal.intents.values() if each.order_id == activity.order_id), None)
    leg: Leg = own.leg if own is not None else _leg_of(order)
    price = (order.stop_price or order.limit_price if order else None) or activity.price
    is_entry = activity.side == deal.signal.side
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
            "at": activity.at,
            "ds": activity.at.date(),
            "reason": "" if is_entry else exit_reason_of(held, own, leg, price),
        }
    )


def _leg_of(order: BrokerOrder | None) -> Leg:
    return "tp1" if order is not None and order.kind == "limit" else "stop"


def _legs(deal: Deal, parent: BrokerOrder, picture: Picture) -> tuple[BrokerLeg, ...]:
    """Give the legs that still stand; a replaced one hands its role to its successor."""
    fresh = {leg.leg: leg for leg in legs_of(parent)}
    for leg in deal.legs:
        order = picture.orders.get(leg.order_id)
        while order is not None and order.replaced_by in picture.orders:
            order = picture.orders[order.replaced_by]
        if order is None or order.status in FINAL_AT_BROKER:
            continue
        price = order.stop_price or order.limit_price or leg.price
        fresh[leg.leg] = leg.changed(order_id=order.order_id, price=price)
    return tuple(fresh[name] for name in sorted(fresh))


def _rest_ended(desk: Desk, deal: Deal, changes: Iterable[Change], at: datetime) -> list[Change]:
    """End what still counts as unfinished of a deal that is over."""
    moved = {change.row.key for change in changes}
    reason = "the position is closed"
    return [
        desk.moved(intent, IntentStatus.CANCELED, at, reason)
        for intent in deal.intents.values()
        if intent.status not in TERMINAL and intent.key not in moved
    ]


def _never_entered(
    desk: Desk, deal: Deal, entry: IntentStatus | None, at: datetime, switch: KillSwitch
) -> list[Change]:
    """End a signal whose entry ended without a fill."""
    if entry is IntentStatus.REFUSED:
        reason = "the broker rejected the order after it had accepted it"
        by = RejectedBy.BROKER
    elif entry not in (IntentStatus.CANCELED, IntentStatus.EXPIRED):
        return []
    elif at >= deal.signal.valid_until:
        return [desk.moved(deal.signal, SignalStatus.EXPIRED, at, "not filled while it was valid")]
    elif switch != "ACTIVE":
        reason, by = f"the kill switch is {switch}", RejectedBy.KILL_SWITCH
    else:
        return [desk.moved(deal.signal, SignalStatus.EXPIRED, at, "canceled at the broker")]
    return [
        desk.moved(deal.signal, SignalStatus.REJECTED, at, reason, rejected_by=by, gate=by.value)
    ]


def _require_all_executions(picture: Picture) -> None:
    """Refuse to go on while the broker tells of filled units whose executions it does not list."""
    for signal_id, deal in picture.changed.items():
        listed: dict[str, Decimal] = {}
        for fill in deal.position.fills if deal.position else ():
            listed[fill.order_id] = listed.get(fill.order_id, Decimal(0)) + fill.quantity
        for activity in picture.fills.get(signal_id, ()):
            quantity = abs(activity.quantity or Decimal(0))
            listed[activity.order_id] = listed.get(activity.order_id, Decimal(0)) + quantity
        for order_id in (*_order_ids(deal), *(leg.order_id for leg in deal.legs)):
            order = picture.orders.get(order_id)
            if order is not None and order.filled_quantity > listed.get(order_id, Decimal(0)):
                raise Unreachable(f"the executions of order {order_id} are not all listed yet")


def _order_ids(deal: Deal) -> list[str]:
    own = [intent.order_id for intent in deal.intents.values() if intent.order_id]
    return own + [leg.order_id for leg in deal.legs]


def _own_exits(deal: Deal) -> list[OrderIntent]:
    return [
        intent
        for intent in deal.intents.values()
        if intent.order_id and intent.leg in ("exit", "flat") and intent.status not in TERMINAL
    ]


def _folded(deal: Deal | None, fill: Activity) -> bool:
    if deal is None or deal.position is None:
        return False
    return any(each.execution_id == fill.activity_id for each in deal.position.fills)


def _expected(deal: Deal) -> set[str]:
    """Orders that should stand at the broker now; of a filled bracket one listed leg is enough."""
    working = {
        intent.order_id for intent in deal.working if intent.leg != "stop" or not intent.replaces
    }
    target = deal.leg("tp1") or deal.leg("stop")
    if deal.position is not None and target is not None and deal.exit is None:
        working.add(target.order_id)
    return working


def _known(broker: Broker, order_id: str) -> BrokerOrder:
    order = broker.order(order_id)
    if order is None:
        raise Unreachable(f"the broker does not know order {order_id} any more")
    return order
