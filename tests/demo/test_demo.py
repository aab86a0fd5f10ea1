"""The demonstration from its command: the same figures each time, and an honest exit code."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pytoolkit.demo.summary import Summary

SHORT = ("--sessions", "40", "--nights", "2")


def demo(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pytoolkit", "demo", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.process
@pytest.mark.timeout(1200)
def test_demo_twice_in_an_empty_folder_gives_the_same_proven_figures(tmp_path: Path) -> None:
    first, second = demo(tmp_path, *SHORT, "--json"), demo(tmp_path, *SHORT)
    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    figures = json.loads(first.stdout)
    assert figures["proven"] is True
    assert Path(figures["reports_index"]).is_file()
    lines = second.stdout.splitlines()
    assert lines[-1] == "PROVEN"
    assert second.stdout.count("PROVEN") == 1
    shown = {
        line.strip().split("  ")[0].strip(): line.split()[-1] for line in lines if line.strip()
    }
    assert shown["signals"] == str(figures["signals"])
    assert shown["orders"] == str(figures["orders"])
    assert shown["fills"] == str(figures["fills"])
    assert f"{Decimal(figures['pnl_usd']):+,.2f}" in second.stdout


def test_summary_names_everything_that_must_not_be_so() -> None:
    summary = Summary(
        bars=1,
        signals=0,
        rejections={},
        orders=0,
        fills=0,
        open_positions=0,
        closed_positions=0,
        pnl_usd=Decimal(0),
        rows={"fact_trades": 0, "dim_strategies": 6},
        fees_finalized=0,
        reports=0,
        failed=("books 2013-03-01: units differ",),
        proven=False,
    )
    assert summary.shortcomings == [
        "failed: books 2013-03-01: units differ",
        "fact_trades is empty",
        "no fee was finalised",
        "the books do not balance",
    ]
