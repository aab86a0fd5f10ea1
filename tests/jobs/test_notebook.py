"""What a notebook calls, with a supervisor and under plain papermill."""

import subprocess
import sys

import pytest

from pytoolkit.jobs.supervise import exit_code
from pytoolkit.models.job import JobStatus

from .conftest import Project

pytestmark = pytest.mark.process

OPENING = (
    "from pytoolkit.jobs import notebook\n"
    "from pytoolkit.models.job import JobResult\n"
    "def loop(ds, ctx):\n"
    "    return JobResult(job='one', ds=ds, read=3, exported=2, {rest})\n"
    "job = notebook.open('one', ds=ds, profile=profile, project=project)\n"
    "result = job.run(loop)"
)
GOOD = OPENING.format(rest="skipped=1, outputs={'fact_trades': 2}, notes=('two trades',)")
FINISH = "job.finish(result)"


def papermill(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "runbooks/one.ipynb", "out.ipynb"),
            *("-p", "ds", "2026-01-02", *options),
        ],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_finish_hands_the_result_to_the_record(project: Project) -> None:
    project.add_one(GOOD, "job.said(result)", "print(job.ctx.run_id)", FINISH)
    days = project.run()
    ended = project.records()[-1]
    assert exit_code(days) == 0
    assert (ended.rows_read, ended.rows_exported, ended.rows_skipped) == (3, 2, 1)
    assert ended.outputs == {"fact_trades": 2}
    assert "two trades" in project.report(ended)
    assert ended.run_id in project.report(ended)


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("skipped=1, failed='the broker did not answer'", "the broker did not answer"),
        ("skipped=7", "one: 3 rows read, but 2 exported"),
    ],
)
def test_finish_of_a_failed_loop_fails_the_run(project: Project, rest: str, reason: str) -> None:
    project.add_one(OPENING.format(rest=rest), FINISH)
    days = project.run()
    assert exit_code(days) == 1
    assert project.records()[-1].status == JobStatus.FAILED
    assert project.records()[-1].reason.startswith(reason)
    assert project.records()[-1].rows_exported == 2


def test_run_with_quarantined_rows_is_partial(project: Project) -> None:
    project.add_one(OPENING.format(rest="quarantined=1"), FINISH)
    assert exit_code(project.run()) == 3


def test_opened_job_that_is_never_finished_fails(project: Project) -> None:
    project.add_one(GOOD)
    project.run()
    assert project.records()[-1].status == JobStatus.FAILED
    assert "without handing in a result" in project.records()[-1].reason


@pytest.mark.parametrize("engine", [(), ("--engine", "pytoolkit")])
def test_plain_papermill_runs_the_same_notebook(project: Project, engine: tuple[str, ...]) -> None:
    project.add_one(GOOD, FINISH, "print('end of', ds)")
    (project.folder / "runbooks" / "daily.toml").touch()
    done = papermill(project, *engine)
    assert done.returncode == 0, done.stderr
    assert "end of 2026-01-02" in (project.folder / "out.ipynb").read_text()


def test_papermill_with_our_engine_does_not_take_sys_exit_for_success(project: Project) -> None:
    project.add_one("import sys; sys.exit(0)", "print('never')")
    assert papermill(project).returncode == 0  # what papermill makes of it
    assert papermill(project, "--engine", "pytoolkit").returncode != 0
