from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pytoolkit import frames, wiring
from pytoolkit.live import sync
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.gateway import Gateway
from pytoolkit.live.plan import Parts, entry_intents
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal, signal_id_of
from pytoolkit.plan import parts_of
from pytoolkit.ports import Context
from pytoolkit.simulator.process import Handle, start_simulator
from pytoolkit.simulator.simulation import Options

START = "2012-06-04"


@dataclass
class Bench:
    """A desk and a gateway before a real exchange that stands still."""

    exchange: Handle
    context: Context
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget everything that is not durable, as a killed process does."""
        self.desk = Desk(self.context.hot, "test")
        self.desk.load(None)
        self.gateway = Gateway(self.desk, self.context.broker)

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.exchange.state()["now"])

    def plan(self, **changes: Any) -> Deal:
        """Decide to trade and store signal and intent, nothing sent yet."""
        signal = make_signal(self.now, **changes)
        assert signal.quantity is not None
        intents = entry_intents(signal, ladder(signal.target_prices, signal.quantity), self.now)
        rows = (signal, *intents)
        self.desk.commit([self.desk.born(row, self.now) for row in rows])
        return self.desk.deals[signal.signal_id]

    def flush(self) -> bool:
        return self.gateway.flush(self.now, "ACTIVE")

    def sync(self, *, every: bool = True) -> sync.Picture:
        since = (self.now - timedelta(days=3)).date()
        picture = sync.read(self.desk, self.context.broker, since, every=every)
        sync.merge(self.desk, picture, self.now, "ACTIVE")
        return picture

    def advance(self, count: int = 1) -> None:
        for _ in range(count):
            self.exchange.advance()
            self.sync()

    def signal(self, deal: Deal) -> Signal:
        """Read the signal as it is stored."""
        found = self.context.hot.get(Signal, deal.signal.key)
        assert found is not None
        return found


def ladder(targets: Sequence[Decimal], quantity: Decimal, *, trailed: bool = False) -> Parts:
    """Split whole shares over targets."""
    asset = Asset(
        symbol="AAPL",
        asset_class="EQUITY",
        price_increment=Decimal("0.01"),
        qty_increment=Decimal(1),
        tradable=True,
        shortable=True,
        fractionable=False,
    )
    return parts_of(quantity, targets, trailed, asset, fractional=False)


def make_signal(now: datetime, **changes: Any) -> Signal:
    ds: date = now.date()
    symbol = changes.get("symbol", "AAPL")
    strategy_id = changes.get("strategy_id", "test")
    at = frames.daily_at(ds)
    values: dict[str, Any] = {
        "signal_id": signal_id_of(at, strategy_id, symbol, "1Day"),
        "account_id": "account",
        "strategy_id": strategy_id,
        "config_hash": "hash",
        "symbol": symbol,
        "asset_class": "EQUITY",
        "timeframe": "1Day",
        "side": "buy",
        "at": at,
        "ds": ds,
        "created_at": now,
        "entry_price": Decimal("561"),
        "stop_price": Decimal("500"),
        "target_prices": (Decimal("700"),),
        "quantity": Decimal(10),
        "valid_until": frames.sessions_after(ds, 3)[-1].close_at,
        "updated_at": now,
    }
    return Signal.model_validate({**values, **changes})


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with start_simulator(Options(start=START, step=True)) as exchange:
        where = f"simulator:{exchange.url}"
        context = wiring.connect(project=tmp_path, broker=where, market=where)
        yield Bench(exchange, context)
        context.close()
