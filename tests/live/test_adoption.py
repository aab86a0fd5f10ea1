"""Units that the broker holds and we do not know, taken into our books on evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from pytoolkit import wiring
from pytoolkit.cli import pytoolkit as root
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.live.service import Service
from pytoolkit.live.unknown import explaining
from pytoolkit.loops import account, books, expired, rejections, settlement, strategies, trades
from pytoolkit.library import load_strategies
from pytoolkit.models.account import Activity
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import Context
from pytoolkit.simulator.process import Handle, start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.agreement import disagreements, uncovered

pytestmark = pytest.mark.process

D = Decimal
KEYS = {"APCA-API-KEY-ID": "somebody", "APCA-API-SECRET-KEY": "else"}
STRATEGIES = """
[patient]
active = true
asset_class = "EQUITY"
assets = ["AAPL", "IBM"]
timeframe = "1Day"
history = 60
entry = "close < 0"
stop = "close * 0.9"
exits.never = "close < 0"

[short]
active = true
asset_class = "EQUITY"
assets = ["AAPL"]
timeframe = "1Day"
side = "sell"
history = 60
entry = "close < 0"
stop = "close * 1.1"
exits.never = "close < 0"

[idle]
active = false
asset_class = "EQUITY"
assets = ["AAPL"]
entry = "close < 0"
"""


@dataclass
class Bench:
    """A project, its exchange, and somebody else who trades there too."""

    exchange: Handle
    context: Context
    folder: Path

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.exchange.state()["now"])

    def trade(self, side: str, quantity: str, symbol: str = "AAPL", **body: Any) -> str:
        """Trade by hand at the next open; gives the order's id."""
        order = {"symbol": symbol, "qty": quantity, "side": side, "type": "market", **body}
        order.setdefault("time_in_force", "gtc")
        where = f"{self.exchange.url}/v2/orders"
        answer = requests.post(where, json=order, headers=KEYS, timeout=10)
        assert answer.ok, answer.text
        return str(answer.json()["id"])

    def days(self, count: int = 1) -> None:
        """Let sessions pass without anybody of us looking."""
        for _ in range(2 * count):
            self.exchange.advance()

    def live(self, count: int = 0) -> None:
        """Let the service handle where time stands, and then some more instants."""
        service = Service(
            self.context,
            load_strategies(self.folder / "runbooks" / "strategies.toml"),
            stepping=True,
        )
        service.run(until=self.now)
        for _ in range(count):
            self.exchange.advance()
            service.stop.clear()
            service.run(until=self.now)

    def reconcile(self, *arguments: str) -> Result:
        """Run the command."""
        return CliRunner().invoke(root, ["reconcile", *arguments, "--project", str(self.folder)])

    def adopt(self, *arguments: str, stop: str = "500") -> Result:
        """Adopt AAPL."""
        given = ["adopt", "AAPL", "--strategy", "patient", "--stop", stop, *arguments]
        return self.reconcile(*given)

    def proven(self) -> tuple[str, ...]:
        """Run the loops after the day that has ended, and give what the proof says."""
        ds = self.now.date()
        requests.post(f"{self.exchange.url}/sim/advance?to=night", timeout=10)
        for loop in (strategies, account, trades, expired, settlement, rejections):
            assert loop.run(ds, self.context).failed == ""
        return books.run(ds, self.context).notes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "daily.toml").touch()
    (tmp_path / "runbooks" / "strategies.toml").write_text(STRATEGIES)
    with start_simulator(Options(start="2012-06-04", step=True)) as exchange:
        where = f'"simulator:{exchange.url}"'
        (tmp_path / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        context = wiring.connect(project=tmp_path)
        yield Bench(exchange, context, tmp_path)
        context.close()


def test_adopted_units_are_protected_stopped_out_and_the_books_proven(bench: Bench) -> None:
    bench.live()
    bench.trade("buy", "10")
    bench.days()
    bench.live()
    assert [each.kind for each in bench.context.hot.find(Alarm)] == ["position_difference"]

    done = bench.adopt(stop="560.5")

    assert done.exit_code == 0, done.output
    assert "start it now" in done.stderr
    (position,) = bench.context.hot.find(Position)
    assert (position.source, position.open_quantity) == ("adopted", 10)
    assert bench.reconcile().exit_code == 0
    bench.live(1)
    assert uncovered(bench.context) == {}
    (stop,) = bench.context.broker.orders("open")
    assert (stop.kind, stop.stop_price, stop.quantity) == ("stop", D("560.5"), 10)
    bench.live(6)
    (position,) = bench.context.hot.find(Position)
    assert (position.status, position.exit_reason) == ("CLOSED", "STOP_LOSS")
    assert bench.proven() == ("PROVEN",)
    assert bench.context.cold.read("fact_trades")["source"].to_list() == ["adopted"]
    assert disagreements(bench.context) == []
    assert [each for each in bench.context.hot.find(Alarm) if each.status == "STANDING"] == []


def test_zombie_is_never_sold_short_and_closed_on_evidence(bench: Bench) -> None:
    owned(bench)
    (stop,) = bench.context.broker.orders("open")
    bench.context.broker.cancel(stop.order_id)
    bench.trade("sell", "10")
    bench.live(3)
    assert bench.context.broker.positions() == []
    kinds = {each.kind for each in bench.context.hot.find(Alarm) if each.status == "STANDING"}
    assert kinds == {"position_difference", "foreign_execution"}

    done = bench.reconcile("--apply")

    assert done.exit_code == 0, done.output
    (position,) = bench.context.hot.find(Position)
    assert (position.status, position.exit_reason) == ("CLOSED", "CLOSED_EXTERNALLY")
    bench.live(2)
    assert bench.context.broker.positions() == []
    assert bench.proven() == ("PROVEN",)
    assert disagreements(bench.context) == []
    assert [each for each in bench.context.hot.find(Alarm) if each.status == "STANDING"] == []


def owned(bench: Bench) -> Position:
    """Give an adopted position of 10 AAPL with its stop at the broker."""
    bench.live()
    bench.trade("buy", "10")
    bench.days()
    assert bench.adopt().exit_code == 0
    bench.live()
    assert uncovered(bench.context) == {}
    (position,) = bench.context.hot.find(Position)
    return position
