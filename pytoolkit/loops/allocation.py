"""Posted fees, allocated to the sells they describe so that the parts add up exactly."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from pytoolkit.metrics import total
from pytoolkit.models.account import Activity
from pytoolkit.models.base import MONEY_CONTEXT, amount_of
from pytoolkit.models.position import Position

FEE, ASSET_FEE = "FEE", "CFEE"
UNIT = Decimal("0.000000001")
BY_SHARES = "TAF"
"""Fees whose description says so are charged per share; all others by notional."""
SURELY_POSTED = timedelta(days=3)
"""A fee row this much later proves that a day without one was free of charge."""
NEVER_POSTED = timedelta(days=14)
"""After so long without any row a day counts as free of charge: paper accounts post none."""
NAMED_DAY = re.compile(r"\bon (\d{4}-\d{2}-\d{2})\b")


@dataclass(frozen=True, slots=True)
class Part:
    """What one sell bears of one posted fee."""

    fee_id: str
    fill_id: str
    order_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """All parts of all posted fees up to a day.

    Attributes:
        parts: positive = paid.
        homeless: fees that describe no sell we can see; they stay with the account.
        days: trade days for which a regulatory fee was posted.
        pair_days: UTC days for which fees of pairs were posted.
        seen_to: last day whose activities were read.
    """

    parts: tuple[Part, ...]
    homeless: tuple[Activity, ...]
    days: frozenset[date]
    seen_to: date
    pair_days: frozenset[date] = frozenset()
    by_order: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    def of(self, position: Position) -> list[Part]:
        """Give the parts that a position's fills bear."""
        orders = dict.fromkeys(fill.order_id for fill in position.fills)
        return [part for order_id in orders for part in self.by_order.get(order_id, ())]

    def is_known(self, day: date, *, pairs: bool = False) -> bool:
        """Say whether the fees of a trade day are known by now, be they zero."""
        days = self.pair_days if pairs else self.days
        latest = max(days, default=date.min)
        return day in days or latest >= day + SURELY_POSTED or self.seen_to >= day + NEVER_POSTED


def allocate(activities: Iterable[Activity], ds: date) -> Allocation:
    """Split every fee that was posted in cash among the sells it describes.

    A row that names a symbol goes to that symbol's sells of its day, any other to all sells of the
    day, of pairs where it is a CFEE and of equities else: REG and unknown ones by notional, TAF by
    shares. Parts are cut to 1e-9 and what is left over goes to the largest fill. A CFEE in units is
    the record of what a buy never received; it is booked there, not here.

    Args:
        activities: FILL, FEE and CFEE rows of the account, each once.
        ds: last day to look at; later rows are left out.
    """
    rows = [row for row in activities if row.ds <= ds]
    sells: dict[tuple[str, date], list[Activity]] = {}
    for row in rows:
        if row.kind == "FILL" and row.side == "sell":
            kind = ASSET_FEE if "/" in row.symbol else FEE
            sells.setdefault((kind, row.ds), []).append(row)
    parts: list[Part] = []
    homeless: list[Activity] = []
    days: dict[str, set[date]] = {FEE: set(), ASSET_FEE: set()}
    for fee in rows:
        if fee.kind not in days or not fee.net_amount:
            continue
        day = day_of(fee)
        days[fee.kind].add(day)
        same_day = sells.get((fee.kind, day), ())
        found = [each for each in same_day if fee.symbol in ("", each.symbol)]
        parts += split(fee, found)
        if not found:
            homeless.append(fee)
    by_order: dict[str, tuple[Part, ...]] = {}
    for part in parts:
        by_order[part.order_id] = (*by_order.get(part.order_id, ()), part)
    return Allocation(
        tuple(parts),
        tuple(homeless),
        frozenset(days[FEE]),
        ds,
        frozenset(days[ASSET_FEE]),
        by_order,
    )


def day_of(fee: Activity) -> date:
    """Give the trade day a fee row is about: the one its text names, else its own."""
    named = NAMED_DAY.search(fee.description)
    return date.fromisoformat(named[1]) if named else fee.ds


def split(fee: Activity, sells: Sequence[Activity]) -> list[Part]:
    """Split one posted fee among fills; the parts add up to it exactly."""
    if not sells:
        return []
    owed = -(fee.net_amount or Decimal(0))
    by_shares = BY_SHARES in fee.description.upper()
    weights = [_weight(each, by_shares) for each in sells]
    whole = total(weights)
    amounts = [
        MONEY_CONTEXT.divide(MONEY_CONTEXT.multiply(owed, weight), whole).quantize(
            UNIT, rounding=ROUND_DOWN, context=MONEY_CONTEXT
        )
        for weight in weights
    ]
    largest = max(range(len(sells)), key=lambda n: (weights[n], sells[n].activity_id))
    left_over = MONEY_CONTEXT.subtract(owed, total(amounts))
    amounts[largest] = MONEY_CONTEXT.add(amounts[largest], left_over)
    return [
        Part(fee.activity_id, each.activity_id, each.order_id, amount)
        for each, amount in zip(sells, amounts, strict=True)
    ]


def _weight(fill: Activity, by_shares: bool) -> Decimal:
    quantity, price = fill.quantity or Decimal(0), fill.price or Decimal(0)
    return quantity if by_shares else amount_of(quantity, price)
