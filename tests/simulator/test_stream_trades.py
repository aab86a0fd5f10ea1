"""trade_updates through unchanged alpaca-py, and its frames as they are."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alpaca.trading.client import TradingClient
from alpaca.trading.requests import MarketOrderRequest
from alpaca.trading.stream import TradingStream
from websockets.sync.client import connect

from pytoolkit.simulator import listener
from tests.support.served import Served, serve, wait_for


@contextmanager
def listening(served: Served, **wanted: Any) -> Iterator[list[Any]]:
    """Collect trade updates with alpaca-py's own client."""
    found: list[Any] = []

    async def collect(update: Any) -> None:
        found.append(update)

    stream = TradingStream("key", "secret", url_override=served.trades_url, **wanted)
    stream.subscribe_trade_updates(collect)
    thread = threading.Thread(target=stream.run)
    thread.start()
    try:
        wait_for(lambda: len(served.simulation.audience[0]._listening), "listening")
        yield found
    finally:
        asyncio.run_coroutine_threadsafe(stream.stop_ws(), stream._loop).result()
        asyncio.run_coroutine_threadsafe(stream.close(), stream._loop).result()
        thread.join(20)
        assert not thread.is_alive()


def bracket(trading: TradingClient) -> Any:
    return trading.submit_order(
        MarketOrderRequest(
            symbol="ACME",
            qty=10,
            side="buy",
            time_in_force="gtc",
            order_class="bracket",
            take_profit={"limit_price": 110},
            stop_loss={"stop_price": 95},
        )
    )


def test_trading_stream_tells_a_bracket_from_acceptance_to_its_stop(
    trading: TradingClient, served: Served
) -> None:
    with listening(served) as found:
        sent = bracket(trading)
        served.step(5)
        wait_for(lambda: len(found) == 7, "seven updates")
    told = [(each.event, each.order.type.value) for each in found]
    assert told == [
        ("accepted", "market"),
        ("new", "market"),
        ("fill", "market"),
        ("new", "limit"),
        ("new", "stop"),
        ("fill", "stop"),
        ("canceled", "limit"),
    ]
    entry, stop = found[2], found[5]
    assert (entry.order.id, entry.price, entry.qty, entry.position_qty) == (sent.id, 100, 10, 10)
    assert (stop.order.id, stop.price, stop.position_qty) == (sent.legs[1].id, 90.5, 0)
    assert stop.order.status.value == "filled"
    fills = trading.get("/account/activities/FILL", {"direction": "asc"})
    assert [each["id"].partition("::")[2] for each in fills] == [
        str(entry.execution_id),
        str(stop.execution_id),
    ]


def test_trading_stream_reconnected_hears_nothing_of_what_was_before(
    trading: TradingClient, served: Served
) -> None:
    bracket(trading)
    with listening(served, raw_data=True) as found:
        served.step()
        wait_for(lambda: len(found) == 4, "four updates")
    assert [each["data"]["event"] for each in found] == ["new", "fill", "new", "new"]


def test_trading_stream_speaks_json_in_binary_frames(served: Served) -> None:
    with connect(served.trades_url) as socket:
        keys = {"key_id": "key", "secret_key": "secret"}
        socket.send(json.dumps({"action": "authenticate", "data": keys}))
        answer = socket.recv(timeout=5)
        assert isinstance(answer, bytes)
        assert json.loads(answer) == {
            "stream": "authorization",
            "data": {"status": "authorized", "action": "authenticate"},
        }
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates", "x"]}}))
        assert json.loads(socket.recv(timeout=5)) == {
            "stream": "listening",
            "data": {"streams": ["trade_updates"]},
        }


@pytest.mark.parametrize(
    "message",
    [
        {"action": "listen", "data": {"streams": ["trade_updates"]}},
        {"action": "authenticate", "data": {"key_id": "", "secret_key": ""}},
        {"action": "authenticate"},
    ],
)
def test_trading_stream_without_credentials_is_unauthorized_and_silent(
    served: Served, message: dict[str, Any]
) -> None:
    with connect(served.trades_url) as socket:
        socket.send(json.dumps(message))
        assert json.loads(socket.recv(timeout=5))["data"]["status"] == "unauthorized"
        assert not served.simulation.audience[0]._listening


def test_trading_stream_with_wrong_credentials_is_refused(bars_file: str) -> None:
    with (
        serve(bars=bars_file, key="mine", secret="own") as served,
        connect(served.trades_url) as socket,
    ):
        keys = {"key_id": "mine", "secret_key": "other"}
        socket.send(json.dumps({"action": "authenticate", "data": keys}))
        assert json.loads(socket.recv(timeout=5))["data"]["status"] == "unauthorized"


@pytest.mark.parametrize("message", ["{", "[]", '{"action": "dance"}', b"\xff"])
def test_trading_stream_told_nonsense_says_so_and_goes_on(
    served: Served, message: str | bytes
) -> None:
    with connect(served.trades_url) as socket:
        socket.send(message)
        assert "unknown action" in json.loads(socket.recv(timeout=5))["data"]["error"]
        keys = {"key_id": "key", "secret_key": "secret"}
        socket.send(json.dumps({"action": "authenticate", "data": keys}))
        assert json.loads(socket.recv(timeout=5))["data"]["status"] == "authorized"


def test_trading_stream_that_reads_too_slowly_is_told_and_let_go(
    trading: TradingClient, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MOST_WAITING", 3)
    with connect(served.trades_url) as socket:
        keys = {"key_id": "key", "secret_key": "secret"}
        socket.send(json.dumps({"action": "authenticate", "data": keys}))
        socket.recv(timeout=5)
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        socket.recv(timeout=5)
        bracket(trading)
        socket.recv(timeout=5)
        served.step()  # four updates at once
        *_, last = socket  # until it is closed
        assert json.loads(last) == {"stream": "error", "data": {"error": "slow client"}}
        assert not served.simulation.audience[0]._listening
