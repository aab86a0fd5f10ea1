"""Every fault scenario against the real service: nothing lost, nothing twice, nothing bare."""

import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import requests

from pytoolkit import frames, wiring
from pytoolkit.adapters.broker_alpaca import AlpacaBroker
from pytoolkit.live.driver import Now
from pytoolkit.models.position import Position
from pytoolkit.ports import Context
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.agreement import disagreements, uncovered
from tests.support.minutes import minutes
from tests.support.playing import ROOT, play

pytestmark = [pytest.mark.process, pytest.mark.faults]

SCENARIOS = {path.stem: path for path in sorted((ROOT / "tests" / "faults").glob("*.toml"))}
STEPPED = sorted(
    name for name in SCENARIOS if not name.startswith(("data-stream", "trade-stream", "clock"))
)
SILENT = {"fill-lost", "fill-twice", "updates-out-of-order", "unknown-event"}
"""Only who listens to the trade stream notices them."""
STRATEGIES = """
[ladder]
active = true
asset_class = "EQUITY"
assets = ["AAPL", "MSFT"]
timeframe = "1Day"
history = 60
entry = "close > sma(5) and rsi(14) > 40"
stop = "close - 1.5 * atr(14)"
targets = ["close + 0.75 * atr(14)", "close + 1.25 * atr(14)"]
trail = "highest(high, 5) - 1.5 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.tired = "rsi(14) < 45"

[single]
active = true
asset_class = "EQUITY"
assets = ["IBM", "GOOG"]
timeframe = "1Day"
history = 60
order = "limit"
entry_price = "close * 0.995"
entry = "close > 0"
stop = "close * 0.97"
targets = ["close * 1.02"]
valid_for = 1
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.fade = "close < sma(3)"
risk = { per_trade_usd = 100, max_notional_usd = 5000, max_positions = 10 }
"""
LENGTH = timedelta(days=25)
MINUTES = """
[quick]
active = true
asset_class = "EQUITY"
assets = ["S0", "S1", "S2"]
timeframe = "1Min"
history = 30
entry = "close > sma(3)"
stop = "close - 1.5 * atr(14)"
targets = ["close + 1 * atr(14)", "close + 2 * atr(14)"]
trail = "highest(high, 3) - 1 * atr(14)"
min_reward_risk = 0.1
min_reward_risk_high = 0.1
exits.fade = "close < sma(8)"
risk = { per_trade_usd = 20, max_notional_usd = 2000, max_positions = 9 }
"""
OPEN, LAST = datetime(2012, 7, 5, 13, 30, tzinfo=UTC), datetime(2012, 7, 5, 14, 5, tzinfo=UTC)
SPEED = 100.0


@pytest.mark.parametrize("name", [each for each in STEPPED if each not in SILENT])
def test_scenario_ends_in_agreement_and_nothing_was_ever_bare(name: str, tmp_path: Path) -> None:
    told = tomllib.loads(SCENARIOS[name].read_text())
    start = told.get("start", "2012-06-04")
    until = datetime.fromisoformat(start).replace(tzinfo=UTC) + LENGTH
    bare: list[tuple[datetime, dict[str, Any]]] = []

    def look(now: Now, context: Context) -> None:
        found = uncovered(context)
        if found:
            bare.append((now.at, found))

    with play(
        tmp_path,
        strategies=STRATEGIES,
        start=start,
        until=until,
        faults=[str(SCENARIOS[name])],
        each=look,
    ) as played:
        struck = requests.get(f"{played.url}/sim/faults", timeout=10).json()
        assert not struck or any(each["fired"] for each in struck)
        requests.delete(f"{played.url}/sim/faults", timeout=10)
        assert disagreements(played.context) == []
        assert played.positions, "the scenario shows nothing without a trade"
        alarms = played.log.count("ALARM")
        if "partial" not in name:
            assert not bare or alarms, bare


@pytest.fixture(scope="module")
def minutes_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Minutes of a hundred days, enough for what risk compares, that end in the middle of one."""
    made = minutes(date(2012, 7, 2), date(2012, 7, 5), symbols=3, seed=8, traded=0.95)
    daily = minutes(date(2012, 3, 26), date(2012, 6, 29), symbols=3, seed=9, traded=0.02)
    inside = pl.concat([within_sessions(each) for each in (daily, made)])
    path = tmp_path_factory.mktemp("minutes") / "minutes.parquet"
    inside.filter(pl.col("at") < LAST).sort("symbol", "at").write_parquet(path)
    return path


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - set(STEPPED)) + sorted(SILENT))
def test_scenario_of_streams_ends_in_agreement_and_nothing_was_ever_bare(
    name: str, tmp_path: Path, minutes_file: Path
) -> None:
    project = make_project(tmp_path / "project", MINUTES)
    options = Options(
        bars=str(minutes_file),
        start=(OPEN - timedelta(minutes=4)).isoformat(),
        speed=SPEED,
        faults=[str(SCENARIOS[name])],
    )
    with start_simulator(options) as exchange:
        context = project.connect(exchange.url)
        with watching(context) as bare:
            code = run_live(project, until=LAST)
        log = project.log.read_text(errors="replace")
        assert code == 0, log[-3000:]
        struck = requests.get(f"{exchange.url}/sim/faults", timeout=10).json()
        assert any(each["fired"] or each["on"] == "clock" for each in struck)
        assert disagreements(context) == []
        assert context.hot.find(Position), log[-3000:]
        assert not bare or "ALARM" in log, bare
        context.close()


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with one strategy file."""

    folder: Path
    log: Path

    def connect(self, url: str) -> Context:
        """Point it at an exchange, and look at it as one that no fault is meant for."""
        where = f'"simulator:{url}"'
        (self.folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        context = wiring.open_context(load_settings("dev", self.folder))
        return replace(context, broker=AlpacaBroker("observer", "observer", url=url))


def make_project(folder: Path, strategies: str) -> Project:
    (folder / "runbooks").mkdir(parents=True)
    (folder / "runbooks" / "daily.toml").touch()
    (folder / "runbooks" / "strategies.toml").write_text(strategies)
    return Project(folder, folder / "live.log")


def run_live(project: Project, until: datetime) -> int:
    """Run the service as its users do, until it has handled an instant."""
    command = [
        *(sys.executable, "-m", "pytoolkit", "live", "--project", str(project.folder)),
        *("--until", until.strftime("%Y-%m-%dT%H:%M:%S%z")),
    ]
    with project.log.open("wb") as told:
        return subprocess.run(
            command, check=False, stdout=told, stderr=told, timeout=200
        ).returncode


@contextmanager
def watching(context: Context) -> Iterator[list[dict[str, Decimal]]]:
    """Look again and again whether units are bare; what is seen twice in a row counts."""
    found: list[dict[str, Decimal]] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            if uncovered(context) and (again := uncovered(context)):
                found.append(again)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


def within_sessions(bars: pl.DataFrame) -> pl.DataFrame:
    """Leave out what lies before and after the sessions."""
    first, last = bars["at"].min(), bars["at"].max()
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    inside = [
        pl.col("at").is_between(each.open_at, each.close_at, closed="left")
        for each in frames.sessions(first.date(), last.date())
    ]
    return bars.filter(pl.any_horizontal(inside))
