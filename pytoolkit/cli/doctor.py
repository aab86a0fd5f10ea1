"""`pytoolkit doctor`: what works on this machine and in this profile, read-only."""

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from pytoolkit.cli.common import FINDINGS, environment, show
from pytoolkit.errors import PytoolkitError, Unreachable
from pytoolkit.settings import Settings, load_settings

LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: what was looked at.
        ok: whether it will do; null: not needed by this profile.
        detail: what was seen and, where it will not do, the remedy.
    """

    check: str
    ok: bool | None
    detail: str


@click.command()
@environment
def command(profile: str, project: Path | None, as_json: bool) -> None:
    """Check this machine and the settings of a profile; changes nothing.

    Exit code 4 when something needs attention.
    """
    findings = list(examine(profile, project))
    marks = {True: "ok", False: "LOOK", None: "-"}
    rows: list[dict[str, object]] = [
        asdict(finding) if as_json else {**asdict(finding), "ok": marks[finding.ok]}
        for finding in findings
    ]
    show(rows, as_json)
    if any(finding.ok is False for finding in findings):
        raise click.exceptions.Exit(FINDINGS)


def examine(profile: str, project: Path | None) -> Iterator[Finding]:
    """Look at everything a profile needs, one finding each."""
    yield Finding("python", sys.version_info >= (3, 11), platform.python_version())
    yield _tried("core", _core)
    try:
        settings = load_settings(profile, project)
    except PytoolkitError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"{profile}: hot={settings.hot} cold={settings.cold}")
    yield _runbooks(settings)
    yield _state(settings)
    yield _tried("strategies", lambda: _strategies(settings))
    yield _keys(settings)
    yield from _services(settings)
    yield _tried("market", lambda: _market(settings))
    yield _broker(settings)


def _tried(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, True, look())
    except (PytoolkitError, ImportError) as error:
        return Finding(check, False, str(error))


def _core() -> str:
    from pytoolkit.signals import catalog

    return f"{len(catalog())} functions, package {importlib.metadata.version('pytoolkit')}"


def _runbooks(settings: Settings) -> Finding:
    found = (settings.runbooks / "daily.toml").is_file()
    return Finding("runbooks", found, str(settings.runbooks) if found else "daily.toml is missing")


def _state(settings: Settings) -> Finding:
    folder = settings.state
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return Finding("state folder", False, f"{folder} is not writable: choose --project DIR")
    free = shutil.disk_usage(folder).free
    detail = f"{settings.state}, {free / 1e9:.1f} GB free"
    return Finding("state folder", free >= LEAST_FREE_BYTES, detail)


def _strategies(settings: Settings) -> str:
    from pytoolkit.library import load_strategies

    strategies = load_strategies(settings.runbooks / "strategies.toml")
    active = sum(strategy.active for strategy in strategies)
    return f"{len(strategies)} defined, {active} active"


def _keys(settings: Settings) -> Finding:
    from pytoolkit.wiring import KEY_VARIABLES

    if not any(place.startswith("alpaca:") for place in (settings.broker, settings.market)):
        return Finding("keys", None, "not used: this profile sends nothing to Alpaca")
    missing = [name for name in KEY_VARIABLES if not os.environ.get(name)]
    return Finding("keys", not missing, f"set {' and '.join(missing)}" if missing else "present")


def _services(settings: Settings) -> Iterator[Finding]:
    """Look whether each service can be told; nothing is sent."""
    from pytoolkit.wiring import open_outlet

    if not settings.notify.urls:
        yield Finding("notify", None, "nobody is told: no services under notify.urls")
    for reference in settings.notify.urls:
        try:
            open_outlet(reference)
        except PytoolkitError as error:
            yield Finding("notify", False, str(error))
        else:
            yield Finding(
                "notify", True, f"{reference} holds an address; try: pytoolkit notify test"
            )


def _market(settings: Settings) -> str:
    from datetime import UTC, datetime, timedelta

    from pytoolkit.wiring import FIRST_INSTANT, open_market

    now = datetime.now(UTC)
    first = FIRST_INSTANT if settings.market.startswith("files:") else now - timedelta(days=10)
    bars = open_market(settings).bars(["AAPL"], "1Day", first, now)
    return f"{settings.market} answers: {len(bars)} daily bars of AAPL"


def _broker(settings: Settings) -> Finding:
    from pytoolkit.wiring import open_broker

    try:
        account = open_broker(settings).account()
    except Unreachable as error:
        if settings.broker.startswith("simulator:"):
            # Research and reading need no broker; only trading does.
            return Finding("broker", None, "no simulator runs; start one: pytoolkit simulator")
        return Finding("broker", False, str(error))
    except PytoolkitError as error:
        return Finding("broker", False, str(error))
    detail = f"{settings.broker} answers: account {account.account_id}, equity {account.equity}"
    return Finding("broker", True, detail)
