"""The account as the broker tells it, and the day's snapshot of it."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from pytoolkit.models.base import Fact, JsonDict, Key, Money, Price, Row, Side, Table, Utc


class Account(Row):
    """The broker's account now; every broker field is optional."""

    TABLE: ClassVar[Table] = Table("accounts", ("account_id",), "hot")

    account_id: Key
    """A paper reset makes a new one."""
    status: str = ""
    """The broker's word."""
    cash: Money | None = None
    """Settled and unsettled cash."""
    equity: Money | None = None
    """Cash and positions at the market."""
    last_equity: Money | None = None
    """Equity at the previous session's close."""
    buying_power: Money | None = None
    """For equities."""
    non_marginable_buying_power: Money | None = None
    """For crypto."""
    initial_margin: Money | None = None
    """Required now."""
    maintenance_margin: Money | None = None
    """Required now."""
    raw: JsonDict = Field(default_factory=dict)
    """The answer as it came."""


class BrokerPosition(Row):
    """The broker's net position in one symbol."""

    TABLE: ClassVar[Table] = Table("broker_positions", ("symbol",), "hot")

    symbol: Key
    """Canonical spelling."""
    quantity: Money
    """Signed: short is negative."""
    average_price: Price
    """Weighted, for reconciliation with tolerance only."""
    raw: JsonDict = Field(default_factory=dict)
    """The answer as it came."""


class Activity(Row):
    """One line of the broker's account activities."""

    TABLE: ClassVar[Table] = Table("activities", ("activity_id",), "hot")

    activity_id: Key
    """The broker's id."""
    kind: Key
    """FILL, FEE, CFEE, DIV, ..., the broker's `activity_type`."""
    ds: date
    """Trade date of a fill, posting date else."""
    at: Utc | None = None
    """Instant, where the broker gives one."""
    symbol: str = ""
    """Canonical spelling; empty where the line names none."""
    side: Side | None = None
    """Of a fill."""
    quantity: Money | None = None
    """Of a fill, or the fee's asset."""
    price: Price | None = None
    """Of a fill."""
    net_amount: Money | None = None
    """Signed cash, of everything but fills."""
    order_id: str = ""
    """Of a fill."""
    description: str = ""
    """The broker's words; names REG or TAF for regulatory fees."""
    raw: JsonDict = Field(default_factory=dict)
    """The answer as it came."""


class AccountSnapshot(Fact):
    """The account at the end of one day."""

    TABLE: ClassVar[Table] = Table("snapshot_accounts", ("account_id", "ds"), "cold")

    account_id: Key
    """Broker account."""
    equity: Money
    """Cash and positions at the day's close."""
    cash: Money
    """Cash at the end of the day."""
    buying_power: Money | None = None
    """For equities."""
    non_marginable_buying_power: Money | None = None
    """For crypto."""
    initial_margin: Money | None = None
    """As reported."""
    maintenance_margin: Money | None = None
    """As reported."""
    drawdown_pct: float
    """100 x fall from the highest equity of our own curve, positive."""
    calmar: float | None = None
    """Annualised return / maximum drawdown of our own curve; null before a drawdown."""
    source: Literal["BROKER", "DERIVED"]
    """Read from the broker on the day, or derived later from activities and closes."""
    raw: JsonDict = Field(default_factory=dict)
    """The broker's answer as it came; empty for DERIVED."""
