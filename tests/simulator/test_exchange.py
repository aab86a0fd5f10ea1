"""The exchange as a state machine: what a day does to orders, cash and positions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from pytoolkit.simulator.refusals import Reason, Refusal
from tests.support.exchange import FLAT, World

D = Decimal


def test_market_order_after_the_close_fills_at_the_next_open_off_the_cent() -> None:
    world = World((100.123456, 101.0, 99.0, 100.0))
    order = world.submit()
    assert (order.status, world.told()) == ("accepted", [("accepted", "market")])
    world.open()
    assert (order.status, order.filled_price) == ("filled", D("100.123456"))
    assert order.filled_at == datetime(2012, 7, 3, 13, 30, tzinfo=UTC)
    assert world.cash == D(100_000) - D("1001.23456")
    assert world.told() == [("new", "market"), ("fill", "market")]


def test_market_order_at_the_open_fills_at_once_at_the_open() -> None:
    world = World((102.0, 110.0, 90.0, 109.0))
    world.open()
    order = world.submit()
    assert (order.status, order.filled_price) == ("filled", D("102.0"))
    assert order.filled_at == world.timeline.session.open_at


def test_bracket_entered_at_the_open_sees_the_whole_bar() -> None:
    world = World((100.0, 106.0, 99.0, 101.0))
    entry, target, stop = world.bracket("105", "95")
    world.day()
    assert (entry.status, target.status, stop.status) == ("filled", "filled", "canceled")
    assert (target.filled_price, target.filled_at) == (D(105), world.timeline.session.close_at)
    assert world.held() == 0


def test_bracket_legs_are_silent_until_the_entry_is_filled() -> None:
    world = World(FLAT, (101.0, 106.0, 100.0, 105.0))
    _, target, stop = world.bracket("105", "95")
    assert (target.status, stop.status) == ("held", "held")
    assert world.told() == [("accepted", "market")]
    world.day()
    assert world.told() == [
        ("new", "market"),
        ("fill", "market"),
        ("new", "take_profit"),
        ("new", "stop_loss"),
    ]
    world.day()
    assert world.told() == [("fill", "take_profit"), ("canceled", "stop_loss")]


def test_bracket_with_both_exits_in_one_bar_is_stopped() -> None:
    world = World((100.0, 106.0, 94.0, 100.0))
    _, target, stop = world.bracket("105", "95")
    world.day()
    assert (stop.status, stop.filled_price, target.status) == ("filled", D(95), "canceled")


def test_bracket_with_a_gap_through_the_stop_fills_at_the_open() -> None:
    world = World(FLAT, (90.5, 92.0, 90.0, 91.0))
    _, target, stop = world.bracket("105", "95")
    world.day()
    world.open()
    assert (stop.status, stop.filled_price, target.status) == ("filled", D("90.5"), "canceled")
    assert stop.filled_at == world.timeline.session.open_at


def test_limit_entry_filled_inside_the_bar_reaches_its_target_only_from_the_next() -> None:
    world = World((100.0, 106.0, 97.0, 100.0), (100.0, 106.0, 99.0, 100.0))
    entry, target, stop = world.bracket("105", "95", type="limit", limit_price="98")
    world.day()
    assert (entry.status, entry.filled_price) == ("filled", D(98))
    assert (target.status, stop.status) == ("new", "new")
    world.day()
    assert (target.status, stop.status) == ("filled", "canceled")


def test_limit_entry_filled_inside_the_bar_can_be_stopped_in_it() -> None:
    world = World((100.0, 101.0, 94.0, 96.0))
    entry, _, stop = world.bracket("105", "95", type="limit", limit_price="98")
    world.day()
    assert (entry.filled_price, stop.filled_price) == (D(98), D(95))
    assert entry.filled_at == stop.filled_at == world.timeline.session.close_at


@pytest.mark.parametrize(("opening", "paid"), [(100.0, D(103)), (104.0, D(104))])
def test_stop_entry_fills_at_its_level_and_with_a_gap_at_the_open(
    opening: float, paid: Decimal
) -> None:
    world = World((opening, 106.0, 99.0, 105.0))
    order = world.submit(type="stop", stop_price="103")
    world.day()
    assert order.filled_price == paid


def test_oto_with_a_stop_protects_the_position() -> None:
    world = World(FLAT, (100.0, 100.0, 94.0, 95.0))
    entry = world.submit(order_class="oto", stop_loss={"stop_price": "96"})
    (stop,) = world.exchange.legs(entry)
    world.day()
    assert (entry.status, stop.status) == ("filled", "new")
    world.day()
    assert (stop.status, stop.filled_price, world.held()) == ("filled", D(96), 0)


def test_day_order_unfilled_at_the_close_expires_with_its_legs() -> None:
    world = World(FLAT)
    entry, target, stop = world.bracket(
        "105", "85", type="limit", limit_price="90", time_in_force="day"
    )
    world.day()
    assert (entry.status, target.status, stop.status) == ("expired",) * 3
    assert world.told()[-1] == ("expired", "limit")
    assert world.exchange.alive == {}


def test_gtc_order_expires_after_ninety_days() -> None:
    world = World(*[FLAT] * 70)
    order = world.submit(type="limit", limit_price="50")
    while world.timeline.session.ds < date(2012, 9, 28):
        world.day()
    assert order.status == "new"
    world.day()
    assert order.status == "expired"
    assert order.expired_at == datetime(2012, 10, 1, 20, tzinfo=UTC)


def test_cancel_of_an_entry_takes_its_held_legs_along_silently() -> None:
    world = World(FLAT)
    entry, target, stop = world.bracket("105", "85", type="limit", limit_price="90")
    world.told()
    world.exchange.cancel(entry.order_id)
    assert (entry.status, target.status, stop.status) == ("canceled",) * 3
    assert world.told() == [("canceled", "limit")]


def test_cancel_of_one_exit_takes_the_other_along() -> None:
    world = World(FLAT)
    _, target, stop = world.bracket("105", "95")
    world.day()
    world.exchange.cancel(stop.order_id)
    assert (target.status, stop.status, world.held()) == ("canceled", "canceled", 10)


@pytest.mark.parametrize("which", ["held", "filled", "canceled"])
def test_cancel_of_an_order_that_is_not_open_is_refused(which: str) -> None:
    world = World(FLAT)
    entry, _, stop = world.bracket("105", "95")
    order = stop if which == "held" else entry
    if which == "filled":
        world.open()
    if which == "canceled":
        world.exchange.cancel(entry.order_id)
    with pytest.raises(Refusal, match=which) as caught:
        world.exchange.cancel(order.order_id)
    assert caught.value.reason is Reason.NOT_CANCELABLE


def test_replace_of_an_exit_makes_a_new_order_in_its_place() -> None:
    world = World(FLAT, (98.0, 99.0, 97.0, 98.0))
    entry, target, stop = world.bracket("105", "95")
    world.day()
    world.told()
    moved = world.replace(stop, stop_price="97.5", client_order_id="s.stop.2")
    assert (stop.status, stop.replaced_by, moved.replaces) == (
        "replaced",
        moved.order_id,
        stop.order_id,
    )
    assert moved.order_id != stop.order_id
    assert world.exchange.legs(entry) == [target, moved]
    assert world.told() == [("replaced", "stop_loss"), ("accepted", "stop_loss")]
    world.day()
    assert (moved.filled_price, target.status, world.held()) == (D("97.5"), "canceled", 0)


def test_replace_of_an_entry_keeps_its_legs() -> None:
    world = World((97.0, 101.0, 92.0, 100.0))
    entry, _, stop = world.bracket("105", "85", type="limit", limit_price="90")
    moved = world.replace(entry, limit_price="98")
    world.day()
    assert (moved.filled_price, stop.status, world.held()) == (D(97), "new", 10)
    assert stop.parent_id == moved.order_id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stop_price": "95"}, Reason.NOTHING_TO_REPLACE),
        ({}, Reason.NOTHING_TO_REPLACE),
        ({"limit_price": "95"}, Reason.UNWANTED),
        ({"qty": "5"}, Reason.UNWANTED),
        ({"stop_price": "100"}, Reason.STOP_LOSS_SIDE),  # not below the last close
        ({"stop_price": "99.995"}, Reason.SUB_PENNY),
        ({"stop_price": "99.9", "client_order_id": "first"}, Reason.DUPLICATE_CLIENT_ID),
        ({"trail": "1"}, Reason.UNWANTED),
    ],
)
def test_replace_that_is_not_allowed_is_refused_and_changes_nothing(
    change: dict[str, str], reason: Reason
) -> None:
    world = World(FLAT)
    _, _, stop = world.bracket("105", "95", client_order_id="first")
    world.day()
    before = set(world.exchange.orders)
    with pytest.raises(Refusal) as caught:
        world.replace(stop, **change)
    assert caught.value.reason is reason
    assert (stop.status, set(world.exchange.orders)) == ("new", before)


def test_replace_of_a_replaced_order_is_refused() -> None:
    world = World(FLAT)
    order = world.submit(type="limit", limit_price="90")
    world.replace(order, limit_price="91")
    with pytest.raises(Refusal, match="replaced"):
        world.replace(order, limit_price="92")


def test_orders_in_any_order_of_arrival_give_the_same_ids_cash_and_history() -> None:
    asked = [
        {"client_order_id": "a.entry1.1", "symbol": "ACME"},
        {"client_order_id": "b.entry1.1", "symbol": "ACME", "type": "limit", "limit_price": "99"},
        {"client_order_id": "c.entry1.1", "symbol": "ZETA", "qty": "7"},
    ]
    ends = []
    for order in permutations(asked):
        world = World(symbols={"ACME": [FLAT] * 3, "ZETA": [(20.0, 21.0, 19.0, 20.0)] * 3}, seed=7)
        for body in order:
            world.submit(**body)
        world.day()
        ends.append(
            (
                sorted(world.exchange.orders),
                world.cash,
                [each.activity_id for each in world.exchange.ledger.activities],
            )
        )
    assert all(end == ends[0] for end in ends)
    assert len(ends[0][2]) == 3


def test_ids_of_another_seed_are_others() -> None:
    first, second = (World(FLAT, seed=seed).submit("a").order_id for seed in (0, 1))
    assert first != second
