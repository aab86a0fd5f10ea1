"""A bar on the wire to an order on the wire: the live service against bare alpaca-py.

The exchange is the simulator in this process; it tells one minute of one symbol at a time, and
instants are taken at the edge of its server: when the bar's frame is handed to the socket, and when
the order's body is there. Ours does all it does live: decision from the exact history, gates, risk,
signal and intent on disk before the request, and meanwhile the readings over REST that minutes and
fills cause. The peer computes eight indicators with TA-Lib's handles and calls `submit_order` in
its handler; nothing is checked and nothing is kept. They take turns.

Each symbol has two minutes: the first fires, the second fills the order and reaches its target.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import alpaca
import numpy as np
import polars as pl

from pytoolkit import frames
from tests.benches._budget import Span, budget, spans_of
from tests.benches._clock import seconds_of
from tests.benches._edge import Edge
from tests.support.served import Served, serve, wait_for

SYMBOLS, ROUNDS = 156, 2
FIRST_FEW = 5
"""Bars that warm up and are not counted."""
WARM = 70
"""Days of history, a minute each: as many as the correlation of daily returns needs, and more."""
FIRST = datetime(2012, 6, 1, 13, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OUR_QUIET, PEERS_QUIET = (0.02, 0.22), (0.02, 0.06)
"""Seconds before a bar, at random: some come while we handle the minutes and fills before."""
SHORT = (0.01, 0.03)
"""Seconds before the other instants."""
PARTS = (50, 90, 99)
CENT = 0.011
PEER = Path(__file__).parent / "peers" / "bare.py"
STRATEGY = """
[bench]
active = true
asset_class = "EQUITY"
assets = [{assets}]
timeframe = "1Min"
history = 60
entry = "volume > 500 and any_of(ema(20) > 0, sma(20) > 0, rsi(14) > 0, atr(14) > 0)"
context = {{ rsi = "rsi(14)", adx = "adx(14)" }}
stop = "close * 0.95"
targets = ["close * 1.2"]
min_reward_risk = 1
gates.a = "macd(12, 26, 9).hist > -1000"
gates.b = "adx(14) >= 0"
gates.c = "bbands(20, 2, 2).upper > 0"
gates.d = "sma(volume, 20) > 0"
risk = {{ per_trade_usd = 20, max_notional_usd = 400, max_positions = 40 }}
"""


class Times:
    """What the rounds of one side have measured, in seconds."""

    def __init__(self, quiet: tuple[float, float]) -> None:
        self.quiet = quiet
        self.orders: list[float] = []
        self.parts: list[dict[str, float]] = []
        self.fills: list[float] = []


def main() -> None:
    """Print p50, p90 and p99 of both and their ratios, our budget, and the fills."""
    ours, peer = Times(OUR_QUIET), Times(PEERS_QUIET)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bars.parquet"
        _bars().write_parquet(file)
        for number in range(ROUNDS):
            project = Path(folder) / str(number)
            spans = project / "spans.json"
            live = partial(_service, folder=project)
            _note(ours, *_measure(file, live, ours.quiet), spans_of(spans))
            _note(peer, *_measure(file, _bare, peer.quiet))
    count = len(ours.orders)
    print(f"pytoolkit live against bare alpaca-py {alpaca.__version__}, {count} bars each")
    for part in PARTS:
        mine, other = (float(np.percentile(each.orders, part)) * 1e3 for each in (ours, peer))
        print(
            f"bar sent -> order received, p{part:<18} ours {mine:9.3f} ms   "
            f"alpaca-py {other:9.3f} ms, ratio {mine / other:.3f}   (goal 1.0 x alpaca-py)"
        )
    _print_budget(ours)
    for part in PARTS:
        print(
            f"fill told -> live_positions written, p{part:<9} ours "
            f"{float(np.percentile(ours.fills, part)) * 1e3:9.3f} ms   "
            f"({len(ours.fills)} fills; goal p99 < 50 ms)"
        )


def _print_budget(ours: Times) -> None:
    """Print the mean of each part over the middle half of the bars, so that they add up."""
    flush = 1e3 * _flush_seconds()
    low, high = np.percentile(ours.orders, (25, 75))
    middle = [
        parts
        for seconds, parts in zip(ours.orders, ours.parts, strict=True)
        if parts and low <= seconds <= high
    ]
    names = dict.fromkeys(name for parts in middle for name in parts)
    means = {name: sum(each.get(name, 0.0) for each in middle) / len(middle) for name in names}
    print(f"  our budget, mean of the middle half: {1e3 * sum(means.values()):.3f} ms")
    for name, seconds in means.items():
        print(f"    {name:<42} {1e3 * seconds:9.3f} ms")
    print(f"    (of the commit, a flush of this disk alone: {flush:.3f} ms)")


def _flush_seconds(count: int = 100) -> float:
    """Give the median time in which the disk says that a few written pages are there to stay."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(count):
            os.write(file.fileno(), bytes(4096 * 8))
            time.sleep(0.01)
            times.append(seconds_of(lambda: os.fdatasync(file.fileno())))
    return float(np.median(times))


