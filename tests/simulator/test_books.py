"""Properties of the exchange: whatever is asked over whatever days, the books are exact."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pytoolkit.models.base import amount_of
from pytoolkit.simulator.orders import ALIVE, OPEN, SIGN, Order
from pytoolkit.simulator.refusals import Refusal
from tests.support.exchange import Day, World

D = Decimal
SYMBOLS = ("ACME", "ZETA")
cents = st.integers(-1200, 1200).map(lambda n: n / 100)


@st.composite
def days(draw: st.DrawFn) -> Day:
    """A bar around 100 with gaps, its open off the cent at times."""
    low = 100 + draw(cents)
    height = draw(st.integers(0, 1500)) / 100
    inside = st.sampled_from((0.0, 0.25, 0.333333, 0.5, 1.0))
    opening, close = (round(low + height * draw(inside), 6) for _ in range(2))
    return opening, max(low + height, opening, close), min(low, opening, close), close


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Any order, sensible or not."""
    price = st.integers(8500, 11500).map(lambda n: str(D(n) / 100))
    body: dict[str, Any] = {
        "symbol": draw(st.sampled_from(SYMBOLS)),
        "side": draw(st.sampled_from(("buy", "sell"))),
        "type": draw(st.sampled_from(("market", "limit", "stop"))),
        "time_in_force": draw(st.sampled_from(("day", "gtc"))),
        "qty": draw(st.sampled_from(("1", "7", "100", "0.5", "333.333333333"))),
    }
    if body["type"] != "market":
        body[f"{body['type']}_price"] = draw(price)
    body["order_class"] = draw(st.sampled_from(("simple", "bracket", "oto")))
    if body["order_class"] != "simple":
        body["stop_loss"] = {"stop_price": draw(price)}
    if body["order_class"] == "bracket":
        body["take_profit"] = {"limit_price": draw(price)}
    return body


commands = st.one_of(
    st.tuples(st.just("submit"), orders()),
    st.tuples(st.just("cancel"), st.integers(0, 50)),
    st.tuples(st.just("replace"), st.integers(0, 50), st.integers(8500, 11500)),
)


def obey(world: World, command: tuple[Any, ...]) -> None:
    """Do what is asked, if the exchange lets us; a refusal must change nothing."""
    exchange = world.exchange
    before = (world.cash, set(exchange.alive), len(exchange.orders))
    known = sorted(exchange.orders)
    try:
        if command[0] == "submit":
            world.submit(**command[1])
        elif not known:
            return
        elif command[0] == "cancel":
            exchange.cancel(known[command[1] % len(known)])
        else:
            order = exchange.orders[known[command[1] % len(known)]]
            name = "limit_price" if order.kind == "limit" else "stop_price"
            world.replace(order, **{name: str(D(command[2]) / 100)})
    except Refusal:
        assert (world.cash, set(exchange.alive), len(exchange.orders)) == before


def check_books(world: World) -> None:
    """Cash, quantities and costs follow from the activities alone."""
    ledger = world.exchange.ledger
    cash, held = D(100_000), defaultdict(D)
    for each in ledger.activities:
        if each.kind == "FILL":
            assert each.side is not None
            assert each.quantity is not None
            assert each.price is not None
            cash -= SIGN[each.side] * amount_of(each.quantity, each.price)
            held[each.symbol] += SIGN[each.side] * each.quantity
        else:
            assert each.net_amount is not None
            cash += each.net_amount
    assert ledger.cash == cash
    assert {symbol: units for symbol, units in held.items() if units} == {
        symbol: position.quantity for symbol, position in ledger.positions.items()
    }
    for position in ledger.positions.values():
        assert position.cost * position.quantity > 0
    assert ledger.activities == sorted(ledger.activities, key=lambda each: each.activity_id)
    assert len({each.activity_id for each in ledger.activities}) == len(ledger.activities)


def check_orders(world: World) -> None:
    """Legs follow their parents, and exits never reserve more than is held."""
    exchange = world.exchange
    assert set(exchange.alive) == {
        each.order_id for each in exchange.orders.values() if each.status in ALIVE
    }
    for order in exchange.orders.values():
        legs = exchange.legs(order)
        if not legs:
            continue
        assert sum(leg.status == "filled" for leg in legs) <= 1
        if order.status in OPEN:
            assert {leg.status for leg in legs} == {"held"}
        elif order.status == "filled":
            assert "held" not in {leg.status for leg in legs}
        else:
            assert not any(leg.status in ALIVE for leg in legs)


def check_fill(order: Order, day: Day) -> None:
    """Nothing trades outside the day's range, or worse than its limit."""
    assert order.filled_price is not None
    price = float(order.filled_price)
    assert day[2] <= price <= day[1]
    if order.kind == "limit":
        assert order.limit_price is not None
        assert (order.limit_price - order.filled_price) * SIGN[order.side] >= 0
    if order.kind == "stop":
        assert order.stop_price is not None
        assert (order.filled_price - order.stop_price) * SIGN[order.side] >= 0


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(days(), days(), st.lists(commands, max_size=4)), min_size=2, max_size=8),
    st.lists(commands, max_size=3),
)
def test_books_after_any_orders_over_any_days_are_exact(
    plan: list[tuple[Day, Day, list[tuple[Any, ...]]]], at_open: list[tuple[Any, ...]]
) -> None:
    first: Day = (100.0, 101.0, 99.0, 100.0)
    bars = {symbol: [first, *(day[index] for day in plan)] for index, symbol in enumerate(SYMBOLS)}
    world = World(symbols=bars)
    for number, (*_, asked) in enumerate(plan, start=1):
        for command in asked:
            obey(world, command)
        for turn in (world.open, world.close):
            turn()
            if turn == world.open:
                for command in at_open:
                    obey(world, command)
            for update in world.exchange.updates:
                if update.event == "fill":
                    check_fill(update.order, bars[update.order.symbol][number])
                    assert update.at in (
                        world.timeline.session.open_at,
                        world.timeline.session.close_at,
                    )
            world.told()
            check_books(world)
            check_orders(world)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(days(), days(), st.lists(commands, max_size=4)), min_size=2, max_size=6))
def test_exchange_given_the_same_twice_does_the_same_twice(
    plan: list[tuple[Day, Day, list[tuple[Any, ...]]]],
) -> None:
    ends = []
    for _ in range(2):
        first: Day = (100.0, 101.0, 99.0, 100.0)
        world = World(
            symbols={
                symbol: [first, *(day[index] for day in plan)]
                for index, symbol in enumerate(SYMBOLS)
            }
        )
        for *_, asked in plan:
            for command in asked:
                obey(world, command)
            world.day()
        ends.append((world.cash, world.exchange.ledger.activities, world.exchange.updates))
    assert ends[0] == ends[1]
