"""Where orders go, and who looks at an account."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

from pytoolkit.models.account import Account, Activity, BrokerPosition
from pytoolkit.models.base import JsonDict
from pytoolkit.models.market import Asset, Session
from pytoolkit.models.order import OrderIntent


@dataclass(frozen=True, slots=True)
class BrokerOrder:
    """An order as the broker tells it."""

    order_id: str
    client_order_id: str
    symbol: str
    side: str
    kind: str
    order_class: str
    status: str
    quantity: Decimal
    filled_quantity: Decimal
    filled_average_price: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    submitted_at: datetime | None
    updated_at: datetime | None
    replaced_by: str
    replaces: str
    legs: tuple["BrokerOrder", ...]
    raw: JsonDict
    expires_at: datetime | None = None


class Broker(Protocol):
    """Where orders go.

    Raises BrokerRefused (a no), Ambiguous (unknown), Unreachable (nothing sent or nothing read);
    absent is never guessed from a failure.
    """

    @property
    def spare_requests(self) -> int | None:
        """Requests the rate limit leaves for entries, as of the last answer; None: none known."""

    def submit(self, intent: OrderIntent) -> BrokerOrder:
        """Send an order; a bracket's legs come back with it."""

    def replace(self, order_id: str, intent: OrderIntent) -> BrokerOrder:
        """Replace the price of a working order; gives the new one."""

    def cancel(self, order_id: str) -> None:
        """Ask for a cancel; it is done when the order says so."""

    def order(self, order_id: str) -> BrokerOrder | None:
        """Read one order with its legs; None if the broker has none."""

    def order_by_client_id(self, client_order_id: str) -> BrokerOrder | None:
        """Read one order by our id with its legs; None if the broker has none."""

    def orders(
        self, status: Literal["open", "closed", "all"], after: datetime | None = None
    ) -> list[BrokerOrder]:
        """List orders nested, oldest first, all pages."""

    def positions(self) -> list[BrokerPosition]:
        """List net positions."""

    def activities(
        self,
        kinds: Sequence[str] = (),
        after: date | None = None,
        until: date | None = None,
        seen: Collection[str] = (),
    ) -> list[Activity]:
        """List activities with after <= ds <= until, oldest first, all pages, each once.

        Those seen are left out, and what is older than many of them need not be asked for.
        """

    def account(self) -> Account:
        """Read the account."""

    def asset(self, symbol: str) -> Asset:
        """Read what may be traded, in which increments."""

    def calendar(self, start: date, end: date) -> list[Session]:
        """List sessions, early closes included."""


class Rate(NamedTuple):
    """What the rate limit leaves, as the last answer told."""

    limit: int
    remaining: int
    spare: int
    """Of these for readings; the rest is kept for orders."""
    reset_at: datetime


class Inspector(Protocol):
    """What only a check-up reads of an account, as the broker tells it; it can change nothing.

    Raises BrokerRefused (a no) or Unreachable (nothing read).
    """

    def account(self) -> JsonDict:
        """Read the account."""

    def configuration(self) -> JsonDict:
        """Read what its owner has set."""

    def assets(self, symbols: Collection[str]) -> dict[str, JsonDict]:
        """Read assets by symbol, in few requests; those the broker does not know are left out."""

    def clock(self) -> datetime:
        """Read the broker's clock, anew each time."""

    def rate(self) -> Rate | None:
        """Read what the rate limit leaves now; None: the answers tell of no limit."""
