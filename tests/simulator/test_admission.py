"""What the exchange refuses: one line for each refusal, in Alpaca's codes."""

from typing import Any

import pytest

from pytoolkit.simulator.refusals import Reason, Refusal
from tests.support.exchange import FLAT, World

BRACKET: dict[str, Any] = {
    "order_class": "bracket",
    "take_profit": {"limit_price": "105"},
    "stop_loss": {"stop_price": "95"},
}
OCO: dict[str, Any] = {
    "order_class": "oco",
    "type": "limit",
    "side": "sell",
    "take_profit": {"limit_price": "105"},
    "stop_loss": {"stop_price": "95"},
}


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ({"symbol": None}, Reason.MISSING, "symbol is required"),
        ({"symbol": "NONE"}, Reason.UNKNOWN_SYMBOL, "'NONE' not found"),
        ({"symbol": "BTC/USD"}, Reason.NOT_TRADABLE, "BTC/USD"),
        ({"side": "hold"}, Reason.NOT_SERVED, "use buy or sell"),
        ({"type": "trailing"}, Reason.NOT_SERVED, "use market or limit or stop"),
        ({"type": "trailing_stop"}, Reason.MISSING, "trail_price or trail_percent is required"),
        (
            {"type": "trailing_stop", "trail_price": "1", "trail_percent": "1"},
            Reason.BOTH,
            "only one of trail_price and trail_percent",
        ),
        ({"trail_percent": "1"}, Reason.UNWANTED, "trail_percent is not accepted for market"),
        (
            {"type": "trailing_stop", "trail_price": "101", "side": "sell", "qty": "1"},
            Reason.TRAIL_TOO_LONG,
            "no price above 0",
        ),
        ({"type": "stop_limit", "stop_price": "101"}, Reason.MISSING, "limit_price is required"),
        ({"type": "stop_limit", "limit_price": "101"}, Reason.MISSING, "stop_price is required"),
        ({"time_in_force": "now"}, Reason.NOT_SERVED, "use day or gtc or ioc"),
        (
            {"time_in_force": "ioc", "type": "stop", "stop_price": "101"},
            Reason.UNWANTED,
            "time_in_force ioc",
        ),
        ({"time_in_force": "fok", **BRACKET}, Reason.UNWANTED, "time_in_force fok"),
        ({"order_class": "oco"}, Reason.NOT_SERVED, "use limit for oco"),
        ({"type": "limit", "order_class": "oco"}, Reason.MISSING, "take_profit and stop_loss"),
        ({**OCO, "side": "buy", "qty": "1"}, Reason.NOT_AN_EXIT, "must be exit orders"),
        ({"order_class": "pair"}, Reason.NOT_SERVED, "use simple or bracket"),
        ({"extended_hours": True}, Reason.EXTENDED, "limit orders"),
        ({"extended_hours": "yes"}, Reason.BAD_PARAMETER, "true or false"),
        ({"qty": "5", "notional": "500"}, Reason.BOTH, "only one of qty and notional"),
        ({"qty": None, "notional": "500"}, Reason.FRACTIONAL, "notional 500"),
        (
            {"qty": None, "notional": "0.5", "time_in_force": "day"},
            Reason.LEAST_VALUE,
            "minimal amount of order 1",
        ),
        (
            {"qty": None, "notional": "500", "time_in_force": "day", **BRACKET},
            Reason.FRACTIONAL,
            "simple DAY",
        ),
        (
            {"type": "trailing_stop", "trail_price": "1", "qty": "1.5", "time_in_force": "day"},
            Reason.FRACTIONAL,
            "fractional",
        ),
        ({"qty": None}, Reason.MISSING, "qty or notional is required"),
        ({"qty": "0"}, Reason.BAD_PARAMETER, "above 0"),
        ({"qty": "-3"}, Reason.BAD_PARAMETER, "above 0"),
        ({"qty": "many"}, Reason.BAD_PARAMETER, "give a number"),
        ({"qty": "NaN"}, Reason.BAD_PARAMETER, "give a number"),
        ({"qty": True}, Reason.BAD_PARAMETER, "give a number"),
        ({"qty": "1.0000000001"}, Reason.BAD_PARAMETER, "9 places"),
        ({"qty": "1.5"}, Reason.FRACTIONAL, "fractional"),
        ({"qty": "1.5", "time_in_force": "day", **BRACKET}, Reason.FRACTIONAL, "fractional"),
        ({"client_order_id": "x" * 129}, Reason.BAD_PARAMETER, "128"),
        ({"type": "limit"}, Reason.MISSING, "limit_price is required for limit orders"),
        ({"type": "stop"}, Reason.MISSING, "stop_price is required for stop orders"),
        ({"limit_price": "90"}, Reason.UNWANTED, "limit_price is not accepted for market"),
        ({"type": "limit", "limit_price": "-1"}, Reason.BAD_PARAMETER, "above 0"),
        ({"type": "limit", "limit_price": "99.999"}, Reason.SUB_PENNY, "sub-penny"),
        ({"type": "limit", "limit_price": "0.12345"}, Reason.SUB_PENNY, "sub-penny"),
        ({"take_profit": {"limit_price": "105"}}, Reason.UNWANTED, "simple"),
        ({**BRACKET, "stop_loss": None}, Reason.MISSING, "take_profit and stop_loss"),
        ({**BRACKET, "stop_loss": {}}, Reason.MISSING, "stop_loss.stop_price"),
        ({**BRACKET, "order_class": "oto"}, Reason.MISSING, "exactly one"),
        (
            {**BRACKET, "stop_loss": {"stop_price": "95", "limit_price": "94.999"}},
            Reason.SUB_PENNY,
            "stop_loss.limit_price",
        ),
        ({**BRACKET, "take_profit": {"limit_price": "100"}}, Reason.TAKE_PROFIT_SIDE, "above"),
        ({**BRACKET, "stop_loss": {"stop_price": "100"}}, Reason.STOP_LOSS_SIDE, "below"),
        (
            {**BRACKET, "type": "limit", "limit_price": "94"},
            Reason.STOP_LOSS_SIDE,
            "below base_price 94",
        ),
        ({**BRACKET, "side": "sell"}, Reason.TAKE_PROFIT_SIDE, "below base_price 100"),
        (
            {"side": "sell", "qty": "0.5", "time_in_force": "day"},
            Reason.NO_FRACTIONAL_SHORT,
            "short",
        ),
        ({"qty": "2001"}, Reason.BUYING_POWER, "insufficient buying power"),
    ],
)
def test_submit_of_what_is_not_allowed_is_refused_and_leaves_no_trace(
    body: dict[str, Any], reason: Reason, words: str
) -> None:
    world = World(FLAT)
    with pytest.raises(Refusal, match=words) as caught:
        world.submit(**body)
    assert caught.value.reason is reason
    assert set(caught.value.body) >= {"code", "message"}
    assert world.exchange.orders == {}
    assert world.told() == []


