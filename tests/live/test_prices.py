"""Prices of what the service watches: asked for while it does, acted on at once, missed aloud."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
import polars as pl
import pytest
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as server

from pytoolkit import frames
from pytoolkit.adapters.stream_bars import BarStream
from pytoolkit.live.feeds import Feeds, watchable
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.ports import StreamBar, StreamPrices
from tests.live.conftest import Bench
from tests.support.daily import strategy_of
from tests.support.living import play, running
from tests.support.served import serve, wait_for

pytestmark = pytest.mark.process

OPEN = datetime(2012, 7, 5, 13, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
D = Decimal


class Feed:
    """Where a test sees what was asked for."""

    def __init__(self) -> None:
        self.watched: list[set[str]] = []

    def watch(self, symbols: Any) -> None:
        self.watched.append(set(symbols))


def trade(symbol: str, price: float, *conditions: str, number: int = 1) -> dict[str, Any]:
    return {
        "T": "t",
        "S": symbol,
        "i": number,
        "p": price,
        "s": 1,
        "c": list(conditions),
        "t": number * 10**9,
    }


class Spoken:
    """A data stream's server that a test lets speak."""

    def __init__(self) -> None:
        self.heard: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._sockets: SimpleQueue[ServerConnection] = SimpleQueue()
        self._socket: ServerConnection | None = None

    def __call__(self, socket: ServerConnection) -> None:
        for word in ("connected", "authenticated"):
            socket.send(msgpack.packb([{"T": "success", "msg": word}]))
            socket.recv()
        socket.send(msgpack.packb([{"T": "subscription"}]))
        self._sockets.put(socket)
        for frame in socket:
            self.heard.put(msgpack.unpackb(frame))

    def tell(self, *items: dict[str, Any]) -> None:
        self._socket = self._socket or self._sockets.get(timeout=10)
        self._socket.send(msgpack.packb(list(items)))


