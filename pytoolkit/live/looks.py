"""What is seen of an environment from outside, as values."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pytoolkit.models.alarm import Alarm
from pytoolkit.models.base import JsonDict


@dataclass(frozen=True, slots=True)
class ServiceLook:
    """The live service from outside.

    Attributes:
        alive: it holds its lease and gives signs of life.
        died: it held its lease to the end and did not give it back.
    """

    alive: bool = False
    died: bool = False
    owner: str = ""
    fencing: int = 0
    heartbeat_at: datetime | None = None
    beat_at: datetime | None = None
    started_at: datetime | None = None
    handled_at: datetime | None = None
    trouble: str = ""
    trouble_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StreamLook:
    """One stream, as the service last told."""

    name: str
    connected: bool
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """One open position.

    Attributes:
        average: price at which what is still open was entered.
        mark: close of the newest bar the service has read; None where it told none.
        unrealized_usd: at the mark, before fees.
        leaving: an order that closes it is on its way or at the broker.
        watched: units without a stop at the broker whose price the live service watches.
        uncovered: units that nothing protects: no stop, no order that closes them, no service.
    """

    signal_id: str
    strategy_id: str
    symbol: str
    side: str
    quantity: Decimal
    average: Decimal
    stop: Decimal
    targets: tuple[Decimal, ...]
    mark: Decimal | None
    mark_at: datetime | None
    unrealized_usd: Decimal | None
    leaving: bool
    watched: Decimal
    uncovered: Decimal


@dataclass(frozen=True, slots=True)
class Waiting:
    """One signal without a fill."""

    signal_id: str
    strategy_id: str
    symbol: str
    side: str
    order: str
    quantity: Decimal | None
    price: Decimal | None
    stop: Decimal | None
    valid_until: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """One request without a definite answer."""

    client_order_id: str
    symbol: str
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How one environment stands.

    Attributes:
        wall: when it was looked.
        market: market time as the service last knew it, gone on since; None: it never told.
        orders: of the unfinished signals by state, and all that ended within a day of market time.
        told: when each service of the settings was told something last.
        teller: whether a process runs that tells people.
        unreadable: what keeps the rest from being read; empty where nothing does.
    """

    profile: str
    wall: datetime
    market: datetime | None = None
    service: ServiceLook = ServiceLook()
    kill_switch: str = "ACTIVE"
    kill_reason: str = ""
    alarms: tuple[Alarm, ...] = ()
    streams: tuple[StreamLook, ...] = ()
    positions: tuple[Held, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    orders: dict[str, int] = field(default_factory=dict)
    latencies: JsonDict = field(default_factory=dict)
    services: tuple[str, ...] = ()
    told: dict[str, datetime] = field(default_factory=dict)
    teller: bool = False
    unreadable: str = ""
