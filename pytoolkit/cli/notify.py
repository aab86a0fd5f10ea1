"""`pytoolkit notify`: whether people can be told, and the process that tells them."""

import signal
import threading
from pathlib import Path

import click

from pytoolkit.cli.common import FINDINGS, environment, log_format, show
from pytoolkit.errors import BadSettings, PytoolkitError
from pytoolkit.logs import Format
from pytoolkit.settings import Settings, load_settings

NOBODY = (
    'profile {profile} tells nobody: write `urls = ["env:NAME"]` under [{profile}.notify] in '
    "pytoolkit.toml; see docs/notifications.md"
)


@click.group()
def command() -> None:
    """Tell people of entries, exits, rejections, alarms and the daily verdict.

    The live service and `pytoolkit run` do it by themselves where the profile names services.
    """


@command.command("test")
@environment
def test(profile: str, project: Path | None, as_json: bool) -> None:
    """Send a test message to every service of a profile and say what worked.

    Exit code 4 when a service did not take it.
    """
    settings = _with_services(profile, project)
    rows = [_tried(reference, settings) for reference in settings.notify.urls]
    if as_json:
        show(rows, as_json)
    else:
        for row in rows:
            click.echo(f"{row['service']}: {row['said']}")
    if not all(row["ok"] for row in rows):
        raise click.exceptions.Exit(FINDINGS)


@command.command("watch")
@environment
@click.option(
    "--with", "parent", type=int, metavar="PID", help="End when this process of a service is gone."
)
@click.option("-v", "--verbose", is_flag=True, help="Log every attempt.")
@log_format
def watch(
    *,
    profile: str,
    project: Path | None,
    as_json: bool,  # noqa: ARG001  (nothing is printed to stdout)
    parent: int | None,
    verbose: bool,
    log_format: Format | None,
) -> None:
    """Tell people until stopped, and tell them too when the live service dies.

    The live service starts one of its own. One that is started by hand, on this machine or another
    one that reaches the hot store, takes over when that one ends.
    """
    from pytoolkit import logs
    from pytoolkit.notify.process import watch as tell

    settings = _with_services(profile, project)
    logs.to_stderr(log_format or settings.log_format, verbose=verbose)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    tell(settings, stop, parent)


def _with_services(profile: str, project: Path | None) -> Settings:
    settings = load_settings(profile, project)
    if not settings.notify.urls:
        raise BadSettings(NOBODY.format(profile=profile))
    return settings


def _tried(reference: str, settings: Settings) -> dict[str, object]:
    """Send a test message to one service; gives a sentence about it."""
    from pytoolkit.wiring import open_outlet

    subject = f"[{settings.profile}] a test of pytoolkit"
    text = f"Messages about {', '.join(settings.notify.on)} will come like this one."
    try:
        open_outlet(reference).send(subject, text, urgent=False)
    except PytoolkitError as error:
        return {"service": reference, "ok": False, "said": f"not told: {error}"}
    return {"service": reference, "ok": True, "said": "took the test message; look for it there"}
