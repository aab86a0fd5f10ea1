"""When bars end: what open trades need. Invalidation and exit rules first, then the trail."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import polars as pl

from pytoolkit import core
from pytoolkit.alarms import ABOUT_DEALS
from pytoolkit.decision import evaluate_for, history_of, research_asset
from pytoolkit.live.desk import Deal, Desk
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant
from pytoolkit.live.notices import about
from pytoolkit.live.plan import exit_intent, stop_intent
from pytoolkit.live.steps import step
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.strategy import Strategy
from pytoolkit.orders import TERMINAL
from pytoolkit.plan import exit_rules, price_steps


def review(desk: Desk, histories: Histories, definitions: dict[str, Strategy], at: Instant) -> None:
    """Plan what the open trades need after a bar of their length; each is planned once per bar."""
    for deal in list(desk):
        if not _is_open(deal) or _planned_at(deal, at.at) or _is_leaving(deal):
            continue
        if deal.signal.timeframe not in at.ends:
            continue
        strategy = definitions.get(deal.signal.config_hash)
        if strategy is None:
            words = (
                f"of {deal.signal.strategy_id} is open, but its definition "
                f"{deal.signal.config_hash[:12]} is unknown; its stop stands"
            )
            desk.alarms.sound("unknown_definition", deal.signal.key, about(deal, words), at.at)
            continue
        desk.alarms.clear("unknown_definition", deal.signal.key, "its definition is known", at.at)
        planned = _needed(deal, strategy, histories, at)
        if planned is not None:
            desk.commit([desk.born(planned, at.at, planned.exit_reason or "trail")])
            step("review.planned", planned.client_order_id)


def cover(desk: Desk, at: datetime) -> list[Deal]:
    """Plan to flatten what nothing protects; gives the deals it found, each an alarm."""
    _calm(desk, at)
    bare = [deal for deal in desk if _is_uncovered(deal)]
    for deal in bare:
        told = about(deal, "is open without a stop at the broker; closing it")
        desk.alarms.sound("uncovered", deal.signal.key, told, at)
        intent = exit_intent(deal, "MANUAL_EXIT", at, leg="flat")
        desk.commit([desk.born(intent, at, "uncovered")])
    return bare


def _calm(desk: Desk, at: datetime) -> None:
    """Clear the alarms about deals that are closed, or covered again."""
    for alarm in desk.alarms.standing(*ABOUT_DEALS):
        deal = desk.deals.get(UUID(alarm.subject))
        if deal is None or not _is_open(deal):
            desk.alarms.clear(alarm.kind, alarm.subject, "it is closed", at)
        elif alarm.kind == "uncovered" and deal.leg("stop") is not None:
            desk.alarms.clear(alarm.kind, alarm.subject, "a stop stands", at)


def _needed(
    deal: Deal, strategy: Strategy, histories: Histories, instant: Instant
) -> OrderIntent | None:
    """Give the one order a trade needs now: an exit, a moved stop, or nothing."""
    signal, position = deal.signal, deal.position
    history = histories[signal.timeframe]
    stop = deal.leg("stop")
    if position is None or not history.ends_at(signal.symbol, instant):
        return None
    bars = history.upto(signal.symbol, instant)
    reason, trail = wishes(strategy, bars, position)
    if reason:
        return exit_intent(deal, reason, instant.at)
    if trail is None or stop is None:
        return None
    action, level = core.move_stop(
        signal.side,
        float(position.stop_price),
        trail,
        bars["close"][-1],
        price_steps(research_asset(strategy, signal.symbol)),
    )
    if action == "close":
        return exit_intent(deal, "TRAIL", instant.at)
    if action == "to" and level is not None:
        return stop_intent(deal, Decimal(repr(level)), stop.order_id, instant.at)
    return None


def wishes(strategy: Strategy, bars: pl.DataFrame, position: Position) -> tuple[str, float | None]:
    """Evaluate what manages an open trade on the newest bar.

    Returns:
        The exit reason of the first rule that holds, invalidation before the exits, or nothing;
        and the trail's value, None where there is none yet.
    """
    rules = exit_rules(strategy)
    columns = dict(rules)
    if strategy.trail is not None:
        prices = float(position.planned_entry), float(position.planned_stop)
        columns["trail"] = core.substituted(strategy.trail, *prices)
    if not columns:
        return "", None
    newest = evaluate_for(strategy, bars.tail(history_of(strategy)), columns)
    last = newest.row(-1, named=True)
    return next((reason for reason in rules if last[reason] is True), ""), last.get("trail")


def _is_open(deal: Deal) -> bool:
    return deal.position is not None and deal.position.open_quantity > 0


def _planned_at(deal: Deal, at: datetime) -> bool:
    return any(
        intent.created_at == at and not intent.leg.startswith("entry")
        for intent in deal.intents.values()
    )


def _is_leaving(deal: Deal) -> bool:
    return deal.exit is not None and deal.exit.status not in TERMINAL


def _is_uncovered(deal: Deal) -> bool:
    entry = deal.entry
    return (
        _is_open(deal)
        and entry is not None
        and entry.status is not IntentStatus.PARTIALLY_FILLED
        and deal.leg("stop") is None
        and not _is_leaving(deal)
    )
