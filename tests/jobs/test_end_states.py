"""Every end state, produced for real: kernels die, cells hang, supervisors are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pytoolkit.jobs.ledger import Ledger
from pytoolkit.jobs.run import wall
from pytoolkit.jobs.supervise import Progress, exit_code
from pytoolkit.models.job import JobRecord, JobStatus
from pytoolkit.wiring import open_hot

from .conftest import DS, Project

pytestmark = pytest.mark.process

SLEEPING_CHILD = (
    "import subprocess, sys; from pathlib import Path\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
    " start_new_session=True)\n"
    "import os; Path('pids.partial').write_text(f'{os.getpid()} {child.pid}')\n"
    "os.rename('pids.partial', 'pids')\n"
    "import time; time.sleep(600)"
)
SUPERVISOR = (
    "import sys; from datetime import date; from pathlib import Path\n"
    "from pytoolkit.jobs.supervise import run_days\n"
    "from pytoolkit.settings import load_settings\n"
    "folder = Path(sys.argv[1])\n"
    "run_days(folder / 'runbooks/test.toml', [date(2026, 1, 2)], load_settings(None, folder))\n"
)


def last(project: Project) -> JobRecord:
    return project.records()[-1]


def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the awaited condition did not come"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def pids_of(project: Project) -> list[int]:
    file = project.folder / "pids"
    eventually(file.exists)
    return [int(pid) for pid in file.read_text().split()]


def start_supervisor(project: Project) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(project.folder)])


@pytest.mark.parametrize("fork", [None, False])
def test_run_good_notebook_succeeds(project: Project, fork: bool | None) -> None:
    project.add_one("print('worked for', ds)")
    days = project.run(fork=fork)
    started, ended = project.records()
    assert exit_code(days) == 0
    assert (started.status, ended.status) == (JobStatus.STARTED, JobStatus.SUCCEEDED)
    assert "worked for 2026-01-02" in project.report(ended)


def test_run_raising_cell_fails_and_names_the_error(project: Project) -> None:
    project.add_one("print('before')", "raise ValueError('the books differ')", "print('never')")
    days = project.run()
    assert exit_code(days) == 1
    assert last(project).status == JobStatus.FAILED
    assert last(project).reason == "ValueError: the books differ (cell [4])"
    notebook = project.settings.reports / last(project).report_path
    assert '"status": "pending"' in notebook.with_suffix(".ipynb").read_text()


def test_run_sys_exit_in_cell_is_no_success(project: Project) -> None:
    project.add_one("import sys; sys.exit(0)", "print('never')")
    project.run()
    assert last(project).status == JobStatus.FAILED
    assert "sys.exit(0)" in last(project).reason


@pytest.mark.parametrize("fork", [None, False])
def test_run_killed_kernel_is_dead_kernel(project: Project, fork: bool | None) -> None:
    project.add_one("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "print('never')")
    project.run(fork=fork)
    assert last(project).status == JobStatus.DEAD_KERNEL


def test_run_killed_worker_is_dead_kernel(project: Project) -> None:
    project.add_one("import os, signal; os.kill(os.getppid(), signal.SIGKILL)", "print('never')")
    project.run()
    assert last(project).status == JobStatus.DEAD_KERNEL
    assert "killed" in last(project).reason


def test_run_slow_cell_times_out(project: Project) -> None:
    project.add_one("import time; time.sleep(600)", options="cell_timeout = 1")
    project.run()
    assert last(project).status == JobStatus.TIMEOUT


def test_run_past_deadline_times_out_and_keeps_output(project: Project) -> None:
    project.add_one("print('so far')", SLEEPING_CHILD, options="deadline = 8")
    project.run()
    assert last(project).status == JobStatus.TIMEOUT
    assert last(project).reason == "not done after 8 s"
    assert "so far" in project.report(last(project))
    assert all(gone(pid) for pid in pids_of(project))


def test_supervisor_terminated_aborts_and_leaves_no_process(project: Project) -> None:
    project.add_one(SLEEPING_CHILD)
    supervisor = start_supervisor(project)
    pids = pids_of(project)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(30) != 0
    assert last(project).status == JobStatus.ABORTED
    assert all(gone(pid) for pid in pids)


def test_supervisor_killed_is_found_lost_and_its_kernel_dies(project: Project) -> None:
    project.add_one(SLEEPING_CHILD)
    supervisor = start_supervisor(project)
    kernel, child = pids_of(project)
    supervisor.kill()
    supervisor.wait()
    eventually(lambda: gone(kernel))
    psutil.Process(child).kill()
    assert last(project).status == JobStatus.STARTED
    hot = open_hot(project.settings)
    ledger = Ledger(hot)
    lost = ledger.record_lost(wall())
    assert [record.status for record in lost] == [JobStatus.LOST]
    assert ledger.record_lost(wall()) == []
    hot.close()


def test_running_supervisor_is_not_lost(project: Project) -> None:
    project.add_one("import time; from pathlib import Path", SLEEPING_CHILD)
    supervisor = start_supervisor(project)
    pids_of(project)
    hot = open_hot(project.settings)
    assert Ledger(hot).record_lost(wall()) == []
    hot.close()
    supervisor.send_signal(signal.SIGINT)
    supervisor.wait(30)


def test_interrupt_in_process_reaches_the_caller(project: Project) -> None:
    project.add_one("import time; time.sleep(600)")

    def interrupt(progress: Progress) -> None:
        if progress.status == JobStatus.STARTED:
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()

    with pytest.raises(KeyboardInterrupt):
        project.run(on_progress=interrupt)
    assert last(project).status == JobStatus.ABORTED


def test_two_jobs_never_share_a_kernel(project: Project) -> None:
    cell = "import os, sys; print(os.getpid(), hasattr(sys, 'mark')); sys.mark = 1"
    names = [f"n{number}" for number in range(4)]
    toml = "\n".join(f'[jobs.{name}]\nnotebook = "{name}.ipynb"' for name in names)
    project.add({name: [cell] for name in names}, toml)
    project.run()
    texts = [project.report(row) for row in project.records() if row.status == JobStatus.SUCCEEDED]
    lines = {text.split('stdout">')[1].split("<")[0] for text in texts}
    assert len(lines) == len(names)
    assert all(line.endswith("False") for line in lines)


def test_saved_notebook_of_killed_run_stays_under_runs(project: Project) -> None:
    project.add_one("print('so far')", SLEEPING_CHILD)
    supervisor = start_supervisor(project)
    pids = pids_of(project)
    supervisor.kill()
    supervisor.wait()
    for pid in pids:
        if not gone(pid):
            psutil.Process(pid).kill()
    (saved,) = (project.settings.state / "runs").glob("*.ipynb")
    assert "so far" in Path(saved).read_text()
    assert DS.isoformat() in saved.name
