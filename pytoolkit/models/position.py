"""Positions: a pure fold over fills, stored with every fill it was folded from."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from pytoolkit.models.base import (
    MONEY_CONTEXT,
    AssetClass,
    Document,
    JsonDict,
    Key,
    Money,
    Price,
    Qty,
    Row,
    Side,
    Table,
    Timeframe,
    Utc,
    round_money,
)
from pytoolkit.models.order import Fill
from pytoolkit.models.signal import Conviction, Source

PositionStatus = Literal["OPEN", "CLOSED"]
ZERO = Decimal(0)


class AppliedSplit(Row):
    """A split that a position lived through."""

    TABLE: ClassVar[Table] = Table("applied_splits", ("ds",), "hot")

    ds: date
    """First session in the new units."""
    at: Utc
    """Its open: fills before count in the old units."""
    ratio: Price
    """New units for an old one."""


class Position(Document):
    """What one signal bought or sold; `pytoolkit.positions` folds fills into it."""

    TABLE: ClassVar[Table] = Table(
        "live_positions",
        ("position_id",),
        "hot",
        retention_days=90,
        indexes=(("status",), ("symbol",), ("status", "closed_at")),
    )

    position_id: UUID
    """Equal to the signal's id."""
    account_id: Key
    """Broker account that holds it."""
    strategy_id: Key
    """Strategy that opened it."""
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
    conviction: Conviction = "STANDARD"
    """Conviction of the signal."""
    signal_at: Utc
    """Start of the signal bar."""
    planned_entry: Price
    """Entry price of the plan; the reference for slippage."""
    planned_stop: Price
    """Initial stop of the plan."""
    target_prices: tuple[Price, ...] = ()
    """Targets of the plan, nearest first."""
    stop_price: Price
    """Stop in force now; only ever tightens."""
    stop_reason: str = "STOP_LOSS"
    """What a fill of that stop is booked under."""
    context: JsonDict = Field(default_factory=dict)
    """Context expressions on the signal bar."""
    fills: tuple[Fill, ...] = ()
    """Every execution, in order of (at, entries first, execution_id), each once."""
    splits: tuple[AppliedSplit, ...] = ()
    """Splits since the entry; quantities and levels are in the newest units, fills in their own."""
    status: PositionStatus = "OPEN"
    """CLOSED when as much was closed as had arrived and no entry is working."""
    entry_quantity: Qty = ZERO
    """Units opened."""
    fee_quantity: Qty = ZERO
    """Units of those that were taken as fees; they were paid for and never arrived."""
    exit_quantity: Qty = ZERO
    """Units closed."""
    entry_amount: Money = ZERO
    """Sum of entry amounts."""
    exit_amount: Money = ZERO
    """Sum of exit amounts."""
    remaining_cost: Money = ZERO
    """Cost (proceeds for shorts) of what is still open."""
    realized_usd: Money = ZERO
    """PnL of closed parts before fees."""
    opened_at: Utc | None = None
    """First fill."""
    closed_at: Utc | None = None
    """Last fill of a closed position."""
    ds: date | None = None
    """UTC date of the closing fill; null while open."""
    exit_reason: str = ""
    """Reason of the last exit fill."""
    source: Source = "strategy"
    """Who entered."""
    updated_at: Utc
    """Market time of the last change."""

    @property
    def open_quantity(self) -> Decimal:
        """Units still open."""
        return self.entry_quantity - self.fee_quantity - self.exit_quantity

    def units_of(self, fill: Fill) -> Decimal:
        """Give what a fill's units are now, after the splits since."""
        units = fill.quantity
        for split in self.splits:
            if fill.at < split.at:
                units = round_money(MONEY_CONTEXT.multiply(units, split.ratio))
        return units


class Settlement(Document):
    """Posted fees of one closed trade, written by Loop F; the trade row is made from it."""

    TABLE: ClassVar[Table] = Table("settlements", ("trade_id",), "hot", retention_days=90)

    trade_id: UUID
    """Trade the fees belong to."""
    ds: date
    """UTC date of the trade's closing fill."""
    actual_fee_usd: Money
    """Sum of the parts allocated to this trade's fills, positive = paid."""
    fee_calculation_type: Literal["ACTUAL_CFEE", "ACTUAL_FEE"]
    """Kind of posting it came from."""
    activity_ids: tuple[str, ...] = ()
    """Broker activities that were allocated."""
    reconciled_at: Utc
    """Market time of the settlement."""
