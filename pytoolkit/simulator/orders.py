"""An order of the exchange, from acceptance to its end."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Literal

from pytoolkit.core import WorkingOrder
from pytoolkit.models.base import MONEY_CONTEXT, Side, round_money

Kind = Literal["market", "limit", "stop", "stop_limit", "trailing_stop"]
OrderClass = Literal["simple", "bracket", "oto", "oco"]
Terms = Literal["day", "gtc", "ioc", "fok", "opg", "cls"]
Role = Literal["", "take_profit", "stop_loss"]
Status = Literal[
    "accepted",
    "new",
    "partially_filled",
    "held",
    "filled",
    "canceled",
    "expired",
    "replaced",
    "rejected",
]

OPEN: frozenset[Status] = frozenset({"accepted", "new", "partially_filled"})
"""Working: accepted outside of the session, new inside it."""
ALIVE: frozenset[Status] = OPEN | {"held"}
"""Not ended; a held leg waits for its parent's fill."""
OPPOSITE: dict[Side, Side] = {"buy": "sell", "sell": "buy"}
SIGN: dict[Side, int] = {"buy": 1, "sell": -1}
TRIGGERED: frozenset[Kind] = frozenset({"stop", "stop_limit", "trailing_stop"})
"""Kinds that wait for a stop price first."""
IMMEDIATE: frozenset[Terms] = frozenset({"ioc", "fok", "opg"})
"""What these leave unfilled at the first price they meet is canceled."""
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def tick(price: Decimal) -> Decimal:
    """Give the step of an equity's order price: a cent from 1 USD on, a hundredth of it below."""
    return CENT if price >= 1 else CENT / HUNDRED


@dataclass(slots=True)
class Order:
    """One order; a replace makes a new one that takes its place.

    Attributes:
        notional: USD to spend or receive instead of a quantity, which is an estimate until then.
        trail_price: distance of a trailing stop in USD.
        trail_percent: or in percent of the best price.
        best_price: best price since a trailing stop came, its high-water mark.
        extended_hours: asked for; no bars tell of those hours, so nothing trades in them.
        triggered: the stop price was reached: from then on a market or limit order.
        came_inside: price at which it was armed or triggered inside the bar that is running.
        takes: its limit was marketable when it came, so that it pays the taker's fee.
        executions: how many there were.
        filled_value: sum of quantity x price, unrounded.
    """

    order_id: str
    client_order_id: str
    symbol: str
    side: Side
    kind: Kind
    order_class: OrderClass
    time_in_force: Terms
    quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    status: Status
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    notional: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    best_price: Decimal | None = None
    extended_hours: bool = False
    triggered: bool = False
    came_inside: Decimal | None = None
    takes: bool = True
    parent_id: str = ""
    role: Role = ""
    leg_ids: list[str] = field(default_factory=list)
    replaces: str = ""
    replaced_by: str = ""
    replaced_at: datetime | None = None
    executions: int = 0
    filled_quantity: Decimal = Decimal(0)
    filled_value: Decimal = Decimal(0)
    filled_price: Decimal | None = None
    filled_at: datetime | None = None
    canceled_at: datetime | None = None
    expired_at: datetime | None = None
    failed_at: datetime | None = None

    @property
    def price(self) -> Decimal | None:
        """The limit price, else the stop price; None for market."""
        return self.stop_price if self.limit_price is None else self.limit_price

    @property
    def leaves(self) -> Decimal:
        """Units not filled yet."""
        return MONEY_CONTEXT.subtract(self.quantity, self.filled_quantity)

    @property
    def group(self) -> str:
        """Reserves and is canceled together: a parent and its legs are one group."""
        return self.parent_id or self.order_id

    @property
    def rank(self) -> tuple[datetime, str]:
        """Orders of one book stand by time, then id, so that arrival order does not matter."""
        return (self.created_at, self.order_id)

    @property
    def waits_for_stop(self) -> bool:
        """Whether its stop price has not been reached."""
        return self.kind in TRIGGERED and not self.triggered

    @property
    def is_immediate(self) -> bool:
        """Whether the next price it meets decides it."""
        return self.time_in_force in IMMEDIATE and not self.waits_for_stop

    def is_marketable(self, price: Decimal) -> bool:
        """Say whether it would trade at a price; an order without limit does at any."""
        if self.limit_price is None:
            return True
        return (self.limit_price - price) * SIGN[self.side] >= 0

    def working(self) -> WorkingOrder:
        """Give the form in which the matching function takes it.

        A stop that was armed inside this bar at a price beyond it is due at that price.
        """
        if self.waits_for_stop:
            assert self.stop_price is not None
            worse = max if self.side == "buy" else min
            level = worse(self.stop_price, self.came_inside or self.stop_price)
            return self._working("stop", level)
        if self.limit_price is not None:
            return self._working("limit", self.limit_price)
        return self._working("market", None)

    def _working(
        self, kind: Literal["market", "limit", "stop"], level: Decimal | None
    ) -> WorkingOrder:
        return WorkingOrder(
            id=self.order_id,
            side=self.side,
            kind=kind,
            price=None if level is None else float(level),
            entered_inside=self.came_inside is not None,
        )

    def trail(self, price: Decimal) -> bool:
        """Let a trailing stop follow a price, to its side only; says whether it moved."""
        better = max if self.side == "sell" else min
        best = price if self.best_price is None else better(price, self.best_price)
        if best == self.best_price:
            return False
        self.best_price = best
        self.stop_price = self.trailed(best)
        return True

    def trailed(self, best: Decimal) -> Decimal:
        """Give the stop price for a best price, rounded to the tick, away from the market."""
        with localcontext(MONEY_CONTEXT):
            gap = self.trail_price
            if gap is None:
                assert self.trail_percent is not None
                gap = best * self.trail_percent / HUNDRED
            raw = best + gap * SIGN[self.side]
            rounding = ROUND_CEILING if self.side == "buy" else ROUND_FLOOR
            return raw.quantize(tick(raw), rounding=rounding)

    def execute(self, quantity: Decimal, price: Decimal, at: datetime) -> None:
        """Take an execution into its figures."""
        with localcontext(MONEY_CONTEXT):
            self.executions += 1
            self.filled_quantity += quantity
            self.filled_value += quantity * price
            only = price if self.executions == 1 else None
            self.filled_price = only or round_money(self.filled_value / self.filled_quantity)
        self.triggered = self.kind in TRIGGERED
        self.status = "filled" if self.leaves == 0 else "partially_filled"
        self.updated_at = at
        if self.status == "filled":
            self.filled_at = at


@dataclass(frozen=True, slots=True)
class Update:
    """A trade update: what happened to an order, with the order as it then was."""

    event: str
    order: Order
    at: datetime
    execution_id: str = ""
    price: Decimal | None = None
    quantity: Decimal | None = None
    position_quantity: Decimal | None = None
