"""Settings -> adapters: the only room that knows them. A store, broker or feed is a line here."""

from pytoolkit.wiring.brokers import (
    open_broker,
    open_clock,
    open_inspector,
    open_market,
)
from pytoolkit.wiring.context import (
    connect,
    open_context,
)
from pytoolkit.wiring.keys import (
    KEY_REFERENCES,
    KEY_VARIABLES,
    SIMULATOR_REFERENCES,
)
from pytoolkit.wiring.loading import (
    FIRST_INSTANT,
    bars,
)
from pytoolkit.wiring.stores import (
    open_hot,
    rehearse_cold,
    rehearse_hot,
)
from pytoolkit.wiring.streams import (
    open_bars,
    open_hints,
    open_outlet,
    try_bars,
    try_hints,
)

__all__ = [
    "FIRST_INSTANT",
    "KEY_REFERENCES",
    "KEY_VARIABLES",
    "SIMULATOR_REFERENCES",
    "bars",
    "connect",
    "open_bars",
    "open_broker",
    "open_clock",
    "open_context",
    "open_hints",
    "open_hot",
    "open_inspector",
    "open_market",
    "open_outlet",
    "rehearse_cold",
    "rehearse_hot",
    "try_bars",
    "try_hints",
]
