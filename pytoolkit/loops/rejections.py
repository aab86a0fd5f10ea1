"""Loop B: what would have become of the signals that were not traded."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pytoolkit import decision, export, frames, validate
from pytoolkit.loops.base import HORIZON, Bars, Rows, end_of, leased, result_of
from pytoolkit.loops.definitions import Definitions
from pytoolkit.models.base import JsonDict
from pytoolkit.models.job import JobResult
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.models.trade import RejectedSignal, TradeType
from pytoolkit.outcome import Simulated, what_if
from pytoolkit.ports import Context

JOB = "rejections"
TRADE_TYPES: Mapping[RejectedBy, TradeType] = {
    RejectedBy.GATE: "FILTERED",
    RejectedBy.VALIDATION: "VALIDATION_FAILED",
    RejectedBy.RISK: "RISK_BLOCKED",
    RejectedBy.KILL_SWITCH: "RISK_BLOCKED",
    RejectedBy.BROKER: "THEORETICAL",
}
"""What the row is called, by who said no; the broker's no came after we had wanted the trade."""
CALENDAR_FACTOR = {"1Day": 2, "1Hour": 8, "15Min": 8, "5Min": 8, "1Min": 8}
"""Calendar time per bar of trading time, with room for holidays."""


def run(ds: date, ctx: Context) -> JobResult:
    """Simulate every unexported rejection with row ds + 7 days <= ds over its fixed horizon."""
    with leased(ctx, JOB):
        found = validate.documents(ctx.hot, Signal, [("status", "==", SignalStatus.REJECTED)])
        due = [each for each in found.good if each.ds + HORIZON <= ds]
        known = export.marks(ctx.hot, RejectedSignal, [each.key for each in due])
        waiting = [
            each
            for each in due
            if each.key not in known or known[each.key].row_version < each.version
        ]
        bars, definitions, now = Bars(ctx.market), Definitions(ctx), ctx.clock.now()

        def row_of(signal: Signal) -> RejectedSignal:
            strategy = definitions.strategy(signal.config_hash)
            horizon_end = signal.ds + HORIZON
            seen = bars.read(
                signal.symbol,
                signal.timeframe,
                first_bar(signal, strategy),
                end_of(horizon_end),
                signal.ds,
            )
            asset = definitions.asset(signal.symbol)
            simulated = what_if(signal, strategy, seen, asset, horizon_end)
            return rejected_row(signal, simulated, horizon_end, recorded_at=now, run_id=ctx.run_id)

        rows = Rows(RejectedSignal)
        rows.build(waiting, row_of)
        return result_of(
            ctx,
            JOB,
            ds,
            export.export_rows(ctx, RejectedSignal, rows.candidates),
            bad=[*found.bad, *rows.bad],
            still_open=len(found.good) - len(due),
            skipped=len(due) - len(waiting),
        )


def first_bar(signal: Signal, strategy: Strategy) -> datetime:
    """Give an instant before the oldest bar the strategy's rules look at."""
    length = frames.LENGTHS[signal.timeframe] * CALENDAR_FACTOR[signal.timeframe]
    return signal.at - decision.history_of(strategy) * length - timedelta(days=14)


def rejected_row(
    signal: Signal,
    simulated: Simulated,
    horizon_end: date,
    *,
    recorded_at: datetime,
    run_id: str = "",
) -> RejectedSignal:
    """Make the row of `fact_rejected_signals` from a signal and what would have become of it."""
    if signal.rejected_by is None:
        raise ValueError(f"signal {signal.key} is REJECTED, but nobody is named who did")
    return RejectedSignal.model_validate(
        {
            **plan_columns(signal),
            **outcome_columns(simulated),
            "signal_id": signal.signal_id,
            "trade_type": TRADE_TYPES[signal.rejected_by],
            "rejected_by": signal.rejected_by.value,
            "reason": signal.reason,
            "gate": signal.gate,
            "gate_text": signal.gate_text,
            "observed": signal.observed,
            "original": signal.original,
            "horizon_end": horizon_end,
            "censored": simulated.censored,
            "entered": simulated.entered,
            "ds": signal.ds,
            "version": signal.version,
            "run_id": run_id,
            "recorded_at": recorded_at,
        }
    )


def plan_columns(signal: Signal) -> JsonDict:
    """Give what a signal says, in the columns it shares with a trade."""
    return {
        "trade_id": signal.signal_id,
        "account_id": signal.account_id,
        "strategy_id": signal.strategy_id,
        "config_hash": signal.config_hash,
        "symbol": signal.symbol,
        "asset_class": signal.asset_class,
        "timeframe": signal.timeframe,
        "side": signal.side,
        "conviction": signal.conviction,
        "signal_at": signal.at,
        "target_entry_price": signal.entry_price,
        "stop_price": signal.stop_price,
        "target_prices": signal.target_prices,
        "context": signal.context,
    }


def outcome_columns(simulated: Simulated) -> JsonDict:
    """Give a simulated trade in the columns of a real one; all null where nothing was entered."""
    entered = simulated.entered
    return {
        "entry_at": simulated.entry_at,
        "exit_at": simulated.exit_at,
        "duration_s": simulated.duration_s,
        "quantity": simulated.quantity if entered else None,
        "entry_price": simulated.entry_price,
        "exit_price": simulated.exit_price,
        "entry_amount": simulated.entry_amount,
        "exit_amount": simulated.exit_amount,
        "exit_reason": simulated.exit_reason,
        "pnl_usd": simulated.pnl_usd,
        "pnl_pct": simulated.pnl_pct,
        "fee_usd": simulated.fee_usd if entered else None,
        "slippage_pct": simulated.slippage_pct,
        "mfe_pct": simulated.mfe_pct,
        "mae_pct": simulated.mae_pct,
    }
