"""Pairs: around the clock, in fractions, without margin, with fees in what is received."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pytoolkit.simulator.refusals import Reason, Refusal
from tests.support.exchange import World

D = Decimal
COIN = "COIN/USD"
DAYS = [(100.0, 101.0, 99.0, 100.0), (100.0, 106.0, 94.0, 102.0), (102.0, 103.0, 101.0, 102.0)]


def make_world(days: int = 12) -> World:
    """Give a world with a pair of its own; the exchange opens on the second day."""
    return World(symbols={"ACME": [DAYS[0]] * 8, COIN: (DAYS * 4)[:days]})


def buy(world: World, **body: Any) -> Any:
    """Buy 2 coins."""
    return world.submit(**{"symbol": COIN, "qty": "2", **body})


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ({"type": "stop", "stop_price": "101"}, Reason.PAIR_TERMS, "type 'stop'"),
        ({"time_in_force": "day"}, Reason.PAIR_TERMS, "time_in_force 'day'"),
        ({"time_in_force": "fok"}, Reason.PAIR_TERMS, "use gtc or ioc"),
        (
            {
                "order_class": "bracket",
                "take_profit": {"limit_price": "105"},
                "stop_loss": {"stop_price": "95"},
            },
            Reason.PAIR_CLASS,
            "advanced order_class: otoco",
        ),
        ({"side": "sell"}, Reason.INSUFFICIENT_BALANCE, "balance for COIN .requested: 2"),
        ({"qty": "1001"}, Reason.INSUFFICIENT_BALANCE, "balance for USD"),
        ({"qty": "0.05"}, Reason.LEAST_VALUE, "minimal amount of order 10"),
        ({"symbol": "BTC/USD"}, Reason.NOT_TRADABLE, "BTC/USD"),
        ({"symbol": "COIN/EUR"}, Reason.UNKNOWN_SYMBOL, "not found"),
    ],
)
def test_order_in_a_pair_that_is_not_allowed_is_refused(
    body: dict[str, Any], reason: Reason, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        buy(make_world(), **body)
    assert caught.value.reason is reason


def test_pair_trades_while_the_exchange_is_closed() -> None:
    world = make_world()
    order = buy(world)
    assert (order.status, world.timeline.phase) == ("filled", "closed")
    assert order.filled_price == 100  # the day that runs had opened there


def test_pair_goes_by_its_old_name_too() -> None:
    assert world_symbol("COINUSD") == world_symbol(COIN) == COIN


def world_symbol(name: str) -> str:
    """Submit under a name; gives the order's symbol."""
    return make_world().submit(symbol=name, qty="1").symbol


def test_fee_of_a_buy_leaves_the_units_at_once_and_is_told_the_day_after() -> None:
    world = make_world()
    buy(world)
    assert world.held(COIN) == D("1.995")  # 25 bps, taker
    assert world.cash == D(99_800)
    lines = [each for each in world.exchange.ledger.activities if each.kind == "CFEE"]
    assert lines == []
    today = world.timeline.now.date()
    while world.timeline.now.date() == today:
        world.step()
    (line,) = (each for each in world.exchange.ledger.activities if each.kind == "CFEE")
    assert (line.ds, line.symbol, line.quantity, line.price) == (today, COIN, D("-0.005"), D(100))
    assert line.net_amount == 0
    assert (world.held(COIN), world.cash) == (D("1.995"), D(99_800))


def test_fee_of_a_sell_leaves_the_cash_with_its_line() -> None:
    world = make_world()
    buy(world)
    sold = world.submit(symbol=COIN, side="sell", qty="1.995")
    assert (sold.status, world.held(COIN)) == ("filled", 0)
    accrued = world.exchange.floor.coin_fees.accrued
    assert accrued == D("0.49875")
    before = world.cash
    world.exchange.pass_day(world.timeline.now.date() + timedelta(days=1))
    assert world.cash == before - accrued
    assert world.exchange.floor.coin_fees.accrued == 0


def test_more_than_the_fee_has_left_cannot_be_sold() -> None:
    world = make_world()
    buy(world)
    with pytest.raises(
        Refusal, match=r"insufficient balance for COIN \(requested: 2, available: 1.995"
    ):
        world.submit(symbol=COIN, side="sell", qty="2")


def test_limit_order_that_waits_pays_the_makers_fee() -> None:
    world = make_world()
    order = buy(world, type="limit", limit_price="95")
    while order.status != "filled":
        world.step()
    assert (order.filled_price, world.held(COIN)) == (D(95), D("1.997"))


def test_stop_limit_protects_a_pair_at_night() -> None:
    world = make_world()
    buy(world)
    stop = world.submit(
        symbol=COIN,
        side="sell",
        type="stop_limit",
        stop_price="97",
        limit_price="96",
        qty="1.995",
    )
    while stop.status == "new":
        world.step()
    assert (stop.status, stop.filled_price, world.held(COIN)) == ("filled", D(97), 0)
    assert stop.filled_at == datetime(2012, 7, 4, tzinfo=UTC)  # a holiday


def test_pairs_are_paid_in_full() -> None:
    world = make_world()
    buy(world, qty="900")
    worth = world.exchange.valuation()
    assert worth.non_marginable_buying_power == 10_000
    assert worth.initial_margin == worth.long_market_value


def test_amount_of_usd_buys_a_part_of_a_coin() -> None:
    world = make_world()
    order = world.submit(symbol=COIN, notional="50")
    assert (order.status, order.filled_quantity) == ("filled", D("0.5"))
