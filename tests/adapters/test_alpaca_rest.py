"""What comes of requests that fail in every way a network knows."""

import json
import socket
import traceback
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pytoolkit import core
from pytoolkit.adapters.alpaca_rest import Rest, credentials
from pytoolkit.adapters.broker_alpaca import AlpacaBroker, order_body
from pytoolkit.errors import Ambiguous, BadSettings, BrokerRefused, Unreachable
from pytoolkit.live.plan import entry_intents
from tests.live.conftest import make_signal
from tests.support.sockets import CERTIFICATE, HANG_UP, SILENCE, RawServer, answer, speaking

KEY, SECRET = "key-1234", "secret-5678"
PATIENCE = 0.2
NOON = datetime(2012, 6, 4, 16, tzinfo=UTC)
LIMITS = ("X-RateLimit-Limit: 200", "X-RateLimit-Remaining: {}", "X-RateLimit-Reset: 9999999999")


def rest(server: RawServer) -> Rest:
    return Rest(server.url, KEY, SECRET, read_seconds=PATIENCE)


def limited(remaining: int, status: str = "200 OK") -> bytes:
    return answer(b"{}", status, *(line.format(remaining) for line in LIMITS))


def test_rest_post_sends_once_with_the_keys_and_gives_the_answer() -> None:
    with speaking([answer(b'{"id": "1"}')]) as server:
        assert rest(server).post("/orders", {"qty": "1.50"}) == {"id": "1"}
        (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v2/orders HTTP/1.1")
    assert f"APCA-API-KEY-ID: {KEY}".encode() in head
    assert json.loads(body) == {"qty": "1.50"}


def test_rest_of_several_requests_keeps_the_connection() -> None:
    with speaking([answer(), answer(b""), answer(b"[1]")]) as server:
        client = rest(server)
        assert client.get("/a", {"b": "c d"}) == {}
        assert client.delete("/b") is None
        assert client.find("/c") == [1]
        assert server.requests[0].startswith(b"GET /v2/a?b=c+d HTTP/1.1")


def test_rest_post_on_a_connection_closed_while_idle_opens_another_and_sends_once() -> None:
    with speaking([answer()], [answer(b'{"id": "2"}')]) as server:
        client = rest(server)
        client.get("/clock")
        server.wait_hung_up()
        assert client.post("/orders", {}) == {"id": "2"}
        assert [each.split(b" ")[0] for each in server.requests] == [b"GET", b"POST"]


BROKEN = pytest.mark.parametrize(
    ("said", "words"),
    [
        (HANG_UP, "broke the connection"),
        (SILENCE, "no answer to"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "broke the connection"),
        (b"\x16\x03\x01 what is this\r\n\r\n", "broke the connection"),
        (answer(b"<html>"), "no usable answer"),
        (answer(b"[" * 100_000), "no usable answer"),
        (answer(b"", "504 Gateway Timeout"), "504"),
        (answer(b"", "520 Unknown"), "520"),
        (answer(b'{"message": "slow down"}', "429 Too Many Requests"), "429 slow down"),
    ],
)


@BROKEN
@pytest.mark.parametrize("method", ["post", "patch"])
def test_rest_without_a_definite_answer_to_what_it_sent_is_ambiguous_and_sends_no_more(
    said: bytes | None, words: str, method: str
) -> None:
    with speaking([said], [answer()]) as server:
        with pytest.raises(Ambiguous, match=words):
            getattr(rest(server), method)("/orders", {})
        assert len(server.requests) == 1


@BROKEN
def test_rest_reading_without_an_answer_is_asked_again_twice(
    said: bytes | None, words: str
) -> None:
    with speaking([said], [said], [answer(b"[1]")]) as server:
        assert rest(server).get("/orders") == [1]
    with speaking([said], [said], [said], [answer()]) as server:
        with pytest.raises(Unreachable, match=words):
            rest(server).get("/orders")
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (answer(b'{"code": 40310000, "message": "no shares"}', "403 No"), 40310000, "no shares"),
        (answer(b"", "422 Unprocessable"), 422, "POST /orders: 422"),
        (answer(b'"no"', "400 Bad"), 400, '"no"'),
        (answer(b"<html>" + b"x" * 10_000, "404 Not Found"), 404, "<html>xxx"),
        (answer(b"", "307 Temporary Redirect", "Location: http://127.0.0.1:9/"), 307, "307"),
    ],
)
def test_rest_with_a_definite_no_is_refused_with_its_code(
    said: bytes, code: int, words: str
) -> None:
    with speaking([said]) as server, pytest.raises(BrokerRefused) as told:
        rest(server).post("/orders", {})
    assert told.value.code == code
    assert words in str(told.value)
    assert len(str(told.value)) < 1_000


