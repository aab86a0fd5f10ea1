"""Order intents and fills: what we asked of the broker, and what it did."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from pytoolkit.models.base import Document, Key, Money, Price, Qty, Row, Side, Table, Utc

Leg = Literal["entry1", "entry2", "entry3", "stop", "tp1", "tp2", "tp3", "exit", "flat"]
OrderClass = Literal["simple", "bracket", "oto", "oco"]
BrokerKind = Literal["market", "limit", "stop", "stop_limit"]
TimeInForce = Literal["day", "gtc"]


class IntentStatus(StrEnum):
    """Where it may stand; the legal moves are listed in `pytoolkit.orders`."""

    PLANNED = "PLANNED"
    SUBMITTED = "SUBMITTED"
    AMBIGUOUS = "AMBIGUOUS"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"


class BrokerLeg(Row):
    """A child order the broker made for a bracket or OTO; its client id is the broker's own."""

    TABLE: ClassVar[Table] = Table("broker_legs", ("order_id",), "hot")

    leg: Leg
    """What the child protects or takes."""
    order_id: Key
    """The broker's id; a replace gives a new one."""
    price: Price
    """Limit or stop price it stands at."""
    quantity: Qty
    """Units it would still close."""


class OrderIntent(Document):
    """One request to the broker, durable before it leaves; or the entry of adopted units."""

    TABLE: ClassVar[Table] = Table(
        "orders",
        ("client_order_id",),
        "hot",
        retention_days=90,
        indexes=(("signal_id",), ("symbol",), ("updated_at",)),
    )

    client_order_id: Key
    """`signal_id.leg.attempt`, unique for ever at the broker."""
    signal_id: UUID
    """Signal (and position) the order belongs to."""
    leg: Leg
    """Role of the order in the position."""
    attempt: int
    """From 1; grows after a definite refusal only."""
    symbol: Key
    """Canonical spelling."""
    side: Side
    """Buy or sell."""
    kind: BrokerKind
    """Order type."""
    order_class: OrderClass = "simple"
    """Bracket, OTO, an exit pair (OCO), or a single order."""
    time_in_force: TimeInForce
    """Day, or good till canceled."""
    quantity: Qty
    """Units asked."""
    limit_price: Price | None = None
    """For limit orders."""
    stop_price: Price | None = None
    """For stop orders."""
    take_profit_price: Price | None = None
    """Target leg of a bracket, or of an exit pair."""
    stop_loss_price: Price | None = None
    """Stop leg of a bracket, OTO or exit pair."""
    replaces: str = ""
    """Broker id of the order this one replaces."""
    renews: str = ""
    """Our id of the request whose standing orders end for this one, before the broker ends them."""
    status: IntentStatus = IntentStatus.PLANNED
    """Where the request stands."""
    order_id: str = ""
    """The broker's id once known."""
    legs: tuple[BrokerLeg, ...] = ()
    """Children as last read from the broker."""
    filled_quantity: Qty = Decimal(0)
    """Units filled so far, cumulative."""
    reason: str = ""
    """Broker's message or our reason for the last move."""
    exit_reason: str = ""
    """What a trade that this order closes is booked under; empty for entries and stop moves."""
    created_at: Utc
    """Market time of the decision."""
    updated_at: Utc
    """Market time of the last move."""

    @property
    def is_adopted(self) -> bool:
        """Whether it stands for orders of somebody else, whose units were adopted."""
        return self.status is IntentStatus.FILLED and not self.order_id


class Fill(Row):
    """One execution; its cash amount is fixed when it enters."""

    TABLE: ClassVar[Table] = Table("fills", ("execution_id",), "hot")

    execution_id: Key
    """The broker's id of the execution."""
    order_id: Key
    """The broker's order that executed."""
    client_order_id: str = ""
    """Our id where the order carries one (legs do not)."""
    leg: Leg
    """Role of the order in the position."""
    symbol: Key
    """Canonical spelling."""
    side: Side
    """Buy or sell."""
    quantity: Qty
    """Units of this execution."""
    price: Price
    """Price of this execution."""
    amount: Money
    """half-even(quantity x price, 9), positive."""
    fee_quantity: Qty = Decimal(0)
    """Units of what was bought that never arrived: a pair's fee is taken from them."""
    reason: str = ""
    """Exit reason; empty for entries."""
    at: Utc
    """Market time of the execution."""
    ds: date
    """UTC date of `at`."""
