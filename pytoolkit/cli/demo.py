"""`pytoolkit demo`: the whole house on the embedded default, with progress and one table."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from pytoolkit.cli.common import RUN_FAILED, note
from pytoolkit.settings import load_settings

PROFILE = "demo"
PROVEN, NOT_PROVEN = "PROVEN", "NOT PROVEN"


@click.command()
@click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with runbooks/; default: the nearest parent that has one, else this folder.",
)
@click.option("--sessions", type=click.IntRange(min=2), help="Trade only the last N sessions.")
@click.option("--nights", type=click.IntRange(min=1), help="Run the runbook for the last N days.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(project: Path | None, sessions: int | None, nights: int | None, as_json: bool) -> None:
    """Trade, archive and report on the embedded default; needs no credentials, sends nothing.

    Starts an Alpaca-compatible exchange on loopback, trades the strategies of
    runbooks/strategies.toml through the live path on real daily bars of 2012-06 to 2013-03, runs
    the daily runbook as notebooks for the last ten sessions, and proves the books. What an earlier
    demo left is replaced; the same figures come out each time.

    The last line says whether the books balance. Exit code 1 when they do not, when a job failed,
    or when a table that must have rows is empty.
    """
    from pytoolkit.demo.screen import Progress, show
    from pytoolkit.demo.story import Script, tell

    began = time.monotonic()
    settings = load_settings(
        PROFILE, project, broker="simulator:", market="simulator:", hot="sqlite:", cold="delta:"
    )
    script = Script()
    if sessions is not None:
        script = Script(first=script.sessions[-sessions:][0].ds)
    if nights is not None:
        script = Script(first=script.first, nights=nights)
    with Progress(script) as progress:
        summary = tell(settings, script, progress.audience)
    index = settings.reports / "index.html"
    if as_json:
        figures = {**asdict(summary), "reports_index": str(index)}
        click.echo(json.dumps(figures, indent=2, default=str))
    else:
        show(summary, script, time.monotonic() - began)
    for sentence in summary.shortcomings:
        note(f"! {sentence}")
    if not as_json:
        click.echo(f"Reports: {index}")
    click.echo(PROVEN if summary.proven else NOT_PROVEN, err=as_json)
    if summary.shortcomings:
        raise click.exceptions.Exit(RUN_FAILED)
