"""Reports: kept for ever, small, readable without a network; no report is no lost run."""

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytoolkit.jobs.runbook import load_runbook
from pytoolkit.jobs.supervise import exit_code
from pytoolkit.models.job import JobStatus

from .conftest import Project

pytestmark = pytest.mark.process

LOADS = re.compile(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(\s*["']?http""", re.I)
PICTURE = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()
SHOWING = (
    "import polars as pl\n"
    "from IPython.display import HTML, display\n"
    f"display(HTML('<img src=\"data:image/svg+xml;base64,{PICTURE}\">'))\n"
    "print('x' * 200_000)\n"
    "pl.DataFrame({'symbol': ['AAPL'], 'close': [1.5]})"
)
CARRIED_NOTEBOOKS = sorted((Path(__file__).parents[2] / "runbooks").glob("*.ipynb"))


def test_report_needs_no_network_and_is_small(project: Project) -> None:
    project.add_one(SHOWING)
    project.run()
    pages = [*project.settings.reports.rglob("*.html")]
    assert len(pages) == 2
    for page in pages:
        text = page.read_text()
        assert not LOADS.search(text)
        assert "default-src 'none'" in text
        assert len(text.encode()) < 500_000
    report = project.report(project.records()[-1])
    assert report.index("AAPL") < report.index("<details")


def test_rerun_keeps_both_reports_and_their_hashes(project: Project) -> None:
    project.add_one("print('again')")
    project.run()
    project.run()
    ended = [row for row in project.records() if row.status == JobStatus.SUCCEEDED]
    assert [row.report_path for row in ended] == [
        "2026-01-02/one-1.html",
        "2026-01-02/one-2.html",
    ]
    index = (project.settings.reports / "index.html").read_text()
    assert all(row.report_path in index for row in ended)


def test_run_with_reports_folder_that_cannot_be_written_loses_nothing(project: Project) -> None:
    project.add_one("print('worked anyway')")
    project.settings.state.mkdir(parents=True)
    project.settings.reports.write_text("a file where the folder should be")
    days = project.run()
    ended = project.records()[-1]
    assert exit_code(days) == 3
    assert ended.status == JobStatus.SUCCEEDED
    assert "no report in" in ended.reason
    assert "no index in" in days[0].index_problem
    (kept,) = (project.settings.state / "runs").glob("*.ipynb")
    assert str(kept) in ended.reason
    assert "worked anyway" in kept.read_text()


@pytest.fixture
def tiny_disk(project: Project) -> Iterator[Path]:
    """The reports folder as a file system of one page; needs the right to mount."""
    folder = project.settings.reports
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("a full disk needs the right to mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.usefixtures("tiny_disk")
def test_run_with_full_reports_folder_loses_nothing(project: Project) -> None:
    project.add_one("print('worked anyway')")
    days = project.run()
    ended = project.records()[-1]
    assert exit_code(days) == 3
    assert ended.status == JobStatus.SUCCEEDED
    assert "No space left on device" in ended.reason
    (kept,) = (project.settings.state / "runs").glob("*.ipynb")
    assert "worked anyway" in kept.read_text()


@pytest.mark.parametrize("path", CARRIED_NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebook_has_no_outputs(path: Path) -> None:
    text = path.read_text()
    assert '"outputs": []' in text
    assert '"output_type"' not in text
    assert '"execution_count": null' in text


def test_daily_runbook_loads_with_all_its_notebooks() -> None:
    runbook = load_runbook(CARRIED_NOTEBOOKS[0].parent / "daily.toml")
    assert {job.notebook for job in runbook.jobs.values()} == {
        path.name for path in CARRIED_NOTEBOOKS
    }
