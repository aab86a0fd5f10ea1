import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pytoolkit.alarms import Alarms, Notice
from pytoolkit.cli import pytoolkit
from pytoolkit.cli.live import require_consent
from pytoolkit.errors import Refused, Unreachable
from pytoolkit.live.controls import kill_switch
from pytoolkit.models.job import Control
from pytoolkit.settings import LiveSettings, Settings
from pytoolkit.wiring import connect

NOW = datetime(2013, 1, 3, 15, tzinfo=UTC)


def call(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(pytoolkit, [*arguments, "--project", str(project)])


@pytest.mark.parametrize(
    ("command", "state"), [("halt", "HALTED"), ("reduce", "REDUCING"), ("resume", "ACTIVE")]
)
def test_switch_commands_turn_the_kill_switch_and_keep_the_reason(
    tmp_path: Path, command: str, state: str
) -> None:
    result = call(tmp_path, command, "--reason", "drill", "--json")
    context = connect(project=tmp_path)

    assert json.loads(result.stdout)[0]["now"] == state
    assert kill_switch(context.hot) == state
    events = context.hot.events(Control, "kill_switch")
    assert [event.reason.endswith("drill") for event in events] == [True]
    context.close()


def test_status_of_a_fresh_project_needs_no_broker_and_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APCA_API_KEY_ID", raising=False)
    (tmp_path / "pytoolkit.toml").write_text('[dev]\nbroker = "alpaca:paper"\n')
    result = call(tmp_path, "status")

    assert result.exit_code == 0
    assert result.stdout.startswith(" NOTHING RUNS ")
    assert "does not run" in result.stdout


def test_status_with_an_alarm_says_it_first_and_ends_with_findings(tmp_path: Path) -> None:
    context = connect(project=tmp_path)
    Alarms(context.hot, "test").sound("no_bars", "data stream", Notice("no bars"), NOW)
    context.close()
    result = call(tmp_path, "status")
    as_json = call(tmp_path, "status", "--json")

    assert (result.exit_code, as_json.exit_code) == (4, 4)
    assert result.stdout.splitlines()[1].startswith("!! no bars")
    assert json.loads(as_json.stdout)["problems"][0]["page"] == "no_bars"


def test_reconcile_without_a_broker_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pytoolkit.toml").write_text('[dev]\nbroker = "simulator:http://127.0.0.1:9"\n')

    result = call(tmp_path, "reconcile", "--apply")

    assert isinstance(result.exception, Unreachable)
    assert "does not answer" in str(result.exception)


def test_live_profile_without_the_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="enabled = true"):
        require_consent(Settings(profile="live", project=tmp_path))


def test_live_profile_without_the_typed_sentence_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(profile="live", project=tmp_path, live=LiveSettings(enabled=True))
    monkeypatch.setattr("click.prompt", lambda *_, **__: "yes")

    with pytest.raises(Refused, match="not confirmed"):
        require_consent(settings)


def test_corrupt_kill_switch_counts_as_halted(tmp_path: Path) -> None:
    context = connect(project=tmp_path)
    context.hot.create(
        Control.model_validate(
            {"name": "kill_switch", "value": {"state": "?"}, "updated_at": "2013-01-02T00:00:00Z"}
        )
    )

    assert kill_switch(context.hot) == "HALTED"
    context.close()
