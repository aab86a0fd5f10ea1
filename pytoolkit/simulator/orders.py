"""An order of the exchange, from acceptance to its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pytoolkit.core import WorkingOrder
from pytoolkit.models.base import Side

Kind = Literal["market", "limit", "stop"]
OrderClass = Literal["simple", "bracket", "oto"]
Role = Literal["", "take_profit", "stop_loss"]
Status = Literal["accepted", "new", "held", "filled", "canceled", "expired", "replaced"]

OPEN: frozenset[Status] = frozenset({"accepted", "new"})
"""Working: accepted outside of the session, new inside it."""
ALIVE: frozenset[Status] = OPEN | {"held"}
"""Not ended; a held leg waits for its parent's fill."""
OPPOSITE: dict[Side, Side] = {"buy": "sell", "sell": "buy"}
SIGN: dict[Side, int] = {"buy": 1, "sell": -1}


@dataclass(slots=True)
class Order:
    """One order; a replace makes a new one that takes its place."""

    order_id: str
    client_order_id: str
    symbol: str
    side: Side
    kind: Kind
    order_class: OrderClass
    time_in_force: Literal["day", "gtc"]
    quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    status: Status
    created_at: datetime
    expires_at: datetime
    updated_at: datetime
    parent_id: str = ""
    role: Role = ""
    leg_ids: list[str] = field(default_factory=list)
    replaces: str = ""
    replaced_by: str = ""
    replaced_at: datetime | None = None
    filled_quantity: Decimal = Decimal(0)
    filled_price: Decimal | None = None
    filled_at: datetime | None = None
    canceled_at: datetime | None = None
    expired_at: datetime | None = None

    @property
    def price(self) -> Decimal | None:
        """Limit or stop price; None for market."""
        return self.limit_price if self.kind == "limit" else self.stop_price

    @property
    def group(self) -> str:
        """Reserves and is canceled together: the legs of one parent are one group."""
        return self.parent_id or self.order_id

    @property
    def rank(self) -> tuple[datetime, str]:
        """Orders of one book stand by time, then id, so that arrival order does not matter."""
        return (self.created_at, self.order_id)

    def working(self, parent_alive: Callable[[str], bool]) -> WorkingOrder:
        """Give the form in which the matching function takes it."""
        waits = self.parent_id if self.parent_id and parent_alive(self.parent_id) else None
        return WorkingOrder(
            id=self.order_id,
            side=self.side,
            kind=self.kind,
            price=None if self.price is None else float(self.price),
            parent=waits,
            oco=self.parent_id or None,
        )


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
