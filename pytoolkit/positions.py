"""Positions as a pure fold over fills: idempotent, and independent of the order of arrival."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from pytoolkit.models.base import MONEY_CONTEXT, round_money
from pytoolkit.models.order import Fill, OrderIntent
from pytoolkit.models.position import ZERO, Position
from pytoolkit.models.signal import Signal

STOP_REASONS = ("STOP_LOSS", "BREAKEVEN", "TRAIL")


def opening(signal: Signal, *, at: datetime) -> Position:
    """Give the empty position of a signal that has a plan; its first fill follows."""
    return Position.model_validate(
        {
            "position_id": signal.signal_id,
            "account_id": signal.account_id,
            "strategy_id": signal.strategy_id,
            "config_hash": signal.config_hash,
            "symbol": signal.symbol,
            "asset_class": signal.asset_class,
            "timeframe": signal.timeframe,
            "side": signal.side,
            "conviction": signal.conviction,
            "signal_at": signal.at,
            "planned_entry": signal.entry_price,
            "planned_stop": signal.stop_price,
            "target_prices": signal.target_prices,
            "stop_price": signal.stop_price,
            "context": signal.context,
            "source": signal.source,
            "updated_at": at,
        }
    )


def fold(
    position: Position, fills: Iterable[Fill], *, entry_working: bool, at: datetime
) -> Position:
    """Fold fills into a position; the answer is the same object where nothing changed.

    Everything is computed anew from all fills in order of (at, entries first, execution_id), so
    duplicates and the order of arrival do not matter. An exit beyond what is open then waits
    among the fills, uncounted, until its entry is known.

    Args:
        position: as stored; its fills count.
        fills: further executions, in any order, known ones included.
        entry_working: whether more units may still be bought; a position is closed only without.
        at: market time of the change.
    """
    known = {fill.execution_id: fill for fill in position.fills}
    for fill in fills:
        known.setdefault(fill.execution_id, fill)
    ordered = tuple(
        sorted(
            known.values(),
            key=lambda fill: (fill.at, fill.side != position.side, fill.execution_id),
        )
    )
    entry_quantity = exit_quantity = entry_amount = exit_amount = fee_quantity = ZERO
    remaining_cost = realized = ZERO
    opened_at = closed_at = None
    exit_reason = ""
    for fill in ordered:
        units = position.units_of(fill)
        if fill.side == position.side:
            entry_quantity = MONEY_CONTEXT.add(entry_quantity, units)
            entry_amount = MONEY_CONTEXT.add(entry_amount, fill.amount)
            remaining_cost = MONEY_CONTEXT.add(remaining_cost, fill.amount)
            fee_quantity = MONEY_CONTEXT.add(fee_quantity, fill.fee_quantity)
            opened_at = opened_at or fill.at
            continue
        remaining = entry_quantity - fee_quantity - exit_quantity
        if units > remaining:
            continue
        cost = cost_of_exit(remaining_cost, units, remaining)
        remaining_cost = MONEY_CONTEXT.subtract(remaining_cost, cost)
        gain = MONEY_CONTEXT.subtract(fill.amount, cost)
        realized = MONEY_CONTEXT.add(realized, gain if position.side == "buy" else -gain)
        exit_quantity = MONEY_CONTEXT.add(exit_quantity, units)
        exit_amount = MONEY_CONTEXT.add(exit_amount, fill.amount)
        exit_reason, closed_at = fill.reason, fill.at
    nothing_left = entry_quantity > 0 and entry_quantity - fee_quantity == exit_quantity
    closed = nothing_left and not entry_working
    changes = {
        "fills": ordered,
        "status": "CLOSED" if closed else "OPEN",
        "entry_quantity": entry_quantity,
        "fee_quantity": fee_quantity,
        "exit_quantity": exit_quantity,
        "entry_amount": entry_amount,
        "exit_amount": exit_amount,
        "remaining_cost": remaining_cost,
        "realized_usd": realized,
        "opened_at": opened_at,
        "closed_at": closed_at if closed else None,
        "ds": closed_at.date() if closed and closed_at else None,
        "exit_reason": exit_reason,
    }
    if all(getattr(position, name) == value for name, value in changes.items()):
        return position
    changes["updated_at"] = at
    # The first fill makes the document; only a stored one has a successor.
    return position.next(**changes) if position.fills else position.changed(**changes)


def cost_of_exit(remaining_cost: Decimal, quantity: Decimal, remaining: Decimal) -> Decimal:
    """Give the cost that leaves with an exit; the last one takes what is left."""
    if quantity == remaining:
        return remaining_cost
    share = MONEY_CONTEXT.divide(MONEY_CONTEXT.multiply(remaining_cost, quantity), remaining)
    return round_money(share)


def exit_reason_of(position: Position, order: OrderIntent | None, leg: str, price: Decimal) -> str:
    """Say why an exit happened, from the order that filled.

    Args:
        position: what it closed.
        order: our own intent, where the exit was one; None for a leg the broker made.
        leg: role of the order.
        price: stop or limit price the leg stood at.
    """
    if order is not None and order.exit_reason:
        return order.exit_reason
    if leg.startswith("tp"):
        return leg.upper()
    if leg != "stop":
        return "MANUAL_EXIT"
    if price == position.stop_price:
        return position.stop_reason
    if price == position.planned_stop:
        return "STOP_LOSS"
    return "BREAKEVEN" if price == position.planned_entry else "TRAIL"
