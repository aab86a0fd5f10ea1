"""Faults strike when, where and as often as a scenario says, and are remembered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest
import requests
from alpaca.trading.client import TradingClient
from alpaca.trading.requests import MarketOrderRequest, ReplaceOrderRequest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from pytoolkit.errors import UsageError
from pytoolkit.simulator.faults import load_scenario
from tests.support.served import Served, serve

KEYS = {"APCA-API-KEY-ID": "k", "APCA-API-SECRET-KEY": "s"}
ORDER = {"symbol": "ACME", "qty": "1", "side": "buy", "type": "market", "time_in_force": "gtc"}


def scenario(folder: Path, faults: str, name: str = "mine") -> str:
    file = folder / f"{name}.toml"
    file.write_text(f'name = "{name}"\ndescription = "For a test."\n{faults}')
    return str(file)


@pytest.fixture
def faulty(bars_file: str, tmp_path: Path) -> Iterator[Any]:
    """Give what serves a simulator with some faults."""
    opened: list[Any] = []

    def start(faults: str, **options: Any) -> Served:
        manager = serve(bars=bars_file, step=True, faults=[scenario(tmp_path, faults)], **options)
        opened.append(manager)
        return manager.__enter__()

    yield start
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


def post(served: Served, client_order_id: str) -> requests.Response:
    body = {**ORDER, "client_order_id": client_order_id}
    return requests.post(f"{served.url}/v2/orders", json=body, headers=KEYS, timeout=5)


def struck(served: Served) -> list[tuple[int, int]]:
    told = requests.get(f"{served.url}/sim/faults", timeout=5).json()
    return [(each["matched"], each["fired"]) for each in told]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x"\n', "description"),
        ('name = "Not A Name"\ndescription = "x"\n', "name"),
        ('name = "x"\ndescription = "x"\nfualt = 1\n', "fualt"),
        (
            'name="x"\ndescription="x"\n[[fault]]\non="rest"\nthen={do="lose"}\n',
            "on rest cannot lose; it can answer, delay, drop, change",
        ),
        (
            'name="x"\ndescription="x"\n[[fault]]\non="rest"\nthen={do="answer", status=99}\n',
            "fault.0.then.answer.status",
        ),
        (
            'name="x"\ndescription="x"\n[[fault]]\non="orders"\nthen={do="refuse", reason="NO"}\n',
            "NO is no refusal; there are",
        ),
        ("name = ", "is no TOML"),
    ],
)
def test_scenario_that_cannot_be_used_names_the_place(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=words.replace("(", ".")):
        load_scenario(str(file))


def test_scenario_that_is_not_there_says_which_are() -> None:
    with pytest.raises(UsageError, match="no scenario is called 'none-such'; there are: "):
        load_scenario("none-such")
    with pytest.raises(UsageError, match="does not exist"):
        load_scenario("none-such.toml")


def test_fault_strikes_the_nth_match_and_then_every_so_many(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="rest"\nwhen={path="/v2/clock", nth=2, every=3, times=2}\n'
        'then={do="answer", status=503}\n'
    )
    codes = [
        requests.get(f"{served.url}/v2/clock", headers=KEYS, timeout=5).status_code
        for _ in range(10)
    ]
    assert codes == [200, 503, 200, 200, 503, 200, 200, 200, 200, 200]
    requests.get(f"{served.url}/v2/account", headers=KEYS, timeout=5)
    assert struck(served) == [(10, 2)]


@pytest.mark.parametrize("applied", [True, False])
def test_answer_that_lies_leaves_the_order_as_it_says(faulty: Any, applied: bool) -> None:
    served = faulty(
        '[[fault]]\non="rest"\nwhen={method="POST", path="/v2/orders"}\n'
        f'then={{do="answer", status=504, applied={str(applied).lower()}}}\n'
    )
    assert post(served, "a").status_code == 504
    assert ("a" in served.simulation.exchange.by_client_id) is applied
    assert post(served, "b").status_code == 200


@pytest.mark.parametrize("applied", [True, False])
def test_broken_connection_is_no_answer(faulty: Any, applied: bool) -> None:
    served = faulty(
        '[[fault]]\non="rest"\nwhen={method="POST"}\n'
        f'then={{do="drop", applied={str(applied).lower()}}}\n'
    )
    with pytest.raises(requests.RequestException):
        post(served, "a").json()
    assert ("a" in served.simulation.exchange.by_client_id) is applied


def test_fields_of_an_answer_come_and_go(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="rest"\nwhen={path="/v2/account"}\n'
        'then={do="change", remove=["cash"], set={novel="x"}}\n'
    )
    told = requests.get(f"{served.url}/v2/account", headers=KEYS, timeout=5).json()
    assert "cash" not in told
    assert told["novel"] == "x"
    assert "equity" in told


def test_empty_body_and_headers_are_as_written(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="rest"\n'
        'then={do="answer", status=429, empty=true, headers={"X-RateLimit-Remaining"="0"}}\n'
    )
    told = requests.get(f"{served.url}/v2/clock", headers=KEYS, timeout=5)
    assert (told.status_code, told.content) == (429, b"")
    assert "0" in told.headers["X-RateLimit-Remaining"]


def test_observer_meets_no_fault(faulty: Any) -> None:
    served = faulty('[[fault]]\non="rest"\nthen={do="answer", status=500}\n')
    looking = KEYS | {"APCA-API-KEY-ID": "observer"}
    url = f"{served.url}/v2/clock"
    assert requests.get(url, headers=looking, timeout=5).status_code == 200
    assert struck(served) == [(0, 0)]
    assert requests.get(url, headers=KEYS, timeout=5).status_code == 500


def test_scenarios_are_armed_and_taken_away_at_run_time(faulty: Any) -> None:
    served = faulty("")
    url = f"{served.url}/sim/faults"
    fault = {"on": "rest", "then": {"do": "answer", "status": 418}}
    told = requests.post(
        url, json={"name": "tea", "description": "Tea.", "fault": [fault]}, timeout=5
    )
    assert [each["scenario"] for each in told.json()] == ["tea"]
    clock = f"{served.url}/v2/clock"
    assert requests.get(clock, headers=KEYS, timeout=5).status_code == 418
    assert requests.delete(url, timeout=5).json() == []
    assert requests.get(clock, headers=KEYS, timeout=5).status_code == 200
    bad = requests.post(url, json={"scenario": "none-such"}, timeout=5)
    assert (bad.status_code, "none-such" in bad.text) == (400, True)


def test_clock_is_skewed_and_nothing_else_is(faulty: Any) -> None:
    served = faulty('[[fault]]\non="clock"\nthen={do="skew", seconds=30}\n')
    told = requests.get(f"{served.url}/v2/clock", headers=KEYS, timeout=5).json()
    assert told["timestamp"] == "2012-07-02T16:00:30-04:00"
    assert served.simulation.state()["now"] == "2012-07-02T20:00:00Z"


def test_order_is_refused_rejected_or_filled_too_soon_as_a_fault_says(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="orders"\nwhen={request="submit"}\nthen={do="refuse", reason="WASH_TRADE"}\n'
        '[[fault]]\non="orders"\nwhen={request="submit"}\nthen={do="reject"}\n'
        '[[fault]]\non="orders"\nwhen={request="cancel"}\nthen={do="fill"}\n'
    )
    trading = TradingClient("k", "s", url_override=served.url)
    refused = post(served, "a")
    assert (refused.status_code, "wash trade" in refused.text) == (403, True)
    assert post(served, "b").json()["status"] == "accepted"
    third = post(served, "c").json()
    assert (
        requests.delete(
            f"{served.url}/v2/orders/{third['id']}", headers=KEYS, timeout=5
        ).status_code
        == 422
    )
    assert trading.get_order_by_id(third["id"]).status.value == "filled"
    served.step()
    assert trading.get_order_by_client_id("b").status.value == "rejected"


def test_replace_that_answers_an_error_may_have_succeeded(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="rest"\nwhen={method="PATCH"}\n'
        'then={do="answer", status=422, code=42210000, message="pending", applied=true}\n'
    )
    trading = TradingClient("k", "s", url_override=served.url)
    sent = trading.submit_order(
        MarketOrderRequest(
            symbol="ACME",
            qty=2,
            side="buy",
            time_in_force="gtc",
            order_class="oto",
            stop_loss={"stop_price": 90},
        )
    )
    served.step()
    (stop,) = trading.get_order_by_id(sent.id).legs or sent.legs
    with pytest.raises(Exception, match="pending"):
        trading.replace_order_by_id(stop.id, ReplaceOrderRequest(stop_price=92))
    assert trading.get_order_by_id(stop.id).status.value == "replaced"


@contextmanager
def listen(served: Served) -> Iterator[ClientConnection]:
    with connect(served.trades_url) as socket:
        data = {"key_id": "k", "secret_key": "s"}
        socket.send(json.dumps({"action": "authenticate", "data": data}))
        socket.recv(timeout=5)
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        socket.recv(timeout=5)
        yield socket


def events(socket: ClientConnection, count: int) -> list[str]:
    return [json.loads(socket.recv(timeout=5))["data"]["event"] for _ in range(count)]


def test_updates_are_lost_repeated_delayed_and_renamed(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="trades"\nwhen={event="accepted"}\nthen={do="lose"}\n'
        '[[fault]]\non="trades"\nwhen={event="new"}\nthen={do="later"}\n'
        '[[fault]]\non="trades"\nwhen={event="fill"}\nthen={do="repeat", copies=2}\n'
        '[[fault]]\non="trades"\nwhen={event="canceled"}\n'
        'then={do="change", set={"data.event"="novelty"}, remove=["data.timestamp"]}\n'
    )
    with listen(served) as socket:
        post(served, "a")
        served.step()
        assert events(socket, 4) == ["fill", "fill", "fill", "new"]
        limit = {**ORDER, "type": "limit", "limit_price": "1", "client_order_id": "b"}
        sent = requests.post(f"{served.url}/v2/orders", json=limit, headers=KEYS, timeout=5).json()
        requests.delete(f"{served.url}/v2/orders/{sent['id']}", headers=KEYS, timeout=5)
        assert events(socket, 2) == ["new", "novelty"]


def test_stream_hangs_up_or_goes_silent_at_a_message(faulty: Any) -> None:
    served = faulty(
        '[[fault]]\non="trades"\nwhen={event="accepted"}\nthen={do="hang_up"}\n'
        '[[fault]]\non="trades"\nwhen={event="new"}\nthen={do="silence"}\n'
    )
    with listen(served) as socket:
        post(served, "a")
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
    with listen(served) as socket:
        served.step()
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.5)


@pytest.mark.parametrize("code", [400, 405, 408, 409, 500])
def test_data_stream_says_a_code_and_hangs_up(faulty: Any, code: int) -> None:
    served = faulty(
        f'[[fault]]\non="data"\nwhen={{stage="connect"}}\nthen={{do="error", code={code}}}\n'
    )
    with connect(served.data_url) as socket:
        socket.recv(timeout=5)
        socket.send(msgpack.packb({"action": "auth", "key": "k", "secret": "s"}))
        (told,) = msgpack.unpackb(socket.recv(timeout=5))
        assert (told["T"], told["code"]) == ("error", code)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
    with connect(served.data_url) as socket:
        socket.recv(timeout=5)
        socket.send(msgpack.packb({"action": "auth", "key": "k", "secret": "s"}))
        assert msgpack.unpackb(socket.recv(timeout=5))[0]["msg"] == "authenticated"
