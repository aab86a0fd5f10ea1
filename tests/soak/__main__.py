"""A month of minutes for many symbols through the real service, with faults all the time.

`python -m tests.soak --days 21 --symbols 50` prints a line a day: memory, open files, latencies,
trades, faults. Each night the loops move what closed and prove the books. It ends with 1 where the
books differ, something at the end disagrees with the broker, or memory or latency grew.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import psutil

from pytoolkit import frames, wiring
from pytoolkit.adapters.broker_alpaca import AlpacaBroker
from pytoolkit.live.controls import Progress
from pytoolkit.loops import account, books, expired, rejections, settlement, trades
from pytoolkit.models.market import Session
from pytoolkit.models.service import ServiceState
from pytoolkit.ports import Context
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import Handle, start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.agreement import disagreements

FIRST = date(2012, 6, 1)
WARM = 70
"""Sessions before, a minute each: as many as the correlation of daily returns needs, and more."""
MINUTE = timedelta(minutes=1)
BEHIND = 2 * MINUTE
"""How far the service may be behind before the next minute is told."""
PATIENCE_SECONDS = 60.0
MOST_MEMORY, MOST_LATENCY = 1.10, 1.50
"""Of the last third of the days to the first."""
FAULTS = Path(__file__).parent / "faults.toml"
STRATEGY = """
[soak]
active = true
asset_class = "EQUITY"
assets = [{assets}]
timeframe = "1Min"
history = 60
entry = "crosses_above(close, ema(20)) and volume > 800 and rsi(14) > 50"
gates.trend = "adx(14) > 15"
stop = "close - 2 * atr(14)"
targets = ["close + 1.5 * atr(14)", "close + 3 * atr(14)"]
trail = "highest(high, 5) - 2 * atr(14)"
exits.fade = "rsi(14) < 35"
min_reward_risk = 0.5
min_reward_risk_high = 0.5
cooldown = {{ bars = 15 }}
risk = {{ per_trade_usd = 20, max_notional_usd = 2000, max_positions = 20 }}
"""


@dataclass(frozen=True, slots=True)
class Day:
    """What one session showed."""

    ds: date
    seconds: float
    memory: float
    """MiB of the service at the close."""
    files: int
    orders: list[float]
    """Milliseconds from a bar to its order having been answered."""
    fills: float
    """Milliseconds from a fill to its position, p50 of the newest."""
    closed: int
    verdict: str


def main() -> int:
    """Run the days and judge them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=21, help="sessions (default 21)")
    parser.add_argument("--symbols", type=int, default=50, help="symbols (default 50)")
    told = parser.parse_args()
    sessions = frames.sessions_after(FIRST, WARM + told.days)
    names = [f"S{number:02}" for number in range(told.symbols)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _bars(names, sessions, WARM).write_parquet(place / "bars.parquet")
        opened = sessions[WARM].open_at - MINUTE
        options = Options(
            bars=str(place / "bars.parquet"),
            start=opened.isoformat(),
            step=True,
            faults=[str(FAULTS)],
            partial_fills=0.2,
        )
        with (
            start_simulator(options) as exchange,
            _service(place, exchange, names) as (process, ctx, log),
        ):
            days = list(_days(sessions[WARM:], exchange, process, ctx, log))
            _settle(ctx)
            struck = [(each["on"], each["do"], each["fired"]) for each in exchange.faults()]
            wrong = disagreements(ctx)
    told_of = ", ".join(f"{on} {do} {count}" for on, do, count in struck)
    print(f"faults that struck: {told_of}")
    wrong += [f"{each.ds}: {each.verdict}" for each in days if each.verdict != "PROVEN"]
    wrong += _growth(days)
    for each in wrong:
        print(f"WRONG {each}")
    return 1 if wrong else 0


def _days(
    sessions: list[Session],
    exchange: Handle,
    process: psutil.Process,
    ctx: Context,
    log: Path,
) -> Iterator[Day]:
    print(
        "day         wall s  memory MiB  files  bar->order p50/p99 ms (n)  fill p50  closed  books"
    )
    offset = 0
    for session in sessions:
        began = time.monotonic()
        while datetime.fromisoformat(exchange.state()["now"]) < session.close_at:
            exchange.advance()
            now = datetime.fromisoformat(exchange.state()["now"])
            # Before that nothing of this session is finished yet.
            if now - BEHIND >= session.open_at:
                _await(min(now - BEHIND, session.close_at - BEHIND), ctx, log)
        _await(session.close_at, ctx, log)
        lines = log.read_bytes()
        spent = [
            float(each["latency_ms"])
            for each in map(_object, lines[offset:].splitlines())
            if "latency_ms" in each
        ]
        offset = len(lines)
        exchange.rest()
        for loop in (trades, settlement, rejections, expired, account):
            loop.run(session.ds, ctx)
        proof = books.run(session.ds, ctx)
        state = ctx.hot.find(ServiceState)[0]
        fill = state.latencies.get("fill_to_position", {}).get("p50_ms", float("nan"))
        day = Day(
            session.ds,
            time.monotonic() - began,
            process.memory_info().rss / 2**20,
            process.num_fds(),
            spent,
            float(fill),
            ctx.cold.read("fact_trades", end=session.ds).height,
            proof.failed or proof.notes[0],
        )
        part = np.percentile(spent, (50, 99)) if spent else (np.nan, np.nan)
        print(
            f"{day.ds}  {day.seconds:6.1f}  {day.memory:10.1f}  {day.files:5}  "
            f"{part[0]:9.2f} / {part[1]:8.2f} ({len(spent):4})  {day.fills:8.2f}  "
            f"{day.closed:6}  {day.verdict}",
            flush=True,
        )
        yield day


def _await(due: datetime, ctx: Context, log: Path) -> None:
    """Wait until the service has handled all up to an instant."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        handled = Progress.read(ctx.hot).handled_at
        if handled is not None and handled >= due:
            return
        if time.monotonic() > deadline:
            last = "\n".join(log.read_text().splitlines()[-20:])
            raise SystemExit(f"the service did not come to {due}, only to {handled}\n{last}")
        time.sleep(0.002)


def _settle(ctx: Context) -> None:
    """Wait until nothing is under way any more: all is answered, and the last close handled."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while disagreements(ctx) and time.monotonic() < deadline:
        time.sleep(1)


def _growth(days: list[Day]) -> list[str]:
    """Compare the last third of the days with the first, the very first day left out."""
    third = max(1, (len(days) - 1) // 3)
    early, late = days[1 : 1 + third], days[-third:]
    if len(days) < 3 * third:
        print("too few days to say what grows")
        return []
    found = []
    for name, most, values in (
        ("memory", MOST_MEMORY, [[each.memory for each in part] for part in (early, late)]),
        ("files", MOST_MEMORY, [[each.files for each in part] for part in (early, late)]),
        (
            "bar to order",
            MOST_LATENCY,
            [[ms for each in part for ms in each.orders] for part in (early, late)],
        ),
    ):
        before, after = (float(np.median(each)) for each in values)
        print(f"{name}: first third {before:.2f}, last third {after:.2f}, {after / before:.3f} x")
        if after > most * before:
            found.append(f"{name} grew from {before:.2f} to {after:.2f}")
    return found


def _object(line: bytes) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def _service(
    folder: Path, exchange: Handle, names: list[str]
) -> Iterator[tuple[psutil.Process, Context, Path]]:
    """Run the service as its users do; gives it, its stores with an observer's broker, its log."""
    (folder / "runbooks").mkdir()
    (folder / "runbooks" / "daily.toml").touch()
    assets = ", ".join(f'"{name}"' for name in names)
    (folder / "runbooks" / "strategies.toml").write_text(STRATEGY.format(assets=assets))
    where = f'"simulator:{exchange.url}"'
    (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
    context = wiring.open_context(load_settings("dev", folder))
    observer = replace(context, broker=AlpacaBroker("observer", "observer", url=exchange.url))
    log = folder / "live.log"
    command = [
        *(sys.executable, "-m", "pytoolkit", "live", "--log-format", "json"),
        *("--project", str(folder)),
    ]
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not any(
                all(each["connected"] for each in state.streams.values()) and len(state.streams) > 1
                for state in context.hot.find(ServiceState)
            ):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"the service did not start: {log.read_text()[-3000:]}")
                time.sleep(0.05)
            yield psutil.Process(process.pid), observer, log
        finally:
            process.terminate()
            process.wait(30)
            context.close()


def _bars(names: list[str], sessions: list[Session], warm: int) -> pl.DataFrame:
    """Give every symbol a minute on each day of the history, then every minute of the days."""
    random = np.random.default_rng(7)
    starts = [each.open_at for each in sessions[:warm]]
    for session in sessions[warm:]:
        length = int((session.close_at - session.open_at) / MINUTE)
        starts += [session.open_at + number * MINUTE for number in range(length)]
    parts = []
    for name in names:
        close = np.round(80 * np.exp(np.cumsum(random.normal(0, 0.0008, len(starts)))), 2)
        first = np.round(close * (1 + random.normal(0, 0.0003, len(starts))), 2)
        parts.append(
            pl.DataFrame(
                {
                    "symbol": [name] * len(starts),
                    "at": pl.Series(starts, dtype=pl.Datetime("us", "UTC")),
                    "open": first,
                    "high": np.maximum(first, close) + 0.03,
                    "low": np.minimum(first, close) - 0.03,
                    "close": close,
                    "volume": random.integers(1, 1000, len(starts)).astype(np.float64),
                }
            )
        )
    return pl.concat(parts).sort("symbol", "at")


if __name__ == "__main__":
    sys.exit(main())
