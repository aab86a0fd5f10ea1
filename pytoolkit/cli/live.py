"""`pytoolkit live`: trade the active strategies until stopped."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from datetime import datetime
from pathlib import Path

import click

from pytoolkit.cli.common import environment, log_format, note
from pytoolkit.errors import Refused
from pytoolkit.logs import Format
from pytoolkit.settings import Settings, load_settings

REAL_MONEY = "live"
CONSENT = "trade real money"


@click.command()
@environment
@click.option(
    "--step", "stepping", is_flag=True, help="A driver advances the simulator's clock; poll it."
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    help="End once an instant at or after this one was handled, e.g. 2013-03-01T21:00:00Z.",
)
@click.option(
    "--view",
    is_flag=True,
    help="Show how things stand, as `status --watch` does; the log goes to var/PROFILE/live.log.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
@log_format
def command(
    *,
    as_json: bool,  # noqa: ARG001  (nothing is printed to stdout)
    project: Path | None,
    profile: str,
    stepping: bool,
    until: datetime | None,
    view: bool,
    verbose: bool,
    log_format: Format | None,
) -> None:
    """Trade the active strategies until stopped.

    Daily bars are read at each session's close, the rules decide, risk judges, and orders leave for
    the next session. Bars within a session come over the market-data stream, are decided as they
    end, and their orders leave at once. SIGTERM or Ctrl-C ends it; orders at the broker stay as
    they are.
    """
    from pytoolkit import logs
    from pytoolkit.live.run import run

    settings = load_settings(profile, project)
    require_consent(settings)
    form = log_format or settings.log_format
    with ExitStack() as opened:
        if view:
            opened.enter_context(_viewing(settings))
        logs.to_stderr(form, verbose=verbose)
        run(settings, stepping=stepping, until=until, log_format=form)


@contextmanager
def _viewing(settings: Settings) -> Iterator[None]:
    """Give the terminal to a process that only looks, and the log to a file."""
    from pytoolkit.live.driver import LOG_NAME

    settings.state.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "pytoolkit", "status", "--watch"),
        *("--profile", settings.profile, "--project", str(settings.project)),
    ]
    with (settings.state / LOG_NAME).open("a", buffering=1) as log:
        process = subprocess.Popen(command)
        try:
            with redirect_stderr(log):
                yield
        finally:
            process.terminate()
            process.wait()


def require_consent(settings: Settings) -> None:
    """Ask for a typed sentence before real money is traded.

    Raises:
        Refused: the configuration does not enable it, or the sentence was not typed.
    """
    if settings.profile != REAL_MONEY:
        return
    if not settings.live.enabled:
        raise Refused(
            "profile live trades real money: set `enabled = true` under [live.live] in "
            "pytoolkit.toml first"
        )
    note(f"This trades real money through {settings.broker}.")
    typed = click.prompt(f"Type `{CONSENT}` to go on", default="", show_default=False, err=True)
    if typed.strip() != CONSENT:
        raise Refused("not confirmed; nothing was started")
