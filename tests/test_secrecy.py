"""Secrets are read where they are used and masked where text leaves."""

import json
import logging
import sys
import threading
from pathlib import Path

import pytest

from pytoolkit import logs, secrecy
from pytoolkit.cli import main
from pytoolkit.errors import BadSettings
from pytoolkit.settings import load_settings

TOKEN = "xoxb-4711-Very-Secret"
ADDRESS = f"slack://{TOKEN}/T1JJ3T3L2A/%23alerts-of-mine?token=abcdefgh12"


@pytest.fixture(autouse=True)
def _known() -> None:
    secrecy.remember(TOKEN, ADDRESS)


def test_read_gives_the_value_and_masks_it_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "  PK-9f8e7d6c5b \n")

    assert secrecy.read("env:SOME_KEY") == "PK-9f8e7d6c5b"
    assert secrecy.masked("key PK-9f8e7d6c5b was refused") == "key *** was refused"


@pytest.mark.parametrize(
    "reference", ["PK123456", "env:", "env:1", "env:A B", "env:NOT_SET_AT_ALL"]
)
def test_read_of_what_is_no_reference_repeats_no_value(reference: str) -> None:
    with pytest.raises(BadSettings) as refused:
        secrecy.read(reference)

    assert "PK123456" not in str(refused.value)


@pytest.mark.parametrize(
    "text", [ADDRESS, f"POST https://h/{TOKEN}", "T1JJ3T3L2A", "#alerts-of-mine", "abcdefgh12"]
)
def test_parts_of_an_address_are_masked_too(text: str) -> None:
    shown = secrecy.masked(text)

    assert "***" in shown
    assert not any(part in shown for part in (TOKEN, "T1JJ3T3L2A", "alerts-of-mine"))


def test_short_values_and_short_parts_of_an_address_mask_nothing() -> None:
    secrecy.remember("", "abc", "json://host/room")

    assert secrecy.masked("abc room") == "abc room"
    assert secrecy.masked("POST host/room") == "POST ***"


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": "pytoolkit.live", "msg": message, "args": arguments})
    made.__dict__.update(extra)
    return made


def test_json_line_has_the_fields_and_no_secret() -> None:
    text = logs.JsonFormatter().format(
        record("order of %s with %s", "AAPL", TOKEN, symbol="AAPL", latency_ms=1.25, key=[TOKEN])
    )
    fields = json.loads(text)

    assert TOKEN not in text
    assert fields["message"] == "order of AAPL with ***"
    assert (fields["symbol"], fields["latency_ms"]) == ("AAPL", 1.25)
    assert fields["ts"].endswith("Z")
    assert {"ts", "level", "logger", "message"} <= set(fields)


@pytest.mark.parametrize("formatter", [logs.JsonFormatter(), logs.TextFormatter(logs.TEXT)])
def test_traceback_in_a_log_is_masked(formatter: logging.Formatter) -> None:
    try:
        raise ValueError(f"no login with {TOKEN}")
    except ValueError:
        made = record("it failed", exc_info=sys.exc_info())

    text = formatter.format(made)
    assert "no login with ***" in text
    assert TOKEN not in text


def test_error_of_a_command_is_masked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["run", TOKEN, "--ds", "2026-01-02", "--project", str(tmp_path)])

    told = capsys.readouterr().err
    assert "***" in told
    assert TOKEN not in told


@pytest.mark.parametrize(
    "text",
    [
        f'[dev.notify]\nurls = ["{ADDRESS}"]',
        f'[dev.notify]\nurls = "{ADDRESS}"',
        f'[dev.notify]\nurl = "{ADDRESS}"',
        f'[dev]\nnotify = "{ADDRESS}"',
        f'[dev]\nurls = ["{ADDRESS}"]',
        f'[dev]\nsecret_key = "{TOKEN}"',
        f'[dev.live]\nenabled = "{TOKEN}"',
        '[dev.notify]\nurls = ["json://user:xoxb-4711-Very-Secret@127.0.0.1/"]',
        '[dev.notify]\nurls = ["json://127.0.0.1/?token=xoxb-4711-Very-Secret"]',
        '[dev.notify]\nurls = ["json://example.com/xoxb-4711-Very-Secret"]',
    ],
)
def test_settings_refuse_a_secret_written_out_and_do_not_repeat_it(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "pytoolkit.toml").write_text(text)

    with pytest.raises(BadSettings) as refused:
        load_settings("dev", tmp_path)

    import traceback

    shown = "".join(traceback.format_exception(refused.value))
    assert "xoxb" not in shown
    assert "abcdefgh12" not in shown
    assert str(refused.value).startswith("[dev] ")


@pytest.mark.parametrize("url", ["env:CHAT_URL", "json://127.0.0.1:8080/box", "json://localhost:1"])
def test_settings_take_references_and_loopback(tmp_path: Path, url: str) -> None:
    (tmp_path / "pytoolkit.toml").write_text(f'[dev.notify]\nurls = ["{url}"]\non = ["alarm"]\n')

    notify = load_settings("dev", tmp_path).notify
    assert (notify.urls, notify.on) == ((url,), ("alarm",))


def test_thread_that_ends_unexpectedly_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.excepthook, sys.excepthook, logging.root.handlers[:], logging.root.level
    try:
        logs.to_stderr("json")
        thread = threading.Thread(target=lambda: int(TOKEN), name="stream")
        thread.start()
        thread.join()
    finally:
        threading.excepthook, sys.excepthook = before[0], before[1]
        logging.root.handlers[:], logging.root.level = before[2], before[3]

    fields = json.loads(capsys.readouterr().err)
    assert fields["message"].startswith("stream ended: invalid literal")
    assert TOKEN not in json.dumps(fields)
