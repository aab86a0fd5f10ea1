"""Pairs and fractions live: no brackets at the broker, so the service looks after the exits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pytoolkit.live.steps import CRASH_AT
from pytoolkit.loops import account, books, expired, rejections, settlement, trades
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import SignalStatus
from tests.support.hours import hours
from tests.support.playing import Played, assert_same, intents_of, play

pytestmark = pytest.mark.process

D = Decimal
FIRST, START, END = date(2012, 3, 20), "2012-06-28", datetime(2012, 7, 3, 20, tzinfo=UTC)
STRATEGIES = """
[coins]
active = true
asset_class = "CRYPTO"
assets = ["COIN/USD", "TOKN/USD"]
timeframe = "1Hour"
history = 40
entry = "close crosses_above sma(8)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 0.8 * atr(14)", "close + 1.6 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 100, max_notional_usd = 4000 }

[parts]
active = true
asset_class = "EQUITY"
assets = ["ACME"]
timeframe = "1Hour"
history = 40
entry = "close > sma(4)"
stop = "close - 1.2 * atr(14)"
targets = ["close + 1 * atr(14)"]
min_reward_risk = 0.1
min_reward_risk_high = 0.1
risk = { per_trade_usd = 77, max_notional_usd = 1234, fractional = true }
"""


@contextmanager
def run(folder: Path, *environments: dict[str, str], **options: Any) -> Iterator[Played]:
    file = folder / "bars.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    hours(FIRST, 107, ["COIN/USD", "TOKN/USD"], ["ACME"], seed=11).write_parquet(file)
    project = folder / "project"
    with play(
        project,
        environments,
        strategies=STRATEGIES,
        until=END,
        bars=str(file),
        start=START,
        **options,
    ) as played:
        yield played


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with run(tmp_path_factory.mktemp("pairs")) as played:
        yield played


def positions(played: Played) -> list[Position]:
    return played.context.hot.find(Position)


def test_pairs_trade_around_the_clock_and_close_for_every_reason(undisturbed: Played) -> None:
    closed = [
        each for each in positions(undisturbed) if each.status == "CLOSED" and "/" in each.symbol
    ]
    assert len(closed) >= 5
    hours_of_day = {fill.at.hour for each in closed for fill in each.fills}
    assert hours_of_day & {0, 1, 2, 3, 4, 5}  # at night
    reasons = {fill.reason for each in closed for fill in each.fills if fill.reason}
    assert {"TP1", "STOP_LOSS"} <= reasons
    assert reasons & {"BREAKEVEN", "TRAIL"}


def test_fee_in_units_never_arrived_and_is_not_sold(undisturbed: Played) -> None:
    for each in positions(undisturbed):
        if "/" not in each.symbol:
            assert each.fee_quantity == 0
            continue
        assert each.fee_quantity > 0
        bought = [fill for fill in each.fills if not fill.reason]
        assert each.fee_quantity == sum(fill.fee_quantity for fill in bought)
        for fill in bought:
            assert D("0.0014") < fill.fee_quantity / fill.quantity < D("0.0026")
        if each.status == "CLOSED":
            assert each.exit_quantity == each.entry_quantity - each.fee_quantity


def test_pairs_and_fractions_agree_with_the_broker_to_the_last_unit(undisturbed: Played) -> None:
    held: dict[str, Decimal] = {}
    for each in positions(undisturbed):
        held[each.symbol] = held.get(each.symbol, D(0)) + each.open_quantity
    broker = undisturbed.context.broker
    theirs = {each.symbol: each.quantity for each in broker.positions()}
    assert {symbol: units for symbol, units in held.items() if units} == theirs
    ours = sum(each.exit_amount - each.entry_amount for each in positions(undisturbed))
    posted = sum(each.net_amount or 0 for each in broker.activities(("FEE", "CFEE")))
    assert broker.account().cash == 100_000 + ours + posted


def test_books_with_pairs_are_proven_and_their_fees_settled(undisturbed: Played) -> None:
    ctx, ds = undisturbed.context, END.date() - timedelta(days=1)
    for loop in (trades, settlement, rejections, expired, account):
        assert loop.run(ds, ctx).failed == ""
    proof = books.run(ds, ctx)
    assert proof.notes[0] == "PROVEN", proof.failed
    rows = ctx.cold.read("fact_trades").filter(pl.col("asset_class") == "CRYPTO")
    settled = rows.filter("fee_finalized")
    assert settled["fee_calculation_type"].unique().to_list() == ["ACTUAL_CFEE"]
    broker = ctx.broker.activities(("CFEE",), until=ds)
    posted = -sum(each.net_amount or 0 for each in broker)
    day = rows.filter(pl.col("ds") < ds)  # those of the day itself are settled the day after
    late = [each for each in broker if each.ds >= ds]
    assert day["fee_usd"].sum() == posted + sum(each.net_amount or 0 for each in late)


def test_open_units_of_a_pair_have_a_stop_at_the_broker(undisturbed: Played) -> None:
    stops = [each for each in intents_of(undisturbed) if each.kind == "stop_limit"]
    assert len(stops) >= 5
    assert all(each.limit_price is not None and each.stop_price is not None for each in stops)
    assert all(each.limit_price < each.stop_price for each in stops)  # type: ignore[operator]
    flattened = [each for each in intents_of(undisturbed) if each.leg == "flat"]
    assert flattened == []


def test_fractions_are_single_orders_for_the_day_and_close_by_themselves(
    undisturbed: Played,
) -> None:
    own = [each for each in intents_of(undisturbed) if each.symbol == "ACME"]
    assert own
    assert {(each.order_class, each.time_in_force) for each in own} == {("simple", "day")}
    assert any(each.quantity % 1 for each in own)
    closed = [
        each for each in positions(undisturbed) if each.symbol == "ACME" and each.status == "CLOSED"
    ]
    assert closed
    assert {each.exit_reason for each in closed} <= {"TP1", "STOP_LOSS"}


def test_signals_of_pairs_end_in_a_state(undisturbed: Played) -> None:
    statuses = {row["status"] for row in undisturbed.signals}
    assert SignalStatus.CLOSED in statuses
    open_ids = {each.position_id for each in positions(undisturbed) if each.status == "OPEN"}
    waiting = [
        row
        for row in undisturbed.signals
        if row["status"] in (SignalStatus.CREATED, SignalStatus.WAITING)
    ]
    assert len(waiting) + len(open_ids) <= 3
    ids = [each.client_order_id for each in undisturbed.context.hot.find(OrderIntent)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "where",
    [
        "gateway.answered:8",
        "cancel.done:2",
        "protect.planned:6",
        *(
            pytest.param(each, marks=pytest.mark.crash)
            for each in (
                "gateway.submitted:7",
                "cancel.asked:2",
                "protect.planned:3",
                "review.planned:1",
                "sync.read:9",
            )
        ),
    ],
)
def test_pairs_killed_on_their_way_end_as_undisturbed(
    where: str, tmp_path: Path, undisturbed: Played
) -> None:
    with run(tmp_path, {CRASH_AT: where}) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)
