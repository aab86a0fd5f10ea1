"""`pytoolkit strategies`: what is in the library, and whether it can be traded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show


@click.group()
def command() -> None:
    """List the strategies, or check their definitions."""


@command.command("ls")
@environment
def ls(profile: str, project: Path | None, as_json: bool) -> None:
    """List the strategies of the project's library."""
    from pytoolkit.library import read_library

    strategies, broken = read_library(_file(profile, project))
    rows = [
        {
            "strategy_id": each.strategy_id,
            "active": each.active,
            "timeframe": each.timeframe,
            "side": each.side,
            "order": each.order,
            "assets": " ".join(each.assets),
            **({"description": each.description} if as_json else {}),
        }
        for each in strategies
    ]
    show(rows, as_json, empty="the library is empty")
    for why in broken.values():
        note(why)
    if broken:
        raise click.exceptions.Exit(FINDINGS)


@command.command("check")
@click.argument("names", nargs=-1)
@environment
def check(names: tuple[str, ...], profile: str, project: Path | None, as_json: bool) -> None:
    """Show each strategy's rules as they are stored, its hash and warm-up, and warnings.

    NAMES are ids of strategies; none: all. Exits with 4 where one cannot be traded.
    """
    from pytoolkit.library import read_library, review

    file = _file(profile, project)
    strategies, broken = read_library(file)
    known = {*(each.strategy_id for each in strategies), *broken}
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(
            f"{file.name} has no strategy {unknown[0]!r}; it has {', '.join(sorted(known))}"
        )
    chosen = [each for each in strategies if not names or each.strategy_id in names]
    reviews = [review(each) for each in chosen]
    if as_json:
        show(reviews, as_json)
    else:
        for each in reviews:
            _print(each)
    wrong = [why for name, why in broken.items() if not names or name in names]
    for why in wrong:
        note(why)
    if wrong:
        raise click.exceptions.Exit(FINDINGS)


def _print(reviewed: Mapping[str, Any]) -> None:
    click.echo(f"{reviewed['strategy_id']}  {reviewed['config_hash'][:12]}")
    if reviewed["description"]:
        click.echo(f"  {reviewed['description']}")
    for name, text in reviewed.items():
        if name not in ("strategy_id", "config_hash", "description", "warnings"):
            click.echo(f"  {name:<24} {text}")
    for warning in reviewed["warnings"]:
        click.echo(f"  {'warning':<24} {warning}")
    click.echo()


def _file(profile: str, project: Path | None) -> Path:
    from pytoolkit.library import LIBRARY_FILE
    from pytoolkit.settings import load_settings

    return load_settings(profile, project).runbooks / LIBRARY_FILE
