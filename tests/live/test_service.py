"""The service as its users run it: a process of its own on a real exchange, killed at will."""

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pytoolkit import wiring
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.errors import BadStrategy
from pytoolkit.library import load_strategies
from pytoolkit.live.driver import Driver, Now
from pytoolkit.live.eligible import objection, tradable
from pytoolkit.live.steps import CRASH_AT, STEPS
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.orders import TERMINAL
from pytoolkit.ports import Context
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options

ROOT = Path(__file__).parents[2]
START = "2012-06-04"
END = datetime(2012, 7, 31, 20, tzinfo=UTC)


@dataclass
class Played:
    """What a run left."""

    signals: list[dict[str, Any]]
    positions: list[dict[str, Any]]
    orders: list[tuple[str, str, str]]
    deaths: int
    context: Context


@contextmanager
def play(
    folder: Path, environments: Iterable[Mapping[str, str]] = (), kills: int = 0
) -> Iterator[Played]:
    """Play two months through the service; kill it at random moments if wanted."""
    (folder / "runbooks").mkdir(parents=True)
    for name in ("daily.toml", "strategies.toml"):
        shutil.copy(ROOT / "runbooks" / name, folder / "runbooks" / name)
    with start_simulator(Options(start=START, step=True)) as exchange:
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        settings = load_settings("dev", folder)
        context = wiring.open_context(settings)
        driver = Driver(settings, context.hot, exchange, environments)
        dice = random.Random(7)
        # From these instants on, each death at the given glance at a service that is at work.
        moments = [(bell, dice.randrange(12)) for bell in sorted(dice.sample(range(1, 70), kills))]
        bells, looks = Counter[str](), Counter[int]()

        def kill_now_and_then(_: Now) -> None:
            bell = bells["handled"]
            looks[bell] += 1
            if moments and bell >= moments[0][0] and looks[bell] > moments[0][1]:
                moments.pop(0)
                driver.kill()

        def count(_: Now) -> None:
            bells["handled"] += 1

        try:
            driver.play(END, each=count, while_waiting=kill_now_and_then)
        finally:
            driver.stop()
        broker = sorted(
            (order.client_order_id, order.status, str(order.filled_quantity))
            for parent in context.broker.orders("all")
            for order in (parent, *parent.legs)
        )
        yield Played(
            [row.model_dump() for row in context.hot.find(Signal)],
            [row.model_dump() for row in context.hot.find(Position)],
            broker,
            driver.deaths,
            context,
        )
        context.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with play(tmp_path_factory.mktemp("undisturbed")) as played:
        yield played


@pytest.mark.process
def test_service_undisturbed_trades_and_agrees_with_the_broker(undisturbed: Played) -> None:
    statuses = Counter(signal["status"] for signal in undisturbed.signals)
    held: Counter[str] = Counter()
    for row in undisturbed.positions:
        held[row["symbol"]] += row["entry_quantity"] - row["exit_quantity"]

    assert statuses[SignalStatus.CLOSED] >= 3
    assert statuses[SignalStatus.REJECTED] >= 3
    assert statuses[SignalStatus.EXPIRED] >= 1
    brokers = {each.symbol: each.quantity for each in undisturbed.context.broker.positions()}
    assert {symbol: quantity for symbol, quantity in held.items() if quantity} == brokers


@pytest.mark.process
def test_service_undisturbed_raises_no_alarm(undisturbed: Played) -> None:
    assert undisturbed.context.hot.find(Alarm) == []


def test_service_undisturbed_keeps_cash_to_the_cent(undisturbed: Played) -> None:
    account = undisturbed.context.broker.account()
    fees = sum(
        activity.net_amount or 0 for activity in undisturbed.context.broker.activities(("FEE",))
    )
    ours = sum(row["exit_amount"] - row["entry_amount"] for row in undisturbed.positions)

    assert account.cash == 100_000 + ours + fees


@pytest.mark.process
def test_service_leaves_no_order_behind(undisturbed: Played) -> None:
    hot = undisturbed.context.hot
    ended = {
        signal.signal_id
        for signal in hot.find(Signal)
        if signal.status in (SignalStatus.CLOSED, SignalStatus.EXPIRED, SignalStatus.REJECTED)
    }
    loose = [
        intent
        for intent in hot.find(OrderIntent)
        if intent.signal_id in ended and intent.status not in TERMINAL
    ]
    uncertain = hot.find(OrderIntent, [("status", "==", IntentStatus.AMBIGUOUS)])

    assert (loose, uncertain) == ([], [])


@pytest.mark.process
def test_service_killed_at_every_named_step_ends_as_undisturbed(
    tmp_path: Path, undisturbed: Played
) -> None:
    deaths = [{CRASH_AT: f"{name}:2"} for name in STEPS if name != "cancel.asked"]
    deaths.append({CRASH_AT: "cancel.asked:1"})

    with play(tmp_path, deaths) as played:
        assert played.deaths == len(STEPS)
        assert_same(played, undisturbed)


@pytest.mark.process
def test_service_killed_at_random_moments_ends_as_undisturbed(
    tmp_path: Path, undisturbed: Played
) -> None:
    with play(tmp_path, kills=6) as played:
        assert played.deaths == 6
        assert_same(played, undisturbed)


def assert_same(played: Played, undisturbed: Played) -> None:
    assert played.orders == undisturbed.orders
    assert played.positions == undisturbed.positions
    assert played.signals == undisturbed.signals


def test_tradable_leaves_out_what_the_service_cannot_trade() -> None:
    library = load_strategies(ROOT / "runbooks" / "strategies.toml")
    traded = next(each for each in library if each.active)
    ladder = traded.model_copy(
        update={"strategy_id": "ladder", "targets": ("close * 1.1", "close * 1.2")}
    )

    assert ladder not in tradable([*library, ladder])
    assert "names 2 targets" in objection(ladder)
    with pytest.raises(BadStrategy, match="names 2 targets"):
        tradable([ladder])


def test_hot_store_of_the_service_is_the_profiles_own(tmp_path: Path) -> None:
    first = wiring.connect(project=tmp_path)
    second = wiring.connect(profile="demo", project=tmp_path)

    assert isinstance(first.hot, SqliteStore)
    assert isinstance(second.hot, SqliteStore)
    assert first.hot.path != second.hot.path
