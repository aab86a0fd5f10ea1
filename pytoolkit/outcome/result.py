"""A simulated trade: fills with exact amounts, and what they sum up to."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pytoolkit.models.base import MONEY_CONTEXT, Side, round_money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SimulatedFill:
    """One simulated execution; at the horizon a mark, not an execution."""

    at: datetime
    bar_at: datetime
    """Start of the bar it happened in."""
    part: int
    """Part of the ladder, from 0; 0 for the entry."""
    side: Side
    quantity: Decimal
    price: Decimal
    """With slippage."""
    amount: Decimal
    """half-even(quantity x price, 9), positive."""
    reason: str
    """ENTRY or an exit reason."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated trade; everything about it is None or empty where the entry never filled.

    Attributes:
        quantity: units planned.
        censored: still open at the horizon, marked at the last close.
        fills: the entry, then the exits in order of time.
        fee_usd: fees of all fills; the mark at the horizon costs nothing.
        pnl_usd: exit amounts - entry amount (short: reversed) - fees.
        slippage_pct: 100 x adverse (entry - plan) / plan.
        mfe_pct, mae_pct: best and worst move between entry and exit, % of the entry price, >= 0.
        exit_reason: that of the last exit.
    """

    quantity: Decimal
    censored: bool = False
    fills: tuple[SimulatedFill, ...] = ()
    fee_usd: Decimal = ZERO
    fee_tier: str = ""
    pnl_usd: Decimal | None = None
    pnl_pct: float | None = None
    slippage_pct: float | None = None
    mfe_pct: float | None = None
    mae_pct: float | None = None
    exit_reason: str = ""

    @property
    def entered(self) -> bool:
        """Whether the entry filled."""
        return bool(self.fills)

    @property
    def entry(self) -> SimulatedFill | None:
        """The entry's fill."""
        return self.fills[0] if self.fills else None

    @property
    def exits(self) -> tuple[SimulatedFill, ...]:
        """The exits' fills, the mark at the horizon included."""
        return self.fills[1:]

    @property
    def entry_at(self) -> datetime | None:
        """Instant of the entry."""
        return self.fills[0].at if self.fills else None

    @property
    def exit_at(self) -> datetime | None:
        """Instant of the last exit."""
        return self.fills[-1].at if self.fills else None

    @property
    def duration_s(self) -> int | None:
        """Seconds between the two."""
        if not self.fills:
            return None
        return int((self.fills[-1].at - self.fills[0].at).total_seconds())

    @property
    def entry_amount(self) -> Decimal | None:
        """Cash amount of the entry."""
        return self.fills[0].amount if self.fills else None

    @property
    def exit_amount(self) -> Decimal | None:
        """Sum of the exits' cash amounts."""
        return sum((fill.amount for fill in self.exits), ZERO) if self.fills else None

    @property
    def entry_price(self) -> Decimal | None:
        """Price of the entry."""
        return self.fills[0].price if self.fills else None

    @property
    def exit_price(self) -> Decimal | None:
        """Average exit price, for display."""
        amount = self.exit_amount
        return None if amount is None else round_money(MONEY_CONTEXT.divide(amount, self.quantity))
