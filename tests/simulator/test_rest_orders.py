"""Orders and positions through unchanged alpaca-py."""

from typing import Any
from uuid import uuid4

import pytest
import requests
from alpaca.common.exceptions import APIError
from alpaca.trading.client import TradingClient
from alpaca.trading.models import Order
from alpaca.trading.requests import (
    ClosePositionRequest,
    GetOrderByIdRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    ReplaceOrderRequest,
    StopOrderRequest,
)

from tests.support.served import Served, serve

HEADERS = {"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"}


def bracket(trading: TradingClient, client_order_id: str = "b.entry1.1") -> Order:
    return trading.submit_order(
        MarketOrderRequest(
            symbol="ACME",
            qty=10,
            side="buy",
            time_in_force="gtc",
            client_order_id=client_order_id,
            order_class="bracket",
            take_profit={"limit_price": 110},
            stop_loss={"stop_price": 95},
        )
    )


def limit(trading: TradingClient, client_order_id: str, symbol: str = "ACME") -> Order:
    return trading.submit_order(
        LimitOrderRequest(
            symbol=symbol,
            qty=1,
            side="buy",
            time_in_force="gtc",
            limit_price=10,
            client_order_id=client_order_id,
        )
    )


def test_bracket_lives_from_entry_at_the_open_to_a_gap_through_its_stop(
    trading: TradingClient, served: Served
) -> None:
    sent = bracket(trading)
    assert (sent.status.value, sent.order_class.value) == ("accepted", "bracket")
    assert [leg.status.value for leg in sent.legs] == ["held", "held"]
    target, stop = sent.legs
    served.step()
    filled = trading.get_order_by_client_id("b.entry1.1")
    assert (filled.status.value, filled.filled_qty, filled.filled_avg_price) == (
        "filled",
        "10",
        "100",
    )
    position = trading.get_open_position("ACME")
    assert (position.qty, position.qty_available, position.side.value) == ("10", "0", "long")
    served.step(4)
    assert trading.get_order_by_id(stop.id).filled_avg_price == "90.5"
    assert trading.get_order_by_id(target.id).status.value == "canceled"
    assert trading.get_all_positions() == []
    with pytest.raises(APIError) as caught:
        trading.get_open_position("ACME")
    assert (caught.value.status_code, caught.value.code) == (404, 40410000)


def test_orders_nested_show_held_legs_that_a_flat_list_of_open_ones_does_not(
    trading: TradingClient, served: Served
) -> None:
    sent = bracket(trading)
    flat = trading.get_orders(GetOrdersRequest(status="open"))
    nested = trading.get_orders(GetOrdersRequest(status="open", nested=True))
    assert [each.id for each in flat] == [sent.id]
    assert flat[0].legs is None
    assert [leg.id for leg in nested[0].legs] == [leg.id for leg in sent.legs]
    served.step()
    legs = {leg.id for leg in sent.legs}
    for wanted in (True, False):
        open_now = trading.get_orders(GetOrdersRequest(status="open", nested=wanted))
        assert {each.id for each in open_now} == legs
    everything = trading.get_orders(GetOrdersRequest(status="all", nested=True))
    assert [each.id for each in everything] == [sent.id]


def test_orders_filtered_by_status_symbol_time_and_limit_are_the_wanted_ones(
    trading: TradingClient, served: Served
) -> None:
    first = limit(trading, "first")
    limit(trading, "other", "ZETA")
    served.step()
    late = limit(trading, "late")
    trading.cancel_order_by_id(first.id)

    def ids(**wanted: Any) -> list[str]:
        return [each.client_order_id for each in trading.get_orders(GetOrdersRequest(**wanted))]

    assert ids(status="closed") == ["first"]
    assert ids(status="all", symbols=["ACME"]) == ["late", "first"]
    assert ids(status="all", symbols=["ACME"], direction="asc") == ["first", "late"]
    assert ids(status="all", after=first.submitted_at) == ["late"]
    assert set(ids(status="all", until=late.submitted_at)) == {"first", "other"}
    assert ids(status="all", limit=1) == ["late"]
    assert ids(status="all", side="sell") == []


def test_replace_of_a_stop_leg_gives_a_new_id_and_links_both(
    trading: TradingClient, served: Served
) -> None:
    sent = bracket(trading)
    served.step()
    served.step()
    stop = sent.legs[1]
    moved = trading.replace_order_by_id(
        stop.id, ReplaceOrderRequest(stop_price=98.5, client_order_id="b.stop.2")
    )
    assert (moved.stop_price, moved.qty, moved.client_order_id) == ("98.5", "10", "b.stop.2")
    old = trading.get_order_by_id(stop.id)
    assert (old.status.value, old.replaced_by, moved.replaces) == ("replaced", moved.id, stop.id)
    parent = trading.get_order_by_id(sent.id, GetOrderByIdRequest(nested=True))
    assert [leg.id for leg in parent.legs] == [sent.legs[0].id, moved.id]


