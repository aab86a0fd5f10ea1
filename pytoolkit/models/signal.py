"""Signals: what a strategy said about one bar, and what became of it."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import NAMESPACE_DNS, UUID, uuid5

from pydantic import Field

from pytoolkit.models.base import (
    AssetClass,
    Document,
    JsonDict,
    Key,
    Price,
    Qty,
    Side,
    Table,
    Timeframe,
    Utc,
    utc_text,
)

OrderKind = Literal["market", "limit", "stop"]
Conviction = Literal["HIGH", "STANDARD"]
Source = Literal["strategy", "adopted"]
"""Who entered: a strategy's signal, or somebody else whose units were adopted."""


class SignalStatus(StrEnum):
    """Where it may stand; the legal moves are listed in `pytoolkit.orders`."""

    CREATED = "CREATED"
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    TP1_HIT = "TP1_HIT"
    TP2_HIT = "TP2_HIT"
    CLOSED = "CLOSED"
    EXPIRED = "EXPIRED"
    INVALIDATED = "INVALIDATED"
    REJECTED = "REJECTED"


class RejectedBy(StrEnum):
    """Which decision kept a signal from being traded."""

    GATE = "gate"
    VALIDATION = "validation"
    RISK = "risk"
    BROKER = "broker"
    KILL_SWITCH = "kill_switch"


def signal_id_of(at: Utc, strategy_id: str, symbol: str, timeframe: Timeframe) -> UUID:
    """Give the id of the one signal a strategy may give for a bar and symbol.

    Args:
        at: start of the signal bar. For `1Day` only its UTC date counts.
    """
    instant = at.date().isoformat() if timeframe == "1Day" else utc_text(at)
    return uuid5(NAMESPACE_DNS, f"{instant}|{strategy_id}|{symbol}")


class Signal(Document):
    """A strategy's entry rule fired on a finished bar.

    Prices are exact, quantised to the asset's increment; what they were computed from stays in
    `observed`, `context` and `original`.
    """

    TABLE: ClassVar[Table] = Table(
        "signals",
        ("signal_id",),
        "hot",
        retention_days=30,
        indexes=(("status",), ("strategy_id", "timeframe", "at")),
    )

    signal_id: UUID
    """uuid5 of bar date (or start), strategy and symbol."""
    account_id: str = ""
    """Broker account the signal was decided for; empty in research."""
    strategy_id: Key
    """Strategy that spoke."""
    config_hash: Key
    """SHA-256 of the strategy's canonical JSON."""
    symbol: Key
    """Canonical spelling."""
    asset_class: AssetClass
    """Equity or crypto."""
    timeframe: Timeframe
    """Length of the signal bar."""
    side: Side
    """Side of the entry."""
    at: Utc
    """Start of the signal bar."""
    ds: date
    """UTC date of the signal bar."""
    created_at: Utc
    """Market time of the decision."""
    fired: tuple[str, ...] = ()
    """Text of every alternative of the entry rule that was true."""
    conviction: Conviction = "STANDARD"
    """HIGH if a structural context agrees with the entry."""
    order: OrderKind = "market"
    """How the entry is sent."""
    entry_price: Price | None = None
    """Limit or stop price of the entry; for `market` the close, a reference only."""
    stop_price: Price | None = None
    """Initial protective stop."""
    target_prices: tuple[Price, ...] = ()
    """One to three targets, nearest first."""
    quantity: Qty | None = None
    """Units decided by risk; null before."""
    reward_risk: float | None = None
    """(first target - entry) / (entry - stop), sides swapped for shorts."""
    valid_until: Utc
    """Close of the last session in which the entry may fill."""
    status: SignalStatus = SignalStatus.CREATED
    """Where the signal stands."""
    rejected_by: RejectedBy | None = None
    """Set with REJECTED."""
    reason: str = ""
    """Why it stands there: gate name, risk rule, broker's message, exit reason."""
    gate: str = ""
    """Name of the gate or risk rule that rejected."""
    gate_text: str = ""
    """Rule text of that gate."""
    observed: JsonDict = Field(default_factory=dict)
    """Values the gates looked at, by expression text."""
    context: JsonDict = Field(default_factory=dict)
    """The strategy's named context expressions on the signal bar."""
    bar: JsonDict = Field(default_factory=dict)
    """The signal bar as it was acted on: open, high, low, close, volume."""
    revised: JsonDict = Field(default_factory=dict)
    """The same as its source told it later, where it corrected itself; nothing was undone."""
    original: JsonDict = Field(default_factory=dict)
    """Plan as computed, before a validation refused it."""
    source: Source = "strategy"
    """Who entered."""
    updated_at: Utc
    """Market time of the last move."""
