"""Loop C: entries that waited and never filled: how near they came, and what they missed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from pytoolkit import export, validate
from pytoolkit.loops.base import Bars, Rows, end_of, leased, result_of
from pytoolkit.loops.definitions import Definitions
from pytoolkit.loops.rejections import first_bar
from pytoolkit.models.base import JsonDict
from pytoolkit.models.job import JobResult
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.models.trade import ExpiredSignal
from pytoolkit.outcome import exact_columns, play, rules_of
from pytoolkit.ports import Context
from pytoolkit.risk import size

JOB = "expired"


def run(ds: date, ctx: Context) -> JobResult:
    """Export every signal that lapsed with row ds <= ds and is not in the warehouse yet."""
    with leased(ctx, JOB):
        found = validate.documents(ctx.hot, Signal, [("status", "==", SignalStatus.EXPIRED)])
        due = [each for each in found.good if each.valid_until.date() <= ds]
        known = export.marks(ctx.hot, ExpiredSignal, [each.key for each in due])
        waiting = [
            each
            for each in due
            if each.key not in known or known[each.key].row_version < each.version
        ]
        bars, definitions, now = Bars(ctx.market), Definitions(ctx), ctx.clock.now()

        def row_of(signal: Signal) -> ExpiredSignal:
            strategy = definitions.strategy(signal.config_hash)
            seen = bars.read(
                signal.symbol,
                signal.timeframe,
                first_bar(signal, strategy),
                end_of(signal.valid_until.date()),
                signal.ds,
            )
            asset = definitions.asset(signal.symbol)
            return expired_row(signal, strategy, seen, asset, recorded_at=now, run_id=ctx.run_id)

        rows = Rows(ExpiredSignal)
        rows.build(waiting, row_of)
        return result_of(
            ctx,
            JOB,
            ds,
            export.export_rows(ctx, ExpiredSignal, rows.candidates),
            bad=[*found.bad, *rows.bad],
            still_open=len(found.good) - len(due),
            skipped=len(due) - len(waiting),
        )


def expired_row(
    signal: Signal,
    strategy: Strategy,
    bars: pl.DataFrame,
    asset: Asset,
    *,
    recorded_at: datetime,
    run_id: str = "",
) -> ExpiredSignal:
    """Make the row of `fact_signals_expired`; it looks at no bar after the validity.

    Args:
        signal: expired.
        strategy: the definition it was made by.
        bars: of its symbol, from the strategy's history on, in the units of its plan.
        asset: increments of the symbol.
        recorded_at: market time.
        run_id: run that writes the row.
    """
    valid = bars.filter((pl.col("at") > signal.at) & (pl.col("at") < signal.valid_until))
    return ExpiredSignal.model_validate(
        {
            "signal_id": signal.signal_id,
            "account_id": signal.account_id,
            "strategy_id": signal.strategy_id,
            "config_hash": signal.config_hash,
            "symbol": signal.symbol,
            "asset_class": signal.asset_class,
            "timeframe": signal.timeframe,
            "side": signal.side,
            "order": signal.order,
            "signal_at": signal.at,
            "valid_until": signal.valid_until,
            "entry_price": signal.entry_price,
            "stop_price": signal.stop_price,
            "target_prices": signal.target_prices,
            "context": signal.context,
            **_approach(signal, valid),
            **_missed(signal, strategy, bars, valid, asset),
            "ds": signal.valid_until.date(),
            "version": signal.version,
            "run_id": run_id,
            "recorded_at": recorded_at,
        }
    )


def _approach(signal: Signal, valid: pl.DataFrame) -> JsonDict:
    """Find the traded price that came nearest to the entry while it was valid."""
    if valid.is_empty() or signal.entry_price is None:
        return {"nearest_price": None, "distance_pct": None}
    entry = float(signal.entry_price)
    reached = [min(max(entry, low), high) for low, high in valid.select("low", "high").iter_rows()]
    nearest = min(reached, key=lambda price: abs(price - entry))
    return {
        "nearest_price": Decimal(repr(round(nearest, 9))),
        "distance_pct": 100 * abs(entry - nearest) / entry,
    }


def _missed(
    signal: Signal, strategy: Strategy, bars: pl.DataFrame, valid: pl.DataFrame, asset: Asset
) -> JsonDict:
    """Simulate an entry at the reference close, to the end of the validity, before fees."""
    nothing = {"mfe_pct": None, "outcome_pct": None, "outcome_reason": ""}
    first = bars.filter(pl.col("at") <= signal.at).height
    if valid.is_empty() or not first:
        return nothing
    reference = float(bars["close"][first - 1])
    best: Any = valid["high"].max() if signal.side == "buy" else valid["low"].min()
    move = best - reference if signal.side == "buy" else reference - best
    missed: JsonDict = {**nothing, "mfe_pct": max(0.0, 100 * move / reference)}
    if signal.stop_price is None:
        return missed
    own = bars.head(first + valid.height)
    close = Decimal(repr(round(reference, 9)))
    at_close = signal.changed(order="market", entry_price=close)
    # The close of the signal bar as a bar of its own: the entry fills there, and nothing else.
    entered = pl.col("at") == own["at"][first - 1]
    moment = {name: pl.when(entered).then("close").otherwise(name) for name in _REST}
    played = own.slice(first - 1).with_columns(**moment)
    result = play(
        at_close,
        strategy,
        played,
        exact_columns(strategy, own, first - 1, rules_of(strategy, at_close)),
        asset,
        quantity=signal.quantity or max(size(signal, strategy.risk, asset), Decimal(1)),
        fees="none",
    )
    return {**missed, "outcome_pct": result.pnl_pct, "outcome_reason": result.exit_reason}


_REST = ("open", "high", "low")
