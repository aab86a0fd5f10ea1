"""Days of the whole runbook over months of trading: any order, any repetition, the same end."""

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pytoolkit import frames
from pytoolkit.loops import (
    account,
    books,
    cleanup,
    expired,
    rejections,
    settlement,
    strategies,
    trades,
)
from pytoolkit.models.account import Activity
from pytoolkit.models.job import JobResult
from pytoolkit.report import pages, signal_pages
from tests.support.environment import Environment, environment
from tests.support.history import trade

START, END = date(2012, 11, 1), date(2013, 1, 11)
NIGHT = datetime(2013, 1, 12, 1, tzinfo=UTC)
LOOPS = (strategies, account, trades, expired, settlement, rejections, books)
TABLES = (
    *("fact_trades", "fact_rejected_signals", "fact_signals_expired"),
    *("snapshot_accounts", "dim_strategies", "fact_trades_history"),
)


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the traces of ten weeks of trading, to be copied."""
    folder = tmp_path_factory.mktemp("traded")
    env = environment(folder, NIGHT)
    trade(env, START, END)
    env.ctx.close()
    (folder / "book.json").write_text(
        pl.DataFrame([row.model_dump_json() for row in env.broker.book]).write_json()
    )
    return folder


def copy_of(traded: Path, folder: Path) -> Environment:
    shutil.copytree(traded, folder, dirs_exist_ok=True)
    env = environment(folder, NIGHT)
    rows = pl.read_json(folder / "book.json")["column_0"]
    env.broker.book = [Activity.model_validate_json(row) for row in rows]
    return env


def run(env: Environment, days: Iterable[date]) -> list[JobResult]:
    return [loop.run(ds, env.ctx) for ds in days for loop in LOOPS]


def tables(env: Environment) -> dict[str, pl.DataFrame]:
    dropped = ("run_id", "superseded_by")
    return {name: env.ctx.cold.read(name).drop(dropped, strict=False) for name in TABLES}


def test_days_in_order_twice_or_backwards_end_with_the_same_proven_tables(
    traded: Path, tmp_path: Path
) -> None:
    days = [session.ds for session in frames.sessions(date(2013, 1, 7), END)]
    in_order = copy_of(traded, tmp_path / "in_order")
    results = run(in_order, days)
    assert [r.failed for r in results] == [""] * len(results)
    assert all(result.balanced for result in results)
    verdicts = [r.outputs["proof"]["verdict"] for r in results if r.job == "books"]
    assert verdicts == ["PROVEN"] * len(days)
    expected = tables(in_order)
    assert all(table.height for table in expected.values())

    again = run(in_order, [*days, days[0]])
    assert sum(result.written for result in again) == 0

    backwards = copy_of(traded, tmp_path / "backwards")
    run(backwards, [*reversed(days), *days])
    found = tables(backwards)
    for name in TABLES[:-1]:
        assert found[name].equals(expected[name]), name

    every_signal = sum(in_order.ctx.cold.read(name).height for name in TABLES[:3])
    removed = cleanup.run(END, in_order.ctx)
    assert removed.failed == ""
    run(in_order, days)
    assert tables(in_order)["fact_trades"].equals(expected["fact_trades"])
    assert sum(in_order.ctx.cold.read(name).height for name in TABLES[:3]) == every_signal


def test_pages_of_a_day_show_every_job_without_a_network(traded: Path, tmp_path: Path) -> None:
    env = copy_of(traded, tmp_path / "pages")
    results = {result.job: result for result in run(env, [END])}
    results["cleanup"] = cleanup.run(END, env.ctx)
    shown = {
        name: getattr(room, name)(env.ctx, END, results[name]).text
        for room, names in (
            (pages, ("account", "trades", "settlement", "books", "cleanup")),
            (signal_pages, ("strategies", "expired", "rejections")),
        )
        for name in names
    }
    shown["day"] = pages.day(env.ctx, END, [{"job": "trades", "status": "succeeded"}]).text
    for name, text in shown.items():
        assert "http" not in text.replace("data:image/svg+xml", ""), name
        assert "<script" not in text, name
        assert len(text) < 120_000, name
    assert "PROVEN" in shown["books"]
    assert "symbol_open" in shown["rejections"]
    assert shown["trades"].count("<img") == 2
