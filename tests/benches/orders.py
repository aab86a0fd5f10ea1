"""A bar on the wire to an order on the wire: the live service against bare alpaca-py.

The exchange is the simulator in this process; it tells one minute of one symbol at a time and
notes when the order arrives. Ours does all it does live: decision from the exact history, gates,
risk, signal and intent on disk before the request. The peer computes eight indicators with TA-Lib's
handles and calls `submit_order` in its handler; nothing is checked and nothing is kept.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import alpaca
import numpy as np
import polars as pl

from pytoolkit import frames
from tests.support.served import Served, serve, wait_for

SYMBOLS = 40
WARM = 70
"""Days of history, a minute each: as many as the correlation of daily returns needs, and more."""
FIRST = datetime(2012, 6, 1, 13, 30, tzinfo=UTC)
PEER = Path(__file__).parent / "peers" / "bare.py"
STRATEGY = """
[bench]
active = true
asset_class = "EQUITY"
assets = [{assets}]
timeframe = "1Min"
history = 60
entry = "close > 0 and any_of(ema(20) > 0, sma(20) > 0, rsi(14) > 0, atr(14) > 0)"
context = {{ rsi = "rsi(14)", adx = "adx(14)" }}
stop = "close * 0.95"
targets = ["close * 1.2"]
min_reward_risk = 1
gates.a = "macd(12, 26, 9).hist > -1000"
gates.b = "adx(14) >= 0"
gates.c = "bbands(20, 2, 2).upper > 0"
gates.d = "sma(volume, 20) > 0"
risk = {{ per_trade_usd = 20, max_notional_usd = 400, max_positions = 1000 }}
"""


def main() -> None:
    """Print p50 and p99 of both, and the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bars.parquet"
        _bars().write_parquet(file)
        ours = _measure(file, lambda served: _service(served, Path(folder)))
        peer = _measure(file, _bare)
    print(f"pytoolkit live against bare alpaca-py {alpaca.__version__}, {len(ours)} bars each")
    for name, part in (("p50", 50), ("p90", 90), ("p99", 99)):
        mine, other = (float(np.percentile(times, part)) * 1e3 for times in (ours, peer))
        print(
            f"bar sent -> order received, {name:<18} ours {mine:9.3f} ms   "
            f"alpaca-py {other:9.3f} ms, ratio {mine / other:.3f}   (goal 1.0 x alpaca-py)"
        )


def _names() -> list[str]:
    return [f"S{number:03}" for number in range(SYMBOLS)]


def _bars() -> pl.DataFrame:
    """Give each symbol a minute on each of many days, then one minute of its own."""
    random = np.random.default_rng(5)
    sessions = frames.sessions_after(FIRST.date() - timedelta(days=1), WARM + 1)
    rows: list[tuple[Any, ...]] = []
    for number, symbol in enumerate(_names()):
        closes = 50 * np.exp(np.cumsum(random.normal(0, 0.01, WARM + 1)))
        for day, (session, close) in enumerate(zip(sessions, closes, strict=True)):
            late = timedelta(minutes=2 * number + 1) if day == WARM else timedelta()
            price = round(float(close), 2)
            at = session.open_at + late
            rows.append((symbol, at, price, price + 0.1, price - 0.1, price, 1000.0))
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")


def _measure(file: Path, start: Callable[[Served], Any]) -> list[float]:
    """Let each symbol's own minute end, and time until its order comes."""
    last = frames.sessions_after(FIRST.date() - timedelta(days=1), WARM + 1)[-1]
    arrived: dict[str, float] = {}
    with serve(bars=str(file), start=last.open_at.isoformat(), step=True) as served:
        exchange = served.simulation.exchange
        submit = exchange.submit

        def noted(request: Any) -> Any:
            arrived.setdefault(request.symbol, time.perf_counter())
            return submit(request)

        exchange.submit = noted  # type: ignore[method-assign]
        times = []
        with start(served):
            for symbol in _names():
                history = served.simulation.market._bars[symbol]
                while served.simulation.timeline.now < history[-1].end - timedelta(minutes=1):
                    served.step()
                time.sleep(0.15)
                told = time.perf_counter()
                served.step()
                if symbol == _names()[0]:
                    continue  # the first one is for warming up
                wait_for(lambda symbol=symbol: symbol in arrived, f"the order in {symbol}")  # type: ignore[misc]
                times.append(arrived[symbol] - told)
    return times


@contextmanager
def _service(served: Served, folder: Path) -> Iterator[None]:
    (folder / "runbooks").mkdir()
    (folder / "runbooks" / "daily.toml").touch()
    assets = ", ".join(f'"{name}"' for name in _names())
    (folder / "runbooks" / "strategies.toml").write_text(STRATEGY.format(assets=assets))
    where = f'"simulator:{served.url}"'
    (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
    command = [sys.executable, "-m", "pytoolkit", "live", "--project", str(folder)]
    with _running(command, folder / "live.log", served):
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
            time.sleep(2)
            yield
        except AssertionError:
            print(log.read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
