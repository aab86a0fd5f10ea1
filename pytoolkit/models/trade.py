"""The facts of the warehouse: trades taken, trades not taken, signals that lapsed."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from pytoolkit.models.base import (
    AssetClass,
    Fact,
    JsonDict,
    Key,
    Money,
    Price,
    Qty,
    Side,
    Table,
    Timeframe,
    Utc,
)
from pytoolkit.models.signal import Conviction, Source

TradeType = Literal["ACTUAL", "FILTERED", "RISK_BLOCKED", "VALIDATION_FAILED", "THEORETICAL"]
FeeCalculation = Literal["ESTIMATED", "ACTUAL_CFEE", "ACTUAL_FEE"]


class Outcome(Fact):
    """Columns that trades taken and trades not taken share; null where nothing was entered."""

    trade_id: UUID
    """Equal to the signal's id."""
    account_id: str
    """Broker account."""
    strategy_id: Key
    """Strategy that spoke."""
    config_hash: Key
    """Version of that strategy."""
    symbol: Key
    """Canonical spelling."""
    asset_class: AssetClass
    """Equity or crypto."""
    timeframe: Timeframe
    """Timeframe of the strategy."""
    side: Side
    """Side of the entry."""
    conviction: Conviction
    """Conviction of the signal."""
    trade_type: TradeType
    """Taken, or why it was not."""
    signal_at: Utc
    """Start of the signal bar."""
    entry_at: Utc | None
    """First entry fill."""
    exit_at: Utc | None
    """Last exit fill, or the mark at the horizon."""
    duration_s: int | None
    """Seconds between the two."""
    quantity: Qty | None
    """Units traded."""
    target_entry_price: Price | None
    """Entry price of the plan."""
    entry_price: Price | None
    """Average entry price, for display; amounts are the truth."""
    exit_price: Price | None
    """Average exit price, for display."""
    stop_price: Price | None
    """Initial stop of the plan."""
    target_prices: tuple[Price, ...]
    """Targets of the plan."""
    entry_amount: Money | None
    """Sum of entry fill amounts."""
    exit_amount: Money | None
    """Sum of exit fill amounts."""
    exit_reason: str
    """Reason of the last exit fill; empty where nothing was entered."""
    pnl_usd: Money | None
    """Exit amounts - entry cost (short: reversed) - fees in force."""
    pnl_pct: float | None
    """100 x pnl_usd / entry_amount."""
    fee_usd: Money | None
    """Fees in force: actual once finalised, else estimated."""
    slippage_pct: float | None
    """100 x adverse (fill - target) / target."""
    mfe_pct: float | None
    """Best excursion between entry and exit, % of entry price, favourable positive."""
    mae_pct: float | None
    """Worst excursion between entry and exit, % of entry price, adverse positive."""
    context: JsonDict = Field(default_factory=dict)
    """Context expressions on the signal bar."""


class Trade(Outcome):
    """A closed position."""

    TABLE: ClassVar[Table] = Table("fact_trades", ("trade_id",), "cold")

    trade_type: TradeType = "ACTUAL"
    """Always ACTUAL."""
    entry_at: Utc
    """First entry fill."""
    exit_at: Utc
    """Last exit fill."""
    duration_s: int
    """Seconds between the two."""
    quantity: Qty
    """Units traded."""
    entry_price: Price
    """Average entry price, for display."""
    exit_price: Price
    """Average exit price, for display."""
    entry_amount: Money
    """Sum of entry fill amounts."""
    exit_amount: Money
    """Sum of exit fill amounts."""
    pnl_usd: Money
    """Exit amounts - entry cost (short: reversed) - fees in force."""
    fee_usd: Money
    """Fees in force."""
    estimated_fee_usd: Money
    """Fees by tier and regulatory rates, estimated at T-0."""
    actual_fee_usd: Money | None = None
    """Fees the broker posted."""
    fee_finalized: bool = False
    """Whether the posted fees are known."""
    fee_calculation_type: FeeCalculation = "ESTIMATED"
    """Where `fee_usd` comes from."""
    fee_tier: str = ""
    """Tier the estimate used."""
    fee_reconciled_at: Utc | None = None
    """Market time of the settlement."""
    fill_count: int
    """Executions."""
    source: Source = "strategy"
    """Who entered: the strategy, or somebody else whose units it was given to look after."""


class RejectedSignal(Outcome):
    """A decision not to trade, with what would have become of it."""

    TABLE: ClassVar[Table] = Table("fact_rejected_signals", ("signal_id",), "cold")

    signal_id: UUID
    """Equal to `trade_id`."""
    rejected_by: Key
    """gate, validation, risk, broker or kill_switch."""
    reason: str
    """Sentence that says why."""
    gate: str
    """Name of the gate or risk rule."""
    gate_text: str
    """Rule text of that gate."""
    observed: JsonDict = Field(default_factory=dict)
    """Values the gates looked at."""
    original: JsonDict = Field(default_factory=dict)
    """Plan as computed, where validation refused it."""
    horizon_end: date
    """Last day whose bars were used: signal ds + 7."""
    censored: bool
    """Still open at the horizon; marked at the last close."""
    entered: bool
    """Whether the entry would have filled."""


class ExpiredSignal(Fact):
    """A signal whose entry never filled while it was valid."""

    TABLE: ClassVar[Table] = Table("fact_signals_expired", ("signal_id",), "cold")

    signal_id: UUID
    """The signal."""
    account_id: str
    """Broker account."""
    strategy_id: Key
    """Strategy that spoke."""
    config_hash: Key
    """Version of that strategy."""
    symbol: Key
    """Canonical spelling."""
    asset_class: AssetClass
    """Equity or crypto."""
    timeframe: Timeframe
    """Timeframe of the strategy."""
    side: Side
    """Side of the entry."""
    order: str
    """limit or stop."""
    signal_at: Utc
    """Start of the signal bar."""
    valid_until: Utc
    """Close of the last session in which the entry could fill."""
    entry_price: Price
    """Where the entry waited."""
    stop_price: Price | None
    """Initial stop of the plan."""
    target_prices: tuple[Price, ...]
    """Targets of the plan."""
    nearest_price: Price | None
    """Price that came closest to the trigger while valid."""
    distance_pct: float | None
    """100 x |entry - nearest| / entry."""
    mfe_pct: float | None
    """Best move in the trade's direction while valid, % of the reference close."""
    outcome_pct: float | None
    """What the trade would have made had it been entered at the reference close, % before fees."""
    outcome_reason: str
    """How that trade would have ended."""
    context: JsonDict = Field(default_factory=dict)
    """Context expressions on the signal bar."""
