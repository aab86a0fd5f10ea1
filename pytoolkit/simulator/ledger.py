"""Cash, positions and activities: the account's books, exact to the ninth place."""

from bisect import insort
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Literal

from pytoolkit.models.base import MONEY_CONTEXT, Side, amount_of, round_money
from pytoolkit.simulator.orders import SIGN


@dataclass(frozen=True, slots=True)
class Position:
    """Net holding in one symbol.

    Attributes:
        quantity: signed; short is negative.
        cost: what the open units cost; of a short, minus the proceeds.
    """

    symbol: str
    quantity: Decimal
    cost: Decimal

    @property
    def average_price(self) -> Decimal:
        """Cost per unit, for display."""
        return round_money(MONEY_CONTEXT.divide(self.cost, self.quantity))

    def after(self, signed: Decimal, amount: Decimal) -> "Position":
        """Give the position after a fill.

        Args:
            signed: units, positive for a buy.
            amount: cash of the fill, positive.
        """
        held = self.quantity
        if held * signed >= 0:
            cost = amount if signed > 0 else -amount
            return replace(self, quantity=held + signed, cost=self.cost + cost)
        if abs(signed) < abs(held):
            share = round_money(
                MONEY_CONTEXT.divide(MONEY_CONTEXT.multiply(self.cost, -signed), held)
            )
            return replace(self, quantity=held + signed, cost=self.cost - share)
        rest = held + signed
        if rest == 0:
            return replace(self, quantity=rest, cost=Decimal(0))
        opened = round_money(MONEY_CONTEXT.divide(MONEY_CONTEXT.multiply(amount, rest), signed))
        return replace(self, quantity=rest, cost=opened if rest > 0 else -opened)


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the account's history; fills carry an order, the others a net amount.

    Attributes:
        cumulative: of a fill, units of the order filled so far.
        leaves: of a fill, units of the order that are left.
    """

    activity_id: str
    kind: Literal["FILL", "FEE", "CFEE", "SPLIT"]
    ds: date
    at: datetime
    symbol: str = ""
    side: Side | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    order_id: str = ""
    net_amount: Decimal | None = None
    description: str = ""
    cumulative: Decimal = Decimal(0)
    leaves: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        """Cash of a fill, positive."""
        assert self.quantity is not None
        assert self.price is not None
        return amount_of(self.quantity, self.price)


class Ledger:
    """The books of one account. Only fills, posted fees and splits change them."""

    def __init__(self, cash: Decimal) -> None:
        self.cash = cash
        self.positions: dict[str, Position] = {}
        self.activities: list[Activity] = []
        self.closes: list[tuple[date, datetime, Decimal]] = []
        """Equity at each session's close."""
        self.curve: list[tuple[datetime, Decimal]] = []
        """Equity wherever bars ended."""

    def quantity(self, symbol: str) -> Decimal:
        """Signed units held."""
        position = self.positions.get(symbol)
        return position.quantity if position else Decimal(0)

    def fill(self, activity: Activity, fee: Decimal = Decimal(0)) -> None:
        """Book a fill: cash, position, and the activity.

        Args:
            activity: the fill.
            fee: units of what is bought that never arrive.
        """
        assert activity.side is not None
        assert activity.quantity is not None
        amount = activity.amount
        with localcontext(MONEY_CONTEXT):
            signed = activity.quantity * SIGN[activity.side] - fee
            self.cash -= amount * SIGN[activity.side]
            before = self.positions.get(activity.symbol) or Position(
                activity.symbol, Decimal(0), Decimal(0)
            )
            self._set(before.after(signed, amount))
        self._record(activity)

    def post(self, activity: Activity) -> None:
        """Book a line that moves cash only."""
        assert activity.net_amount is not None
        self.cash = MONEY_CONTEXT.add(self.cash, activity.net_amount)
        self._record(activity)

    def split(self, activity: Activity, ratio: Decimal) -> None:
        """Express a position in new units; its cost stays."""
        before = self.positions[activity.symbol]
        quantity = round_money(MONEY_CONTEXT.multiply(before.quantity, ratio))
        self._set(replace(before, quantity=quantity))
        self._record(replace(activity, quantity=quantity - before.quantity))

    def _set(self, position: Position) -> None:
        if position.quantity:
            self.positions[position.symbol] = position
        else:
            self.positions.pop(position.symbol, None)

    def _record(self, activity: Activity) -> None:
        # By id, that is by time: a fee that is posted late stands where its day is.
        insort(self.activities, activity, key=lambda each: each.activity_id)