@pytest.mark.parametrize("price", ["0.1234", "99.99", "100"])
def test_submit_on_the_tick_is_accepted(price: str) -> None:
    assert World(FLAT).submit(type="limit", limit_price=price).status == "accepted"


def test_submit_with_a_used_client_order_id_is_refused_for_ever() -> None:
    world = World(FLAT)
    world.exchange.cancel(world.submit("once").order_id)
    world.day()
    with pytest.raises(Refusal, match="must be unique") as caught:
        world.submit("once")
    assert (caught.value.status, caught.value.body["code"]) == (422, 40010001)


def test_submit_after_a_refusal_may_use_the_id_again() -> None:
    world = World(FLAT)
    with pytest.raises(Refusal):
        world.submit("again", qty="5000")
    assert world.submit("again").client_order_id == "again"


def test_sell_while_exits_stand_is_refused_for_the_reserved_quantity() -> None:
    world = World(FLAT)
    _, target, _ = world.bracket("105", "95")
    world.day()
    with pytest.raises(Refusal, match=r"requested: 4, available: 0") as caught:
        world.submit(side="sell", qty="4")
    assert (caught.value.status, caught.value.body["code"]) == (403, 40310000)
    assert caught.value.body["held_for_orders"] == "10"
    world.exchange.cancel(target.order_id)
    assert world.submit(side="sell", qty="4").status == "accepted"
    with pytest.raises(Refusal, match=r"requested: 7, available: 6"):
        world.submit(side="sell", qty="7")


def test_bracket_against_a_position_is_refused_as_no_entry() -> None:
    world = World(FLAT)
    world.submit()
    world.day()
    with pytest.raises(Refusal, match="must be entry orders"):
        world.bracket("95", "105", side="sell")


def test_opposite_orders_that_could_trade_with_each_other_are_refused() -> None:
    world = World(FLAT)
    world.submit()
    world.day()
    world.submit(type="limit", limit_price="90")
    with pytest.raises(Refusal, match="wash trade") as caught:
        world.submit(side="sell", type="limit", limit_price="90")
    assert caught.value.status == 403
    with pytest.raises(Refusal, match="wash trade"):
        world.submit(side="sell")
    assert world.submit(side="sell", type="limit", limit_price="90.01").status == "accepted"


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [("buy", "sell", "open a short sell"), ("sell", "buy", "open a long buy")],
)
def test_orders_that_would_open_in_both_directions_are_refused(
    first: str, second: str, words: str
) -> None:
    world = World(FLAT)
    world.submit(side=first, type="limit", limit_price="100")
    with pytest.raises(Refusal, match=words) as caught:
        world.submit(side=second, type="limit", limit_price="100")
    assert (caught.value.status, caught.value.body["code"]) == (403, 40310000)


def test_open_buys_reserve_buying_power_until_they_are_canceled() -> None:
    world = World(FLAT)
    first = world.submit(qty="1500")
    with pytest.raises(Refusal, match="insufficient buying power") as caught:
        world.submit(qty="600")
    assert caught.value.body["buying_power"] == "50000"
    world.exchange.cancel(first.order_id)
    assert world.submit(qty="600").status == "accepted"


def test_symbol_before_its_first_bar_is_not_tradable() -> None:
    world = World(symbols={"ACME": [FLAT] * 3, "LATE": [None, None, FLAT]})
    with pytest.raises(Refusal, match="LATE is not tradable"):
        world.submit(symbol="LATE")
    world.day()
    world.day()
    assert world.submit(symbol="LATE").status == "accepted"


def test_second_bracket_is_no_wash_trade_with_the_exits_of_the_first() -> None:
    world = World(FLAT, FLAT)
    world.bracket("105", "95")
    world.open()
    entry, *_ = world.bracket("110", "95")
    assert entry.status == "filled"
    with pytest.raises(Refusal, match="wash trade"):
        world.submit()
