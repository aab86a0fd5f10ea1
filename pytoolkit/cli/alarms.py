"""`pytoolkit alarms`: what needs a human, what a human does about it, and that one has done it."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show
from pytoolkit.models.alarm import Alarm, AlarmKind
from pytoolkit.models.base import utc_text
from pytoolkit.settings import load_settings

PAGES = ("not_proven", *get_args(AlarmKind))


@click.group()
def command() -> None:
    """List alarms, read what to do about one, or clear one."""


@command.command("ls")
@environment
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
def ls(profile: str, project: Path | None, as_json: bool, every: bool) -> None:
    """List the alarms that stand, the oldest first.

    Exit code 4 while one stands.
    """
    from pytoolkit import validate
    from pytoolkit.wiring import open_hot

    hot = open_hot(load_settings(profile, project))
    try:
        found = validate.documents(hot, Alarm)
    finally:
        hot.close()
    for bad in found.bad:
        note(f"{bad.source} cannot be read: {bad.errors}")
    alarms = [each for each in found.good if every or each.status == "STANDING"]
    alarms.sort(key=lambda each: (each.first_seen_at, each.key))
    if as_json:
        show([each.model_dump(mode="json") for each in alarms], as_json)
    else:
        show([_row(each, every) for each in alarms], as_json, empty="no alarm stands")
    if any(each.status == "STANDING" for each in alarms):
        raise click.exceptions.Exit(FINDINGS)


@command.command("clear")
@click.argument("kind", type=click.Choice(get_args(AlarmKind)))
@click.argument("subject")
@click.option("--reason", required=True, help="What you found or did; kept in the event log.")
@environment
def clear(  # noqa: PLR0917  # click passes them by name
    kind: AlarmKind, subject: str, reason: str, profile: str, project: Path | None, as_json: bool
) -> None:
    """Say that the alarm KIND about SUBJECT is seen to.

    A foreign execution stands until somebody does so. Whatever else is still as it was is raised
    again at the service's next look.
    """
    from pytoolkit.alarms import ABOUT_PROCESSES, Alarms
    from pytoolkit.live.overview import look
    from pytoolkit.wiring import open_hot

    settings = load_settings(profile, project)
    hot = open_hot(settings)
    try:
        alarms = Alarms(hot, "human")
        alarms.load()
        wall = datetime.now(UTC)
        market = None if kind in ABOUT_PROCESSES else look(hot, settings, wall).market
        known = [each.subject for each in alarms.standing(kind)]
        if subject not in known:
            about = f"; it stands about {', '.join(known)}" if known else ""
            raise click.UsageError(f"no alarm {kind} about {subject!r} stands{about}")
        alarms.clear(kind, subject, f"{getpass.getuser()}: {reason}", market or wall)
    finally:
        hot.close()
    show([{"kind": kind, "subject": subject, "status": "CLEARED"}], as_json)


@command.command("what")
@click.argument("kind", type=click.Choice(PAGES))
@environment
def what(kind: str, profile: str, project: Path | None, as_json: bool) -> None:
    """Tell what a human does about an alarm: the page runbooks/incidents/KIND.md."""
    from pytoolkit.settings import CARRIED

    places = (load_settings(profile, project).runbooks, CARRIED / "runbooks")
    pages = [place / "incidents" / f"{kind}.md" for place in places]
    page = next((each for each in pages if each.is_file()), None)
    if page is None:
        raise click.UsageError(f"there is no {pages[0]}")
    if as_json:
        show([{"kind": kind, "page": page.read_text()}], as_json)
    else:
        click.echo(page.read_text(), nl=False)


def _row(alarm: Alarm, every: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": alarm.kind,
        "subject": alarm.subject,
        "since": utc_text(alarm.first_seen_at.replace(microsecond=0)),
        "times": alarm.times,
        "message": alarm.message,
    }
    if every:
        over = alarm.cleared_at
        row["over"] = utc_text(over.replace(microsecond=0)) if over else ""
        row["because"] = alarm.cleared_because
    return row