@contextmanager
def speaking(*symbols: str) -> Iterator[tuple[Spoken, BarStream, "SimpleQueue[Any]"]]:
    spoken, told = Spoken(), SimpleQueue[Any]()
    with server(spoken, "127.0.0.1", 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        url = f"ws://127.0.0.1:{serving.socket.getsockname()[1]}"
        with closing(BarStream("key", "secret", url, symbols, told.put)) as stream:
            told.get(timeout=10)  # that it is open
            yield spoken, stream, told
        serving.shutdown()
        thread.join()


def test_watch_asks_for_trades_of_its_own_symbols_and_takes_them_back() -> None:
    with speaking("A", "B") as (spoken, stream, _):
        stream.watch({"A", "B", "elsewhere"})
        assert spoken.heard.get(timeout=10) == {"action": "subscribe", "trades": ["A", "B"]}
        stream.watch({"B"})
        assert spoken.heard.get(timeout=10) == {"action": "unsubscribe", "trades": ["A"]}


def test_trades_are_told_together_and_those_that_make_no_price_not_at_all() -> None:
    with speaking("A", "B") as (spoken, _, told):
        spoken.tell(
            trade("A", 10.0, "@", number=1),
            trade("A", 1.0, "@", "I", number=2),
            trade("A", 12.0, "@", "F", number=3),
            trade("A", 11.0, number=4),
            trade("B", 5.0, number=5),
        )
        assert told.get(timeout=10) == {
            "A": StreamPrices("A", 1_000_000, 10.0, 12.0, 11.0),
            "B": StreamPrices("B", 5_000_000, 5.0, 5.0, 5.0),
        }


def test_symbol_limit_on_trades_leaves_the_minutes_alone() -> None:
    with speaking("A") as (spoken, stream, told):
        stream.watch({"A"})
        spoken.heard.get(timeout=10)
        spoken.tell({"T": "error", "code": 405, "msg": "symbol limit exceeded"})
        values = {"o": 1, "h": 1, "l": 1, "c": 1, "v": 1}
        spoken.tell({"T": "b", "S": "A", "t": 60 * 10**9, **values})
        (bar,) = told.get(timeout=10)
        assert isinstance(bar, StreamBar)


def test_feeds_of_what_is_watched_are_asked_for_and_missed(bench: Bench) -> None:
    feeds, feed = Feeds(), Feed()
    feeds.streams.append(feed)  # type: ignore[arg-type]
    deal = bench.plan(quantity=D("10.5"), stop_price=D(400))
    feeds.ask(bench.desk, OPEN)
    assert feed.watched == []

    bench.flush()
    bench.advance()
    assert deal.open_quantity == D("10.5")
    feeds.ask(bench.desk, OPEN)
    feeds.ask(bench.desk, OPEN)
    assert feed.watched == [{"AAPL"}]

    assert feeds.silent(OPEN + 5 * MINUTE) == {}
    assert list(feeds.silent(OPEN + 6 * MINUTE)) == ["AAPL"]
    at = (OPEN + 6 * MINUTE - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    other = StreamPrices("MSFT", at, 1.0, 1.0, 1.0)
    feeds.hear_trades(
        {"AAPL": StreamPrices("AAPL", at, 9.0, 11.0, 10.0), "MSFT": other}, OPEN + 6 * MINUTE
    )
    assert feeds.silent(OPEN + 7 * MINUTE) == {}
    assert list(feeds.seen) == [{"AAPL": ("AAPL", OPEN + 6 * MINUTE, 9.0, 11.0, 10.0)}]
    at_night = OPEN + timedelta(hours=12)
    assert feeds.silent(at_night) == {}


def test_watchable_are_symbols_of_fractions_and_of_pairs() -> None:
    whole = strategy_of(assets=["AAPL"])
    parts = strategy_of(assets=["MSFT"], risk={"fractional": True})
    pairs = strategy_of(assets=["BTC/USD"], asset_class="CRYPTO")
    assert watchable([whole, parts, pairs]) == {"MSFT", "BTC/USD"}


STRATEGY = """
[parts]
active = true
asset_class = "EQUITY"
assets = ["S0"]
timeframe = "1Min"
history = 5
entry = "volume > 500"
stop = "close - 1"
targets = ["close + 50"]
risk = { fractional = true, per_trade_usd = "20.5", max_notional_usd = 5000 }
"""


def bars() -> pl.DataFrame:
    """A minute that fires, one in which the entry fills, and one that opens below the stop."""
    rows = [
        ("S0", session.open_at, 100.0, 100.5, 99.5, 100.0, 100.0)
        for session in frames.sessions(OPEN.date() - timedelta(days=130), OPEN.date())[:-1]
    ]
    prices = [(100.0, 100.0)] * 3 + [(100.0, 1000.0), (100.0, 100.0), (98.5, 100.0)]
    prices += [(98.5, 100.0)] * 5
    for number, (price, volume) in enumerate(prices):
        at = OPEN + number * MINUTE
        rows.append(("S0", at, price, price + 0.1, price - 0.1, price, volume))
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


def test_service_sells_a_fraction_at_the_first_trade_below_its_stop(tmp_path: Path) -> None:
    file = tmp_path / "bars.parquet"
    bars().write_parquet(file)
    with (
        serve(bars=str(file), start=OPEN.isoformat(), step=True) as served,
        running(tmp_path, served, STRATEGY) as service,
    ):
        stocks = served.simulation.audience[1]
        hot = service.context.hot

        def exits() -> list[OrderIntent]:
            return [each for each in hot.find(OrderIntent) if each.leg == "exit"]

        wait_for(lambda: service.ear.is_open, "the start")
        play(served, OPEN + 3 * MINUTE)
        wait_for(lambda: service.reflex.quick._ready, "the history")
        play(served, OPEN + 4 * MINUTE - timedelta(seconds=1))
        served.step()
        wait_for(lambda: hot.find(OrderIntent), "the entry")
        play(served, OPEN + 5 * MINUTE - timedelta(seconds=1))
        wait_for(lambda: hot.find(Position), "the position")
        wait_for(lambda: stocks._subscribed.get("trades"), "asking for trades")  # type: ignore[attr-defined]
        assert exits() == []

        # A minute begins with a trade below the stop; it has not ended, so no bar tells of it.
        play(served, OPEN + 5 * MINUTE)
        wait_for(exits, "the exit")
        assert served.simulation.timeline.now < OPEN + 6 * MINUTE
        wait_for(lambda: exits()[0].order_id, "the order")
        (position,) = hot.find(Position)
        assert position.entry_quantity % 1 != 0
