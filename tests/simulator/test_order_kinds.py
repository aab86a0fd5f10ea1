"""Every kind of order the broker knows, and what a day does to it."""

from decimal import Decimal
from typing import Any

import pytest

from pytoolkit.simulator.orders import Order
from pytoolkit.simulator.refusals import Reason, Refusal
from tests.support.exchange import FLAT, World

D = Decimal
RISES = (100.0, 106.0, 99.0, 104.0)
FALLS = (100.0, 101.0, 94.0, 96.0)


def holding(*days: tuple[float, float, float, float], **options: Any) -> World:
    """Give a world that holds 10 ACME, bought at 100."""
    world = World(FLAT, *days, **options)
    world.submit()
    world.day()
    world.told()
    assert world.held() == 10
    return world


def pair(world: World, target: str = "105", stop: str = "95", **body: Any) -> tuple[Order, Order]:
    """Submit an exit pair for what is held; gives target and stop."""
    head = world.submit(
        order_class="oco",
        type="limit",
        side="sell",
        take_profit={"limit_price": target},
        stop_loss={"stop_price": stop},
        **body,
    )
    return head, world.exchange.legs(head)[0]


# --- stop-limit ---


def test_stop_limit_reached_inside_the_bar_fills_at_its_stop() -> None:
    world = World(RISES)
    order = world.submit(type="stop_limit", stop_price="103", limit_price="103.5")
    world.day()
    assert (order.status, order.filled_price) == ("filled", D(103))


def test_stop_limit_with_a_gap_beyond_its_limit_rests_until_the_price_comes_back() -> None:
    world = World((110.0, 112.0, 108.0, 109.0), (104.0, 105.0, 102.0, 103.0))
    order = world.submit(type="stop_limit", stop_price="103", limit_price="103.5")
    world.day()
    assert (order.status, order.triggered) == ("new", True)
    world.day()
    assert (order.status, order.filled_price) == ("filled", D("103.5"))


def test_stop_limit_leg_of_a_bracket_protects_only_down_to_its_limit() -> None:
    world = World(FLAT, (90.0, 92.0, 88.0, 89.0), (94.0, 99.0, 93.0, 98.0))
    entry = world.submit(
        order_class="bracket",
        take_profit={"limit_price": "120"},
        stop_loss={"stop_price": "95", "limit_price": "94.5"},
    )
    _, stop = world.exchange.legs(entry)
    assert (stop.kind, stop.limit_price) == ("stop_limit", D("94.5"))
    world.day()
    world.day()
    assert (stop.status, world.held()) == ("new", 10)  # the gap left it behind
    world.day()
    assert (stop.status, stop.filled_price) == ("filled", D("94.5"))


# --- trailing stop ---


@pytest.mark.parametrize(
    ("trail", "level"), [({"trail_price": "4"}, D(102)), ({"trail_percent": "5"}, D("100.70"))]
)
def test_trailing_stop_follows_the_highs_of_finished_bars(
    trail: dict[str, str], level: Decimal
) -> None:
    world = holding(RISES, (104.0, 104.5, 99.0, 100.0))
    order = world.submit(type="trailing_stop", side="sell", **trail)
    assert order.best_price == 100
    world.day()
    assert (order.status, order.best_price, order.stop_price) == ("new", D(106), level)
    world.day()
    assert (order.status, order.filled_price) == ("filled", level)


def test_trailing_stop_never_falls() -> None:
    world = holding(FALLS, (96.0, 97.0, 95.0, 96.0))
    order = world.submit(type="trailing_stop", side="sell", trail_price="8")
    for _ in range(2):
        world.day()
        assert (order.status, order.stop_price) == ("new", D(93) if order.best_price == 101 else 0)


def test_replace_of_a_trail_moves_its_stop_at_once() -> None:
    world = holding(RISES)
    order = world.submit(type="trailing_stop", side="sell", trail_price="8")
    world.day()
    closer = world.replace(order, trail="3")
    assert (closer.trail_price, closer.stop_price, closer.best_price) == (D(3), D(103), D(106))


# --- exit pairs ---


def test_exit_pair_works_with_both_halves_and_one_fill_ends_the_other() -> None:
    world = holding(FLAT, FALLS)
    target, stop = pair(world)
    assert (target.role, stop.role, target.status, stop.status) == (
        "take_profit",
        "stop_loss",
        "accepted",
        "accepted",
    )
    world.day()
    assert (target.status, stop.status) == ("new", "new")
    world.day()
    assert (target.status, stop.status, stop.filled_price) == ("canceled", "filled", D(95))
    assert world.held() == 0


