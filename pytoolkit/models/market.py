"""What the market tells: bars, assets, sessions, splits. Estimates are floats, rules are exact."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import Field

from pytoolkit.models.base import AssetClass, Key, Price, Qty, Row, Table, Timeframe, Utc

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Bar(Row):
    """One finished bar of one symbol."""

    TABLE: ClassVar[Table] = Table("bars", ("symbol", "timeframe", "at"), "cold")

    symbol: Key
    """Canonical spelling, `AAPL` or `BTC/USD`."""
    timeframe: Timeframe
    """Length of the bar."""
    at: Utc
    """Start of the bar."""
    open: Finite
    """First price, quote currency."""
    high: Finite
    """Highest price, quote currency."""
    low: Finite
    """Lowest price, quote currency."""
    close: Finite
    """Last price, quote currency."""
    volume: Finite
    """Units traded."""


class Asset(Row):
    """What may be traded, and in which increments."""

    TABLE: ClassVar[Table] = Table("assets", ("symbol",), "hot")

    symbol: Key
    """Canonical spelling."""
    asset_class: AssetClass
    """Equity or crypto."""
    price_increment: Price
    """Smallest step of an order price at prices of 1 USD and more."""
    qty_increment: Qty
    """Smallest step of an order quantity."""
    tradable: bool = True
    """Whether the broker takes orders."""
    shortable: bool = False
    """Whether the broker lends it."""
    fractionable: bool = False
    """Whether fractions of a unit can be ordered."""


class Session(Row):
    """One trading session of an exchange."""

    TABLE: ClassVar[Table] = Table("sessions", ("ds",), "cold")

    ds: date
    """Session date at the exchange."""
    open_at: Utc
    """Opening bell."""
    close_at: Utc
    """Closing bell, early closes included."""

    def contains(self, instant: datetime) -> bool:
        """Say whether the market is open at an instant."""
        return self.open_at <= instant < self.close_at


class CorporateAction(Row):
    """A split: from `ds` on, one old unit is `ratio` new ones."""

    TABLE: ClassVar[Table] = Table("corporate_actions", ("symbol", "ds"), "cold")

    symbol: Key
    """Canonical spelling."""
    ds: date
    """First session with the new units."""
    ratio: Price
    """New units per old unit."""
