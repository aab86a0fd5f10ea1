"""What the middle of the house needs from its edges: small protocols and the context."""

from pytoolkit.ports.broker import (
    Broker,
    BrokerOrder,
    Inspector,
    Rate,
)
from pytoolkit.ports.context import (
    Context,
)
from pytoolkit.ports.market import (
    Clock,
    MarketData,
)
from pytoolkit.ports.outlet import Outlet
from pytoolkit.ports.stores import (
    Batch,
    Change,
    ColdStore,
    Condition,
    D,
    HotStore,
    Operator,
    R,
    Snapshot,
)
from pytoolkit.ports.streams import (
    DATA_STREAM,
    TRADE_STREAM,
    BarFeed,
    Stream,
    StreamBar,
    StreamEnded,
    StreamHint,
    StreamOpened,
    StreamPrices,
)

__all__ = [
    "DATA_STREAM",
    "TRADE_STREAM",
    "BarFeed",
    "Batch",
    "Broker",
    "BrokerOrder",
    "Change",
    "Clock",
    "ColdStore",
    "Condition",
    "Context",
    "D",
    "HotStore",
    "Inspector",
    "MarketData",
    "Operator",
    "Outlet",
    "R",
    "Rate",
    "Snapshot",
    "Stream",
    "StreamBar",
    "StreamEnded",
    "StreamHint",
    "StreamOpened",
    "StreamPrices",
]
