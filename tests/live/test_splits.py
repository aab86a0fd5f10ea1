"""A split overnight: stops in the new units before the open, positions after it, and the books."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pytoolkit.live.steps import CRASH_AT
from pytoolkit.loops import account, books, expired, rejections, settlement, trades
from pytoolkit.models.position import Position
from tests.support.agreement import disagreements, uncovered
from tests.support.playing import Played, assert_same, play

pytestmark = pytest.mark.process

D = Decimal
MORE = ("sync.merged:11", "instant.begin:11")
"""Deaths for `make crash`."""
START, SPLIT, END = "2005-02-22", date(2005, 2, 28), datetime(2005, 3, 4, 22, tzinfo=UTC)
"""AAPL split 2 for 1 on 2005-02-28."""
HOLDS = """
[holds]
active = true
asset_class = "EQUITY"
assets = ["AAPL"]
timeframe = "1Day"
history = 60
entry = "close > 0"
stop = "close - 3 * atr(14)"
targets = ["close + 4 * atr(14)", "close + 9 * atr(14)"]
trail = "highest(high, 22) - 4 * atr(22)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 900, max_notional_usd = 9000 }
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("split")
    with play(folder, strategies=HOLDS, start=START, until=END) as played:
        yield played


def held(played: Played) -> Position:
    """Give the position that lived through the split."""
    (found,) = (each for each in played.context.hot.find(Position) if each.splits)
    return found


def test_position_held_over_a_split_has_twice_the_units_at_half_the_levels(
    undisturbed: Played,
) -> None:
    position = held(undisturbed)
    bought = sum(fill.quantity for fill in position.fills if not fill.reason)
    assert position.entry_quantity == 2 * bought
    signal = next(row for row in undisturbed.signals if row["signal_id"] == position.position_id)
    assert position.planned_stop * 2 == signal["stop_price"]
    assert [price * 2 for price in position.target_prices] == list(signal["target_prices"])
    assert [split.ds for split in position.splits] == [SPLIT]


def test_nobody_is_stopped_out_by_the_split_and_all_units_stay_covered(
    undisturbed: Played,
) -> None:
    position = held(undisturbed)
    at_open = [fill for fill in position.fills if fill.reason and fill.ds == SPLIT]
    assert at_open == []
    assert uncovered(undisturbed.context) == {}
    assert disagreements(undisturbed.context) == []
    assert undisturbed.log.count("ALARM") == 0


def test_nothing_is_entered_on_the_eve_of_a_split(undisturbed: Played) -> None:
    eve = [row for row in undisturbed.signals if row["ds"] == date(2005, 2, 25)]
    assert {row["gate"] for row in eve} <= {"split", "symbol_open"}


def test_books_over_a_split_are_proven_on_both_sides_of_it(undisturbed: Played) -> None:
    ctx = undisturbed.context
    for ds in (date(2005, 2, 25), SPLIT, date(2005, 3, 3)):
        for loop in (trades, settlement, rejections, expired, account):
            assert loop.run(ds, ctx).failed == ""
        proof = books.run(ds, ctx)
        assert proof.notes[0] == "PROVEN", (ds, proof.failed)


@pytest.mark.parametrize(
    "where",
    ["gateway.submitted:4", *(pytest.param(each, marks=pytest.mark.crash) for each in MORE)],
)
def test_split_with_a_crash_around_it_ends_as_undisturbed(
    where: str, tmp_path: Path, undisturbed: Played
) -> None:
    with play(tmp_path, [{CRASH_AT: where}], strategies=HOLDS, start=START, until=END) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)
