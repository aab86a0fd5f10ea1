"""Every alarm has a page that a human can follow, and the pages say nothing that is not there."""

import re
from pathlib import Path
from typing import get_args

import click
import pytest

from pytoolkit.cli import COMMANDS, main
from pytoolkit.cli import pytoolkit as root
from pytoolkit.cli.alarms import PAGES
from pytoolkit.models.alarm import AlarmKind
from pytoolkit.settings import NotifyKind, NotifySettings

ROOT = Path(__file__).parents[2]
INCIDENTS = {page.stem: page.read_text() for page in (ROOT / "runbooks/incidents").glob("*.md")}
OPERATIONS = (ROOT / "docs/operations.md").read_text()
NOTIFICATIONS = (ROOT / "docs/notifications.md").read_text()
TYPED = {**INCIDENTS, "operations": OPERATIONS, "notifications": NOTIFICATIONS}


def test_every_kind_of_alarm_has_a_page_and_every_page_a_kind() -> None:
    assert set(INCIDENTS) == {*get_args(AlarmKind), "not_proven"} == set(PAGES)


@pytest.mark.parametrize("name", INCIDENTS)
def test_incident_says_what_to_look_at_and_to_do_and_when_it_is_over(name: str) -> None:
    heads = re.findall(r"^## (.*)$", INCIDENTS[name], re.MULTILINE)
    steps = re.findall(r"^\d\. ", INCIDENTS[name], re.MULTILINE)

    assert heads == ["Look", "Do", "Over"]
    assert steps
    for link in re.findall(r"\]\(([^)#]+)\)", INCIDENTS[name]):
        assert (ROOT / "runbooks/incidents" / link).exists()


def test_operations_lists_every_kind_with_its_page() -> None:
    rows = re.findall(r"^\| \[`(\w+)`\]\(\.\./runbooks/incidents/(\w+)\.md\)", OPERATIONS, re.M)

    assert [kind for kind, _ in rows] == list(get_args(AlarmKind))
    assert all(kind == page for kind, page in rows)


def test_notifications_lists_every_kind_that_is_told() -> None:
    told = re.findall(r"^\| `(\w+)` \|", NOTIFICATIONS, re.MULTILINE)

    assert tuple(told) == get_args(NotifyKind) == NotifySettings().on


@pytest.mark.parametrize("name", TYPED)
def test_commands_of_a_page_exist_with_their_options(name: str) -> None:
    for line in re.findall(r"(?:`|^)pytoolkit ([^`\n#]+)", TYPED[name], re.MULTILINE):
        words = line.split()
        found = root.get_command(click.Context(root), words[0])
        assert found is not None, f"{name}: {line}"
        assert words[0] in COMMANDS
        plain = len(words) == 1 or words[1].startswith("-")
        if isinstance(found, click.Group) and not (plain and found.invoke_without_command):
            found = found.commands.get(words[1])
            assert found is not None, f"{name}: {line}"
        options = {option for each in found.params for option in each.opts}
        for word in words:
            assert not word.startswith("--") or word in options, f"{name}: {line}"


def test_alarms_what_prints_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["alarms", "what", "uncovered", "--project", str(ROOT)])

    assert not stop.value.code
    assert capsys.readouterr().out == INCIDENTS["uncovered"]
    assert not list(tmp_path.iterdir())
