"""Whether people can be told is tried with one command, and said in a sentence each."""

import json
from pathlib import Path

import pytest

from pytoolkit.cli import main
from tests.support.post_box import post_box


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return int(stop.value.code or 0)


def configure(folder: Path, *urls: str) -> None:
    (folder / "runbooks").mkdir(exist_ok=True)
    (folder / "runbooks" / "daily.toml").touch()
    (folder / "pytoolkit.toml").write_text(f"[dev.notify]\nurls = {json.dumps(urls)}\n")


def test_notify_test_sends_to_each_and_says_what_worked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHAT_URL", raising=False)
    with post_box() as box:
        configure(tmp_path, "env:CHAT_URL", box.url)
        code = run("notify", "test", "--project", str(tmp_path))

    told = capsys.readouterr().out.splitlines()
    assert code == 4
    assert told == [
        "env:CHAT_URL: not told: the variable CHAT_URL of env:CHAT_URL is not set",
        f"{box.url}: took the test message; look for it there",
    ]
    assert box.subjects == ["[dev] a test of pytoolkit"]


def test_notify_test_of_a_service_that_refuses_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with post_box() as box:
        box.status = 401
        configure(tmp_path, box.url)
        code = run("notify", "test", "--json", "--project", str(tmp_path))

    (row,) = json.loads(capsys.readouterr().out)
    assert (code, row["ok"]) == (4, False)
    assert "401" in row["said"]


def test_notify_test_without_services_says_how_to_name_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("notify", "test", "--project", str(tmp_path)) == 2
    assert "[dev.notify]" in capsys.readouterr().err


def test_doctor_checks_the_references_and_shows_no_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT_URL", "json://user:Pass-w0rd-4711@127.0.0.1:1/")
    monkeypatch.setenv("MAIL_URL", "no-service-at-all://Pass-w0rd-4711")
    configure(tmp_path, "env:CHAT_URL", "env:MAIL_URL")
    code = run("doctor", "--json", "--project", str(tmp_path))

    shown = capsys.readouterr().out
    found = [each for each in json.loads(shown) if each["check"] == "notify"]
    assert code == 4
    assert [each["ok"] for each in found] == [True, False]
    assert "4711" not in shown
