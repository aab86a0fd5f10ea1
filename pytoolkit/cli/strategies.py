"""`pytoolkit strategies`: what is in the library, if it can be traded, and if it looks ahead."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show

if TYPE_CHECKING:
    import polars as pl

    from pytoolkit.certificate import Certificate
    from pytoolkit.cli.certifying import Progress
    from pytoolkit.models.strategy import Strategy

WIDE = 100
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """List the strategies, or check them: their definitions, and that none looks ahead."""


@command.command("ls")
@environment
def ls(profile: str, project: Path | None, as_json: bool) -> None:
    """List the strategies of the project's library; `check` shows what their rules mean."""
    from pytoolkit.library import read_library

    strategies, broken = read_library(_file(profile, project))
    rows = [
        {
            "strategy_id": each.strategy_id,
            "active": each.active if as_json else "yes" if each.active else "no",
            "timeframe": each.timeframe,
            "side": each.side,
            "order": each.order,
            "assets": " ".join(each.assets),
            "hash": each.config_hash if as_json else each.config_hash[:12],
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
@click.option(
    "--bars",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Split-adjusted bars, .parquet or .csv; default: the daily ones that come with the "
    "package.",
)
@click.option(
    "--from",
    "start",
    type=DAY,
    metavar="DATE",
    help="First day of the bars; default: the first of a FILE, 2010-01-01 of the package's, which "
    "begin in 2000.",
)
@click.option("--to", "end", type=DAY, metavar="DATE", help="Last day of the bars, included.")
@click.option("--quick", is_flag=True, help="Only the definitions; compute nothing over bars.")
@click.option(
    "--full",
    is_flag=True,
    help="Rules and certificate of each in full, as for NAMES; default: a line each.",
)
@click.option(
    "--callable",
    "function",
    metavar="MODULE:FUNCTION",
    help="Certify your own function in place of strategies: it takes a polars frame of bars and "
    "gives a frame or series with one row per bar. The module may lie in this folder.",
)
@click.option(
    "--cuts",
    type=click.IntRange(min=1),
    default=256,
    show_default=True,
    help="At how many instants the bars of a --callable are cut.",
)
@click.option(
    "--cross-sectional",
    is_flag=True,
    help="The --callable compares symbols with each other on purpose.",
)
@environment
def check(  # noqa: PLR0917  # click passes them by name
    names: tuple[str, ...],
    file: Path | None,
    start: datetime | None,
    end: datetime | None,
    quick: bool,
    full: bool,
    function: str | None,
    cuts: int,
    cross_sectional: bool,
    profile: str,
    project: Path | None,
    as_json: bool,
) -> None:
    """Show what each strategy's rules mean, and certify that nothing in it looks ahead.

    NAMES are ids of strategies, shown in full: rules as they are stored, hash, warm-up, warnings,
    certificate; none: all of them, a line each. The certificate says that every output on every bar
    is the same with and without the bars after it, that a stream gives what the batch gives, and
    that the live way decides what the scan decides. Exits with 4 where one cannot be traded or a
    counter-example was found.

    \b
      pytoolkit strategies check ema_cross --from 2011-01-01
      pytoolkit strategies check --callable features:momentum --bars minutes.parquet
    """
    from pytoolkit.cli.certifying import CERTIFIED_FROM, SHIPPED, Progress, load

    source = str(file or SHIPPED)
    if file is None and end is None:
        start = start or CERTIFIED_FROM
    if function is not None:
        if names or quick:
            raise click.UsageError("--callable certifies a function: give no NAMES and no --quick")
        _check_function(
            function,
            load(file, start, end),
            source,
            cuts=cuts,
            cross_sectional=cross_sectional,
            as_json=as_json,
        )
        return
    strategies, wrong = _chosen(_file(profile, project), names)
    bars = None if quick else load(file, start, end)
    brief = not (as_json or names or full) and len(strategies) > 1
    failed, clean = bool(wrong), 0
    told: list[Mapping[str, Any]] = []
    with Progress() as progress:
        for each, reviewed in strategies:
            progress.subject = each.strategy_id
            if not (as_json or brief):
                _print(reviewed)
            certificate, missing = _certified(each, bars, file is None, progress)
            progress.hide()
            failed |= certificate is not None and not certificate.holds
            clean += certificate is not None and certificate.holds
            if as_json:
                plain = None if certificate is None else certificate.as_dict()
                told.append({**reviewed, "certificate": plain})
            elif brief:
                _print_brief(reviewed, certificate, missing)
            elif not quick:
                _print_certificate(certificate, missing, source)
    if as_json:
        show(told, as_json)
    elif clean and len(strategies) > 1:
        click.echo(f"{clean} of {len(strategies)} strategies certified: no output looks ahead")
    for why in wrong:
        note(why)
    if failed:
        raise click.exceptions.Exit(FINDINGS)


@command.command("page")
@click.argument("names", nargs=-1)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for a NAME.md each; default: print.",
)
@click.option("--quick", is_flag=True, help="Leave the backtest on the shipped bars out.")
@environment
def page(  # noqa: PLR0917  # click passes them by name
    names: tuple[str, ...],
    folder: Path | None,
    quick: bool,
    profile: str,
    project: Path | None,
    as_json: bool,
) -> None:
    """Write a page about each strategy from its own definition, in Markdown.

    NAMES are ids of strategies; none: all. A page tells what the strategy trades, when and how, and
    what came of it on the daily bars that come with the package.

    \b
      pytoolkit strategies page ema_cross
      pytoolkit strategies page --out pages
    """
    from pytoolkit.cli.certifying import Progress, load
    from pytoolkit.research.pages import strategy_page

    strategies, wrong = _chosen(_file(profile, project), names)
    bars = None if quick else load(None, None, None)
    pages: dict[str, str] = {}
    with Progress() as progress:
        for number, (each, _) in enumerate(strategies):
            progress.subject = each.strategy_id
            progress("pages", number, len(strategies))
            measured = bars is not None and not set(each.assets).isdisjoint(bars["symbol"])
            pages[each.strategy_id] = strategy_page(each, bars if measured else None)
    if as_json:
        show([{"strategy_id": name, "page": text} for name, text in pages.items()], as_json)
    elif folder is None:
        click.echo("\n".join(pages.values()), nl=False)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
        note(f"{len(pages)} pages in {folder}")
    for why in wrong:
        note(why)
    if wrong:
        raise click.exceptions.Exit(FINDINGS)


def _chosen(
    file: Path, names: Sequence[str]
) -> "tuple[list[tuple[Strategy, dict[str, Any]]], list[str]]":
    """Give the strategies asked for with their reviews, and why others cannot be traded."""
    from pytoolkit.library import read_library, review

    strategies, broken = read_library(file)
    known = {*(each.strategy_id for each in strategies), *broken}
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(
            f"{file.name} has no strategy {unknown[0]!r}; it has {', '.join(sorted(known))}"
        )
    chosen = [each for each in strategies if not names or each.strategy_id in names]
    wrong = [why for name, why in broken.items() if not names or name in names]
    return [(each, review(each)) for each in chosen], wrong


def _certified(
    strategy: "Strategy", bars: "pl.DataFrame | None", shipped: bool, progress: "Progress"
) -> "tuple[Certificate | None, str]":
    """Certify over the bars of a strategy's assets; a sentence where they are not all there."""
    from pytoolkit.certificate import certify

    if bars is None:
        return None, ""
    if shipped and strategy.timeframe != "1Day":
        return None, f"the package has daily bars, not {strategy.timeframe}: give --bars FILE"
    have = set(bars["symbol"].unique())
    missing = " ".join(name for name in strategy.assets if name not in have)
    if have.isdisjoint(strategy.assets):
        return None, f"there are no bars of {missing}: give --bars FILE"
    lacking = f"without {missing}, which the bars do not have" if missing else ""
    return certify(strategy, bars, progress=progress), lacking


def _check_function(
    text: str,
    bars: "pl.DataFrame",
    source: str,
    *,
    cuts: int,
    cross_sectional: bool,
    as_json: bool,
) -> None:
    from pytoolkit.certificate import certify
    from pytoolkit.cli.certifying import Progress, find_function

    with Progress() as progress:
        progress.subject = text
        certificate = certify(
            find_function(text),
            bars,
            name=text,
            cuts=cuts,
            cross_sectional=cross_sectional,
            progress=progress,
        )
    if as_json:
        show([certificate.as_dict()], as_json)
    else:
        click.echo(certificate)
        click.echo(f"  {'taken from':<14} {source}")
    if not certificate.holds:
        raise click.exceptions.Exit(FINDINGS)


def _print(reviewed: Mapping[str, Any]) -> None:
    click.echo(f"{reviewed['strategy_id']}  {reviewed['config_hash'][:12]}")
    for line in textwrap.wrap(reviewed["description"], WIDE - 2):
        click.echo(f"  {line}")
    for name, text in reviewed.items():
        if name not in ("strategy_id", "config_hash", "description", "warnings"):
            _line(name, text)
    for warning in reviewed["warnings"]:
        _line("warning", warning)


def _print_brief(
    reviewed: Mapping[str, Any], certificate: "Certificate | None", remark: str
) -> None:
    """Print one line about a strategy, and more only where there is something to be done."""
    remarks = [remark] if remark else []
    if certificate is None:
        verdict = f"no certificate: {remarks.pop()}" if remarks else "can be traded"
    else:
        verdict = "certified" if certificate.holds else certificate.verdict
        verdict += f", {len(certificate.columns)} outputs on {certificate.bars:,} bars"
        if certificate.empty:
            remarks.append(f"always null: {', '.join(certificate.empty)}")
    line = f"{reviewed['strategy_id']:<24} {reviewed['config_hash'][:12]}  "
    click.echo(line + "; ".join([verdict, *remarks]))
    for warning in reviewed["warnings"]:
        _line("warning", warning)
    for found in () if certificate is None else certificate.counter_examples:
        _line("counter-example", str(found))


def _print_certificate(certificate: "Certificate | None", remark: str, source: str) -> None:
    if certificate is None:
        _line("certificate", f"none: {remark}")
    else:
        _line("certificate", certificate.verdict)
        for name, text in certificate.rows():
            _line(f"  {name}", text)
        _line("  taken from", f"{source}{', ' + remark if remark else ''}")
    click.echo()


def _line(name: str, text: str) -> None:
    click.echo(f"  {name:<24} {text}")


def _file(profile: str, project: Path | None) -> Path:
    from pytoolkit.library import LIBRARY_FILE
    from pytoolkit.settings import load_settings

    return load_settings(profile, project).runbooks / LIBRARY_FILE
