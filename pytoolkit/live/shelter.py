"""What open units need so that something protects them, derived from state alone.

A bracket's exits are armed once its whole entry is filled; until then the service watches the
price itself. An entry that stays filled in part for too long is canceled, and what it bought gets
exits of its own: a pair of target and stop, or a stop where the part has no target. So do adopted
units, which somebody else bought. Nothing here remembers anything, so a crash between two steps
changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from pytoolkit.live.deal import Deal
from pytoolkit.live.plan import guard_intent, pair_intent, shield_intent
from pytoolkit.live.states import target_of
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import ZERO
from pytoolkit.orders import TERMINAL, WORKING

PATIENCE = timedelta(minutes=2)
"""Market time that an entry may stay filled in part."""
MOST_ATTEMPTS = 3
"""Requests for protection that are refused before all is closed at the market."""


def overdue(deal: Deal, at: datetime) -> list[OrderIntent]:
    """List the entries that have been filled in part for too long."""
    if deal.position is None or deal.is_leaving:
        return []
    first = {fill.order_id: fill.at for fill in reversed(deal.position.fills) if not fill.reason}
    return [
        entry
        for entry in deal.entries
        if entry.status is IntentStatus.PARTIALLY_FILLED
        and entry.order_id in first
        and first[entry.order_id] + PATIENCE <= at
    ]


def needed(deal: Deal, at: datetime) -> list[OrderIntent]:
    """Give the orders that protect what came in without exits of its own."""
    if deal.open_quantity == 0 or deal.is_leaving:
        return []
    if deal.is_simple:
        return _standing_stop(deal, at)
    return [
        pair_intent(deal, entry, at) if entry.take_profit_price else shield_intent(deal, entry, at)
        for entry in _without_exits(deal)
        if _may_try(deal, entry)
    ]


def uncovered_quantity(deal: Deal, *, acting: bool) -> Decimal:
    """Give the units that nothing protects and nothing closes.

    Args:
        deal: what is open.
        acting: whether the service sends orders; where it is dead or HALTED, only what stands at
            the broker counts.
    """
    leaving = deal.is_leaving if acting else deal.exit is not None and deal.exit.status in WORKING
    return ZERO if leaving else bare_quantity(deal, acting=acting)


def bare_quantity(deal: Deal, *, acting: bool) -> Decimal:
    """Give the units that nothing protects, whether or not they are being closed."""
    sheltered = sheltered_quantity(deal) if acting else ZERO
    return max(ZERO, deal.open_quantity - deal.protected_quantity - sheltered)


def sheltered_quantity(deal: Deal) -> Decimal:
    """Give the units that no stop at the broker protects, and that the service itself answers for.

    Those of entries that are still being filled, and those whose own exits are on their way; and
    all of pairs and fractions, whose price the service watches.
    """
    if deal.is_simple:
        return max(ZERO, deal.open_quantity - deal.protected_quantity)
    filling = (
        entry.filled_quantity
        for entry in deal.entries
        if entry.status is IntentStatus.PARTIALLY_FILLED
    )
    exits = [intent for entry in _without_exits(deal) for intent in exits_of(deal, entry)]
    renewals = [intent for intent in deal.intents.values() if intent.renews]
    on_their_way = {
        intent.client_order_id: intent.quantity
        for intent in (*exits, *renewals)
        if intent.status not in TERMINAL and not intent.order_id and not _is_ahead(deal, intent)
    }
    return sum((*filling, *on_their_way.values()), ZERO)


def _is_ahead(deal: Deal, renewal: OrderIntent) -> bool:
    """Say whether what an order renews still stands, or is no exit: then it shelters nothing."""
    old = deal.intents.get(renewal.renews)
    stands = old is not None and (bool(old.legs) or old.status in WORKING)
    return stands or renewal.leg.startswith("entry")


def exits_of(deal: Deal, entry: OrderIntent) -> list[OrderIntent]:
    """List the exits that were planned for what came in with an entry without any."""
    leg = target_of(entry.leg) if entry.take_profit_price else "stop"
    return [intent for intent in deal.intents.values() if intent.leg == leg and not intent.replaces]


def _standing_stop(deal: Deal, at: datetime) -> list[OrderIntent]:
    """Give the stop-limit order of a pair, where none stands for all of it at the right price."""
    held = deal.position
    if held is None or deal.signal.asset_class != "CRYPTO" or deal.entry_may_fill:
        return []
    closing = [each for each in deal.intents.values() if not each.leg.startswith("entry")]
    busy = any(each.status not in TERMINAL for each in closing if each.leg != "stop")
    unsent = any(each.status not in TERMINAL and not each.order_id for each in closing)
    stands = [(guard.price, guard.quantity) for guard in deal.guards]
    refused = [
        each
        for each in closing
        if each.status is IntentStatus.REFUSED and each.stop_price == held.stop_price
    ]
    if busy or unsent or len(refused) >= MOST_ATTEMPTS:
        return []
    if stands == [(held.stop_price, deal.open_quantity)]:
        return []
    return [guard_intent(deal, at)]


def _without_exits(deal: Deal) -> Iterator[OrderIntent]:
    """Give the entries whose exits never were: they ended with part of their units, or are adopted.

    A whole entry of ours brings its exits with it.
    """
    for entry in deal.entries:
        whole = entry.status is IntentStatus.FILLED and not entry.is_adopted
        ended = entry.status in TERMINAL and not whole
        if ended and entry.filled_quantity > 0 and entry.order_class != "simple":
            yield entry


def _may_try(deal: Deal, entry: OrderIntent) -> bool:
    """Say whether a part has no exits yet, and the broker has not refused them too often."""
    made = exits_of(deal, entry)
    return len(made) < MOST_ATTEMPTS and all(each.status is IntentStatus.REFUSED for each in made)
