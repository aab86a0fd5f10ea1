"""`pytoolkit status`: how an environment stands, read from the hot store only."""

import json
import signal
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytoolkit.cli.common import FINDINGS, environment
from pytoolkit.errors import PytoolkitError
from pytoolkit.models.base import canonical_json
from pytoolkit.settings import Settings, load_settings

if TYPE_CHECKING:
    from pytoolkit.live.looks import Overview
    from pytoolkit.live.problems import Problem
    from pytoolkit.ports import HotStore

WIDE = 160
"""Columns where the output is no terminal."""
LEAST_SECONDS = 0.2


@click.command()
@environment
@click.option("--watch", is_flag=True, help="Keep looking, once a second, until Ctrl-C.")
@click.option(
    "--every",
    type=click.FloatRange(LEAST_SECONDS),
    default=1.0,
    show_default=True,
    help="Seconds between two looks of --watch.",
)
def command(
    *, as_json: bool, project: Path | None, profile: str, watch: bool, every: float
) -> None:
    """Show what is wrong, and then all the rest: service, streams, orders, positions.

    Reads what the service stored; asks neither the broker nor the service, and needs no keys. With
    --json one object; with --watch and --json one object a line.

    Exit code 4 where a human should act now.
    """
    from pytoolkit.wiring import open_hot

    settings = load_settings(profile, project)
    hot = open_hot(settings)
    try:
        if watch:
            _watch(hot, settings, as_json, every)
            return
        overview, found = _look(hot, settings)
        if as_json:
            click.echo(json.dumps(as_object(overview, found), indent=2))
        else:
            _print(overview, found)
    finally:
        hot.close()
    if any(each.severity == "ACT" for each in found):
        raise click.exceptions.Exit(FINDINGS)


def as_object(overview: "Overview", found: "list[Problem]") -> dict[str, object]:
    """Give what was seen as plain JSON: money as text, instants in ISO 8601, ages in seconds."""
    problems = [
        {
            "severity": each.severity,
            "text": each.text,
            "age_s": each.age.total_seconds() if each.age is not None else None,
            "page": each.page,
        }
        for each in found
    ]
    alarms = [each.model_dump(mode="json") for each in overview.alarms]
    seen = {**asdict(overview), "alarms": alarms}
    plain: dict[str, object] = json.loads(canonical_json({"problems": problems, **seen}))
    return {name: plain[name] for name in ("problems", *seen)}


def _look(hot: "HotStore", settings: Settings) -> "tuple[Overview, list[Problem]]":
    from pytoolkit.live.overview import look
    from pytoolkit.live.problems import problems

    overview = look(hot, settings, datetime.now(UTC))
    return overview, problems(overview)


def _print(overview: "Overview", found: "list[Problem]") -> None:
    from rich.console import Console

    from pytoolkit.cli.screen import screen

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)
    with console.capture() as written:
        console.print(screen(overview, found))
    click.echo("\n".join(line.rstrip() for line in written.get().splitlines()))


def _watch(hot: "HotStore", settings: Settings, as_json: bool, every: float) -> None:
    """Look again and again; what cannot be read is shown, and looked for again."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from pytoolkit.cli.screen import screen

    # Ended by the service it belongs to: the terminal is put back as it was.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if as_json:
            while True:
                click.echo(json.dumps(as_object(*_look(hot, settings))))
                time.sleep(every)
        with Live(console=Console(highlight=False), screen=True, auto_refresh=False) as shown:
            while True:
                try:
                    seen = screen(*_look(hot, settings))
                except PytoolkitError as error:
                    seen = Text(f"nothing to be seen: {error}", "bold red")
                shown.update(seen, refresh=True)
                time.sleep(every)
    except KeyboardInterrupt:
        return
