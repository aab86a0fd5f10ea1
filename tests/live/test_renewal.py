"""What stands at the broker is sent anew before it ends there, 90 days after it was sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pytoolkit.live.driver import Now
from pytoolkit.live.steps import CRASH_AT
from pytoolkit.loops import account, books, expired, rejections, settlement, trades
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import Context
from tests.support.agreement import disagreements, uncovered
from tests.support.playing import Played, assert_same, play

pytestmark = pytest.mark.process

D = Decimal
UNTIL = datetime(2012, 10, 24, 20, tzinfo=UTC)
"""The hundredth session."""
STRATEGIES = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAPL"]
timeframe = "1Day"
history = 60
entry = "close > 0"
stop = "close * 0.8"
targets = ["close * 1.17", "close * 2"]
trail = "highest(high, 60) * 0.6"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 2000, max_notional_usd = 9000 }

[runner]
active = true
asset_class = "EQUITY"
assets = ["IBM"]
timeframe = "1Day"
history = 60
entry = "close > 0"
stop = "close * 0.8"
exits.never = "close < 0"

[patient]
active = true
asset_class = "EQUITY"
assets = ["MSFT"]
timeframe = "1Day"
history = 60
order = "limit"
entry_price = "close * 0.5"
entry = "close > 0"
stop = "close * 0.4"
targets = ["close * 0.7"]
valid_for = 80
"""


@contextmanager
def run(folder: Path, *environments: dict[str, str], **options: Any) -> Iterator[Played]:
    bare: list[tuple[datetime, dict[str, Any]]] = []

    def look(now: Now, context: Context) -> None:
        if found := uncovered(context):
            bare.append((now.at, found))

    with play(
        folder, environments, strategies=STRATEGIES, until=UNTIL, each=look, **options
    ) as played:
        assert bare == []
        yield played


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with run(tmp_path_factory.mktemp("renewal") / "project") as played:
        yield played


def renewals(played: Played, symbol: str) -> list[OrderIntent]:
    found = played.context.hot.find(OrderIntent, [("symbol", "==", symbol)])
    return sorted((each for each in found if each.renews), key=lambda each: each.created_at)


def test_position_of_a_hundred_days_keeps_its_protection(undisturbed: Played) -> None:
    held = {
        each.symbol: each
        for each in undisturbed.context.hot.find(Position, [("status", "==", "OPEN")])
    }
    assert set(held) == {"AAPL", "IBM"}
    for symbol, classes in (("AAPL", {"oco"}), ("IBM", {"simple"})):
        made = renewals(undisturbed, symbol)
        assert {each.order_class for each in made} == classes
        assert all(each.status is IntentStatus.ACCEPTED for each in made)
        age = made[0].created_at - (held[symbol].opened_at or made[0].created_at)
        assert timedelta(days=84) <= age <= timedelta(days=90)
    assert undisturbed.deaths == 0
    assert undisturbed.context.hot.find(Alarm) == []
    orders = undisturbed.context.broker.orders("all")
    legs = [leg for each in orders for leg in each.legs]
    assert not [each for each in (*orders, *legs) if each.status == "expired"]


def test_renewed_exits_stand_where_the_old_ones_stood(undisturbed: Played) -> None:
    (position,) = [each for each in undisturbed.context.hot.find(Position) if each.symbol == "AAPL"]
    (renewed,) = renewals(undisturbed, "AAPL")
    old = undisturbed.context.hot.get(OrderIntent, renewed.renews)
    assert old is not None
    assert renewed.take_profit_price == old.take_profit_price
    assert renewed.quantity == position.open_quantity
    assert position.stop_reason != "STOP_LOSS"  # moved since
    (stop,) = renewed.legs
    assert stop.price == position.stop_price


def test_entry_that_waits_is_sent_again_and_ends_with_its_validity(undisturbed: Played) -> None:
    first = min(renewals(undisturbed, "MSFT"), key=lambda each: each.created_at)
    old = undisturbed.context.hot.get(OrderIntent, first.renews)
    assert old is not None
    assert (old.status, old.attempt, first.attempt) == (IntentStatus.CANCELED, 1, 2)
    assert (first.limit_price, first.quantity) == (old.limit_price, old.quantity)
    signal = undisturbed.context.hot.get(Signal, str(first.signal_id))
    assert signal is not None
    assert signal.status is SignalStatus.EXPIRED
    assert signal.reason == "not filled while it was valid"


def test_books_after_renewals_agree_and_are_proven(undisturbed: Played) -> None:
    assert disagreements(undisturbed.context) == []
    ctx, ds = undisturbed.context, UNTIL.date() - timedelta(days=1)
    for loop in (trades, settlement, rejections, expired, account):
        assert loop.run(ds, ctx).failed == ""
    proof = books.run(ds, ctx)
    assert proof.notes[0] == "PROVEN", proof.failed


@pytest.mark.parametrize(
    "where",
    [
        "renewal.planned:1",
        "cancel.done:1",
        *(
            pytest.param(each, marks=pytest.mark.crash)
            for each in ("cancel.asked:1", "cancel.asked:2", "renewal.planned:2", "cancel.done:3")
        ),
    ],
)
def test_renewal_killed_on_its_way_ends_as_undisturbed(
    where: str, tmp_path: Path, undisturbed: Played
) -> None:
    with run(tmp_path / "project", {CRASH_AT: where}) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)
