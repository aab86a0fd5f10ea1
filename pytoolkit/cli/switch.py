"""`pytoolkit halt`, `reduce`, `resume`: the kill switch, obeyed at the service's next look."""

import getpass
from pathlib import Path

import click

from pytoolkit.cli.common import environment, show
from pytoolkit.risk import KillSwitch

WHAT = {
    "HALTED": "nothing new is sent; waiting entries are canceled, stops at the broker stand",
    "REDUCING": "exits only; waiting entries are canceled",
    "ACTIVE": "entries and exits",
}


def _turn(
    state: KillSwitch, project: Path | None, profile: str, as_json: bool, reason: str
) -> None:
    from pytoolkit.live import controls
    from pytoolkit.wiring import connect

    context = connect(profile, project)
    try:
        before = controls.kill_switch(context.hot)
        # Wall time: the switch must turn while the broker does not answer.
        now = context.clock.wall()
        said = f"{getpass.getuser()}: {reason}" if reason else getpass.getuser()
        controls.set_kill_switch(context.hot, state, said, now)
    finally:
        context.close()
    show([{"before": before, "now": state, "means": WHAT[state]}], as_json)


@click.command()
@environment
@click.option("--reason", default="", help="Why; kept in the event log.")
def halt(as_json: bool, project: Path | None, profile: str, reason: str) -> None:
    """Stop all new orders; cancels still pass."""
    _turn("HALTED", project, profile, as_json, reason)


@click.command(name="reduce")
@environment
@click.option("--reason", default="", help="Why; kept in the event log.")
def reduce(as_json: bool, project: Path | None, profile: str, reason: str) -> None:
    """Allow exits only."""
    _turn("REDUCING", project, profile, as_json, reason)


@click.command()
@environment
@click.option("--reason", default="", help="Why; kept in the event log.")
def resume(as_json: bool, project: Path | None, profile: str, reason: str) -> None:
    """Allow entries again."""
    _turn("ACTIVE", project, profile, as_json, reason)
