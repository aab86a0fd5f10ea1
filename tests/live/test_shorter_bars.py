"""A strategy on bars within a session, through the service, as its users run it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import frames, wiring
from pytoolkit.frames import CALENDARS
from pytoolkit.live.driver import Driver
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import Context
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options
from tests.support.minutes import minutes

START, END = date(2012, 7, 5), datetime(2012, 7, 5, 17, 0, tzinfo=UTC)
STRATEGY = """
[cross]
active = true
asset_class = "EQUITY"
assets = ["S0", "S1"]
timeframe = "5Min"
history = 60
entry = "ema(3) crosses_above ema(8)"
gates = { calm = "rsi(14) <= 62" }
stop = "low - 1.5 * atr(14)"
targets = ["entry_price + 2 * (entry_price - stop)"]
valid_for = 2
trail = "close - 4 * atr(14)"
"""


def inside(bars: pl.DataFrame) -> pl.DataFrame:
    """Leave out what lies before and after the sessions."""
    sessions = frames.sessions(date(2012, 7, 2), date(2012, 7, 6))
    within = [
        pl.col("at").is_between(each.open_at, each.close_at, closed="left") for each in sessions
    ]
    return bars.filter(pl.any_horizontal(within))


@pytest.fixture(scope="module")
def bars() -> pl.DataFrame:
    return inside(minutes(date(2012, 7, 2), date(2012, 7, 6), symbols=2, seed=3))


@contextmanager
def played(folder: Path, bars: pl.DataFrame, kill_every: int = 0) -> Iterator[tuple[Context, int]]:
    """Play a morning; with `kill_every` the service is killed after so many instants."""
    (folder / "runbooks").mkdir(parents=True)
    (folder / "runbooks" / "daily.toml").touch()
    (folder / "runbooks" / "strategies.toml").write_text(STRATEGY)
    file = folder / "bars.parquet"
    bars.write_parquet(file)
    with start_simulator(Options(bars=str(file), start=str(START), step=True)) as exchange:
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(f"[dev]\nbroker = {where}\nmarket = {where}\n")
        settings = load_settings("dev", folder)
        context = wiring.open_context(settings)
        driver = Driver(settings, context.hot, exchange)
        handled = iter(range(1, 1_000_000))

        def kill(_: object) -> None:
            if kill_every and next(handled) % kill_every == 0:
                driver.kill()

        try:
            driver.play(END, each=kill)
        finally:
            driver.stop()
        yield context, driver.deaths
        context.close()


def found(context: Context) -> list[dict[str, object]]:
    signals = context.hot.find(Signal)
    return [each.model_dump(exclude={"account_id"}) for each in signals]


def test_service_on_shorter_bars_decides_what_the_scan_decides(
    tmp_path: Path, bars: pl.DataFrame
) -> None:
    with played(tmp_path, bars) as (context, _):
        signals = context.hot.find(Signal)
        positions = context.hot.find(Position)
        intents = context.hot.find(OrderIntent)

    (strategy,) = tk.library.load_strategies(tmp_path / "runbooks" / "strategies.toml")
    whole = tk.resample(bars, "5Min", timeframe="1Min", calendar=CALENDARS["EQUITY"]).drop("end")
    scanned = tk.scan(strategy, whole, exact=True).filter(
        pl.col("at") >= datetime(2012, 7, 5, 13, 30, tzinfo=UTC),
        pl.col("at") < datetime(2012, 7, 5, 16, 55, tzinfo=UTC),
    )
    expected = {
        (row["symbol"], row["at"]): (row["entry_price"], row["stop_price"], row["gate"] or "")
        for row in scanned.iter_rows(named=True)
    }
    told = {
        (each.symbol, each.at): (each.entry_price, each.stop_price, each.gate)
        for each in signals
        if each.rejected_by is None or each.rejected_by in ("gate", "validation")
    }
    by_risk = {(each.symbol, each.at) for each in signals} - set(told)
    assert len(told) >= 3
    assert by_risk
    assert told == {key: value for key, value in expected.items() if key not in by_risk}
    assert {(each.symbol, each.at) for each in signals} == set(expected)
    traded = [each for each in signals if each.status is SignalStatus.CLOSED]
    assert traded
    assert {each.position_id for each in positions} >= {each.signal_id for each in traded}
    # Filled at the next open after its bar ended: at the instant it was decided or just after.
    entries = {each.signal_id: each for each in intents if each.leg == "entry1"}
    for position in positions:
        assert position.opened_at is not None
        waited = position.opened_at - entries[position.position_id].created_at
        assert waited.total_seconds() <= 5 * 60


def test_service_on_shorter_bars_killed_again_and_again_ends_the_same(
    tmp_path: Path, bars: pl.DataFrame
) -> None:
    with played(tmp_path / "quiet", bars) as (context, _):
        quiet = found(context)
        positions = [each.model_dump(exclude={"account_id"}) for each in context.hot.find(Position)]
    with played(tmp_path / "killed", bars, kill_every=40) as (context, deaths):
        killed = found(context)
        again = [each.model_dump(exclude={"account_id"}) for each in context.hot.find(Position)]
    assert deaths > 3
    assert killed == quiet
    assert again == positions