def test_rest_find_of_what_is_not_there_gives_nothing() -> None:
    with speaking([answer(b"", "404 Not Found")]) as server:
        assert rest(server).find("/orders/1") is None


def test_rest_post_that_never_left_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unreachable, match="does not answer; is it running"):
        Rest(f"http://127.0.0.1:{port}", KEY, SECRET).post("/orders", {})


def test_rest_sends_nothing_to_who_shows_no_trusted_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with speaking([answer()], [answer()], secure=True) as server:
        with pytest.raises(Unreachable, match="no certificate to trust"):
            rest(server).post("/orders", {})
        assert not server.requests
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
        assert rest(server).post("/orders", {}) == {}


@pytest.mark.parametrize("said", [HANG_UP, answer(b"", "401 Unauthorized"), answer(b"<", "500 No")])
def test_rest_error_never_shows_the_secrets(said: bytes) -> None:
    with speaking([said]) as server:
        try:
            rest(server).post("/orders", {})
        except (Ambiguous, BrokerRefused) as error:
            shown = "".join(traceback.format_exception(error))
    assert KEY not in shown
    assert SECRET not in shown


@pytest.mark.parametrize("bad", ["se\ncret", "geheim\u00fcber", "se\rcret"])
def test_credentials_that_no_header_can_carry_are_refused_unseen(bad: str) -> None:
    with pytest.raises(BadSettings, match="copy it again") as told:
        credentials("key", bad)
    assert bad not in str(told.value)


def test_rest_follows_the_proxy_of_the_environment_but_never_on_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with speaking([answer(b'{"by": "proxy"}')]) as proxy, speaking([answer()]) as server:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//user:p%40ss@"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert rest(server).get("/clock") == {}
        there = Rest("http://broker.invalid:81", KEY, SECRET)
        assert there.get("/clock") == {"by": "proxy"}
        (request,) = proxy.requests
    assert request.startswith(b"GET http://broker.invalid:81/v2/clock HTTP/1.1")
    assert b"authorization: Basic dXNlcjpwQHNz" in request


def test_rest_near_the_rate_limit_keeps_what_is_left_for_orders() -> None:
    with speaking([limited(41), limited(40, "429 No"), limited(12), limited(3)]) as server:
        broker = AlpacaBroker(KEY, SECRET, url=server.url)
        client = broker._rest
        assert broker.spare_requests is None
        client.get("/positions")
        assert broker.spare_requests == 21
        with pytest.raises(Ambiguous, match="429"):
            client.delete("/orders/1")
        with pytest.raises(Unreachable, match="40 of 200 requests are left"):
            client.get("/positions")
        assert client.find("/orders/1") == {}
        assert broker.spare_requests == -8
        client.post("/orders", {})
        assert len(server.requests) == 4


def test_order_body_writes_numbers_as_exact_text() -> None:
    signal = make_signal(NOON, stop_price=Decimal("500.10"), quantity=Decimal("3.000"))
    assert signal.quantity is not None
    parts = [(core.Part("TP1", None), signal.quantity)]
    (intent,) = entry_intents(signal, parts, NOON)
    body = order_body(intent)
    assert body["qty"] == "3"
    assert body["stop_loss"] == {"stop_price": "500.1"}
    assert json.loads(json.dumps(body)) == body
