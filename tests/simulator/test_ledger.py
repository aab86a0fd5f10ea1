"""Cash, cost, fees and splits: what the account's books say after a day."""

from datetime import date
from decimal import Decimal

from pytoolkit.models.market import CorporateAction
from tests.support.exchange import FLAT, World

D = Decimal


def test_short_sale_and_cover_book_cost_as_minus_the_proceeds() -> None:
    world = World(FLAT, (90.0, 91.0, 89.0, 90.0))
    world.submit(side="sell")
    world.day()
    position = world.exchange.ledger.positions["ACME"]
    assert (position.quantity, position.cost, position.average_price) == (-10, -1000, 100)
    world.submit()
    world.open()
    assert (world.held(), world.cash) == (0, D(100_000) + 100 - D("0.04"))  # REG 0.03, TAF 0.01


def test_fractional_day_order_fills_for_the_exact_amount() -> None:
    world = World((100.1, 101.0, 99.0, 100.0))
    order = world.submit(qty="0.333333333", time_in_force="day")
    world.open()
    assert (order.status, world.held()) == ("filled", D("0.333333333"))
    assert world.cash == D(100_000) - D("33.366666633")  # half-even of 33.3666666333


def test_partial_exits_take_their_share_of_the_cost_and_the_last_takes_the_rest() -> None:
    world = World((100.01, 101.0, 99.0, 100.0), *[FLAT] * 3)
    world.submit(qty="3")
    world.day()
    costs = []
    for _ in range(3):
        world.submit(side="sell", qty="1")
        costs.append(world.exchange.ledger.positions["ACME"].cost)
        world.day()
    assert costs == [D("300.03"), D("200.02"), D("100.01")]
    assert world.exchange.ledger.positions == {}


def test_fees_of_a_sell_are_posted_at_the_next_open_dated_the_trade_day() -> None:
    world = World(FLAT, FLAT, FLAT)
    world.submit()
    world.day()
    world.submit(side="sell")
    world.day()
    assert world.cash == D(100_000)
    assert [each.kind for each in world.exchange.ledger.activities] == ["FILL", "FILL"]
    world.open()
    fees = [each for each in world.exchange.ledger.activities if each.kind == "FEE"]
    assert {each.ds for each in fees} == {date(2012, 7, 5)}
    assert {each.description[:3] for each in fees} == {"REG", "TAF"}
    assert all("on 2012-07-05 by" in each.description for each in fees)
    assert world.cash == D(100_000) - D("0.03") - D("0.01")


def test_split_scales_quantities_and_limits_but_not_stops() -> None:
    split = CorporateAction(symbol="ACME", ds=date(2012, 7, 5), ratio=D(2))
    world = World(FLAT, (50.0, 51.0, 49.0, 50.0), actions=[split])
    _, target, stop = world.bracket("120", "40")
    world.day()
    cost = world.exchange.ledger.positions["ACME"].cost
    world.open()
    assert (world.held(), world.exchange.ledger.positions["ACME"].cost) == (20, cost)
    assert (target.quantity, target.limit_price) == (20, 60)
    assert (stop.quantity, stop.stop_price) == (20, 40)
    assert [each.kind for each in world.exchange.ledger.activities] == ["FILL", "SPLIT"]


def test_split_with_a_stop_above_the_new_price_sells_at_the_open() -> None:
    split = CorporateAction(symbol="ACME", ds=date(2012, 7, 5), ratio=D(2))
    world = World(FLAT, (50.0, 51.0, 49.0, 50.0), actions=[split])
    _, _, stop = world.bracket("120", "95")
    world.day()
    world.open()
    assert (stop.status, stop.filled_price, world.held()) == ("filled", D(50), 0)
