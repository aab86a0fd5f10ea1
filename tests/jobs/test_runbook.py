"""Order, dependencies, retries and exit codes of a day."""

import pytest

from pytoolkit.errors import BadParameters, BadSettings
from pytoolkit.jobs.runbook import load_runbook
from pytoolkit.jobs.supervise import Progress, exit_code, run_days
from pytoolkit.models.job import JobStatus

from .conftest import DS, Project

GOOD = "print('done')"
BAD = "raise RuntimeError('no')"


def toml(**jobs: str) -> str:
    return "".join(
        f'[jobs.{name}]\nnotebook = "{name}.ipynb"\n{rest}\n' for name, rest in jobs.items()
    )


@pytest.mark.process
def test_run_failed_job_skips_dependants_and_lets_others_go_on(project: Project) -> None:
    project.add(
        {"first": [BAD], "second": [GOOD], "third": [GOOD], "other": [GOOD], "last": [GOOD]},
        toml(
            first="",
            second='needs = ["first"]',
            third='needs = ["second"]',
            other="",
            last='after = ["third"]',
        ),
    )
    days = project.run()
    ended = {name: run.record for name, run in days[0].ended.items()}
    assert {name: record.status.value for name, record in ended.items()} == {
        "first": "failed",
        "second": "skipped",
        "third": "skipped",
        "other": "succeeded",
        "last": "succeeded",
    }
    assert ended["third"].reason == "needs second, which ended skipped"
    assert exit_code(days) == 1


@pytest.mark.process
def test_run_whose_last_job_is_skipped_ends(project: Project) -> None:
    project.add({"a": [BAD], "b": [GOOD]}, toml(a="", b='needs = ["a"]'))
    (day,) = project.run()
    assert day.ended["b"].record.status == JobStatus.SKIPPED


@pytest.mark.process
def test_run_retries_and_keeps_both_reports(project: Project) -> None:
    flaky = (
        "from pathlib import Path\n"
        "tried = Path('tried').exists(); Path('tried').touch()\n"
        "assert tried, 'not yet'"
    )
    project.add({"one": [flaky]}, toml(one="retries = 1"))
    days = project.run()
    tries = [record for record in project.records() if record.status != JobStatus.STARTED]
    assert [(record.attempt, record.status.value) for record in tries] == [
        (1, "failed"),
        (2, "succeeded"),
    ]
    assert tries[0].run_id == tries[1].run_id
    assert exit_code(days) == 0
    assert all(project.report(record) for record in tries)


@pytest.mark.process
def test_run_two_at_a_time_and_never_more(project: Project) -> None:
    names = [f"n{number}" for number in range(4)]
    project.add({name: [GOOD] for name in names}, toml(**dict.fromkeys(names, "")))
    running: list[int] = [0]

    def count(progress: Progress) -> None:
        running.append(running[-1] + (1 if progress.status == JobStatus.STARTED else -1))

    project.run(on_progress=count)
    assert max(running) == 2


@pytest.mark.process
def test_run_only_chosen_jobs(project: Project) -> None:
    project.add({"a": [BAD], "b": [GOOD]}, toml(a="", b='needs = ["a"]'))
    (day,) = run_days(project.runbook, [DS], project.settings, only=["b"])
    assert [(name, run.record.status.value) for name, run in day.ended.items()] == [
        ("b", "succeeded")
    ]


def test_run_unknown_job_is_refused(project: Project) -> None:
    project.add({"a": [GOOD]}, toml(a=""))
    with pytest.raises(BadParameters, match="has no job 'c'"):
        run_days(project.runbook, [DS], project.settings, only=["c"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (toml(a='needs = ["x"]'), "which is not in the file"),
        (toml(a='needs = ["b"]', b='needs = ["a"]'), "circle"),
        (toml(a="retrys = 1"), "retrys"),
        ("[jobs.a\n", "cannot be read"),
        (toml(missing=""), "missing.ipynb"),
    ],
)
def test_load_runbook_names_what_is_wrong(project: Project, text: str, message: str) -> None:
    project.add({"a": [GOOD], "b": [GOOD]}, text)
    with pytest.raises(BadSettings, match=message):
        load_runbook(project.runbook)


def test_load_runbook_wants_parameters_to_be_in_the_notebook(project: Project) -> None:
    project.add_one(GOOD, options='[jobs.one.parameters]\nlimit = { type = "money" }')
    with pytest.raises(BadSettings, match="does not set 'limit'"):
        load_runbook(project.runbook)
