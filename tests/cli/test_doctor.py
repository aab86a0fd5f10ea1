"""Doctor looks, says what it saw, and changes nothing."""

import json
from pathlib import Path

import pytest

from pytoolkit.cli import main


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["doctor", *arguments])
    return int(stop.value.code or 0)


def test_doctor_on_the_embedded_default_is_content_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--project", str(tmp_path), "--json"]) == 0
    findings = {each["check"]: each for each in json.loads(capsys.readouterr().out)}
    assert findings["market"]["ok"]
    assert findings["broker"]["ok"] is None
    assert list(tmp_path.iterdir()) == []


def test_doctor_with_keys_in_the_environment_sends_nothing_unless_the_profile_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APCA_API_KEY_ID", "AK")
    monkeypatch.setenv("APCA_API_SECRET_KEY", "SECRET-THAT-MUST-NOT-SHOW")
    assert run(["--project", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "sends nothing to Alpaca" in shown
    assert "SECRET" not in shown


def test_doctor_names_missing_keys_of_a_profile_that_needs_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APCA_API_KEY_ID", raising=False)
    monkeypatch.delenv("APCA_API_SECRET_KEY", raising=False)
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "pytoolkit.toml").write_text('[paper]\nbroker = "alpaca:paper"\n')
    assert run(["--project", str(tmp_path), "--profile", "paper"]) == 4
    assert "APCA_API_KEY_ID" in capsys.readouterr().out


def test_doctor_on_a_broken_file_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pytoolkit.toml").write_text("[dev]\nhott = 'sqlite:'\n")
    assert run(["--project", str(tmp_path)]) == 4
    assert "hott" in capsys.readouterr().out


@pytest.mark.parametrize("others", ["", "[dev]\nlog_format = 'json'\n"])
def test_doctor_of_a_profile_without_a_table_shows_how_it_may_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], others: str
) -> None:
    if others:
        (tmp_path / "pytoolkit.toml").write_text(others)
    assert run(["--project", str(tmp_path), "--profile", "paper"]) == 4
    shown = capsys.readouterr().out
    assert "needs a [paper] table in pytoolkit.toml" in shown
    assert 'broker = "alpaca:paper"' in shown
