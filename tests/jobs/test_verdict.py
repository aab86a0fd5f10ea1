"""What a day came to is kept where people are told from, and told once."""

import pytest

from pytoolkit import wiring
from pytoolkit.models.job import Event
from pytoolkit.models.verdict import Verdict
from tests.support.post_box import post_box

from .conftest import DS, Project

FAILS = "raise RuntimeError('no')"


def proving(verdict: str, failed: str = "") -> list[str]:
    """Give the cells of a job that hands in a proof."""
    return [
        "from pytoolkit.jobs import notebook\n"
        "from pytoolkit.models.job import JobResult\n"
        "job = notebook.open('books', ds=ds, profile=profile, project=project)\n"
        f"proof = {{'proof': {{'verdict': {verdict!r}}}}}\n"
        f"job.finish(JobResult(job='books', ds=job.ds, outputs=proof, failed={failed!r}))"
    ]


def book(**jobs: str) -> str:
    return "".join(
        f'[jobs.{name}]\nnotebook = "{name}.ipynb"\n{rest}\n' for name, rest in jobs.items()
    )


def kept(project: Project) -> tuple[list[Verdict], list[Event]]:
    hot = wiring.open_hot(project.settings)
    try:
        return hot.find(Verdict), hot.events(Verdict)
    finally:
        hot.close()


@pytest.mark.process
def test_proven_day_is_kept_once_however_often_it_is_run(project: Project) -> None:
    project.add({"books": proving("PROVEN")}, book(books=""))
    project.run()
    project.run()
    (verdict,), events = kept(project)

    assert (verdict.status, verdict.reason, verdict.failed) == ("PROVEN", "", ())
    assert (verdict.ds, verdict.runbook) == (DS, "test")
    assert [each.to_status for each in events] == ["PROVEN"]


@pytest.mark.process
def test_day_that_is_not_proven_names_the_difference_and_the_jobs_that_failed(
    project: Project,
) -> None:
    project.add(
        {"books": proving("NOT PROVEN", "the books differ: cash"), "other": [FAILS]},
        book(books="", other=""),
    )
    project.run()
    (verdict,), _ = kept(project)

    assert (verdict.status, verdict.reason) == ("NOT PROVEN", "the books differ: cash")
    assert sorted(verdict.failed) == ["books: failed", "other: failed"]


@pytest.mark.process
def test_proof_that_was_skipped_is_no_proof_and_a_later_run_replaces_it(project: Project) -> None:
    project.add(
        {"books": proving("PROVEN"), "trades": [FAILS]}, book(trades="", books='needs = ["trades"]')
    )
    project.run()
    before = kept(project)[0][0]
    project.add(
        {"books": proving("PROVEN"), "trades": ["1"]}, book(trades="", books='needs = ["trades"]')
    )
    project.run()
    (after,), events = kept(project)

    assert before.status == "NO PROOF"
    assert before.reason == "books skipped: needs trades, which ended failed"
    assert after.status == "PROVEN"
    assert [each.to_status for each in events] == ["NO PROOF", "PROVEN"]


@pytest.mark.process
def test_runbook_that_proves_nothing_comes_to_no_verdict(project: Project) -> None:
    project.add_one("1")
    project.run()

    assert kept(project) == ([], [])


@pytest.mark.process
def test_verdict_is_told_when_the_run_has_ended(project: Project) -> None:
    with post_box() as box:
        (project.folder / "pytoolkit.toml").write_text(f'[dev.notify]\nurls = ["{box.url}"]\n')
        project.add({"books": proving("NOT PROVEN", "the books differ: cash")}, book(books=""))
        hot = wiring.open_hot(project.settings)
        from pytoolkit.notify.process import flush

        flush(project.settings)
        hot.close()
        project.run()

    assert box.subjects == [
        "[dev] LOOK NOW: test 2026-01-02: NOT PROVEN; the books differ: cash; "
        "jobs that failed: books: failed"
    ]
