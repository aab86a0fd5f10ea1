"""What became, or would have become, of a signal: the core's simulator with money.

The core gives events whose prices are levels, opens or a last close; here they become fills with
exact amounts, fees and slippage. Loops B and C and the backtest all ask this room.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import polars as pl

from pytoolkit import core, plan
from pytoolkit.decision import evaluate_for, history_of
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.outcome.playing import TRAIL, Fees, play
from pytoolkit.outcome.result import ZERO, Simulated, SimulatedFill
from pytoolkit.risk import size

WINDOWED_ROWS = 200_000
"""Bars of all windows that are evaluated at once: some 10 MiB."""

__all__ = [
    "Fees",
    "Simulated",
    "SimulatedFill",
    "exact_columns",
    "play",
    "rules_of",
    "what_if",
]


def what_if(
    signal: Signal,
    strategy: Strategy,
    bars: pl.DataFrame,
    asset: Asset,
    horizon_end: date,
    *,
    fees: Fees = "tier",
    slippage_bps: Decimal = ZERO,
) -> Simulated:
    """Simulate a signal as it would have been traded live, up to a fixed horizon.

    Only bars with signal ds < date <= horizon_end count; what is open after the last of them is
    marked at its close. Trail and exit rules of each bar are evaluated from exactly `history` bars,
    as live. Without a quantity the signal is sized by the strategy's risk, to at least one unit.

    Args:
        signal: traded or not.
        strategy: the definition the signal was made by.
        bars: of the signal's symbol, in the units of its plan, from `history` bars before it on.
        asset: increments of the symbol.
        horizon_end: last day to look at.
        fees: how fees are estimated.
        slippage_bps: adverse, on market and stop fills.

    Returns:
        Not entered where the entry did not fill, or the plan has no entry price or stop.
    """
    own = bars.filter((pl.col("symbol") == signal.symbol) & (pl.col("at").dt.date() <= horizon_end))
    first = own.filter(pl.col("at").dt.date() <= signal.ds).height
    after = own.slice(first)
    quantity = signal.quantity or max(size(signal, strategy.risk, asset), Decimal(1))
    if after.is_empty() or signal.entry_price is None or signal.stop_price is None:
        return Simulated(quantity)
    columns = exact_columns(strategy, own, first, rules_of(strategy, signal))
    return play(
        signal,
        strategy,
        after,
        columns,
        asset,
        quantity=quantity,
        fees=fees,
        slippage_bps=slippage_bps,
    )


def rules_of(strategy: Strategy, signal: Signal) -> dict[str, str]:
    """Give what is evaluated on the bars of a trade: `trail`, and exit rules by their reason."""
    rules = plan.exit_rules(strategy)
    if strategy.trail is None or signal.entry_price is None or signal.stop_price is None:
        return rules
    prices = float(signal.entry_price), float(signal.stop_price)
    return {TRAIL: core.substituted(strategy.trail, *prices), **rules}


def exact_columns(
    strategy: Strategy, bars: pl.DataFrame, first: int, rules: Mapping[str, str]
) -> pl.DataFrame:
    """Evaluate rules on each bar from row `first` on, from exactly `history` bars each.

    Args:
        strategy: its history, length of bars and sessions.
        bars: of one symbol.
        first: row of the first bar that is asked for.
        rules: columns to evaluate.

    Returns:
        symbol, at and the rules' columns, one row per bar; nothing where there are no rules.
    """
    if not rules:
        return pl.DataFrame()
    together = max(1, WINDOWED_ROWS // history_of(strategy))
    return pl.concat(
        _windowed(strategy, bars, row, min(row + together, bars.height), rules)
        for row in range(first, bars.height, together)
    )


def _windowed(
    strategy: Strategy, bars: pl.DataFrame, first: int, last: int, rules: Mapping[str, str]
) -> pl.DataFrame:
    """Evaluate the window of each row at once, as if each were a symbol of its own."""
    row = pl.int_range(first, last, eager=True).alias("row")
    begins = (row + 1 - history_of(strategy)).clip(lower_bound=0)
    windows = pl.DataFrame({"row": row, "index": pl.int_ranges(begins, row + 1, eager=True)})
    cells = windows.explode("index")
    # Of equal length, so that they sort as the rows do.
    names = cells["row"].cast(pl.String).str.zfill(len(str(last)))
    found = evaluate_for(strategy, bars[cells["index"]].with_columns(symbol=names), rules)
    ends = (row + 1 - begins).cum_sum() - 1
    return found[ends].with_columns(symbol=bars["symbol"][first:last])
