"""Everything that a loop, a notebook or the service works with."""

from dataclasses import dataclass

from pytoolkit.ports.broker import Broker
from pytoolkit.ports.market import Clock, MarketData
from pytoolkit.ports.stores import ColdStore, HotStore
from pytoolkit.settings import Settings


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
