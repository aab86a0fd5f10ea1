import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytoolkit.alarms import Alarms, Notice
from pytoolkit.cli import main
from pytoolkit.models.alarm import Alarm
from pytoolkit.wiring import connect

AT = datetime(2013, 1, 3, 15, tzinfo=UTC)


def run(folder: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["alarms", *arguments, "--project", str(folder)])
    return int(stop.value.code or 0)


def raised(folder: Path) -> None:
    context = connect(project=folder)
    notice = Notice("execution x1 of buy 5 MSFT is of no order of ours", "MSFT", ("x1",))
    Alarms(context.hot, "test").sound("foreign_execution", "x1", notice, AT)
    context.close()


def test_ls_without_alarms_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "ls") == 0
    assert capsys.readouterr().out == "no alarm stands\n"


def test_clear_with_a_reason_ends_it_and_keeps_who_did_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raised(tmp_path)
    before = run(tmp_path, "ls", "--json")
    (shown,) = json.loads(capsys.readouterr().out)
    cleared = run(tmp_path, "clear", "foreign_execution", "x1", "--reason", "my own trade")
    after = run(tmp_path, "ls")

    assert (before, cleared, after) == (4, 0, 0)
    assert (shown["kind"], shown["subject"], shown["evidence"]) == (
        "foreign_execution",
        "x1",
        ["x1"],
    )
    context = connect(project=tmp_path)
    (event,) = context.hot.events(Alarm)[1:]
    context.close()
    assert event.to_status == "CLEARED"
    assert event.reason.endswith(": my own trade")


def test_clear_of_what_does_not_stand_names_what_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raised(tmp_path)

    assert run(tmp_path, "clear", "foreign_execution", "x2", "--reason", "?") == 2
    assert "it stands about x1" in capsys.readouterr().err


def test_ls_all_tells_what_is_over_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raised(tmp_path)
    run(tmp_path, "clear", "foreign_execution", "x1", "--reason", "my own trade")
    capsys.readouterr()

    assert run(tmp_path, "ls", "--all") == 0
    assert "my own trade" in capsys.readouterr().out
