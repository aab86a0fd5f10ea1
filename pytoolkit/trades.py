"""The trade row: a function of a closed position, what was posted for it, and the bars between."""

from datetime import datetime, timedelta
from decimal import Decimal

import polars as pl

from pytoolkit import frames
from pytoolkit.fees import FeeEstimate
from pytoolkit.models.base import MONEY_CONTEXT, AssetClass, Side, Timeframe, round_money
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.trade import Trade

AT_THE_OPEN = timedelta(minutes=1)
"""A fill this soon after the open saw the whole bar."""


def version_of(position: Position, settlement: Settlement | None) -> int:
    """Give the version of the trade row: it grows with either of its two sources."""
    return position.version + (settlement.version if settlement else 0)


def trade_of(
    position: Position,
    settlement: Settlement | None,
    bars: pl.DataFrame,
    estimate: FeeEstimate,
    *,
    recorded_at: datetime,
    run_id: str = "",
) -> Trade:
    """Make the row of `fact_trades` from a closed position.

    Args:
        position: closed, with all its fills.
        settlement: posted fees; None while they are not known.
        bars: of its symbol, in the units of its entry (`frames.in_units_of`), covering its life.
        estimate: fees in force until the posted ones are known.
        recorded_at: market time.
        run_id: run that writes the row.

    Raises:
        ValueError: the position is not closed.
    """
    if position.ds is None or position.opened_at is None or position.closed_at is None:
        raise ValueError(f"position {position.key} is {position.status}, not a closed trade")
    fee = settlement.actual_fee_usd if settlement else estimate.usd
    pnl = round_money(MONEY_CONTEXT.subtract(position.realized_usd, fee))
    entry_price = average_price(position.entry_amount, position.entry_quantity)
    best, worst = excursions(position, bars)
    return Trade.model_validate(
        {
            "trade_id": position.position_id,
            "account_id": position.account_id,
            "strategy_id": position.strategy_id,
            "config_hash": position.config_hash,
            "symbol": position.symbol,
            "asset_class": position.asset_class,
            "timeframe": position.timeframe,
            "side": position.side,
            "conviction": position.conviction,
            "signal_at": position.signal_at,
            "entry_at": position.opened_at,
            "exit_at": position.closed_at,
            "duration_s": int((position.closed_at - position.opened_at).total_seconds()),
            "quantity": position.entry_quantity,
            "target_entry_price": position.planned_entry,
            "entry_price": entry_price,
            "exit_price": average_price(position.exit_amount, position.exit_quantity),
            "stop_price": position.planned_stop,
            "target_prices": position.target_prices,
            "entry_amount": position.entry_amount,
            "exit_amount": position.exit_amount,
            "exit_reason": position.exit_reason,
            "pnl_usd": pnl,
            "pnl_pct": float(100 * pnl / position.entry_amount),
            "fee_usd": fee,
            "slippage_pct": slippage_pct(position.side, entry_price, position.planned_entry),
            "mfe_pct": best,
            "mae_pct": worst,
            "context": position.context,
            "estimated_fee_usd": estimate.usd,
            "actual_fee_usd": settlement.actual_fee_usd if settlement else None,
            "fee_finalized": settlement is not None,
            "fee_calculation_type": settlement.fee_calculation_type if settlement else "ESTIMATED",
            "fee_tier": estimate.tier,
            "fee_reconciled_at": settlement.reconciled_at if settlement else None,
            "fill_count": len(position.fills),
            "source": position.source,
            "ds": position.ds,
            "version": version_of(position, settlement),
            "run_id": run_id,
            "recorded_at": recorded_at,
        }
    )


def average_price(amount: Decimal, quantity: Decimal) -> Decimal:
    """Give amount / quantity to 9 places, for display; the amounts are the truth."""
    return round_money(MONEY_CONTEXT.divide(amount, quantity))


def slippage_pct(side: Side, filled: Decimal, planned: Decimal) -> float:
    """Give 100 x adverse (fill - plan) / plan: positive where the fill was worse."""
    worse = filled - planned if side == "buy" else planned - filled
    return float(100 * worse / planned)


def excursions(position: Position, bars: pl.DataFrame) -> tuple[float, float]:
    """Give the best and the worst move between entry and exit, in % of the entry price, each >= 0.

    Only prices that certainly lie between the two count: of the entry's bar its extremes where the
    entry was at its open, else its close; of the exit's bar its open; all of the bars between; and
    the exits themselves.
    """
    entry = float(average_price(position.entry_amount, position.entry_quantity))
    seen = [float(fill.price) for fill in position.fills if fill.side != position.side]
    if position.opened_at and position.closed_at and not bars.is_empty():
        seen += _between(bars, position, position.opened_at, position.closed_at)
    up = max(0.0, 100 * (max(seen, default=entry) - entry) / entry)
    down = max(0.0, 100 * (entry - min(seen, default=entry)) / entry)
    return (up, down) if position.side == "buy" else (down, up)


def _between(
    bars: pl.DataFrame, position: Position, opened: datetime, closed: datetime
) -> list[float]:
    timeframe, asset_class = position.timeframe, position.asset_class
    rows = list(bars.select("at", "open", "high", "low", "close").iter_rows())
    first = max((n for n, row in enumerate(rows) if row[0] <= opened), default=0)
    last = max((n for n, row in enumerate(rows) if row[0] <= closed), default=0)
    seen: list[float] = []
    for number in range(first, last + 1):
        at, start, high, low, close = rows[number]
        whole = number > first or at_the_open(opened, at, timeframe, asset_class)
        if number == last:
            seen += [start] if whole and not at_the_open(closed, at, timeframe, asset_class) else []
        else:
            seen += [high, low] if whole else [close]
    return seen


def at_the_open(
    fill_at: datetime, bar_at: datetime, timeframe: Timeframe, asset_class: AssetClass
) -> bool:
    """Say whether a fill happened at its bar's open; an equity's day opens with its session."""
    opens = bar_at
    if timeframe == "1Day" and asset_class == "EQUITY":
        session = frames.session_of(bar_at.date())
        opens = session.open_at if session else bar_at
    return fill_at <= opens + AT_THE_OPEN
