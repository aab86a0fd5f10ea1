"""When bars end: what open trades need. Invalidation and exit rules first, then the trail."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import polars as pl

from pytoolkit import core
from pytoolkit.decision import evaluate_for, history_of, research_asset
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, length_of
from pytoolkit.live.notices import about
from pytoolkit.live.plan import exit_intent, stop_intent
from pytoolkit.live.splits import Ratios, moved_stops
from pytoolkit.live.steps import step
from pytoolkit.models.base import MONEY_CONTEXT
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.plan import exit_rules, price_steps
from pytoolkit.ports import Change


def review(
    desk: Desk,
    histories: Histories,
    definitions: Mapping[str, Strategy],
    at: Instant,
    splits: Ratios | None = None,
) -> None:
    """Plan what the open trades need after a bar of their length; each is planned once per bar.

    Args:
        desk: what is open.
        histories: bars that are finished.
        definitions: strategies by the hash of their definition.
        at: where bars have ended.
        splits: before the next session, by symbol.
    """
    for deal in list(desk):
        if not _is_open(deal) or _planned_at(deal, at.at) or deal.is_leaving:
            continue
        if length_of(deal.signal) not in at.ends:
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
        ratio = (splits or {}).get(deal.signal.symbol) if at.kind == "close" else None
        changes = _changes(desk, deal, strategy, histories, at, ratio=ratio)
        desk.commit(changes)
        for each in changes:
            step("review.planned", each.row.key)


def _changes(
    desk: Desk,
    deal: Deal,
    strategy: Strategy,
    histories: Histories,
    instant: Instant,
    *,
    ratio: Decimal | None,
) -> list[Change]:
    """Plan what a trade needs now: an exit, a moved stop for each part, or nothing."""
    signal, position = deal.signal, deal.position
    history = histories[length_of(signal)]
    if position is None or not history.ends_at(signal.symbol, instant):
        return []
    bars = history.upto(signal.symbol, instant)
    reason, trail = wishes(strategy, bars, position)
    if reason:
        return [_born(desk, exit_intent(deal, reason, instant.at))]
    level, reason = float(position.stop_price), ""
    steps = price_steps(research_asset(strategy, signal.symbol))
    for wanted, why in _levels(deal, position, trail):
        action, moved = core.move_stop(signal.side, level, wanted, bars["close"][-1], steps)
        if action == "close":
            return [_born(desk, exit_intent(deal, why, instant.at))]
        if action == "to" and moved is not None:
            level, reason = moved, why
    price = Decimal(repr(level))
    if ratio is not None and not deal.is_simple:
        stops = moved_stops(deal, strategy, price, ratio, instant.at)
        return [_born(desk, each) for each in stops]
    if deal.is_simple:
        # Its stop is watched here, or placed anew by who sees to protection.
        if not reason:
            return []
        tightened = position.next(stop_price=price, stop_reason=reason, updated_at=instant.at)
        return [desk.altered(position, tightened, instant.at, "stop moved")]
    looser = [guard for guard in deal.guards if (price - guard.price) * _sign(signal) > 0]
    return [
        _born(
            desk,
            stop_intent(
                deal,
                price,
                guard.order_id,
                instant.at,
                quantity=guard.quantity,
                # A stop that was left behind follows the others, for their reason.
                reason=reason or position.stop_reason,
                number=number,
            ),
        )
        for number, guard in enumerate(looser, start=1)
    ]


def _born(desk: Desk, intent: OrderIntent) -> Change:
    return desk.born(intent, intent.created_at, intent.exit_reason)


def _levels(deal: Deal, position: Position, trail: float | None) -> list[tuple[float, str]]:
    """Give where the ladder and then the trail want the stop, with their reasons.

    After the first target at the entry's price, after the second at the first target; the trail
    joins in once only the last part is left.
    """
    found: list[tuple[float, str]] = []
    hit, parts = deal.targets_hit, deal.entries
    first = parts[0].take_profit_price if parts else None
    if hit == 1:
        average = MONEY_CONTEXT.divide(position.entry_amount, position.entry_quantity)
        found.append((float(average), "BREAKEVEN"))
    elif hit and first is not None:
        found.append((float(first), "TRAIL"))
    if trail is not None and hit + 1 >= len(parts):
        found.append((trail, "TRAIL"))
    return found


def _sign(signal: Signal) -> int:
    return 1 if signal.side == "buy" else -1


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
    return deal.open_quantity > 0


def _planned_at(deal: Deal, at: datetime) -> bool:
    return any(
        intent.created_at == at and not intent.leg.startswith("entry")
        for intent in deal.intents.values()
    )
