"""The chain of records: it cannot fork, and a change shows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pytoolkit.jobs.ledger import GRACE, Ledger, broken_links
from pytoolkit.models.job import JobRecord, JobStatus
from pytoolkit.wiring import open_hot

from .conftest import DS, Project

NOW = datetime(2026, 1, 3, tzinfo=UTC)


def add(ledger: Ledger, job: str = "trades", ds: date = DS, **values: object) -> JobRecord:
    fields: dict[str, object] = {
        "run_id": f"{job}.{len(ledger.records)}",
        "attempt": ledger.next_attempt(job, ds),
        "status": JobStatus.STARTED,
        "started_at": NOW,
    }
    return ledger.append(job=job, ds=ds, **{**fields, **values})


@pytest.fixture
def ledger(project: Project) -> Ledger:
    return Ledger(open_hot(project.settings))


def test_append_chains_each_line_to_the_one_before(ledger: Ledger) -> None:
    first, second = add(ledger), add(ledger)
    assert (first.seq, second.seq) == (1, 2)
    assert second.previous_hash == first.hash
    assert broken_links(ledger.records) == []


def test_append_of_two_runners_makes_one_chain(project: Project) -> None:
    one, other = Ledger(open_hot(project.settings)), Ledger(open_hot(project.settings))
    for _ in range(3):
        add(one, "trades")
        add(other, "account")
    stored = project.records()
    assert [record.seq for record in stored] == [1, 2, 3, 4, 5, 6]
    assert broken_links(stored) == []


def test_broken_links_finds_a_changed_line(ledger: Ledger) -> None:
    for _ in range(3):
        add(ledger)
    records = list(ledger.records)
    records[1] = records[1].changed(status=JobStatus.SUCCEEDED)
    assert broken_links(records) == ["line 2 (trades, 2026-01-02) was changed"]


def test_broken_links_finds_a_removed_line(ledger: Ledger) -> None:
    for _ in range(3):
        add(ledger)
    assert broken_links([ledger.records[0], ledger.records[2]]) != []


def test_next_attempt_counts_over_all_runs_of_a_day(ledger: Ledger) -> None:
    started = add(ledger)
    ledger.end(started, JobStatus.FAILED, NOW)
    assert ledger.next_attempt("trades", DS) == 2
    assert ledger.next_attempt("trades", DS + timedelta(days=1)) == 1


def test_record_lost_waits_for_the_deadline_of_another_host(ledger: Ledger) -> None:
    add(ledger, owner="elsewhere/1/1.00", deadline_at=NOW)
    assert ledger.record_lost(NOW) == []
    (lost,) = ledger.record_lost(NOW + GRACE + timedelta(seconds=1))
    assert lost.status == JobStatus.LOST
    assert broken_links(ledger.records) == []
