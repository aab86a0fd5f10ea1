"""Properties of the exchange: whatever is asked over whatever days, the books are exact."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pytoolkit.simulator.orders import ALIVE, OPEN, SIGN, Update
from pytoolkit.simulator.refusals import Refusal
from pytoolkit.simulator.valuation import reserved_quantity
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
    kind = draw(st.sampled_from(("market", "limit", "stop", "stop_limit", "trailing_stop")))
    order_class = draw(st.sampled_from(("simple", "simple", "bracket", "oto", "oco")))
    body: dict[str, Any] = {
        "symbol": draw(st.sampled_from(SYMBOLS)),
        "side": draw(st.sampled_from(("buy", "sell"))),
        "type": "limit" if order_class == "oco" else kind,
        "time_in_force": draw(st.sampled_from(("day", "gtc", "gtc", "ioc", "fok", "opg", "cls"))),
        "qty": draw(st.sampled_from(("1", "7", "100", "0.5", "333.333333333"))),
        "order_class": order_class,
    }
    if draw(st.integers(0, 5)) == 0:
        body["qty"], body["notional"] = None, draw(st.sampled_from(("1", "99.99", "2500")))
    if order_class != "oco" and "limit" in kind:
        body["limit_price"] = draw(price)
    if kind in ("stop", "stop_limit"):
        body["stop_price"] = draw(price)
    if kind == "trailing_stop":
        body[draw(st.sampled_from(("trail_price", "trail_percent")))] = draw(
            st.sampled_from(("0.5", "3", "12"))
        )
    if order_class != "simple":
        body["stop_loss"] = {"stop_price": draw(price)}
        if draw(st.booleans()):
            body["stop_loss"]["limit_price"] = draw(price)
    if order_class in ("bracket", "oco"):
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
            name = {"limit": "limit_price", "trailing_stop": "trail"}.get(order.kind, "stop_price")
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
            cash -= SIGN[each.side] * each.amount
            held[each.symbol] += SIGN[each.side] * each.quantity
        else:
            assert each.net_amount is not None
            cash += each.net_amount
    for each in (*ledger.activities, *world.exchange.floor.coin_fees.pending):
        if each.kind == "CFEE" and each.symbol:
            assert each.quantity is not None
            held[each.symbol] += each.quantity
    assert ledger.cash == cash
    assert {symbol: units for symbol, units in held.items() if units} == {
        symbol: position.quantity for symbol, position in ledger.positions.items()
    }
    for position in ledger.positions.values():
        assert position.cost * position.quantity >= 0
    assert ledger.activities == sorted(ledger.activities, key=lambda each: each.activity_id)
    assert len({each.activity_id for each in ledger.activities}) == len(ledger.activities)


def check_orders(world: World) -> None:
    """Legs follow their parents, fills add up, and exits never reserve more than is held."""
    exchange = world.exchange
    assert set(exchange.alive) == {
        each.order_id for each in exchange.orders.values() if each.status in ALIVE
    }
    executed: dict[str, Decimal] = defaultdict(D)
    for each in exchange.ledger.activities:
        executed[each.order_id] += each.quantity or 0 if each.kind == "FILL" else 0
    for order in exchange.orders.values():
        assert order.filled_quantity == executed[order.order_id]
        assert order.filled_quantity <= order.quantity
        assert (order.status == "filled") == (order.leaves == 0)
        legs = exchange.legs(order)
        if not legs:
            continue
        pair = [*legs, order] if order.role else legs
        assert sum(leg.status == "filled" for leg in pair) <= 1
        if order.role:
            assert len({leg.status in ALIVE for leg in pair}) == 1
        elif order.status in OPEN:
            assert {leg.status for leg in legs} == {"held"}
        elif order.status == "filled":
            assert "held" not in {leg.status for leg in legs}
        else:
            assert not any(leg.status in ALIVE for leg in legs)
    for symbol in SYMBOLS:
        reserved = reserved_quantity(exchange.ledger, exchange.alive.values(), symbol)
        assert reserved <= abs(exchange.ledger.quantity(symbol))


def check_fill(update: Update, day: Day) -> None:
    """Nothing trades outside the day's range, worse than its limit or better than its stop."""
    order, price = update.order, update.price
    assert price is not None
    assert day[2] <= float(price) <= day[1]
    if order.limit_price is not None:
        assert (order.limit_price - price) * SIGN[order.side] >= 0
    elif order.stop_price is not None and order.executions == 1:
        assert (price - order.stop_price) * SIGN[order.side] >= 0


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
    world = World(symbols=bars, partial_fills=0.3)
    for number, (*_, asked) in enumerate(plan, start=1):
        for command in asked:
            obey(world, command)
        for turn in (world.open, world.close):
            turn()
            if turn == world.open:
                for command in at_open:
                    obey(world, command)
            for update in world.exchange.take_updates():
                if update.price is not None:
                    check_fill(update, bars[update.order.symbol][number])
                    assert update.at in (
                        world.timeline.session.open_at,
                        world.timeline.session.close_at,
                    )
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
            },
            partial_fills=0.3,
        )
        for *_, asked in plan:
            for command in asked:
                obey(world, command)
            world.day()
        ends.append((world.cash, world.exchange.ledger.activities, world.exchange.take_updates()))
    assert ends[0] == ends[1]
