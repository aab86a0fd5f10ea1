"""One closed position against the broker's rows: what it cost, and what its executions paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pytoolkit import metrics, positions
from pytoolkit.loops.allocation import Allocation
from pytoolkit.models.account import Activity
from pytoolkit.models.base import amount_of
from pytoolkit.models.order import Fill
from pytoolkit.models.position import Position, Settlement

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the broker's rows say about one closed position.

    Attributes:
        position: with the prices the broker settled at; the same object where they agree.
        settlement: the fees; the same object as before where nothing new was posted.
        open_because: why the trade cannot be final yet; empty: it is.
        evidence: the FILL rows whose prices were taken over.
    """

    position: Position
    settlement: Settlement
    open_because: str = ""
    evidence: tuple[str, ...] = ()


def settle(
    position: Position,
    before: Settlement | None,
    allocation: Allocation,
    fills: Mapping[str, Sequence[Activity]],
    now: datetime,
) -> Verdict:
    """Decide one closed position.

    Args:
        position: as stored.
        before: what was settled earlier.
        allocation: all posted fees up to the day.
        fills: the broker's FILL rows by order.
        now: market time.
    """
    pairs = position.asset_class == "CRYPTO"
    parts = allocation.of(position)
    posted = metrics.total(part.amount for part in parts)
    ids = tuple(sorted({part.fee_id for part in parts}))
    settlement = Settlement(
        trade_id=position.position_id,
        ds=position.closed_at.date() if position.closed_at else position.updated_at.date(),
        actual_fee_usd=posted,
        fee_calculation_type="ACTUAL_CFEE" if pairs else "ACTUAL_FEE",
        activity_ids=ids,
        reconciled_at=now,
        version=1 if before is None else before.version + 1,
    )
    if before is not None and not set(ids) > set(before.activity_ids):
        # Nothing new. Rows that were there and are missing now are the broker's lapse, no refund.
        settlement = before
    sell_days = sorted({fill.ds for fill in position.fills if fill.side == "sell"})
    unknown = [day for day in sell_days if not allocation.is_known(day, pairs=pairs)]
    if before is None and unknown:
        days = ", ".join(day.isoformat() for day in unknown)
        return Verdict(position, settlement, f"no fee of {days} was posted yet")
    return repriced(position, settlement, fills, now)


def fills_by_order(activities: Sequence[Activity]) -> dict[str, list[Activity]]:
    """Group the broker's executions by order, in order of time."""
    found: dict[str, list[Activity]] = {}
    for each in activities:
        if each.kind == "FILL":
            found.setdefault(each.order_id, []).append(each)
    return found


def repriced(
    position: Position,
    settlement: Settlement,
    fills: Mapping[str, Sequence[Activity]],
    now: datetime,
) -> Verdict:
    """Take over the prices the broker settled at, where they came late or were corrected.

    Executions that cannot be matched with the broker's keep the trade open and change nothing.
    """
    ours: dict[str, list[Fill]] = {}
    for fill in position.fills:
        ours.setdefault(fill.order_id, []).append(fill)
    corrected: dict[str, Fill] = {}
    evidence: list[str] = []
    for order_id, known in ours.items():
        told = fills.get(order_id, ())
        sizes = sorted(each.quantity or ZERO for each in told)
        if sizes != sorted(fill.quantity for fill in known):
            why = f"the executions of order {order_id} differ from the broker's"
            return Verdict(position, settlement, why)
        for fill, row in _other_prices(known, told):
            price = row.price or fill.price
            amount = amount_of(fill.quantity, price)
            corrected[fill.execution_id] = fill.changed(price=price, amount=amount)
            evidence.append(row.activity_id)
    if not corrected:
        return Verdict(position, settlement)
    changed = tuple(corrected.get(fill.execution_id, fill) for fill in position.fills)
    again = positions.fold(position.changed(fills=changed), (), entry_working=False, at=now)
    return Verdict(again, settlement, evidence=tuple(evidence))


def _other_prices(known: Sequence[Fill], told: Sequence[Activity]) -> list[tuple[Fill, Activity]]:
    """Pair the executions of one order by quantity, then time; give pairs whose prices differ."""
    if sorted(fill.price for fill in known) == sorted(row.price or ZERO for row in told):
        return []
    ours = sorted(known, key=lambda fill: (fill.quantity, fill.at, fill.execution_id))
    theirs = sorted(told, key=lambda row: (row.quantity or ZERO, row.activity_id))
    pairs = zip(ours, theirs, strict=True)
    return [(fill, row) for fill, row in pairs if row.price and row.price != fill.price]
