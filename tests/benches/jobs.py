"""A nine-job runbook against nine sequential papermill commands on the same notebooks."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

JOBS = 9
ROUNDS = 3
GOAL = 0.35
DS = "2026-01-02"
CELLS = (
    "import polars as pl",
    "frame = pl.DataFrame({'x': range(1000)}).with_columns(g=pl.col('x') % 7)",
    "frame.group_by('g').agg(pl.col('x').sum()).sort('g')",
    "print(ds, frame['x'].sum())",
)
EXPECTED = f"{DS} 499500"
RUN = (
    "import sys; from datetime import date; from pathlib import Path\n"
    "from pytoolkit.jobs.supervise import exit_code, run_days\n"
    "from pytoolkit.settings import load_settings\n"
    "folder = Path(sys.argv[1])\n"
    "book, settings = folder / 'runbooks/nine.toml', load_settings(None, folder)\n"
    f"days = run_days(book, [date.fromisoformat('{DS}')], settings)\n"
    "sys.exit(exit_code(days))"
)


def main() -> None:
    """Print the medians of both, interleaved, and their ratio."""
    ours, peer = [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(ROUNDS):
            folder = Path(place) / str(number)
            names = write_project(folder)
            peer.append(seconds_of(partial(papermill, folder, names)))
            ours.append(seconds_of(partial(pytoolkit, folder)))
            check(folder, names)
    mine, theirs = statistics.median(ours), statistics.median(peer)
    print(f"pytoolkit run, one process:           {mine:6.2f} s {rounded(ours)}")
    print(f"papermill {version('papermill')}, {JOBS} commands: {theirs:10.2f} s {rounded(peer)}")
    print(f"ratio {mine / theirs:.2f} (goal <= {GOAL})")


def write_project(folder: Path) -> list[str]:
    """Write nine equal notebooks and their runbook."""
    (folder / "runbooks").mkdir(parents=True)
    names = [f"job{number}" for number in range(JOBS)]
    first = {"tags": ["parameters"]}, 'ds = ""\nprofile = ""\nproject = ""'
    cells = [first, *(({}, code) for code in CELLS)]
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": metadata,
                "source": code,
                "outputs": [],
                "execution_count": None,
            }
            for number, (metadata, code) in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    for name in names:
        (folder / "runbooks" / f"{name}.ipynb").write_text(json.dumps(notebook))
    toml = "".join(f'[jobs.{name}]\nnotebook = "{name}.ipynb"\n' for name in names)
    (folder / "runbooks" / "nine.toml").write_text(toml)
    return names


def seconds_of(work: Callable[[], None]) -> float:
    """Time one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def papermill(folder: Path, names: list[str]) -> None:
    """Run the commands one after the other."""
    for name in names:
        subprocess.run(
            [
                *(sys.executable, "-m", "papermill", "--no-progress-bar", "-p", "ds", DS),
                *(f"runbooks/{name}.ipynb", f"{name}.out.ipynb"),
            ],
            cwd=folder,
            check=True,
            capture_output=True,
        )


def pytoolkit(folder: Path) -> None:
    """Run the runbook: records, reports and index included."""
    subprocess.run([sys.executable, "-c", RUN, str(folder)], check=True, capture_output=True)


def check(folder: Path, names: list[str]) -> None:
    """Both must have computed the same."""
    for name in names:
        theirs = (folder / f"{name}.out.ipynb").read_text()
        mine = (folder / "var/dev/reports" / DS / f"{name}-1.ipynb").read_text()
        assert EXPECTED in theirs, f"papermill did not run {name}"
        assert EXPECTED in mine, f"pytoolkit did not run {name}"


def rounded(times: list[float]) -> str:
    """Give single timings."""
    return "(" + ", ".join(f"{seconds:.2f}" for seconds in times) + ")"


if __name__ == "__main__":
    main()
