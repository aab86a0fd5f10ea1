"""Units that the broker holds and we do not know, taken into our books on evidence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from pytoolkit import wiring
from pytoolkit.cli import pytoolkit as root
from pytoolkit.errors import BadParameters, LeaseHeld, Refused
from pytoolkit.library import load_strategies
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.live.service import Service
from pytoolkit.loops import account, books, expired, rejections, settlement, strategies, trades
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import Context
from pytoolkit.simulator.process import Handle, start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.agreement import disagreements, uncovered
from tests.support.hours import hours

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
COINS = """
[coins]
active = true
asset_class = "CRYPTO"
assets = ["COIN/USD"]
timeframe = "1Hour"
history = 40
entry = "close < 0"
stop = "close * 0.9"
exits.never = "close < 0"
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


@contextmanager
def opened(
    folder: Path, start: str = "2012-06-04", strategies: str = STRATEGIES, **options: Any
) -> Iterator[Bench]:
    """Make a project and an exchange that stands still."""
    (folder / "runbooks").mkdir()
    (folder / "runbooks" / "daily.toml").touch()
    (folder / "runbooks" / "strategies.toml").write_text(strategies)
    with start_simulator(Options(start=start, step=True, **options)) as exchange:
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        context = wiring.connect(project=folder)
        yield Bench(exchange, context, folder)
        context.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with opened(tmp_path) as found:
        yield found


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


def test_adopting_twice_finds_nothing_any_more(bench: Bench) -> None:
    owned(bench)
    before = bench.context.hot.events()

    again = bench.adopt()

    assert again.exit_code == 0
    assert "holds no AAPL that we do not know" in again.stdout
    assert bench.context.hot.events() == before


def test_adopt_keeps_the_evidence_in_the_event_log(bench: Bench) -> None:
    bench.live()
    order_id = bench.trade("buy", "10")
    bench.days()
    bench.adopt()

    (position,) = bench.context.hot.find(Position)
    (event,) = bench.context.hot.events(Position, position.key)
    assert event.reason == "adopted"
    assert event.evidence["orders"] == [order_id]
    assert event.evidence["executions"] == [fill.execution_id for fill in position.fills]
    (signal,) = bench.context.hot.find(Signal)
    assert (signal.status, signal.source) == (SignalStatus.ACTIVE, "adopted")


def test_adopt_while_the_service_runs_is_put_off(bench: Bench) -> None:
    bench.trade("buy", "10")
    bench.days()
    holder = Holder(bench.context.hot, new_owner())
    holder.take(bench.context.clock.wall())

    done = bench.adopt()

    holder.release()
    assert isinstance(done.exception, LeaseHeld)
    assert bench.context.hot.find(Position) == []


def test_adopt_takes_what_others_sold_of_it_along_and_proves(bench: Bench) -> None:
    bench.live()
    bench.trade("buy", "7")
    bench.days()
    bench.trade("sell", "7")
    bench.days()
    earlier = bench.context.broker.activities(("FILL",))
    bench.trade("buy", "15")
    bench.days()
    bench.trade("sell", "5")
    bench.days()

    assert bench.adopt("--target", "700").exit_code == 0

    (position,) = bench.context.hot.find(Position)
    assert (position.entry_quantity, position.exit_quantity) == (15, 5)
    assert not {each.activity_id for each in earlier} & {f.execution_id for f in position.fills}
    bench.live(1)
    assert uncovered(bench.context) == {}
    (pair,) = bench.context.hot.find(OrderIntent, [("leg", "==", "tp1")])
    assert (pair.order_class, pair.quantity, pair.take_profit_price) == ("oco", 10, 700)


def test_adopt_on_top_of_our_own_units_takes_the_rest_only(bench: Bench) -> None:
    bench.live()
    bench.trade("buy", "10")
    bench.days()
    assert bench.adopt().exit_code == 0
    (first,) = bench.context.hot.find(Position)
    bench.trade("buy", "5")
    bench.days()
    assert bench.adopt(stop="490").exit_code == 0

    bench.live(1)

    held = {each.key: each.open_quantity for each in bench.context.hot.find(Position)}
    assert held.pop(first.key) == 10
    assert list(held.values()) == [5]
    stops = {(each.stop_price, each.quantity) for each in bench.context.broker.orders("open")}
    assert stops == {(500, 10), (490, 5)}
    assert bench.reconcile().exit_code == 0


