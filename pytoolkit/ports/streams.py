"""What the broker's streams tell, and how they are held."""

from collections.abc import Collection
from typing import NamedTuple, Protocol

DATA_STREAM, TRADE_STREAM = "data stream", "trade stream"
"""What people call the streams."""


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
