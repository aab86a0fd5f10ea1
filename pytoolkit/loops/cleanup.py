"""Cleanup, the last job: what is terminal, verified in the warehouse and old leaves the hot store.

A document goes only at the version that was read back equal, and only while the warehouse still
holds its row: the last copy of anything is never deleted. What failed validation stays.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pytoolkit import export, trades, validate
from pytoolkit.loops.base import end_of, leased
from pytoolkit.loops.trades import settlements
from pytoolkit.models.base import Document, Fact
from pytoolkit.models.job import ExportMark, JobResult
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.trade import ExpiredSignal, RejectedSignal, Trade
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import Context

JOB = "cleanup"
COLLECTIONS = tuple(
    table.name for table in (Position.TABLE, Settlement.TABLE, Signal.TABLE, OrderIntent.TABLE)
)
"""In the order in which they are cleaned."""
TARGETS: Mapping[SignalStatus, type[Fact]] = {
    SignalStatus.CLOSED: Trade,
    SignalStatus.INVALIDATED: Trade,
    SignalStatus.EXPIRED: ExpiredSignal,
    SignalStatus.REJECTED: RejectedSignal,
}
"""Where a signal that ended so is archived."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the warehouse holds right now of what was marked exported: its version, by key."""

    rows: Mapping[type[Fact], Mapping[str, int]]
    marks: Mapping[type[Fact], Mapping[str, ExportMark]]

    def version(self, target: type[Fact], key: str) -> int:
        """Give the version that is both marked and still stored; 0: none."""
        mark = self.marks[target].get(key)
        stored = self.rows[target].get(key, 0)
        return mark.row_version if mark is not None and stored >= mark.row_version else 0


def run(ds: date, ctx: Context) -> JobResult:
    """Delete hot documents past retention, as of the end of a day."""
    with leased(ctx, JOB):
        verified = _verified(ctx)
        until = end_of(ds)
        settled = settlements(ctx)
        held = validate.documents(ctx.hot, Position)
        signals = validate.documents(ctx.hot, Signal)
        orders = validate.documents(ctx.hot, OrderIntent)
        old = [each for each in held.good if _position_may_go(each, settled, verified, until)]
        # The position goes first: a trade row is made from it and its settlement, and a position
        # that lost its settlement would look like an older version of itself.
        counts = [_delete(ctx, Position, old)]
        kept = {each.key for each in held.good} - {each.key for each in old}
        counts.append(
            _delete(
                ctx,
                Settlement,
                [
                    each
                    for each in settled.values()
                    if each.key not in kept and verified.version(Trade, each.key)
                ],
            )
        )
        ended = [each for each in signals.good if _signal_may_go(each, verified, until)]
        counts.append(_delete(ctx, Signal, ended))
        waiting = {each.key for each in signals.good} - {each.key for each in ended}
        unread = {bad.source.rpartition("/")[2] for bad in (*held.bad, *signals.bad)}
        in_use = frozenset(kept | waiting | unread)
        done = [each for each in orders.good if _order_may_go(each, in_use, until)]
        counts.append(_delete(ctx, OrderIntent, done))
        read = sum(map(len, (held.good, settled, signals.good, orders.good)))
        return JobResult(
            job=JOB,
            ds=ds,
            read=read,
            still_open=read - sum(counts),
            skipped=sum(counts),
            outputs={
                name: {"deleted": count} for name, count in zip(COLLECTIONS, counts, strict=True)
            },
            notes=tuple(
                f"kept, cannot be read: {bad.source}"
                for bad in (*held.bad, *signals.bad, *orders.bad)
            ),
        )


def _verified(ctx: Context) -> Verified:
    targets = (Trade, ExpiredSignal, RejectedSignal)
    rows: dict[type[Fact], dict[str, int]] = {}
    for target in targets:
        (key,) = target.TABLE.key
        table = ctx.cold.read(target.TABLE.name).select(key, "version")
        rows[target] = {str(name): version for name, version in table.iter_rows()}
    return Verified(rows, {target: export.marks(ctx.hot, target) for target in targets})


def is_past(model: type[Document], since: datetime, until: datetime) -> bool:
    """Say whether a document's retention has passed; one without retention never goes."""
    days = model.TABLE.retention_days
    return days is not None and since + timedelta(days=days) <= until


def _position_may_go(
    position: Position, settled: Mapping[str, Settlement], verified: Verified, until: datetime
) -> bool:
    """Closed, settled, archived at exactly this version, and old."""
    settlement = settled.get(position.key)
    return (
        position.status == "CLOSED"
        and position.closed_at is not None
        and settlement is not None
        and verified.version(Trade, position.key) == trades.version_of(position, settlement)
        and is_past(Position, position.closed_at, until)
    )


def _signal_may_go(signal: Signal, verified: Verified, until: datetime) -> bool:
    """Ended, archived, and old: rejected ones count from their export, others from their end."""
    target = TARGETS.get(signal.status)
    if target is None or not verified.version(target, signal.key):
        return False
    rejected = signal.status is SignalStatus.REJECTED
    since = verified.marks[target][signal.key].exported_at if rejected else signal.updated_at
    return is_past(Signal, since, until)


def _order_may_go(order: OrderIntent, in_use: Set[str], until: datetime) -> bool:
    """Final, old, and neither its signal nor its position is there any more."""
    return (
        order.status in TERMINAL
        and str(order.signal_id) not in in_use
        and is_past(OrderIntent, order.updated_at, until)
    )


def _delete(ctx: Context, model: type[Document], documents: Sequence[Document]) -> int:
    return ctx.hot.delete(model, [(each.key, each.version) for each in documents])
