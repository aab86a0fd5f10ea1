"""An export killed at any step of its I/O is repaired by running again; nothing is lost or doubled.

`make crash` kills at every step; the short test at a few of them.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pytoolkit.models.job import Control, ExportMark
from pytoolkit.ports import Context
from tests.support import ROOT
from tests.support.context import stores_of
from tests.support.exporter import row_of, run_loop, source
from tests.support.facts import at

NEWEST = {0: 1, 1: 2, 2: 1, 3: 2, 4: 1, 5: 1, 7: 1, 8: 1}
"""Trade number to newest version, once `prepared` has edited."""
EDITED_TO = 3
WHO = ["run_id", "recorded_at", "superseded_at", "superseded_by"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder: six trades exported, then two edited (one to another day) and two new."""
    folder = tmp_path_factory.mktemp("prepared")
    ctx = stores_of(folder, at(2), "day2")
    for n in range(6):
        ctx.hot.create(source(n))
    assert run_loop(ctx) == 6
    ctx.hot.update(source(1, 2, day=4), 1)
    ctx.hot.update(source(3, 2), 1)
    ctx.hot.create(source(7, day=3))
    ctx.hot.create(source(8, day=4))
    ctx.close()
    return folder


@pytest.fixture(scope="module")
def reference(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Any]:
    """Give the end state of undisturbed runs: without and with one more late edit."""
    found = {}
    for late in (False, True):
        folder = shutil.copytree(prepared, tmp_path_factory.mktemp("whole") / "copy")
        ctx = stores_of(folder, at(5), "day5")
        run_loop(ctx)
        if late:
            ctx.hot.update(source(1, EDITED_TO), 2)
            ctx.clock.at = at(6)
            run_loop(ctx)
        found[late] = state_of(ctx)
        ctx.close()
    return found


def state_of(ctx: Context) -> dict[str, Any]:
    """Give all that must be equal: everything but who wrote it and when."""
    current = ctx.cold.read("fact_trades").drop(WHO, strict=False)
    history = ctx.cold.read("fact_trades_history").drop(WHO)
    known = [(m.source_key, m.row_version, m.row_hash, m.ds) for m in ctx.hot.find(ExportMark)]
    hot = [(found.key, found.version) for found in ctx.hot.find(Control)]
    return {"current": current.rows(), "history": history.rows(), "marks": known, "hot": hot}


def hold_guarantee(ctx: Context, newest: dict[int, int]) -> None:
    """Every record is in hot at its newest version, or exactly once in cold at that version."""
    cold = ctx.cold.read("fact_trades")
    assert not cold["trade_id"].is_duplicated().any()
    in_cold = dict(cold.select("trade_id", "version").iter_rows())
    in_hot = {found.value["n"]: found for found in ctx.hot.find(Control)}
    for n, version in newest.items():
        key = row_of(source(n)).key
        assert n in in_hot or in_cold.get(key) == version, f"trade {n} is lost"
        assert n not in in_hot or in_hot[n].version == version


def kill_and_repair(folder: Path, kill_at: int, reference: dict[bool, Any]) -> bool:
    """Kill a run at a step, check, run again, check; False where the run ended before the step."""
    late = kill_at % 3 == 0
    command = [sys.executable, "-m", "tests.support.exporter", str(folder), "5", str(kill_at)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, cwd=ROOT)
    ctx = stores_of(folder, at(6), "day6")
    hold_guarantee(ctx, NEWEST)
    past = ctx.cold.read("fact_trades", as_of=at(4))
    assert past["version"].to_list() == [1] * 6, "a past report changed"
    if late:
        ctx.hot.update(source(1, EDITED_TO), 2)
        hold_guarantee(ctx, {**NEWEST, 1: EDITED_TO})
    run_loop(ctx)
    assert same(state_of(ctx), reference[late])
    commits = ctx.cold.receipts().height
    assert run_loop(ctx) == 0
    assert ctx.cold.receipts().height == commits
    assert ctx.cold.read("fact_trades", as_of=at(4)).equals(past)
    ctx.close()
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


def same(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Compare end states; a version that never reached cold has no place in history."""
    if len(found["history"]) < len(wanted["history"]):
        found, wanted = ({**state, "history": []} for state in (found, wanted))
    return found == wanted


@pytest.mark.process
@pytest.mark.parametrize("kill_at", [5, 17, 28, 33, 39, 47])
def test_export_killed_at_a_step_is_repaired_by_the_next_run(
    prepared, reference, tmp_path, kill_at
):
    folder = shutil.copytree(prepared, tmp_path / "copy")
    assert kill_and_repair(folder, kill_at, reference), "the run has fewer steps than that"


@pytest.mark.crash
@pytest.mark.timeout(3600)
def test_export_killed_at_every_step_is_repaired_by_the_next_run(prepared, reference, tmp_path):
    kills = 0
    while kill_and_repair(
        shutil.copytree(prepared, tmp_path / f"kill{kills + 1}"), kills + 1, reference
    ):
        kills += 1
    print(f"\nexport killed at each of {kills} steps: 0 violations")
    assert kills > 40


@pytest.mark.process
@pytest.mark.parametrize("stop_at", [3, 9, 13, 17])
def test_export_paused_runner_wakes_after_another_did_the_work(
    prepared, reference, tmp_path, stop_at
):
    folder = shutil.copytree(prepared, tmp_path / "copy")
    command = [sys.executable, "-m", "tests.support.exporter", str(folder), "5", "0", str(stop_at)]
    paused = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    assert os.WIFSTOPPED(os.waitpid(paused.pid, os.WUNTRACED)[1]), "fewer calls than that"
    ctx = stores_of(folder, at(6), "day6")
    ctx.hot.update(source(1, EDITED_TO), 2)
    run_loop(ctx)
    paused.send_signal(signal.SIGCONT)
    assert paused.wait() == 0
    hold_guarantee(ctx, {**NEWEST, 1: EDITED_TO})
    assert same(state_of(ctx), reference[True])
    assert run_loop(ctx) == 0
    ctx.close()


@pytest.mark.process
def test_export_two_runners_at_once_end_as_one(prepared, reference, tmp_path):
    folder = shutil.copytree(prepared, tmp_path / "copy")
    command = [sys.executable, "-m", "tests.support.exporter", str(folder), "5", "0"]
    runners = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(2)]
    assert [runner.wait() for runner in runners] == [0, 0]
    ctx = stores_of(folder, at(6), "day6")
    hold_guarantee(ctx, NEWEST)
    assert same(state_of(ctx), reference[False])
    assert ctx.cold.read("fact_trades_history").height == 2
    ctx.close()


def test_guarantee_lost_trade_is_noticed(prepared, tmp_path):
    ctx = stores_of(shutil.copytree(prepared, tmp_path / "copy"), at(6))
    ctx.hot.delete(Control, [("007", 1)])
    with pytest.raises(AssertionError, match="trade 7 is lost"):
        hold_guarantee(ctx, NEWEST)
    assert isinstance(ctx.cold.read("fact_trades"), pl.DataFrame)
    ctx.close()
