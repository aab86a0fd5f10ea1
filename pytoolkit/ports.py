"""What the middle of the house needs from its edges: five small protocols and the context.

Every method takes a model class where it needs to know a table, so no adapter has per-table code.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol, TypeVar

import polars as pl

from pytoolkit.models.account import Account, Activity, BrokerPosition
from pytoolkit.models.base import Document, Fact, JsonDict, Row, Timeframe
from pytoolkit.models.job import Event, Lease, Receipt
from pytoolkit.models.market import Asset, CorporateAction, Session
from pytoolkit.models.order import OrderIntent
from pytoolkit.settings import Settings

D = TypeVar("D", bound=Document)
R = TypeVar("R", bound=Row)
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in"]
Condition = tuple[str, Operator, object]
"""(field, operator, value); `in` takes a sequence. All conditions of a `find` must hold."""


class Clock(Protocol):
    """Market time and wall time; nothing in the middle asks the operating system."""

    def now(self) -> datetime:
        """Market time: bar closure, validity, retention, every instant in a stored row."""

    def wall(self) -> datetime:
        """Wall time: leases, heartbeats, deadlines, a job's own start and end."""


class Snapshot(Protocol):
    """A consistent view of the hot store, as of one moment."""


@dataclass(frozen=True, slots=True)
class Change:
    """One document to write, with its event; several make one transaction.

    Attributes:
        expected_version: version that must be stored now; None: the key must be free.
    """

    row: Document
    expected_version: int | None = None
    event: Event | None = None


class HotStore(Protocol):
    """Operational state. Documents change by compare-and-set; every change may carry an event."""

    def create(self, row: Document, event: Event | None = None) -> None:
        """Store a new document; raises AlreadyExists where the key is taken."""

    def update(self, row: Document, expected_version: int, event: Event | None = None) -> None:
        """Replace a document and append the event in one transaction; raises Conflict."""

    def commit(self, changes: Sequence[Change]) -> None:
        """Write several documents and their events in one transaction, all or none.

        Raises AlreadyExists or Conflict of the first change that does not fit.
        """

    def get(self, model: type[D], key: str) -> D | None:
        """Read one document by `Row.key`; None if absent; raises CorruptRow."""

    def find(
        self, model: type[D], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[D]:
        """Read the documents that match, in key order, no silent limit; raises CorruptRow."""

    def find_raw(
        self, model: type[Document], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[JsonDict]:
        """Read the matching documents as stored, unvalidated, so that none can block the rest."""

    def events(self, model: type[Document] | None = None, key: str | None = None) -> list[Event]:
        """Read the event log, oldest first, of everything, one table, or one document."""

    def tail(self, after: str, limit: int) -> tuple[list[JsonDict], str]:
        """Read what was appended to the event log after a cursor, oldest first, unvalidated.

        Gives also the cursor behind it. The empty cursor is before the first event.
        """

    def end(self) -> str:
        """Give the cursor behind the newest event."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Open a consistent view for several reads."""

    def delete(self, model: type[Document], versions: Sequence[tuple[str, int]]) -> int:
        """Delete documents that still have the given version; gives how many went."""

    def append(self, row: Row) -> None:
        """Append a row to an append-only log (job records); raises AlreadyExists on its key."""

    def log(self, model: type[R]) -> Iterator[R]:
        """Read an append-only log, oldest first."""

    def lease(self, name: str, owner: str, seconds: float, now: datetime) -> Lease:
        """Take or renew a lease in wall time; raises LeaseHeld while somebody else has it."""

    def release(self, lease: Lease) -> None:
        """Give a lease back; does nothing if it was lost."""

    def close(self) -> None:
        """Free what is open."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one cold table, ready to merge; made by `pytoolkit.export`."""

    model: type[Fact]
    rows: Sequence[Fact]
    batch_id: str
    ds_from: date
    ds_to: date
    rows_hash: str
    run_id: str
    recorded_at: datetime


class ColdStore(Protocol):
    """Analytical history: partitioned by ds, merged on key, superseded versions kept."""

    def migrate(self, models: Sequence[type[Fact]]) -> None:
        """Create what is missing; raises Refused where a table differs from its model."""

    def merge(self, batch: Batch) -> Receipt:
        """Keep superseded rows in history, merge on key what is newer, commit the receipt."""

    def read(
        self,
        table: str,
        *,
        start: date | None = None,
        end: date | None = None,
        as_of: datetime | None = None,
    ) -> pl.DataFrame:
        """Read a table or view, ds in [start, end], money as Decimal; as_of: as known then."""

    def rows(self, model: type[Fact], keys: Sequence[str], start: date, end: date) -> list[Fact]:
        """Read rows back by key within a constant ds range, as models, for verification."""

    def receipts(self) -> pl.DataFrame:
        """Read every committed receipt, oldest first."""

    def close(self) -> None:
        """Free what is open."""


class MarketData(Protocol):
    """Finished bars."""

    def bars(
        self, symbols: Sequence[str], timeframe: Timeframe, start: datetime, end: datetime
    ) -> pl.DataFrame:
        """Read finished bars with start <= at < end: symbol, at, open..volume; sorted.

        Prices are split-adjusted as of now; a bar whose end is after market time never comes.
        """

    def corporate_actions(self, symbols: Sequence[str]) -> list[CorporateAction]:
        """Read the splits known for some symbols."""


class StreamBar(NamedTuple):
    """A finished minute as the market-data stream tells it."""

    symbol: str
    at: int
    """Start, microseconds UTC."""
    open: float
    high: float
    low: float
    close: float
    volume: float
    revised: bool
    """It corrects the bar that was told before."""
    received: float
    """`time.perf_counter()` when it was read."""


DATA_STREAM, TRADE_STREAM = "data stream", "trade stream"
"""What people call the streams."""


class StreamPrices(NamedTuple):
    """What was traded in one symbol since the last telling."""

    symbol: str
    at: int
    """Microseconds since 1970-01-01 of the first trade."""
    low: float
    high: float
    last: float


class StreamOpened(NamedTuple):
    """A stream was connected: what came in between is to be read over REST."""

    times: int
    name: str


class StreamEnded(NamedTuple):
    """A stream was refused for good."""

    reason: str
    name: str


class StreamHint(NamedTuple):
    """Something happened at the broker; what exactly is to be read over REST."""

    event: str
    execution_id: str
    received: float
    """`time.perf_counter()` when it was read."""


class Stream(Protocol):
    """A stream that is read in a thread of its own."""

    @property
    def connected(self) -> bool:
        """Whether it is connected now."""

    @property
    def silent_seconds(self) -> float | None:
        """Wall seconds since the last message; None before the first."""

    def close(self) -> None:
        """Hang up."""


class BarFeed(Stream, Protocol):
    """The market-data stream: minutes of its symbols, and the trades of some of them."""

    def watch(self, symbols: Collection[str]) -> None:
        """Tell the trades of these symbols, and of no others, as `StreamPrices` by symbol."""


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


class Outlet(Protocol):
    """A service that tells people something."""

    name: str
    """How it is called in settings and messages; no secret."""

    def send(self, subject: str, text: str, *, urgent: bool) -> None:
        """Send a message; raises Unreachable where the service did not take it."""


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


@dataclass(slots=True)
class Context:
    """Everything a loop, a notebook or the service works with; built by `pytoolkit.wiring`."""

    settings: Settings
    hot: HotStore
    cold: ColdStore
    broker: Broker
    market: MarketData
    clock: Clock
    run_id: str = ""

    def close(self) -> None:
        """Close both stores."""
        self.hot.close()
        self.cold.close()
