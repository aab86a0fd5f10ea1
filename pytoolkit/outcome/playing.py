"""From the core's events to fills with money: amounts, slippage, fees, excursions."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import polars as pl

from pytoolkit import core, plan
from pytoolkit.decision import bar_end, bar_start
from pytoolkit.fees import BPS, Execution, FeeEstimate, estimate_fees
from pytoolkit.models.base import MONEY_CONTEXT, Side, amount_of, round_money
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.outcome.result import ZERO, Simulated, SimulatedFill

Fees = Literal["tier", "none"] | Decimal
"""`tier`: the tables of `pytoolkit.fees`; a Decimal: basis points of every fill's amount."""
ENTRY, TRAIL, HORIZON = "ENTRY", "trail", "HORIZON"


def play(
    signal: Signal,
    strategy: Strategy,
    bars: pl.DataFrame,
    columns: pl.DataFrame,
    asset: Asset,
    *,
    quantity: Decimal,
    fees: Fees = "tier",
    slippage_bps: Decimal = ZERO,
) -> Simulated:
    """Simulate a signal with a plan over given bars and the values of `rules_of` on them.

    Args:
        signal: with entry price and stop.
        strategy: the definition the signal was made by.
        bars: from the first one after the signal bar to the horizon.
        columns: one row per bar; empty where the strategy has neither trail nor exit rules.
        asset: increments of the symbol.
        quantity: units to enter.
        fees: how fees are estimated.
        slippage_bps: adverse, on market and stop fills.
    """
    assert signal.entry_price is not None, "only a signal with a plan can be played"
    assert signal.stop_price is not None, "only a signal with a plan can be played"
    ladder = plan.ladder_of(strategy, signal.target_prices, quantity, asset)
    reasons = [name for name in columns.columns if name not in ("symbol", "at", TRAIL)]
    events = core.simulate(
        core.Plan(
            signal.side,
            signal.order,
            float(signal.entry_price),
            strategy.valid_for,
            float(signal.stop_price),
            plan.price_steps(asset),
        ),
        [part for part, _ in ladder],
        bars,
        trail=columns[TRAIL] if TRAIL in columns.columns else None,
        exits={name: columns[name] for name in reasons},
    )
    if not events:
        return Simulated(quantity)
    sizes = [units for _, units in ladder]
    fills = _fills(signal, bars, events, quantity=quantity, sizes=sizes, slippage_bps=slippage_bps)
    return _settled(signal, bars, events, fills, fees)


def _fills(
    signal: Signal,
    bars: pl.DataFrame,
    events: Sequence[core.Event],
    *,
    quantity: Decimal,
    sizes: Sequence[Decimal],
    slippage_bps: Decimal,
) -> tuple[SimulatedFill, ...]:
    exit_side: Side = "sell" if signal.side == "buy" else "buy"
    fills: list[SimulatedFill] = []
    for event in events:
        side, units = exit_side, sizes[event.part]
        if event.reason == ENTRY:
            side, units = signal.side, quantity
        price = Decimal(repr(event.price))
        if _slips(event, signal):
            price = _slipped(price, side, slippage_bps)
        bar_at = bars["at"][event.bar]
        at = (bar_start if event.moment == "open" else bar_end)(
            bar_at, signal.timeframe, signal.asset_class
        )
        amount = amount_of(units, price)
        fills.append(
            SimulatedFill(at, bar_at, event.part, side, units, price, amount, event.reason)
        )
    return tuple(fills)


def _slips(event: core.Event, signal: Signal) -> bool:
    """Say whether a fill is at the market's mercy: not at a limit, and not a mark."""
    if event.reason == ENTRY:
        return signal.order != "limit"
    return not event.reason.startswith("TP") and event.reason != HORIZON


def _slipped(price: Decimal, side: Side, bps: Decimal) -> Decimal:
    factor = 1 + (bps if side == "buy" else -bps) / BPS
    return round_money(MONEY_CONTEXT.multiply(price, factor))


def _settled(
    signal: Signal,
    bars: pl.DataFrame,
    events: Sequence[core.Event],
    fills: tuple[SimulatedFill, ...],
    fees: Fees,
) -> Simulated:
    entry, exits = fills[0], fills[1:]
    paid = _fee_of(signal, [fill for fill in fills if fill.reason != HORIZON], fees)
    gained = sum((fill.amount for fill in exits), ZERO) - entry.amount
    pnl = round_money((gained if signal.side == "buy" else -gained) - paid.usd)
    assert signal.entry_price is not None, "a played signal has a plan"
    worse = entry.price - signal.entry_price
    best, worst = _excursions(signal.side, bars, events, fills)
    return Simulated(
        quantity=entry.quantity,
        censored=exits[-1].reason == HORIZON,
        fills=fills,
        fee_usd=paid.usd,
        fee_tier=paid.tier,
        pnl_usd=pnl,
        pnl_pct=float(100 * pnl / entry.amount),
        slippage_pct=float(100 * (worse if signal.side == "buy" else -worse) / signal.entry_price),
        mfe_pct=best,
        mae_pct=worst,
        exit_reason=exits[-1].reason,
    )


def _fee_of(signal: Signal, fills: Sequence[SimulatedFill], fees: Fees) -> FeeEstimate:
    """Give the fees of a simulated trade's fills."""
    if fees == "none":
        return FeeEstimate(ZERO, "none")
    if isinstance(fees, Decimal):
        amount = sum((fill.amount for fill in fills), ZERO)
        return FeeEstimate(round_money(MONEY_CONTEXT.multiply(amount, fees / BPS)), f"{fees} bps")
    executions = [
        Execution(
            fill.side, fill.quantity, fill.amount, fill.at.date(), fill.reason.startswith("TP")
        )
        for fill in fills
    ]
    return estimate_fees(signal.asset_class, executions)


def _excursions(
    side: Side,
    bars: pl.DataFrame,
    events: Sequence[core.Event],
    fills: Sequence[SimulatedFill],
) -> tuple[float, float]:
    """Give the best and the worst move, by prices that certainly lie between entry and exit.

    The same rule as for real trades: of the entry's bar its extremes where the entry was at its
    open, else its close; of the exit's bar its open; all of the bars between; and the exits.
    """
    entry, last = events[0], events[-1]
    seen = [float(fill.price) for fill in fills[1:]]
    for bar in range(entry.bar, last.bar + 1):
        whole = bar > entry.bar or entry.moment == "open"
        if bar == last.bar and last.moment != "close":
            seen += [bars["open"][bar]] if whole else []
        else:
            seen += [bars["high"][bar], bars["low"][bar]] if whole else [bars["close"][bar]]
    price = float(fills[0].price)
    up = max(0.0, 100 * (max(seen) - price) / price)
    down = max(0.0, 100 * (price - min(seen)) / price)
    return (up, down) if side == "buy" else (down, up)
