"""See to it that something protects every open unit: the broker, the service, or its exit."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from pytoolkit.alarms import ABOUT_DEALS
from pytoolkit.decision import bar_start
from pytoolkit.live import shelter, watch
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.gateway import Gateway
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, length_of
from pytoolkit.live.notices import about
from pytoolkit.live.plan import exit_intent
from pytoolkit.live.steps import step
from pytoolkit.live.watch import Seen
from pytoolkit.risk import KillSwitch


def protect(
    gateway: Gateway, at: datetime, switch: KillSwitch, seen: Mapping[str, Seen] | None = None
) -> None:
    """Plan what the open deals need now; it leaves with the next flush.

    Entries that stay filled in part are canceled and what they bought gets exits of its own; stops
    that the service watches are acted on; what nothing protects is closed at the market.

    Args:
        gateway: cancels; its desk is looked at.
        at: market time.
        switch: state of the kill switch.
        seen: what markets have just told, by symbol.

    Raises:
        Unreachable: the broker does not answer; everything is durable, come again.
    """
    desk = gateway.desk
    for signal_id in [deal.signal.signal_id for deal in desk]:
        for entry in shelter.overdue(desk.deals[signal_id], at):
            gateway.end(desk.deals[signal_id], at, switch, entry)
            if signal_id not in desk.deals:
                break
        deal = desk.deals.get(signal_id)
        if deal is None:
            continue
        told = (seen or {}).get(deal.signal.symbol)
        planned = watch.needed(deal, told, at) if told is not None else []
        planned = planned or shelter.needed(deal, at)
        desk.commit([desk.born(each, at, each.exit_reason or "protection") for each in planned])
        for each in planned:
            step("protect.planned", each.client_order_id)
    cover(desk, at, switch, gateway.zombies)


def cover(
    desk: Desk, at: datetime, switch: KillSwitch, zombies: Collection[str] = ()
) -> list[Deal]:
    """Plan to flatten what nothing protects; gives the deals it found, each an alarm.

    Args:
        desk: what is open.
        at: market time.
        switch: under HALTED nothing is sent, so nothing is planned: a human is told.
        zombies: symbols of which the broker holds none; nothing of them needs protection.
    """
    acting = switch != "HALTED"
    _calm(desk, at, acting=acting)
    bare = [
        deal
        for deal in desk
        if deal.signal.symbol not in zombies and shelter.uncovered_quantity(deal, acting=acting)
    ]
    doing = "closing it" if acting else "the kill switch is HALTED, so nothing is sent"
    for deal in bare:
        told = about(deal, f"is open without a stop at the broker; {doing}")
        desk.alarms.sound("uncovered", deal.signal.key, told, at)
        if acting:
            intent = exit_intent(deal, "MANUAL_EXIT", at, leg="flat")
            desk.commit([desk.born(intent, at, "uncovered")])
    return bare


def _calm(desk: Desk, at: datetime, *, acting: bool) -> None:
    """Clear the alarms about deals that are closed, or covered again."""
    for alarm in desk.alarms.standing(*ABOUT_DEALS):
        deal = desk.deals.get(UUID(alarm.subject))
        if deal is None or deal.open_quantity == 0:
            desk.alarms.clear(alarm.kind, alarm.subject, "it is closed", at)
        elif alarm.kind == "uncovered" and not shelter.bare_quantity(deal, acting=acting):
            desk.alarms.clear(alarm.kind, alarm.subject, "it is protected", at)


def seen_at(desk: Desk, histories: Histories, instant: Instant) -> dict[str, Seen]:
    """Give what the bars that end at an instant tell of the symbols that are open."""
    found: dict[str, Seen] = {}
    for deal in desk:
        signal = deal.signal
        if deal.open_quantity == 0 or length_of(signal) not in instant.ends:
            continue
        history = histories[length_of(signal)]
        if history.ends_at(signal.symbol, instant):
            bar = history.upto(signal.symbol, instant).row(-1, named=True)
            start = bar_start(bar["at"], signal.timeframe, signal.asset_class)
            found[signal.symbol] = Seen(signal.symbol, start, bar["low"], bar["high"], bar["close"])
    return found
