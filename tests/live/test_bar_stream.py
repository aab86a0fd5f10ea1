"""Bars from the stream: our supervisor against the simulator, and the service that acts on them."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import msgpack  # type: ignore[import-untyped]  # it ships no types
import polars as pl
import pytest
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as server

import pytoolkit as tk
from pytoolkit import frames, wiring
from pytoolkit.adapters.stream_bars import BarStream
from pytoolkit.live.steps import CRASH_AT
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import StreamBar, StreamEnded, StreamOpened
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options
from tests.live.test_shorter_bars import inside
from tests.support.minutes import minutes
from tests.support.served import Served, serve, wait_for

OPEN = datetime(2012, 7, 5, 13, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = inside(minutes(date(2012, 7, 2), date(2012, 7, 6), symbols=8, seed=3))
    path = tmp_path_factory.mktemp("bars") / "bars.parquet"
    pl.concat([days_before([f"S{number}" for number in range(8)]), made]).sort(
        "symbol", "at"
    ).write_parquet(path)
    return path


def days_before(symbols: list[str]) -> pl.DataFrame:
    """Give a minute on each of the days that the correlation of daily returns looks back at."""
    chance = random.Random(1)
    rows = []
    for symbol in symbols:
        for session in frames.sessions(date(2012, 3, 1), date(2012, 6, 29)):
            price = chance.uniform(90, 110)
            rows.append((symbol, session.open_at, price, price, price, price, 100.0))
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


@pytest.fixture
def served(file: Path) -> Iterator[Served]:
    with serve(bars=str(file), start="2012-07-05", step=True, key="key", secret="secret") as found:
        yield found


@contextmanager
def streaming(
    served: Served, key: str = "key", symbols: int = 1, **options: float
) -> Iterator[tuple[BarStream, "SimpleQueue[object]"]]:
    told: SimpleQueue[object] = SimpleQueue()
    names = ["S0", *(f"X{number}" for number in range(symbols - 1))]
    stream = BarStream(
        key, "secret", served.data_url, names, told.put, is_open=lambda: True, **options
    )
    try:
        yield stream, told
    finally:
        stream.close()


def test_bar_stream_tells_the_minutes_of_its_symbols(served: Served, file: Path) -> None:
    with streaming(served) as (_, told):
        assert told.get(timeout=10) == StreamOpened(1, "data stream")
        while served.simulation.timeline.now < OPEN + timedelta(minutes=8):
            served.step()
        expected = (
            pl.read_parquet(file)
            .filter(
                pl.col("symbol") == "S0",
                pl.col("at") >= OPEN,
                pl.col("at") < OPEN + timedelta(minutes=8),
            )
            .with_columns(pl.col("at").to_physical())
        )
        told_frames = [told.get(timeout=10) for _ in range(expected.height)]
    bars = [bar for frame in told_frames for bar in frame]  # type: ignore[attr-defined]
    assert all(isinstance(bar, StreamBar) and not bar.revised for bar in bars)
    assert [bar[:7] for bar in bars] == expected.rows()


def test_bar_stream_with_thousands_of_symbols_subscribes_in_fragments(served: Served) -> None:
    with streaming(served, symbols=9_000) as (_, told):
        assert told.get(timeout=10) == StreamOpened(1, "data stream")
        while served.simulation.timeline.now < OPEN + timedelta(minutes=3):
            served.step()
        (bar,) = told.get(timeout=10)  # type: ignore[misc]
        assert bar.symbol == "S0"


def test_bar_stream_with_wrong_keys_ends_and_says_so(served: Served) -> None:
    with streaming(served, key="other") as (_, told):
        assert told.get(timeout=10) == StreamEnded(
            "the data stream says 402: auth failed", "data stream"
        )


def test_bar_stream_that_has_ended_may_still_be_asked_for_trades(served: Served) -> None:
    with streaming(served, key="other") as (stream, told):
        assert isinstance(told.get(timeout=10), StreamEnded)
        stream._thread.join(10)

        stream.watch(["S0"])

        assert not stream.connected
        assert told.empty()


def test_bar_stream_that_is_second_waits_until_the_first_has_gone(served: Served) -> None:
    with streaming(served) as (_, first):
        assert first.get(timeout=10) == StreamOpened(1, "data stream")
        with streaming(served) as (second, told):
            wait_for(lambda: second._thread.is_alive() and second._task is not None, "the start")
            assert told.empty()
            assert second.opened == 0
    with streaming(served) as (_, told):
        assert told.get(timeout=10) == StreamOpened(1, "data stream")


def test_bar_stream_that_hears_nothing_while_the_market_is_open_connects_again(
    served: Served,
) -> None:
    with streaming(served, stale_seconds=0.3) as (stream, told):
        assert told.get(timeout=10) == StreamOpened(1, "data stream")
        assert told.get(timeout=10) == StreamOpened(2, "data stream")
        assert stream.silent_seconds is None or stream.silent_seconds < 5


@contextmanager
def scripted(*bars: dict[str, object]) -> Iterator[str]:
    """Serve the data stream's protocol; each connection in turn is told one of the bars."""
    left = list(bars)

    def speak(socket: ServerConnection) -> None:
        for word in ("connected", "authenticated"):
            socket.send(msgpack.packb([{"T": "success", "msg": word}]))
            socket.recv()
        socket.send(msgpack.packb([{"T": "subscription"}]))
        socket.send(msgpack.packb([left.pop(0)]))
        for _ in socket:
            pass

    with server(speak, "127.0.0.1", 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{serving.socket.getsockname()[1]}"
        serving.shutdown()
        thread.join()


GOOD = {"T": "b", "S": "A", "t": 60 * 10**9, "o": 1, "h": 2.0, "l": 0.5, "c": 1.5, "v": 7}


@pytest.mark.parametrize(
    "bad", [{"o": "many"}, {"t": None}, {"v": [1]}, {"T": "error", "code": "x"}]
)
def test_bar_stream_that_is_told_nonsense_connects_again(bad: dict[str, object]) -> None:
    told: SimpleQueue[object] = SimpleQueue()
    with scripted(GOOD | bad, GOOD) as url:
        stream = BarStream("key", "secret", url, ["A"], told.put)
        assert told.get(timeout=10) == StreamOpened(1, "data stream")
        assert told.get(timeout=10) == StreamOpened(2, "data stream")
        (bar,) = told.get(timeout=10)  # type: ignore[misc]
        stream.close()
    assert bar[:7] == ("A", 60_000_000, 1.0, 2.0, 0.5, 1.5, 7.0)


STRATEGY = """
[quick]
active = true
asset_class = "EQUITY"
assets = ["S1", "S2", "S3", "S4", "S5", "S6", "S7"]
timeframe = "1Min"
risk = { max_positions = 8 }
history = 60
entry = "close < ema(3)"
gates = { calm = "rsi(14) <= 75" }
stop = "low - 3 * atr(14)"
targets = ["entry_price + 2 * (entry_price - stop)"]
min_reward_risk = 1

[longer]
active = true
asset_class = "EQUITY"
assets = ["S0"]
timeframe = "5Min"
history = 60
entry = "close > sma(5)"
stop = "low - 3 * atr(14)"
targets = ["entry_price + 2 * (entry_price - stop)"]
min_reward_risk = 1
"""


@contextmanager
def at_speed(folder: Path, file: Path) -> Iterator[Callable[..., int]]:
    """Let a morning run thirty times as fast; gives what runs the service until its end."""
    (folder / "runbooks").mkdir()
    (folder / "runbooks" / "daily.toml").touch()
    (folder / "runbooks" / "strategies.toml").write_text(STRATEGY)
    options = Options(bars=str(file), start="2012-07-05T13:22:00Z", speed=30.0)
    with start_simulator(options) as exchange:
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")

        def live(minutes: int, **environment: str) -> int:
            until = OPEN + timedelta(minutes=minutes)
            command = [
                *(sys.executable, "-m", "pytoolkit", "live", "--project", str(folder)),
                *("--until", until.strftime("%Y-%m-%dT%H:%M:%S%z")),
            ]
            with (folder / "live.log").open("ab") as told:
                done = subprocess.run(
                    command,
                    check=False,
                    stdout=told,
                    stderr=told,
                    timeout=120,
                    env=os.environ | environment,
                )
            return done.returncode

        yield live


def test_service_on_a_stream_decides_at_once_what_the_scan_decides(
    tmp_path: Path, file: Path
) -> None:
    with at_speed(tmp_path, file) as live:
        assert live(21) == 0
        context = wiring.open_context(load_settings("dev", tmp_path))
        signals = context.hot.find(Signal)
        intents = context.hot.find(OrderIntent)
        context.close()

    words = (tmp_path / "live.log").read_text()
    strategies = tk.library.load_strategies(tmp_path / "runbooks" / "strategies.toml")
    own = pl.read_parquet(file)
    began = min(each.at for each in signals)
    expected = set()
    for strategy in strategies:
        bars = own
        if strategy.timeframe != "1Min":
            bars = tk.resample(own, strategy.timeframe, timeframe="1Min", calendar="XNYS").drop(
                "end"
            )
        scanned = tk.scan(
            strategy, bars.filter(pl.col("symbol").is_in(strategy.assets)), exact=True
        )
        expected |= {
            (strategy.strategy_id, row["symbol"], row["at"], row["entry_price"], row["stop_price"])
            for row in scanned.iter_rows(named=True)
        }
    told_of = {
        (each.strategy_id, each.symbol, each.at, each.entry_price, each.stop_price)
        for each in signals
    }
    assert told_of <= expected, [
        (each, sorted(one for one in expected if one[:3] == each[:3]))
        for each in sorted(told_of - expected)
    ]
    assert len(told_of) > 5
    ready = re.search(r"market time (\S+ \S+)", words)
    assert ready is not None
    assert began < datetime.fromisoformat(ready[1]) + timedelta(minutes=5)
    assert "ms after the bar" in words, words
    assert {each.strategy_id for each in signals} == {"quick", "longer"}
    assert len({each.client_order_id for each in intents}) == len(intents) > 0


@pytest.mark.parametrize("place", ["decide.signal_stored", "gateway.submitted", "gateway.answered"])
def test_service_killed_between_a_bar_and_its_order_sends_it_once_or_not_at_all(
    tmp_path: Path, file: Path, place: str
) -> None:
    with at_speed(tmp_path, file) as live:
        assert live(21, **{CRASH_AT: place}) == -signal.SIGKILL
        assert live(15) == 0
        context = wiring.open_context(load_settings("dev", tmp_path))
        orders = {order.client_order_id: order for order in context.broker.orders("all")}
        intents = {intent.client_order_id: intent for intent in context.hot.find(OrderIntent)}
        signals = {each.signal_id: each for each in context.hot.find(Signal)}
        context.close()
    sent = {name for name, intent in intents.items() if intent.order_id}
    assert intents
    assert sent == set(orders)
    for intent in intents.values():
        assert intent.status not in (IntentStatus.SUBMITTED, IntentStatus.AMBIGUOUS)
        if not intent.order_id:
            assert signals[intent.signal_id].status is SignalStatus.REJECTED
