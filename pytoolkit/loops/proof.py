"""The proof of books: broker, hot store and warehouse tell the same story, to the cent.

Values in, verdict out. Everything is as of the end of one day; only posted fees count, estimated
ones are shown as accrued.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pytoolkit import positions
from pytoolkit.loops.allocation import Allocation, allocate
from pytoolkit.loops.rollback import Cash, Standing, cash_of, signed_amount
from pytoolkit.metrics import total
from pytoolkit.models.account import Activity
from pytoolkit.models.base import MONEY_CONTEXT
from pytoolkit.models.position import Position
from pytoolkit.models.trade import Trade

CENT = Decimal("0.01")
UNIT = Decimal("0.000000001")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Check:
    """Two figures that must agree.

    Attributes:
        name: what is compared.
        left: how the first figure is called, and the figure.
        right: the second one.
        ids: what differs, where it can be named; a check with ids has failed.
        tolerance: largest difference that still agrees.
    """

    name: str
    left: tuple[str, Decimal]
    right: tuple[str, Decimal]
    ids: tuple[str, ...] = ()
    tolerance: Decimal = CENT / 2

    @property
    def difference(self) -> Decimal:
        """Left minus right."""
        return MONEY_CONTEXT.subtract(self.left[1], self.right[1])

    @property
    def holds(self) -> bool:
        """Whether both agree and nothing differs in between."""
        return abs(self.difference) < self.tolerance and not self.ids


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the proof looks at, as of the end of a day.

    Attributes:
        ds: the day.
        opening: cash before the first activity.
        standing: the broker's cash and units at the end of the day.
        activities: the broker's rows since the opening, up to the day.
        positions: ours, with fills up to the day only.
        trades: rows of the warehouse that closed up to the day.
        unread: documents of positions that cannot be read.
    """

    ds: date
    opening: Decimal
    standing: Standing
    activities: Sequence[Activity]
    positions: Sequence[Position]
    trades: Sequence[Trade]
    unread: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict with its figures.

    Attributes:
        checks: every comparison.
        cash: where the change of cash came from.
        closed_usd: PnL of closed trades net of posted fees.
        open_usd: realised PnL of open positions net of posted fees.
        open_cost: cost of open units; proceeds of shorts count negative.
        accrued_usd: estimated fees that are not posted; part of no sum.
        homeless_usd: posted fees that describe no sell.
    """

    checks: tuple[Check, ...]
    cash: Cash
    closed_usd: Decimal
    open_usd: Decimal
    open_cost: Decimal
    accrued_usd: Decimal
    homeless_usd: Decimal
    signals: Mapping[str, int] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    @property
    def verdict(self) -> str:
        """The word a report ends with."""
        return "PROVEN" if self.proven else "NOT PROVEN"

    @property
    def differing(self) -> list[str]:
        """Say which checks fail, by how much, and at which ids."""
        return [
            f"{check.name}: {check.left[0]} {check.left[1]}, {check.right[0]} {check.right[1]}"
            + (f" ({', '.join(check.ids)})" if check.ids else "")
            for check in self.checks
            if not check.holds
        ]


def as_of(position: Position, ds: date) -> Position | None:
    """Give a position as it stood at the end of a day; None if it had no fill yet."""
    known = tuple(fill for fill in position.fills if fill.ds <= ds)
    splits = tuple(split for split in position.splits if split.ds <= ds)
    if (known, splits) == (position.fills, position.splits):
        return position
    if not known:
        return None
    before = position.changed(fills=known, splits=splits, status="OPEN", ds=None, closed_at=None)
    return positions.fold(before, (), entry_working=True, at=position.updated_at)


def prove(books: Books, more: Iterable[Check] = ()) -> Proof:
    """Prove the books of a day.

    Args:
        books: all three sides.
        more: further checks that count, e.g. of the signals.
    """
    allocation = allocate(books.activities, books.ds)
    cash = cash_of(books.activities)
    closed, accrued, unpaid = _closed(books, allocation)
    still_open = [each for each in books.positions if each.ds is None or each.ds > books.ds]
    open_fees = total(part.amount for each in still_open for part in allocation.of(each))
    realized = total(each.realized_usd for each in still_open)
    open_usd = MONEY_CONTEXT.subtract(realized, open_fees)
    cost = total(
        each.remaining_cost if each.side == "buy" else -each.remaining_cost for each in still_open
    )
    homeless = -total(signed_amount(fee) for fee in allocation.homeless)
    change = MONEY_CONTEXT.subtract(books.standing.cash, books.opening)
    outside = total((cash.dividends, cash.transfers))
    checks = (
        Check("cash of the broker", ("change", change), ("its activities", cash.change)),
        _fills(books),
        _units(books, still_open),
        _archived(books),
        unpaid,
        Check(
            "profit and loss",
            ("closed + open - fees of no trade", total((closed, open_usd, -homeless))),
            ("cash change + open cost - dividends - transfers", total((change, cost, -outside))),
        ),
        *more,
    )
    return Proof(checks, cash, closed, open_usd, cost, accrued, homeless)


def _closed(books: Books, allocation: Allocation) -> tuple[Decimal, Decimal, Check]:
    """Give PnL net of posted fees, what is accrued, and whether settled fees are the posted."""
    held = {each.key: each for each in books.positions}
    net: list[Decimal] = []
    accrued: list[Decimal] = []
    settled: list[Decimal] = []
    posted: list[Decimal] = []
    wrong: list[str] = []
    for trade in books.trades:
        position = held.get(str(trade.trade_id))
        bears = total(part.amount for part in allocation.of(position)) if position else None
        if trade.fee_finalized:
            net.append(trade.pnl_usd)
            if bears is not None:
                settled.append(trade.fee_usd)
                posted.append(bears)
                wrong += [trade.key] if trade.fee_usd != bears else []
        else:
            known = bears or ZERO
            net.append(total((trade.pnl_usd, trade.fee_usd, -known)))
            accrued.append(max(ZERO, MONEY_CONTEXT.subtract(trade.fee_usd, known)))
    check = Check(
        "fees of settled trades",
        ("settled", total(settled)),
        ("posted", total(posted)),
        tuple(wrong),
    )
    return total(net), total(accrued), check


def _fills(books: Books) -> Check:
    """Compare executions order by order; what has left the hot store by its archived amounts."""
    theirs: dict[str, Decimal] = {}
    for each in books.activities:
        if each.kind == "FILL":
            theirs[each.order_id] = total((theirs.get(each.order_id, ZERO), signed_amount(each)))
    ours: dict[str, Decimal] = {}
    for position in books.positions:
        for fill in position.fills:
            amount = fill.amount if fill.side == "sell" else -fill.amount
            ours[fill.order_id] = total((ours.get(fill.order_id, ZERO), amount))
    held = {each.key for each in books.positions}
    gone = [trade for trade in books.trades if str(trade.trade_id) not in held]
    left = total(
        trade.exit_amount - trade.entry_amount
        if trade.side == "buy"
        else trade.entry_amount - trade.exit_amount
        for trade in gone
    )
    unknown = [order_id for order_id in theirs if order_id not in ours]
    wrong = [
        f"order {order_id}"
        for order_id in sorted({*ours, *theirs})
        if order_id in ours
        and abs(MONEY_CONTEXT.subtract(ours[order_id], theirs.get(order_id, ZERO))) >= UNIT
    ]
    if unknown and not gone:
        wrong += [f"order {order_id}, not ours" for order_id in unknown]
    wrong += [f"{key}, unreadable" for key in books.unread]
    return Check(
        "executions",
        ("ours", total((*ours.values(), left))),
        ("the broker's", total(theirs.values())),
        tuple(wrong),
    )


def _units(books: Books, still_open: Sequence[Position]) -> Check:
    """Compare open units per symbol: the broker nets, so do we."""
    ours: dict[str, Decimal] = {}
    for each in still_open:
        signed = each.open_quantity if each.side == "buy" else -each.open_quantity
        ours[each.symbol] = total((ours.get(each.symbol, ZERO), signed))
    theirs = books.standing.units
    wrong = tuple(
        f"{symbol} ours {ours.get(symbol, ZERO)}, the broker's {theirs.get(symbol, ZERO)}"
        for symbol in sorted({*ours, *theirs})
        if abs(ours.get(symbol, ZERO) - theirs.get(symbol, ZERO)) > UNIT
    )
    whole = total(abs(units) for units in ours.values())
    broker = total(abs(units) for units in theirs.values())
    return Check("open units", ("ours", whole), ("the broker's", broker), wrong, UNIT * 2)


def _archived(books: Books) -> Check:
    """Compare every closed position that is still hot with its row in the warehouse."""
    stored = {str(trade.trade_id): trade for trade in books.trades}
    closed = [each for each in books.positions if each.ds is not None and each.ds <= books.ds]
    wrong = [
        each.key
        for each in closed
        if (row := stored.get(each.key)) is None
        or (row.entry_amount, row.exit_amount) != (each.entry_amount, each.exit_amount)
    ]
    held = {each.key for each in closed}
    cold = [trade for key, trade in stored.items() if key in held]
    return Check(
        "closed trades, hot and cold",
        ("hot", total(each.exit_amount - each.entry_amount for each in closed)),
        ("cold", total(trade.exit_amount - trade.entry_amount for trade in cold)),
        tuple(wrong),
    )