def test_exit_pair_reserves_its_quantity_once() -> None:
    world = holding(FLAT)
    pair(world, qty="6")
    assert world.exchange.available("ACME") == 4
    pair(world, qty="4")
    with pytest.raises(Refusal, match="requested: 1, available: 0"):
        world.submit(side="sell", qty="1")


def test_cancel_of_either_half_of_an_exit_pair_takes_the_other_along() -> None:
    for half in (0, 1):
        world = holding(FLAT)
        halves = pair(world)
        world.exchange.cancel(halves[half].order_id)
        assert {each.status for each in halves} == {"canceled"}


def test_replace_of_a_half_keeps_the_pair_together() -> None:
    world = holding(FALLS)
    target, stop = pair(world, stop="90")
    higher = world.replace(stop, stop_price="97")
    wider = world.replace(target, limit_price="110")
    assert world.exchange.legs(wider) == [higher]
    world.day()
    assert (higher.status, wider.status) == ("filled", "canceled")


@pytest.mark.parametrize(("target", "stop"), [("95", "95"), ("105", "100")])
def test_exit_pair_whose_stop_is_not_below_target_and_price_is_refused(
    target: str, stop: str
) -> None:
    world = holding(FLAT)
    with pytest.raises(Refusal, match="must be below base_price") as caught:
        pair(world, target, stop)
    assert caught.value.reason is Reason.STOP_LOSS_SIDE


# --- notional and fractions ---


def test_notional_buy_takes_as_many_units_as_the_open_gives() -> None:
    world = World((80.0, 81.0, 79.0, 80.0))
    order = world.submit(notional="1000", time_in_force="day")
    assert order.notional == 1000
    world.open()
    assert (order.status, order.filled_quantity, order.filled_price) == ("filled", D("12.5"), D(80))
    assert world.cash == 99_000


def test_notional_sell_never_sells_more_than_is_held() -> None:
    world = holding((50.0, 51.0, 49.0, 50.0))
    order = world.submit(notional="900", side="sell", time_in_force="day")
    world.open()
    assert (order.status, order.filled_quantity, world.held()) == ("filled", 10, 0)


def test_fractional_orders_switched_off_are_refused() -> None:
    world = World(FLAT)
    world.exchange.configure(world.exchange.configuration.changed({"fractional_trading": False}))
    with pytest.raises(Refusal, match="switched off"):
        world.submit(qty="0.5", time_in_force="day")


# --- time in force ---


@pytest.mark.parametrize("terms", ["ioc", "fok"])
def test_immediate_order_that_the_next_price_does_not_fill_is_canceled(terms: str) -> None:
    world = World(FALLS)
    order = world.submit(type="limit", limit_price="99.5", time_in_force=terms)
    world.open()
    assert order.status == "canceled"
    assert world.told() == [("accepted", "limit"), ("new", "limit"), ("canceled", "limit")]


def test_immediate_order_while_a_bar_runs_is_decided_at_once() -> None:
    world = World(FALLS)
    world.open()
    assert world.submit(type="limit", limit_price="100", time_in_force="ioc").status == "filled"
    assert world.submit(type="limit", limit_price="99", time_in_force="ioc").status == "canceled"


def test_order_for_the_opening_auction_fills_there_or_not_at_all() -> None:
    world = World(FALLS)
    taken = world.submit(time_in_force="opg")
    missed = world.submit(type="limit", limit_price="99", time_in_force="opg")
    world.open()
    assert (taken.status, taken.filled_price, missed.status) == ("filled", D(100), "canceled")
    with pytest.raises(Refusal, match="before the open"):
        world.submit(time_in_force="opg")


def test_order_for_the_closing_auction_fills_at_the_close_only() -> None:
    world = World(FALLS)
    taken = world.submit(time_in_force="cls")
    missed = world.submit(type="limit", limit_price="95", time_in_force="cls")
    world.open()
    assert taken.status == "new"
    world.close()
    assert (taken.status, taken.filled_price, missed.status) == ("filled", D(96), "canceled")


def test_extended_hours_order_works_in_the_session_as_no_bars_tell_of_the_rest() -> None:
    world = World(FALLS)
    order = world.submit(type="limit", limit_price="95", time_in_force="day", extended_hours=True)
    world.day()
    assert (order.extended_hours, order.status) == (True, "filled")


# --- fills in parts ---


def in_parts(*days: tuple[float, float, float, float], seed: int = 0) -> World:
    """Give a world where every order fills in parts, two to three of them."""
    return World(*days, partial_fills=1.0, seed=seed)


