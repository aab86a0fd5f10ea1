"""What an answer of the broker changes: each gives the changes of one transaction."""

import logging
from datetime import datetime
from decimal import Decimal

from pytoolkit.errors import BrokerRefused
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.notices import about, fields
from pytoolkit.live.plan import client_order_id
from pytoolkit.live.states import legs_of
from pytoolkit.models.base import canonical_decimal
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import RejectedBy, SignalStatus
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import BrokerOrder, Change
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

MOST_EXIT_ATTEMPTS = 3
EXITS = ("exit", "flat")
UNENTERED = (SignalStatus.CREATED, SignalStatus.WAITING)


def accepted(
    desk: Desk, deal: Deal, intent: OrderIntent, order: BrokerOrder, at: datetime
) -> list[Change]:
    """Note that an order stands."""
    legs = legs_of(order, intent.leg) if intent.order_class != "simple" else ()
    changes = [moved(desk, intent, IntentStatus.ACCEPTED, at, order_id=order.order_id, legs=legs)]
    if intent.leg.startswith("entry") and deal.signal.status is SignalStatus.CREATED:
        changes.append(desk.moved(deal.signal, SignalStatus.WAITING, at))
    if intent.replaces:
        changes += _stop_moved(desk, deal, intent, order, at)
    return changes


def _stop_moved(
    desk: Desk, deal: Deal, intent: OrderIntent, order: BrokerOrder, at: datetime
) -> list[Change]:
    """Give the changes of a stop that was replaced: its parent, the older request, the position."""
    changes = []
    price = order.stop_price or intent.stop_price
    for parent in deal.parents:
        if price is None or all(leg.order_id != intent.replaces for leg in parent.legs):
            continue
        legs = tuple(
            leg.changed(order_id=order.order_id, price=price)
            if leg.order_id == intent.replaces
            else leg
            for leg in parent.legs
        )
        changed = parent.next(legs=legs, updated_at=at)
        changes.append(desk.altered(parent, changed, at, "stop leg replaced", order=order.order_id))
    changes += [
        moved(desk, older, IntentStatus.REPLACED, at)
        for older in deal.working
        if older.order_id == intent.replaces
    ]
    held = deal.position
    if held is not None and price is not None and price != held.stop_price:
        reason = intent.exit_reason or held.stop_reason
        tightened = held.next(stop_price=price, stop_reason=reason, updated_at=at)
        changes.append(desk.altered(held, tightened, at, "stop moved", order=order.order_id))
    return changes


def refused(
    desk: Desk, deal: Deal, intent: OrderIntent, refusal: BrokerRefused, at: datetime
) -> list[Change]:
    """Note a definite no: the signal ends where no part of it stands, an exit is tried again."""
    log.warning("%s refused: %s", intent.client_order_id, refusal, extra=fields(intent))
    changes = [moved(desk, intent, IntentStatus.REFUSED, at, f"{refusal.code}: {refusal}")]
    if intent.leg.startswith("entry"):
        if _is_last_hope(deal, intent):
            changes.append(
                desk.moved(
                    deal.signal,
                    SignalStatus.REJECTED,
                    at,
                    str(refusal),
                    rejected_by=RejectedBy.BROKER,
                    gate=str(refusal.code),
                )
            )
    elif intent.renews and _refusals(deal, intent) + 1 < MOST_EXIT_ATTEMPTS:
        changes.append(desk.born(_again(deal, intent), at, "the attempt before was refused"))
    elif intent.kind == "market" and intent.attempt < MOST_EXIT_ATTEMPTS:
        again = _again(deal, intent)
        changes.append(desk.born(again, at, "the attempt before was refused"))
    elif intent.kind == "market":
        told = about(deal, f"is open and cannot be closed: {refusal}", intent.client_order_id)
        desk.alarms.sound("cannot_close", deal.signal.key, told, at)
    return changes


def outgrown(
    desk: Desk, deal: Deal, intent: OrderIntent, at: datetime, left: Decimal | None = None
) -> list[Change]:
    """Give up an order for more than is open; what closes all is planned anew for the rest.

    In one transaction: its legs may be canceled already, and nothing else protects what is left.

    Args:
        desk: our books.
        deal: whose.
        intent: the order.
        at: market time.
        left: units that a renewal is still for; None: all that is open.
    """
    open_now = deal.open_quantity if left is None else left
    held = canonical_decimal(open_now)
    reason = f"only {held} are open any more" if open_now else "nothing is open"
    changes = [moved(desk, intent, IntentStatus.CANCELED, at, reason)]
    if (intent.leg in EXITS or left is not None) and open_now:
        again = _again(deal, intent).changed(quantity=open_now)
        changes.append(desk.born(again, at, reason))
    return changes


def dropped(
    desk: Desk, deal: Deal, intent: OrderIntent, at: datetime, switch: KillSwitch
) -> list[Change]:
    """Give up an entry that did not leave, and its signal where no part of it stands."""
    if intent.renews and switch == "ACTIVE":
        reason = "it was valid until now"
        changes = [moved(desk, intent, IntentStatus.CANCELED, at, reason)]
        if _is_last_hope(deal, intent):
            words = "not filled while it was valid"
            changes.append(desk.moved(deal.signal, SignalStatus.EXPIRED, at, words))
        return changes
    by_switch = switch != "ACTIVE"
    late = "it did not leave in time: the market has moved on since its bar"
    reason = f"the kill switch is {switch}" if by_switch else late
    changes = [moved(desk, intent, IntentStatus.CANCELED, at, reason)]
    if _is_last_hope(deal, intent):
        changes.append(
            desk.moved(
                deal.signal,
                SignalStatus.REJECTED,
                at,
                reason,
                rejected_by=RejectedBy.KILL_SWITCH if by_switch else RejectedBy.RISK,
                gate="kill_switch" if by_switch else "session",
            )
        )
    return changes


def moved(
    desk: Desk,
    intent: OrderIntent,
    to: IntentStatus,
    at: datetime,
    reason: str = "",
    **changes: object,
) -> Change:
    """Give the change that moves an intent, with its id as evidence."""
    evidence = {"client_order_id": intent.client_order_id}
    return desk.moved(intent, to, at, reason, evidence, **changes)


def _again(deal: Deal, intent: OrderIntent) -> OrderIntent:
    """Give the next attempt of an order."""
    return intent.changed(
        client_order_id=client_order_id(deal.signal, intent.leg, intent.attempt + 1),
        attempt=intent.attempt + 1,
        status=IntentStatus.PLANNED,
        version=1,
        reason="",
    )


def _refusals(deal: Deal, renewal: OrderIntent) -> int:
    """Count how often the renewal of the same orders was refused."""
    own = (each for each in deal.intents.values() if each.renews == renewal.renews)
    return sum(each.status is IntentStatus.REFUSED for each in own)


def _is_last_hope(deal: Deal, entry: OrderIntent) -> bool:
    """Say whether a signal can no longer be entered once this entry is gone."""
    if deal.signal.status not in UNENTERED:
        return False
    return all(other.status in TERMINAL for other in deal.entries if other is not entry)
