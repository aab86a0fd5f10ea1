"""`pytoolkit quarantine ls`: rows that were set aside, with the reason."""

import json
from pathlib import Path
from typing import Any

import click

from pytoolkit.cli.common import environment, show
from pytoolkit.models.base import utc_text
from pytoolkit.models.job import Quarantined


@click.group()
def command() -> None:
    """List rows that were set aside, with the reason."""


@command.command("ls")
@environment
@click.option("--target", help="Only rows meant for this table.")
@click.option("--raw", is_flag=True, help="Show each row as it came, too.")
def ls(profile: str, project: Path | None, as_json: bool, target: str | None, raw: bool) -> None:
    """List rows that were set aside, oldest first, with what their model said."""
    from pytoolkit import wiring

    ctx = wiring.connect(profile, project)
    try:
        where: list[Any] = [("target", "==", target)] if target else []
        found = sorted(ctx.hot.find(Quarantined, where), key=lambda row: (row.at, row.key))
    finally:
        ctx.close()
    rows: list[dict[str, object]] = [
        {
            "at": f"{row.at:%Y-%m-%d %H:%M}",
            "target": row.target,
            "source": row.source,
            "reason": _reason(row.errors),
            **(_details(row) if as_json else {}),
            **({"raw": row.raw} if raw else {}),
        }
        for row in found
    ]
    show(rows, as_json, empty="no row is quarantined")


def _details(row: Quarantined) -> dict[str, object]:
    return {
        "at": utc_text(row.at),
        "status": row.status,
        "attempts": row.attempts,
        "run_id": row.run_id,
        "quarantine_id": row.quarantine_id,
        "errors": json.loads(row.errors),
    }


def _reason(errors: str) -> str:
    """Give the first error as `place: message`, and how many more there are."""
    listed = json.loads(errors)
    place = ".".join(str(part) for part in listed[0]["loc"])
    more = f" (+{len(listed) - 1})" if len(listed) > 1 else ""
    return f"{place}: {listed[0]['msg']}{more}" if place else f"{listed[0]['msg']}{more}"
