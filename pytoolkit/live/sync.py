"""State sync: read what the broker knows, all of it, then merge it into the hot store.

Reading and merging are apart: a call that fails while reading aborts and changes nothing. *Absent*
is not *unknown*.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

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
UNCLEAR = (IntentStatus.SUBMITTED, IntentStatus.AMBIGUOUS)
"""Whether the broker has such an order, and its id, is not known."""


@dataclass(slots=True)
class Picture:
    """What the broker told in one reading.

    Attributes:
        orders: every order read, by the broker's id.
        changed: deals whose orders were read.
        fills: executions not yet folded, by the deal they belong to.
        foreign: executions of orders that are not ours.
        fees: units that buys of pairs paid as their fee, by execution.
        behind: whether a deal was left out because executions of its orders are not listed yet.
        standing: orders that stand at the broker, legs included; where all were looked for.
    """

    orders: dict[str, BrokerOrder] = field(default_factory=dict)
    changed: dict[UUID, Deal] = field(default_factory=dict)
    fills: dict[UUID, list[Activity]] = field(default_factory=dict)
    foreign: list[Activity] = field(default_factory=list)
    fees: dict[str, Decimal] = field(default_factory=dict)
    behind: bool = False
    standing: dict[str, BrokerOrder] = field(default_factory=dict)


def read(
    desk: Desk,
    broker: Broker,
    since: date | None,
    *,
    every: bool,
    anew: bool = True,
    pause: Callable[[float], None] = time.sleep,
) -> Picture:
    """Read fills, and the orders of every deal that may have changed.

    What is filled between the two is read once more, so that both tell of the same executions; a
    deal of which they still do not is left out, as if it had been read before.

    Args:
        desk: what we know.
        broker: whom we ask.
        since: date of the oldest activity that can be new to us.
        every: also look for orders that ended without a fill.
        anew: list executions back to that date, not only until all are known: one may have been
            missing while later ones were listed.
        pause: lets seconds pass.

    Raises:
        Unreachable: a call failed; nothing was changed.
    """
    for last in (False, True):
        picture = _read_once(desk, broker, since, every=every, anew=anew)
        missing = _not_listed(picture)
        if missing and not last:
            continue
        _leave_out(picture, missing)
        if _read_fees(desk, broker, picture, pause, guess=last):
            break
    step("sync.read")
    return picture


def _read_once(
    desk: Desk, broker: Broker, since: date | None, *, every: bool, anew: bool
) -> Picture:
    picture = Picture()
    deals = [deal for deal in desk if any(intent.order_id for intent in deal.intents.values())]
    if not deals:
        return picture  # nothing of ours can have changed
    listed = broker.activities(("FILL",), after=since, seen=() if anew else desk.seen)
    fills = [fill for fill in listed if fill.activity_id not in desk.seen]
    owners = {order_id: deal for deal in deals for order_id in _order_ids(deal)}
    unknown = {fill.order_id for fill in fills} - set(owners)
    touched = {fill.order_id for fill in fills if not _folded(owners.get(fill.order_id), fill)}
    if every:
        picture.standing = {
            order.order_id: order
            for parent in broker.orders("open")
            for order in (parent, *parent.legs)
            if order.status not in FINAL_AT_BROKER
        }
    for deal in deals:
        quiet = not (every and _expected(deal) - set(picture.standing)) and not touched & set(
            _order_ids(deal)
        )
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
    return picture


def merge(desk: Desk, picture: Picture, at: datetime, switch: KillSwitch) -> None:
    """Fold fills into positions and move intents and signals, one transaction per deal.

    Deals that were begun after the picture are left as they are; the next one tells of them.
    """
    for signal_id, deal in list(picture.changed.items()):
        told = merging.Told(picture.orders, picture.fills.get(signal_id, ()), picture.fees)
        desk.commit(merging.changes(desk, deal, told, at, switch))
    for deal in [each for each in desk if merging.is_over(each)]:
        # Its last entry ended otherwise than by what the broker told.
        desk.commit(merging.changes(desk, deal, merging.Told({}, ()), at, switch))
    picture.foreign = _strangers(desk, picture.foreign)
    for fill in picture.foreign:
        desk.alarms.sound("foreign_execution", fill.activity_id, foreign(fill), at)
        desk.seen.add(fill.activity_id)
    step("sync.merged")


def _strangers(desk: Desk, fills: Iterable[Activity]) -> list[Activity]:
    """Leave out executions of orders that were sent meanwhile, or that may yet prove to be ours."""
    own = {order_id for deal in desk for order_id in _order_ids(deal)}
    unclear = {intent.symbol for deal in desk for intent in deal.unsent if intent.status in UNCLEAR}
    return [fill for fill in fills if fill.order_id not in own and fill.symbol not in unclear]


def _read_fees(
    desk: Desk,
    broker: Broker,
    picture: Picture,
    pause: Callable[[float], None],
    *,
    guess: bool,
) -> bool:
    """Find out what buys of pairs paid in units, from what the broker's positions hold.

    Returns:
        Whether all is known, or estimated where guessing is allowed.
    """
    deals = list(desk)
    for symbol in sorted(unit_fees.symbols_to_read(deals, picture.fills)):
        for _ in range(POSITION_READINGS):
            found = unit_fees.taken(deals, picture.fills, broker.positions(), symbol)
            if found is not None:
                break
            pause(POSITION_PAUSE_SECONDS)
        else:
            if not guess:
                return False
            log.warning("what %s paid as fees cannot be told from positions: estimated", symbol)
            fills = [fill for each in picture.fills.values() for fill in each]
            found = unit_fees.estimated(fill for fill in fills if fill.symbol == symbol)
        picture.fees |= found
    return True


def _leave_out(picture: Picture, missing: Sequence[UUID]) -> None:
    """Leave deals as they were, with all that share a pair: its position tells of both."""
    picture.behind = bool(missing)
    symbols = {picture.changed[each].signal.symbol for each in missing}
    for signal_id, deal in list(picture.changed.items()):
        shared = deal.signal.asset_class == "CRYPTO" and deal.signal.symbol in symbols
        if signal_id in missing or shared:
            del picture.changed[signal_id]
            picture.fills.pop(signal_id, None)


def _not_listed(picture: Picture) -> list[UUID]:
    """Give the deals with filled units whose executions the broker does not list."""
    found = []
    for signal_id, deal in picture.changed.items():
        listed: dict[str, Decimal] = {}
        for fill in deal.position.fills if deal.position else ():
            listed[fill.order_id] = listed.get(fill.order_id, Decimal(0)) + fill.quantity
        for activity in picture.fills.get(signal_id, ()):
            quantity = abs(activity.quantity or Decimal(0))
            listed[activity.order_id] = listed.get(activity.order_id, Decimal(0)) + quantity
        orders = filter(None, map(picture.orders.get, _order_ids(deal)))
        if any(each.filled_quantity > listed.get(each.order_id, Decimal(0)) for each in orders):
            found.append(signal_id)
    return found


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
    if deal.position is not None:
        filled = [each for each in deal.parents if each.status is IntentStatus.FILLED]
        working |= {parent.legs[-1].order_id for parent in filled if parent.legs}
    return working
