"""Loop A: closed positions become rows of `fact_trades`."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from pytoolkit import export, fees, trades, validate
from pytoolkit.loops.base import Bars, Rows, leased, result_of
from pytoolkit.models.job import JobResult
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.trade import Trade
from pytoolkit.ports import Context

JOB = "trades"
BEFORE_ENTRY = timedelta(days=7)
"""Bars are read from here, so that the bar of the entry is among them."""


def run(ds: date, ctx: Context) -> JobResult:
    """Export every closed position with row ds <= ds whose trade is not in the warehouse yet."""
    with leased(ctx, JOB):
        found = validate.documents(ctx.hot, Position)
        due = [each for each in found.good if each.ds is not None and each.ds <= ds]
        rows, skipped = due_rows(ctx, due, settlements(ctx))
        done = export.export_rows(ctx, Trade, rows.candidates)
        return result_of(
            ctx,
            JOB,
            ds,
            done,
            bad=[*found.bad, *rows.bad],
            still_open=len(found.good) - len(due),
            skipped=skipped,
        )


def settlements(ctx: Context) -> dict[str, Settlement]:
    """Read every settlement by the key of its trade; a corrupt one counts as not there."""
    return {each.key: each for each in validate.documents(ctx.hot, Settlement).good}


def due_rows(
    ctx: Context, positions: Sequence[Position], settled: Mapping[str, Settlement]
) -> tuple[Rows, int]:
    """Build the rows of closed positions that are not exported at their present version.

    Returns:
        The rows, and how many positions had nothing to do.
    """
    known = export.marks(ctx.hot, Trade, [each.key for each in positions])
    waiting = []
    for position in positions:
        mark = known.get(position.key)
        version = trades.version_of(position, settled.get(position.key))
        if mark is None or mark.row_version < version:
            waiting.append(position)
    bars, rows, now = Bars(ctx.market), Rows(Trade), ctx.clock.now()

    def row_of(position: Position) -> Trade:
        opened, closed = position.opened_at, position.closed_at
        if opened is None or closed is None:
            raise ValueError(f"position {position.key} is {position.status} without its fills")
        day = timedelta(days=1)
        # Quantities and prices of a trade are in the units after its last split.
        units = position.splits[-1].ds if position.splits else opened.date()
        life = bars.read(
            position.symbol, position.timeframe, opened - BEFORE_ENTRY, closed + day, units
        )
        return trades.trade_of(
            position,
            settled.get(position.key),
            life,
            # What a pair's buy paid in units is in its cost already.
            fees.estimate_fees(
                position.asset_class,
                [fees.Execution.of(fill) for fill in position.fills if not fill.fee_quantity],
            ),
            recorded_at=now,
            run_id=ctx.run_id,
        )

    rows.build(waiting, row_of)
    return rows, len(positions) - len(waiting)
