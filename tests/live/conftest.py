from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from pytoolkit import frames, wiring
from pytoolkit.live import sync
from pytoolkit.live.aside import Aside
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.keeper import Keeper
from pytoolkit.live.plan import Parts, entry_intents
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.base import amount_of
from pytoolkit.models.market import Asset
from pytoolkit.models.order import Fill, IntentStatus
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
        aside = Aside(SimpleQueue(), lambda _: None, inline=True)
        self.keeper = Keeper(self.desk, self.context.broker, aside, stepping=True)
        self.gateway = self.keeper.gateway

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

    def alarms(self) -> list[tuple[str, str]]:
        """Give kind and words of the alarms that stand."""
        found = self.context.hot.find(Alarm, [("status", "==", "STANDING")])
        return [(each.kind, each.message) for each in found]


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


def bought(
    order_id: str, price: int, at: datetime, *, symbol: str = "AAPL", quantity: int = 10
) -> Fill:
    """Give the one fill of an entry."""
    units, each = Decimal(quantity), Decimal(price)
    return Fill(
        execution_id=f"{order_id}.1",
        order_id=order_id,
        leg="entry1",
        symbol=symbol,
        side="buy",
        quantity=units,
        price=each,
        amount=amount_of(units, each),
        at=at,
        ds=at.date(),
    )


@contextmanager
def opened(folder: Path, **options: Any) -> Iterator[Bench]:
    """Open a bench before an exchange of its own."""
    with start_simulator(Options(start=START, step=True, **options)) as exchange:
        where = f"simulator:{exchange.url}"
        context = wiring.connect(project=folder, broker=where, market=where)
        yield Bench(exchange, context)
        context.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Bench]:
    """An exchange where every order fills in parts."""
    with opened(tmp_path, partial_fills=1.0) as found:
        yield found


def entered(bench: Bench, **changes: object) -> Deal:
    """Give a deal whose entry was just filled in part."""
    deal = bench.plan(**{"quantity": Decimal(100), "stop_price": Decimal(400), **changes})
    bench.flush()
    bench.advance()
    assert deal.entry is not None
    assert deal.entry.status is IntentStatus.PARTIALLY_FILLED
    return deal
