"""Ladders: one bracket for each part, one position of them all, stops that move together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pytoolkit import frames
from pytoolkit.library import load_strategies
from pytoolkit.live.plan import stop_intent
from pytoolkit.live.steps import CRASH_AT
from pytoolkit.models.order import Fill, IntentStatus
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.outcome import SimulatedFill, what_if
from tests.live.conftest import Bench
from tests.support.playing import END, Played, assert_same, intents_of, play

pytestmark = pytest.mark.process

D = Decimal
MORE = ("gateway.submitted:4", "gateway.answered:9", "gateway.accepted:12")
"""Deaths for `make crash`."""
LADDERS = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAPL", "MSFT"]
timeframe = "1Day"
history = 60
entry = "close > sma(5) and rsi(14) > 40"
stop = "close - 1.5 * atr(14)"
targets = ["close + 0.75 * atr(14)", "close + 1.25 * atr(14)", "close + 4 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
cooldown = { bars = 2 }
exits.tired = "rsi(14) < 35"

[pair]
active = true
asset_class = "EQUITY"
assets = ["IBM", "GOOG"]
timeframe = "1Day"
history = 60
order = "limit"
entry_price = "close * 0.998"
entry = "close > 0"
stop = "close * 0.98"
targets = ["close * 1.005", "close * 1.02"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 50, max_notional_usd = 3000, max_positions = 10 }
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with play(tmp_path_factory.mktemp("ladders"), strategies=LADDERS) as played:
        yield played


def test_ladder_is_sent_as_one_bracket_for_each_part(bench: Bench) -> None:
    deal = bench.plan(target_prices=(D(600), D(650), D(700)), quantity=D(11))
    assert [(each.leg, each.quantity) for each in deal.entries] == [
        ("entry1", D(5)),
        ("entry2", D(3)),
        ("entry3", D(3)),
    ]
    bench.flush()
    parents = bench.context.broker.orders("open")
    assert {order.quantity for order in parents} == {D(5), D(3)}
    bench.advance()
    assert deal.protected_quantity == deal.open_quantity == 11
    assert [leg.leg for leg in deal.legs if leg.leg != "stop"] == ["tp1", "tp2", "tp3"]


def test_part_that_is_refused_leaves_the_others_in_place(bench: Bench) -> None:
    # The first part takes almost all buying power.
    deal = bench.plan(target_prices=(D(600), D(700)), quantity=D(500))
    bench.flush()
    assert [each.status for each in deal.entries] == [IntentStatus.ACCEPTED, IntentStatus.REFUSED]
    assert bench.signal(deal).status is SignalStatus.WAITING
    bench.advance()
    assert (deal.open_quantity, deal.protected_quantity) == (D(250), D(250))
    assert bench.signal(deal).status is SignalStatus.ACTIVE


def test_first_target_closes_its_part_and_the_signal_says_so(bench: Bench) -> None:
    deal = bench.plan(target_prices=(D(575), D(900)), quantity=D(10), stop_price=D(400))
    bench.flush()
    while not deal.targets_hit:
        bench.advance()
    assert bench.signal(deal).status is SignalStatus.TP1_HIT
    assert (deal.open_quantity, deal.protected_quantity) == (D(5), D(5))
    assert deal.position is not None
    assert {fill.leg for fill in deal.position.fills[:2]} == {"entry1", "entry2"}
    assert deal.position.fills[-1].leg == "tp1"
    assert deal.position.fills[-1].reason == "TP1"


def test_stops_of_all_parts_move_and_one_left_behind_follows(bench: Bench) -> None:
    deal = bench.plan(target_prices=(D(800), D(900)), quantity=D(10), stop_price=D(400))
    bench.flush()
    bench.advance(2)
    first, second = deal.guards
    planned = [
        stop_intent(deal, D(450), guard.order_id, bench.now, quantity=guard.quantity, number=n)
        for n, guard in enumerate((first, second), start=1)
    ]
    bench.desk.commit([bench.desk.born(each, bench.now) for each in planned])
    # The process dies between the two.
    bench.gateway.flush(bench.now, "ACTIVE", planned_before=None)
    bench.restart()
    bench.sync()
    bench.flush()
    deal = bench.desk.deals[deal.signal.signal_id]
    assert {guard.price for guard in deal.guards} == {D(450)}
    assert deal.protected_quantity == 10
    open_stops = [
        order.stop_price
        for parent in bench.context.broker.orders("open")
        for order in (parent, *parent.legs)
        if order.kind == "stop"
    ]
    assert open_stops == [D(450), D(450)]


def test_ladder_run_ends_as_the_outcome_simulator_says(undisturbed: Played) -> None:
    by_id = {
        each.strategy_id: each
        for each in load_strategies(undisturbed.context.settings.runbooks / "strategies.toml")
    }
    signals = {row["signal_id"]: Signal.model_validate(row) for row in undisturbed.signals}
    reasons: set[str] = set()
    compared = 0
    for position in undisturbed.context.hot.find(Position, [("status", "==", "CLOSED")]):
        signal, strategy = signals[position.position_id], by_id[position.strategy_id]
        asset = undisturbed.context.broker.asset(position.symbol)
        told = what_if(signal, strategy, frames.shipped_bars(), asset, END.date())
        entry, *exits = told.fills
        assert not told.censored
        assert entry.quantity == position.entry_quantity
        assert {fill.price for fill in position.fills if not fill.reason} == {entry.price}
        ours = closings(fill for fill in position.fills if fill.reason)
        assert ours == closings(exits), (position.symbol, signal.ds)
        compared += 1
        reasons |= {reason for reason, _, _ in ours}
    assert compared >= 12
    assert reasons >= {"TP1", "TP2", "STOP_LOSS", "BREAKEVEN", "TRAIL"}


def closings(fills: Iterable[Fill | SimulatedFill]) -> Counter[tuple[str, Decimal, datetime]]:
    """Sum what was closed by reason, price and time: one market order may close several parts."""
    found: Counter[tuple[str, Decimal, datetime]] = Counter()
    for fill in fills:
        found[fill.reason, fill.price, fill.at] += fill.quantity  # type: ignore[assignment]
    return found


def test_ladder_run_covers_every_unit_and_agrees_with_the_broker(undisturbed: Played) -> None:
    held: dict[str, Decimal] = {}
    for row in undisturbed.positions:
        left = row["entry_quantity"] - row["exit_quantity"]
        held[row["symbol"]] = held.get(row["symbol"], D(0)) + left
    brokers = {each.symbol: each.quantity for each in undisturbed.context.broker.positions()}
    assert {symbol: units for symbol, units in held.items() if units} == brokers
    ids = [order[0] for order in undisturbed.orders]
    assert len(ids) == len(set(ids))
    flattened = [each for each in intents_of(undisturbed) if each.leg == "flat"]
    assert flattened == []  # nothing was ever found uncovered


@pytest.mark.parametrize(
    "where",
    ["review.planned:2", *(pytest.param(each, marks=pytest.mark.crash) for each in MORE)],
)
def test_ladder_killed_between_its_parts_ends_as_undisturbed(
    where: str, tmp_path: Path, undisturbed: Played
) -> None:
    with play(tmp_path, [{CRASH_AT: where}], strategies=LADDERS) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)
