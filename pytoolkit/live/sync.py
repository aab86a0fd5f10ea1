"""State sync: read what the broker knows, all of it, then merge it into the hot store.

Reading and merging are apart: a call that fails while reading aborts and changes nothing. *Absent*
is not *unknown*.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pytoolkit.errors import Unreachable
from pytoolkit.live import merging, unit_fees
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.gateway import read_chain
from pytoolkit.live.notices import foreign
from pytoolkit.live.states import FINAL_AT_BROKER
from pytoolkit.live.steps import step
from pytoolkit.models.account import Activity
from pytoolkit.models.order import IntentStatus
from pytoolkit.ports import Broker, BrokerOrder
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

POSITION_READINGS = 3
"""Of positions after executions, until both tell of one moment."""
POSITION_PAUSE_SECONDS = 0.1


@dataclass(slots=True)
class Picture:
    """What the broker told in one reading.

    Attributes:
        orders: every order read, by the broker's id.
        changed: deals whose orders were read.
        fills: executions not yet folded, by the deal they belong to.
        foreign: executions of orders that are not ours.
        fees: units that buys of pairs paid as their fee, by execution.
    """

    orders: dict[str, BrokerOrder] = field(default_factory=dict)
    changed: dict[UUID, Deal] = field(default_factory=dict)
    fills: dict[UUID, list[Activity]] = field(default_factory=dict)
    foreign: list[Activity] = field(default_factory=list)
    fees: dict[str, Decimal] = field(default_factory=dict)


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
    deals = [deal for deal in desk if any(intent.order_id for intent in deal.intents.values())]
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
    _read_fees(desk, broker, picture)
    step("sync.read")
    return picture


def merge(desk: Desk, picture: Picture, at: datetime, switch: KillSwitch) -> None:
    """Fold fills into positions and move intents and signals, one transaction per deal."""
    for signal_id, deal in list(picture.changed.items()):
        told = merging.Told(picture.orders, picture.fills.get(signal_id, ()), picture.fees)
        desk.commit(merging.changes(desk, deal, told, at, switch))
    for deal in [each for each in desk if merging.is_over(each)]:
        # Its last entry ended otherwise than by what the broker told.
        desk.commit(merging.changes(desk, deal, merging.Told({}, ()), at, switch))
    for fill in picture.foreign:
        desk.alarms.sound("foreign_execution", fill.activity_id, foreign(fill), at)
        desk.seen.add(fill.activity_id)
    step("sync.merged")


def _read_fees(desk: Desk, broker: Broker, picture: Picture) -> None:
    """Find out what buys of pairs paid in units, from what the broker's positions hold."""
    deals = list(desk)
    for symbol in sorted(unit_fees.symbols_to_read(deals, picture.fills)):
        for _ in range(POSITION_READINGS):
            found = unit_fees.taken(deals, picture.fills, broker.positions(), symbol)
            if found is not None:
                break
            time.sleep(POSITION_PAUSE_SECONDS)
        else:
            log.warning("what %s paid as fees cannot be told from positions: estimated", symbol)
            fills = [fill for each in picture.fills.values() for fill in each]
            found = unit_fees.estimated(fill for fill in fills if fill.symbol == symbol)
        picture.fees |= found


def _require_all_executions(picture: Picture) -> None:
    """Refuse to go on while the broker tells of filled units whose executions it does not list."""
    for signal_id, deal in picture.changed.items():
        listed: dict[str, Decimal] = {}
        for fill in deal.position.fills if deal.position else ():
            listed[fill.order_id] = listed.get(fill.order_id, Decimal(0)) + fill.quantity
        for activity in picture.fills.get(signal_id, ()):
            quantity = abs(activity.quantity or Decimal(0))
            listed[activity.order_id] = listed.get(activity.order_id, Decimal(0)) + quantity
        for order_id in _order_ids(deal):
            order = picture.orders.get(order_id)
            if order is not None and order.filled_quantity > listed.get(order_id, Decimal(0)):
                raise Unreachable(f"the executions of order {order_id} are not all listed yet")


def _order_ids(deal: Deal) -> list[str]:
    own = [intent.order_id for intent in deal.intents.values() if intent.order_id]
    return own + [leg.order_id for leg in deal.legs]


def _folded(deal: Deal | None, fill: Activity) -> bool:
    if deal is None or deal.position is None:
        return False
    return any(each.execution_id == fill.activity_id for each in deal.position.fills)


def _expected(deal: Deal) -> set[str]:
    """Orders that should stand at the broker now; of a filled bracket one listed leg is enough."""
    moved = {leg.order_id for leg in deal.legs}
    working = {intent.order_id for intent in deal.working if intent.order_id not in moved}
    if deal.position is not None and deal.exit is None:
        filled = [each for each in deal.parents if each.status is IntentStatus.FILLED]
        working |= {parent.legs[-1].order_id for parent in filled if parent.legs}
    return working