def _note(times: Times, edge: Edge, told: dict[str, float], spans: Sequence[Span] = ()) -> None:
    """Check that each bar led to its one order, then take the times."""
    closes = dict(zip(_names(), _closes(), strict=True))
    for symbol, sent in told.items():
        ((came, order),) = edge.orders[symbol]
        _check(order, closes[symbol])
        times.orders.append(came - sent)
        times.parts.append(budget(spans, sent, came))
    written = [(symbol, end) for *_, end, symbols in spans for symbol in symbols]
    fills = [fill for fill in edge.fills if fill[0] in told] if spans else []
    for symbol, at in fills:
        times.fills.append(min(end for name, end in written if name == symbol and end > at) - at)


def _check(order: dict[str, Any], close: float) -> None:
    """Require the bracket that both have to send; ours puts its levels on the grid, away."""
    assert (order["side"], order["order_class"]) == ("buy", "bracket"), order
    assert abs(float(order["take_profit"]["limit_price"]) - close * 1.2) < CENT, order
    assert abs(float(order["stop_loss"]["stop_price"]) - close * 0.95) < CENT, order


def _names() -> list[str]:
    return [f"S{number:03}" for number in range(SYMBOLS)]


def _closes() -> list[float]:
    """Give the close of each symbol's own minute."""
    return [round(50 + 10 * np.sin(number), 2) for number in range(SYMBOLS)]


def _bars() -> pl.DataFrame:
    """Give each symbol a minute on each of many days, then on the last two minutes of its own."""
    noise = np.random.default_rng(5)
    *days, last = _sessions()
    rows: list[tuple[Any, ...]] = []
    for number, (symbol, close) in enumerate(zip(_names(), _closes(), strict=True)):
        walk = close * np.exp(np.cumsum(noise.normal(0, 0.01, len(days))))
        for session, price in zip(days, np.round(walk, 2), strict=True):
            rows.append((symbol, session.open_at, price, price + 0.1, price - 0.1, price, 1e3))
        at = last.open_at + (2 * number + 1) * MINUTE
        rows.append((symbol, at, close, close + 0.1, close - 0.1, close, 1e3))
        rows.append((symbol, at + MINUTE, close, close * 1.3, close - 0.1, close, 100.0))
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


def _sessions() -> list[Any]:
    return frames.sessions_after(FIRST.date() - timedelta(days=1), WARM + 1)


def _measure(
    file: Path, start: Callable[[Served], Any], quiet: tuple[float, float]
) -> tuple[Edge, dict[str, float]]:
    """Let each symbol's own minute end, wait for its order, let it fill; gives when it was told."""
    edge = Edge()
    opened = _sessions()[-1].open_at
    chance = random.Random(5)
    told: dict[str, float] = {}
    with serve(edge.around, bars=str(file), start=opened.isoformat(), step=True) as served:
        timeline = served.simulation.timeline

        def play(until: datetime) -> None:
            while (upcoming := timeline.next_instant) is not None and upcoming <= until:
                time.sleep(chance.uniform(*SHORT))
                served.step()

        with start(served):
            for number, symbol in enumerate(_names()):
                ends = opened + (2 * number + 2) * MINUTE
                play(ends - timedelta(seconds=1))
                time.sleep(chance.uniform(*quiet))
                served.step()
                wait_for(lambda symbol=symbol: symbol in edge.orders, f"the order in {symbol}")  # type: ignore[misc]
                if number >= FIRST_FEW:
                    told[symbol] = edge.bars[symbol]
                play(ends + MINUTE - timedelta(seconds=1))
            time.sleep(1)
    return edge, told


@contextmanager
def _service(served: Served, folder: Path) -> Iterator[None]:
    (folder / "runbooks").mkdir(parents=True)
    (folder / "runbooks" / "daily.toml").touch()
    assets = ", ".join(f'"{name}"' for name in _names())
    (folder / "runbooks" / "strategies.toml").write_text(STRATEGY.format(assets=assets))
    where = f'"simulator:{served.url}"'
    (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
    spans = str(folder / "spans.json")
    timed = [sys.executable, "-m", "tests.benches._budget", spans]
    with _running([*timed, "live", "--project", str(folder)], folder / "live.log", served):
        yield


@contextmanager
def _bare(served: Served) -> Iterator[None]:
    with tempfile.NamedTemporaryFile() as log:
        command = [sys.executable, str(PEER), served.url, str(served.data_url), *_names()]
        with _running(command, Path(log.name), served):
            yield


@contextmanager
def _running(command: list[str], log: Path, served: Served) -> Iterator[None]:
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env=os.environ)
        stocks = served.simulation.audience[1]
        try:
            wait_for(lambda: stocks._subscribed.get("bars"), "subscribing")  # type: ignore[attr-defined]
            time.sleep(0.5)
            yield
        except AssertionError:
            print(log.read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