def test_order_in_parts_tells_each_and_adds_up() -> None:
    world = in_parts(FLAT, FLAT, FLAT, FLAT)
    order = world.submit(qty="100")
    world.open()
    assert order.status == "partially_filled"
    assert 0 < order.filled_quantity < 100
    assert world.held() == order.filled_quantity
    world.close()
    world.day()
    assert (order.status, world.held()) == ("filled", 100)
    events = [event for event, _ in world.told()]
    assert events[:3] == ["accepted", "new", "partial_fill"]
    assert events[-1] == "fill"
    fills = [each for each in world.exchange.ledger.activities if each.kind == "FILL"]
    assert sum(each.quantity or 0 for each in fills) == 100
    assert [each.leaves for each in fills][-1] == 0
    assert len({each.activity_id for each in fills}) == len(fills) >= 2


def test_exits_are_armed_only_when_the_entry_is_whole() -> None:
    world = in_parts(FLAT, FLAT, FLAT)
    entry, target, stop = world.bracket("105", "95", qty="100")
    world.open()
    assert (entry.status, target.status, stop.status) == ("partially_filled", "held", "held")
    world.close()
    world.day()
    assert entry.status == "filled"
    assert {target.status, stop.status} == {"new"}


def test_cancel_of_an_entry_filled_in_part_leaves_what_was_bought_without_exits() -> None:
    world = in_parts(FLAT)
    entry, target, stop = world.bracket("105", "95", qty="100")
    world.open()
    bought = world.held()
    world.exchange.cancel(entry.order_id)
    assert (entry.status, target.status, stop.status) == ("canceled",) * 3
    assert (entry.filled_quantity, world.held()) == (bought, bought)
    head, _ = pair(world, qty=str(bought))
    assert head.status == "new"


def test_exit_filled_in_part_shrinks_its_sibling() -> None:
    world = World(FLAT, (100.0, 105.5, 99.0, 104.0), FALLS, FALLS, partial_fills=1.0)
    world.submit(qty="100", time_in_force="fok")  # all or nothing
    world.day()
    target, stop = pair(world, qty="100")
    world.day()
    assert target.status == "partially_filled"
    assert stop.leaves == target.leaves == world.held()
    while world.held():
        world.day()
    assert {target.status, stop.status} & {"canceled"} or stop.leaves == 0
    assert world.exchange.alive == {}


def test_fill_or_kill_is_never_filled_in_part() -> None:
    world = in_parts(FLAT)
    order = world.submit(qty="100", time_in_force="fok")
    world.open()
    assert (order.status, order.executions) == ("filled", 1)


def test_replace_of_an_order_filled_in_part_asks_for_the_rest() -> None:
    world = in_parts(FLAT, FLAT, FLAT, FLAT)
    order = world.submit(qty="100", type="limit", limit_price="100")
    world.open()
    got = order.filled_quantity
    with pytest.raises(Refusal, match="are filled already"):
        world.replace(order, qty=str(got))
    rest = world.replace(order, qty="90")
    assert (order.status, rest.quantity) == ("replaced", 90 - got)
    for _ in range(3):
        world.close()
        world.open()
    assert world.held() == 90


# --- the account's settings ---


def test_trading_suspended_by_its_owner_takes_no_orders() -> None:
    world = World(FLAT)
    world.exchange.configure(world.exchange.configuration.changed({"suspend_trade": True}))
    with pytest.raises(Refusal, match="by user request"):
        world.submit()


@pytest.mark.parametrize("setting", [{"no_shorting": True}, {"max_margin_multiplier": "1"}])
def test_account_that_may_not_short_is_refused_a_short_sale(setting: dict[str, Any]) -> None:
    world = World(FLAT)
    world.exchange.configure(world.exchange.configuration.changed(setting))
    with pytest.raises(Refusal, match="not allowed to short"):
        world.submit(side="sell")


def test_cash_account_buys_with_its_cash_only() -> None:
    world = World(FLAT)
    world.exchange.configure(world.exchange.configuration.changed({"max_margin_multiplier": "1"}))
    assert world.exchange.valuation().buying_power == 100_000
    with pytest.raises(Refusal, match="insufficient buying power"):
        world.submit(qty="1001")
    assert world.submit(qty="1000").status == "accepted"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"no_shortng": True}, "the settings are"),
        ({"suspend_trade": "yes"}, "give true or false"),
        ({"max_margin_multiplier": "4"}, "use 1 or 2"),
    ],
)
def test_setting_that_does_not_exist_is_refused_by_name(
    setting: dict[str, Any], words: str
) -> None:
    configuration = World(FLAT).exchange.configuration
    with pytest.raises(Refusal, match=words):
        configuration.changed(setting)