def test_adopt_of_a_pair_knows_of_the_fee_and_proves(tmp_path: Path) -> None:
    file = tmp_path / "bars.parquet"
    hours(date(2012, 4, 20), 80, ["COIN/USD"], ["AAPL", "IBM"], seed=11).write_parquet(file)
    (tmp_path / "project").mkdir()
    with opened(tmp_path / "project", "2012-06-28", STRATEGIES + COINS, bars=str(file)) as bench:
        bench.live()
        bench.trade("buy", "2", "COIN/USD")
        bench.days()
        (held,) = bench.context.broker.positions()
        stop = str((held.average_price * D("0.9")).quantize(D("0.01")))
        given = ["adopt", "COIN/USD", "--strategy", "coins", "--stop", stop]
        assert bench.reconcile(*given).exit_code == 0

        bench.live(2)

        (position,) = bench.context.hot.find(Position)
        assert position.entry_quantity == 2
        assert position.open_quantity == held.quantity < 2
        (guard,) = bench.context.broker.orders("open")
        assert (guard.kind, guard.quantity) == ("stop_limit", held.quantity)
        bench.live(40)
        assert bench.proven()[0] == "PROVEN"
        assert disagreements(bench.context) == []


def test_adopt_of_a_short_gets_a_stop_above(bench: Bench) -> None:
    bench.live()
    bench.trade("sell", "10")
    bench.days()
    wrong = bench.adopt(stop="700")
    done = bench.reconcile("adopt", "AAPL", "--strategy", "short", "--stop", "700")

    assert "are short, but patient buys" in str(wrong.exception)
    assert done.exit_code == 0
    bench.live(1)
    (stop,) = bench.context.broker.orders("open")
    assert (stop.side, stop.stop_price) == ("buy", 700)
    assert uncovered(bench.context) == {}


def test_adopt_of_what_executions_do_not_explain_says_what_is_missing(tmp_path: Path) -> None:
    with opened(tmp_path, start="2005-02-24") as bench:
        bench.live()
        bench.trade("buy", "10")
        bench.days(3)  # two new shares for an old one, before the third
        refused = bench.adopt(stop="30")
        done = bench.adopt("--at-average", stop="30")

        assert isinstance(refused.exception, Refused)
        assert "20 AAPL" in str(refused.exception)
        assert "10 are not explained" in str(refused.exception)
        assert done.exit_code == 0
        (position,) = bench.context.hot.find(Position)
        assert position.open_quantity == 20
        bench.live(1)
        assert uncovered(bench.context) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--strategy", "nobody", "--stop", "500"], "it has idle, patient, short"),
        (["--strategy", "idle", "--stop", "500"], "idle is not active"),
        (["--strategy", "patient", "--stop", "600"], "must be below the price"),
        (["--strategy", "patient", "--stop", "500.001"], "is no multiple of AAPL's 0.01"),
        (["--strategy", "patient", "--stop", "500", "--target", "501"], "must be above the price"),
    ],
)
def test_adopt_that_does_not_fit_the_units_is_refused(
    bench: Bench, arguments: list[str], words: str
) -> None:
    bench.trade("buy", "10")
    bench.days()

    done = bench.reconcile("adopt", "AAPL", *arguments)

    assert isinstance(done.exception, BadParameters)
    assert words in str(done.exception)
    assert bench.context.hot.find(Position) == []


def test_adopt_of_a_symbol_that_the_strategy_does_not_trade_is_refused(bench: Bench) -> None:
    bench.trade("buy", "10", "MSFT")
    bench.days()

    done = bench.reconcile("adopt", "MSFT", "--strategy", "patient", "--stop", "20")

    assert "patient does not trade MSFT" in str(done.exception)


def test_adopt_while_an_order_of_somebody_else_stands_names_it(bench: Bench) -> None:
    bench.trade("buy", "10")
    bench.days()
    order_id = bench.trade("sell", "10", type="limit", limit_price="900")

    done = bench.adopt()

    assert isinstance(done.exception, Refused)
    assert order_id in str(done.exception)


def test_adopt_of_units_that_we_sent_for_ourselves_is_refused(bench: Bench) -> None:
    name = "6f1b3a52-7f5e-5d7b-9a58-111111111111.entry1.1"
    bench.trade("buy", "10", client_order_id=name)
    bench.days()

    done = bench.adopt()

    assert isinstance(done.exception, Refused)
    assert name in str(done.exception)


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
