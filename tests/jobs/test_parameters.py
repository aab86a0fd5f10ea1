"""Parameters are refused before anything runs, and reach the notebook exactly."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pytoolkit.errors import BadParameters
from pytoolkit.jobs.dates import parse_dates
from pytoolkit.jobs.parameters import Kind, Parameter, checked, secret, typed
from pytoolkit.models.job import JobStatus

from .conftest import Project

NOW = datetime(2026, 1, 10, 1, 0, tzinfo=UTC)


def check(kind: Kind, value: object) -> str:
    return checked("job", {"x": Parameter(type=kind)}, {"x": value})["x"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "007"),
        ("text", "1.10"),
        ("text", "NAN"),
        ("money", "15"),
        ("date", "2026-01-02"),
        ("boolean", "true"),
        ("integer", "-7"),
    ],
)
def test_checked_good_value_keeps_its_text(kind: Kind, value: str) -> None:
    assert check(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("money", 1.5),
        ("money", "1e400"),
        ("money", "1.0000000001"),
        ("money", True),
        ("integer", "1.5"),
        ("integer", True),
        ("date", "yesterday"),
        ("boolean", "perhaps"),
        ("text", 7),
        ("secret", "s3cr3t"),
        ("secret", "env:PYTOOLKIT_NOT_SET_ANYWHERE"),
    ],
)
def test_checked_wrong_value_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(BadParameters):
        check(kind, value)


def test_checked_secret_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(BadParameters) as caught:
        check("secret", "s3cr3t")
    assert "s3cr3t" not in str(caught.value)


def test_secret_is_read_only_where_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTOOLKIT_TEST_SECRET", "s3cr3t")
    reference = check("secret", "env:PYTOOLKIT_TEST_SECRET")
    assert reference == "env:PYTOOLKIT_TEST_SECRET"
    assert secret(reference) == "s3cr3t"


def test_typed_gives_back_values() -> None:
    declared = {"limit": Parameter(type="money"), "day": Parameter(type="date")}
    texts = checked("job", declared, {"limit": Decimal("1.10"), "day": date(2026, 1, 2)})
    assert texts == {"limit": "1.1", "day": "2026-01-02"}
    assert typed("job", declared, texts) == {"limit": Decimal("1.1"), "day": date(2026, 1, 2)}


@pytest.mark.parametrize("given", [{"limits": "1"}, {"limit": 0.5}, {"ds": "2026-01-01"}, {}])
def test_run_with_bad_parameters_runs_nothing(project: Project, given: dict[str, object]) -> None:
    project.add_one(
        "open('ran', 'w').close()",
        options='[jobs.one.parameters]\nlimit = { type = "money" }',
        parameters='limit = ""',
    )
    with pytest.raises(BadParameters):
        project.run(parameters=given)
    (record,) = project.records()
    assert record.status == JobStatus.INVALID_PARAMETERS
    assert not (project.folder / "ran").exists()


@pytest.mark.process
def test_run_hands_parameters_over_as_text(project: Project) -> None:
    project.add_one(
        "print(repr(limit), repr(symbol))",
        options='[jobs.one.parameters]\nlimit = { type = "money", default = "1.10" }\n'
        'symbol = { type = "text" }',
        parameters='limit = ""\nsymbol = ""',
    )
    project.run(parameters={"symbol": "NAN"})
    ended = project.records()[-1]
    assert ended.parameters == {"limit": "1.1", "symbol": "NAN"}
    assert "&#x27;1.1&#x27; &#x27;NAN&#x27;" in project.report(ended)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", ["2026-01-09"]),
        ("T-7", ["2026-01-02"]),
        ("2026-01-08", ["2026-01-08"]),
        ("T-2..today", ["2026-01-07", "2026-01-08", "2026-01-09"]),
        ("2026-01-01..2026-01-02", ["2026-01-01", "2026-01-02"]),
    ],
)
def test_parse_dates_reads_expressions(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in parse_dates(text, NOW)] == days


@pytest.mark.parametrize("text", ["2026-01-10", "tomorrow", "T+1", "today..T-7", "2026-13-01", ""])
def test_parse_dates_refuses_what_has_not_ended_or_makes_no_sense(text: str) -> None:
    with pytest.raises(BadParameters):
        parse_dates(text, NOW)
