"""The service as its users run it: a process of its own on a real exchange, killed at will."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytoolkit import wiring
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.errors import BadStrategy
from pytoolkit.library import load_strategies
from pytoolkit.live.eligible import objection, tradable
from pytoolkit.live.steps import CRASH_AT, STEPS
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.orders import TERMINAL
from tests.support.playing import ROOT, Played, assert_same, play


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
    # Cancels are rare here, only entries filled in part need protection, and nothing stands long
    # enough to be renewed: see their own tests.
    rare = ("cancel.asked", "cancel.done", "protect.planned", "renewal.planned")
    deaths = [{CRASH_AT: f"{name}:2"} for name in STEPS if name not in rare]
    deaths.append({CRASH_AT: "cancel.asked:1"})

    with play(tmp_path, deaths) as played:
        assert played.deaths == len(deaths)
        assert_same(played, undisturbed)


@pytest.mark.process
def test_service_killed_at_random_moments_ends_as_undisturbed(
    tmp_path: Path, undisturbed: Played
) -> None:
    with play(tmp_path, kills=6) as played:
        assert played.deaths == 6
        assert_same(played, undisturbed)


def test_tradable_leaves_out_what_the_service_cannot_trade() -> None:
    library = load_strategies(ROOT / "runbooks" / "strategies.toml")
    traded = next(each for each in library if each.active)
    parts = traded.model_copy(
        update={
            "strategy_id": "parts",
            "order": "limit",
            "risk": traded.risk.model_copy(update={"fractional": True}),
        }
    )

    assert parts not in tradable([*library, parts])
    assert "stands for one day only" in objection(parts)
    with pytest.raises(BadStrategy, match="stands for one day only"):
        tradable([parts])


def test_hot_store_of_the_service_is_the_profiles_own(tmp_path: Path) -> None:
    first = wiring.connect(project=tmp_path)
    second = wiring.connect(profile="demo", project=tmp_path)

    assert isinstance(first.hot, SqliteStore)
    assert isinstance(second.hot, SqliteStore)
    assert first.hot.path != second.hot.path
