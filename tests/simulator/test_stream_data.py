"""The market-data stream through unchanged alpaca-py, and its error codes."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgpack
import pytest
from alpaca.data.live import StockDataStream
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from pytoolkit.simulator import listener, stream_data
from tests.support.served import Served, serve, wait_for

AUTH = {"action": "auth", "key": "key", "secret": "secret"}


def say(socket: ClientConnection, message: Any) -> Any:
    """Send one message and give the items of the answer."""
    socket.send(msgpack.packb(message))
    return hear(socket)


def hear(socket: ClientConnection) -> Any:
    return msgpack.unpackb(socket.recv(timeout=5), timestamp=3)


@contextmanager
def connected(served: Served) -> Iterator[ClientConnection]:
    with connect(served.data_url) as socket:
        assert hear(socket) == [{"T": "success", "msg": "connected"}]
        yield socket


def test_data_stream_sends_a_partial_daily_bar_at_the_open_and_the_whole_at_the_close(
    served: Served,
) -> None:
    found: list[Any] = []

    async def collect(bar: Any) -> None:
        found.append(bar)

    stream = StockDataStream("key", "secret", url_override=served.data_url)
    stream.subscribe_daily_bars(collect, "ACME")
    thread = threading.Thread(target=stream.run)
    thread.start()
    try:
        wait_for(lambda: served.simulation.audience[1]._subscribed.get("dailyBars"), "subscribing")
        served.step(4)
        wait_for(lambda: len(found) == 4, "four bars")
    finally:
        asyncio.run_coroutine_threadsafe(stream.close(), stream._loop).result()
        asyncio.run_coroutine_threadsafe(stream.stop_ws(), stream._loop).result()
        thread.join(20)
        assert not thread.is_alive()
    assert {bar.symbol for bar in found} == {"ACME"}
    assert found[2].timestamp == found[3].timestamp == datetime(2012, 7, 5, 4, tzinfo=UTC)
    assert (found[2].open, found[2].high, found[2].close, found[2].volume) == (100, 100, 100, 0)
    assert (found[3].open, found[3].high, found[3].close, found[3].volume) == (100, 106, 105, 1000)


def test_data_stream_with_several_symbols_sends_them_in_one_frame(served: Served) -> None:
    with connected(served) as socket:
        assert say(socket, AUTH) == [{"T": "success", "msg": "authenticated"}]
        (told,) = say(socket, {"action": "subscribe", "dailyBars": ["*"], "bars": ["ACME"]})
        assert (told["T"], told["dailyBars"], told["bars"]) == ("subscription", ["*"], ["ACME"])
        served.step()
        items = hear(socket)
        assert [(item["T"], item["S"]) for item in items] == [("d", "ACME"), ("d", "ZETA")]
        assert items[0]["t"] == datetime(2012, 7, 3, 4, tzinfo=UTC)


def test_data_stream_after_unsubscribing_is_silent(served: Served) -> None:
    with connected(served) as socket:
        say(socket, AUTH)
        say(socket, {"action": "subscribe", "dailyBars": ["ACME", "ZETA"]})
        (told,) = say(socket, {"action": "unsubscribe", "dailyBars": ["ACME"]})
        assert told["dailyBars"] == ["ZETA"]
        served.step()
        assert [item["S"] for item in hear(socket)] == ["ZETA"]


def test_data_stream_takes_a_long_list_in_continuation_fragments(served: Served) -> None:
    symbols = [f"SYMBOL{number:05d}" for number in range(10_000)]
    packed = msgpack.packb({"action": "subscribe", "dailyBars": symbols})
    assert len(packed) > 3 * 32_768
    with connected(served) as socket:
        say(socket, AUTH)
        socket.send(packed[at : at + 32_768] for at in range(0, len(packed), 32_768))
        assert hear(socket)[0]["dailyBars"] == symbols


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (msgpack.packb({"action": "subscribe", "bars": ["ACME"]}), 401),
        (msgpack.packb({"action": "auth", "key": "", "secret": ""}), 402),
        (b"\xc1", 400),
        (msgpack.packb(["auth"]), 400),
        ("text", 400),
    ],
)
def test_data_stream_that_refuses_to_authenticate_names_the_code_and_hangs_up(
    served: Served, message: bytes | str, code: int
) -> None:
    with connected(served) as socket:
        socket.send(message)
        assert hear(socket) == [{"T": "error", "code": code, "msg": stream_data.ERRORS[code]}]
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_data_stream_with_wrong_credentials_is_refused(bars_file: str) -> None:
    with serve(bars=bars_file, key="mine", secret="own") as served, connected(served) as socket:
        assert say(socket, AUTH)[0]["code"] == 402


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (AUTH, 403),
        ({"action": "dance"}, 400),
        ({"action": "subscribe", "bars": "ACME"}, 400),
        (["subscribe"], 400),
    ],
)
def test_data_stream_told_nonsense_after_authenticating_goes_on(
    served: Served, message: Any, code: int
) -> None:
    with connected(served) as socket:
        say(socket, AUTH)
        assert say(socket, message)[0]["code"] == code
        assert say(socket, {"action": "subscribe", "bars": ["ACME"]})[0]["T"] == "subscription"


def test_data_stream_has_one_connection_until_it_is_closed(served: Served) -> None:
    with connected(served) as first:
        say(first, AUTH)
        with connected(served) as second:
            assert say(second, AUTH)[0]["code"] == 406
    wait_for(lambda: served.simulation.audience[1]._owner is None, "the end of the first")
    with connected(served) as third:
        assert say(third, AUTH)[0]["msg"] == "authenticated"


def test_data_stream_that_says_nothing_times_out(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_data, "SECONDS_TO_AUTHENTICATE", 0.05)
    with connected(served) as socket:
        assert hear(socket)[0]["code"] == 404


def test_data_stream_that_reads_too_slowly_is_told_and_let_go(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MOST_WAITING", 3)
    with connected(served) as socket:
        say(socket, AUTH)
        say(socket, {"action": "subscribe", "dailyBars": ["*"]})
        served.step(6)
        *_, last = socket  # until it is closed
        assert msgpack.unpackb(last)[0]["code"] == 407
