"""What a demonstration did, counted from the stores it left, never from what it meant to do."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from pytoolkit.models.account import AccountSnapshot
from pytoolkit.models.base import Document, Fact
from pytoolkit.models.job import JobRecord, JobStatus
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import StrategyVersion
from pytoolkit.models.trade import ExpiredSignal, RejectedSignal, Trade
from pytoolkit.ports import Context

FACTS: tuple[type[Fact], ...] = (
    Trade,
    RejectedSignal,
    ExpiredSignal,
    AccountSnapshot,
    StrategyVersion,
)
"""Cold tables that a told story must not leave empty."""
BOOKS = "books"
"""Name of the job that proves the books."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one story.

    Attributes:
        bars: daily bars the service saw.
        signals: entry rules that fired.
        rejections: signals not traded, by gate or risk rule.
        orders: order intents, replaces and cancels of exits included.
        fills: executions folded into positions.
        open_positions: positions still open.
        closed_positions: positions closed.
        pnl_usd: sum over fact_trades, fees in force deducted.
        rows: rows per cold table.
        fees_finalized: trades whose posted fees are settled.
        reports: HTML reports written.
        failed: jobs that did not succeed, as `job ds: reason`.
        proven: whether the books balanced on every day that was looked at.
    """

    bars: int
    signals: int
    rejections: dict[str, int]
    orders: int
    fills: int
    open_positions: int
    closed_positions: int
    pnl_usd: Decimal
    rows: dict[str, int]
    fees_finalized: int
    reports: int
    failed: tuple[str, ...]
    proven: bool

    @property
    def shortcomings(self) -> list[str]:
        """Give a sentence for each thing that must not be so at the end of the story."""
        said = [f"failed: {job}" for job in self.failed]
        said += [f"{table} is empty" for table, rows in self.rows.items() if not rows]
        if not self.fees_finalized:
            said.append("no fee was finalised")
        if not self.proven:
            said.append("the books do not balance")
        return said


def summarize(ctx: Context, bars: int) -> Summary:
    """Count what the stores of a context hold."""
    # What the clean-up took out of the hot store is counted in the warehouse and the event log.
    trades, refused = (ctx.cold.read(model.TABLE.name) for model in (Trade, RejectedSignal))
    archived = {*map(str, trades["trade_id"]), *map(str, refused["signal_id"])}
    signals = [each for each in ctx.hot.find(Signal) if each.key not in archived]
    positions = [each for each in ctx.hot.find(Position) if each.key not in archived]
    gates = [gate or by for gate, by in refused.select("gate", "rejected_by").iter_rows()]
    ended = [line for line in _ledger(ctx) if line.status is not JobStatus.STARTED]
    books = [line for line in ended if line.job == BOOKS]
    return Summary(
        bars=bars,
        signals=_ever(ctx, Signal),
        rejections=dict(
            Counter(
                gates
                + [
                    signal.gate or str(signal.rejected_by)
                    for signal in signals
                    if signal.status is SignalStatus.REJECTED
                ]
            ).most_common()
        ),
        orders=_ever(ctx, OrderIntent),
        fills=int(trades["fill_count"].sum()) + sum(len(position.fills) for position in positions),
        open_positions=sum(position.status == "OPEN" for position in positions),
        closed_positions=trades.height + sum(position.status == "CLOSED" for position in positions),
        pnl_usd=sum(trades["pnl_usd"], Decimal(0)),
        rows={model.TABLE.name: len(ctx.cold.read(model.TABLE.name)) for model in FACTS},
        fees_finalized=int(trades["fee_finalized"].sum()),
        reports=sum(bool(line.report_path) for line in ended),
        failed=tuple(
            f"{line.job} {line.ds}: {line.reason}"
            for line in ended
            if line.status not in (JobStatus.SUCCEEDED, JobStatus.SKIPPED)
        ),
        proven=bool(books) and all(line.status is JobStatus.SUCCEEDED for line in books),
    )


def _ever(ctx: Context, model: type[Document]) -> int:
    """Count the documents of a collection that ever were, by the log of their moves."""
    return len({event.entity_key for event in ctx.hot.events(model)})


def _ledger(ctx: Context) -> list[JobRecord]:
    return [line for line in ctx.hot.log(JobRecord) if isinstance(line, JobRecord)]
