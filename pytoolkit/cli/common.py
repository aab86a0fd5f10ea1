"""What every command shares: the environment options and how results are shown."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from pytoolkit.models.base import canonical_json
from pytoolkit.settings import DEFAULT_PROFILE, PROFILES

Command = TypeVar("Command", bound=Callable[..., Any])

WIDEST = 10_000
OK, RUN_FAILED, USAGE, PARTIAL, FINDINGS, REFUSED, TRY_AGAIN = 0, 1, 2, 3, 4, 5, 75
"""Exit codes of every command; see `pytoolkit --help`."""


def environment(command: Command) -> Command:
    """Add --profile, --project and --json, passed as `profile`, `project`, `as_json`."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table."),
        click.option(
            "--project",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder with runbooks/; default: the nearest parent that has one.",
        ),
        click.option(
            "--profile",
            type=click.Choice(PROFILES),
            default=DEFAULT_PROFILE,
            show_default=True,
            help="Environment; each has stores, locks and job records of its own.",
        ),
    ):
        command = option(command)
    return command


def log_format(command: Command) -> Command:
    """Add --log-format, passed as `log_format`; None: as the settings say."""
    return click.option(
        "--log-format",
        type=click.Choice(("text", "json")),
        help="Lines for people, or one JSON object a line; default: `log_format` of the profile.",
    )(command)


def show(rows: Sequence[Mapping[str, object]], as_json: bool, empty: str = "nothing") -> None:
    """Print rows to stdout, as one JSON array or as a table with the keys of the first as head."""
    if as_json:
        click.echo(json.dumps(json.loads(canonical_json(list(rows))), indent=2))
        return
    if not rows:
        click.echo(empty)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), no_wrap=True)
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    # As wide as the rows are: a cut or folded id cannot be copied.
    console = Console(width=WIDEST, highlight=False)
    with console.capture() as written:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in written.get().splitlines()))


def note(text: str) -> None:
    """Print a sentence for people to stderr."""
    click.echo(text, err=True)