def test_cancel_answers_nothing_and_a_second_time_is_refused(trading: TradingClient) -> None:
    order = limit(trading, "a")
    assert trading.cancel_order_by_id(order.id) is None
    assert trading.get_order_by_id(order.id).status.value == "canceled"
    with pytest.raises(APIError) as caught:
        trading.cancel_order_by_id(order.id)
    assert (caught.value.status_code, caught.value.code) == (422, 42210000)


def test_cancel_all_tells_each_order(trading: TradingClient) -> None:
    sent = {limit(trading, name).id for name in ("a", "b")}
    answers = trading.cancel_orders()
    assert {(each.id, each.status) for each in answers} == {(order_id, 200) for order_id in sent}
    assert trading.get_orders() == []


@pytest.mark.parametrize("path", ["orders/{id}", "orders:by_client_order_id?client_order_id={id}"])
def test_order_that_is_unknown_is_not_found(served: Served, path: str) -> None:
    url = f"{served.url}/v2/{path.format(id=uuid4())}"
    answer = requests.get(url, headers=HEADERS, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (404, 40410000)


def test_duplicate_client_order_id_is_refused(trading: TradingClient) -> None:
    limit(trading, "once")
    with pytest.raises(APIError) as caught:
        limit(trading, "once")
    assert (caught.value.status_code, caught.value.code) == (422, 40010001)
    assert "must be unique" in caught.value.message


def test_sub_penny_price_is_refused(trading: TradingClient) -> None:
    with pytest.raises(APIError, match="sub-penny") as caught:
        trading.submit_order(
            StopOrderRequest(
                symbol="ACME", qty=1, side="buy", time_in_force="gtc", stop_price=110.001
            )
        )
    assert (caught.value.status_code, caught.value.code) == (422, 42210000)


def test_insufficient_quantity_is_refused_with_the_numbers(
    trading: TradingClient, served: Served
) -> None:
    bracket(trading)
    served.step()
    with pytest.raises(APIError) as caught:
        trading.close_position("ACME")
    assert (caught.value.status_code, caught.value.code) == (403, 40310000)
    assert caught.value.response.json()["available"] == "0"


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"'])
def test_body_that_is_no_object_is_refused(served: Served, body: str) -> None:
    answer = requests.post(f"{served.url}/v2/orders", data=body, headers=HEADERS, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 40010000)


def test_numbers_are_read_exactly_whether_text_or_number(served: Served) -> None:
    body = (
        '{"symbol": "ACME", "side": "buy", "type": "limit", "time_in_force": "gtc",'
        ' "qty": 1e1, "limit_price": "98.10"}'
    )
    answer = requests.post(f"{served.url}/v2/orders", data=body, headers=HEADERS, timeout=5)
    assert (answer.json()["qty"], answer.json()["limit_price"]) == ("10", "98.1")


def test_close_position_sells_all_a_quantity_or_a_share(
    trading: TradingClient, served: Served
) -> None:
    trading.submit_order(MarketOrderRequest(symbol="ACME", qty=10, side="buy", time_in_force="day"))
    served.step()
    trading.close_position("ACME", ClosePositionRequest(qty="2"))
    trading.close_position("ACME", ClosePositionRequest(percentage="25"))
    assert trading.get_open_position("ACME").qty == "6"
    (answer,) = trading.close_all_positions(cancel_orders=True)
    assert (answer.status, answer.body.side.value, answer.body.qty) == (200, "sell", "6")
    assert trading.get_all_positions() == []


def test_close_all_positions_frees_what_exits_reserve(
    trading: TradingClient, served: Served
) -> None:
    bracket(trading)
    served.step()
    (refused,) = trading.close_all_positions()
    assert (refused.status, refused.body.code) == (403, 40310000)
    (answer,) = trading.close_all_positions(cancel_orders=True)
    assert answer.status == 200
    assert trading.get_all_positions() == []


def test_two_runs_asked_the_same_give_the_same_ids_and_cash(bars_file: str) -> None:
    ends = []
    for _ in range(2):
        with serve(bars=bars_file, step=True, seed=5) as served:
            raw = TradingClient("k", "s", url_override=served.url, raw_data=True)
            bracket(raw)
            limit(raw, "l")
            while not served.simulation.state()["over"]:
                served.step()
            orders = raw.get_orders(GetOrdersRequest(status="all"))
            ends.append((orders, raw.get("/account/activities"), raw.get_account()))
    assert ends[0] == ends[1]
    assert len(ends[0][1]) == 4  # entry, exit, two fees
