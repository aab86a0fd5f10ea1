"""All checks of a profile in their order: what others hang on comes first."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from pytoolkit.doctor import account, assets, keys, machine, market, stores
from pytoolkit.doctor.finding import Finding, all_tried
from pytoolkit.doctor.needs import Needs
from pytoolkit.errors import PytoolkitError
from pytoolkit.library import LIBRARY_FILE, load_strategies
from pytoolkit.ports import HotStore
from pytoolkit.settings import Settings, load_settings
from pytoolkit.wiring import open_broker, open_hot, open_inspector


def examine(profile: str, project: Path | None) -> Iterator[Finding]:
    """Look at everything a profile needs, one finding each, and change nothing."""
    yield from machine.python()
    try:
        settings = load_settings(profile, project)
    except PytoolkitError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"{profile}: hot={settings.hot} cold={settings.cold}")
    yield from machine.project(settings)
    found, needs = _strategies(settings)
    yield found
    yield from keys.keys(settings)
    yield from machine.services(settings)
    yield from all_tried("hot store", lambda: stores.stores(settings))
    yield market.bars(settings, needs)
    yield from all_tried("lease", lambda: _with_broker(settings, needs))


def _strategies(settings: Settings) -> tuple[Finding, Needs]:
    try:
        strategies = load_strategies(settings.runbooks / LIBRARY_FILE)
    except PytoolkitError as error:
        return Finding("strategies", False, str(error)), Needs()
    needs = Needs.of(strategies)
    active = len(needs.strategies)
    detail = f"{len(strategies)} defined, {active} active"
    if not active:
        return Finding("strategies", False, f"{detail}: nothing would be traded"), needs
    return Finding("strategies", True, detail), needs


def _with_broker(settings: Settings, needs: Needs) -> Iterator[Finding]:
    with ExitStack() as opened:
        hot = _existing_hot(settings, opened)
        found, service = stores.lease(hot)
        yield found
        try:
            inspector = open_inspector(settings)
        except PytoolkitError as error:
            yield Finding("broker", False, str(error))
            return
        found, raw = account.answers(inspector, settings.broker)
        yield found
        if not raw:
            return
        yield from account.account(raw, needs)
        told = inspector.configuration
        yield from all_tried("configuration", lambda: account.configuration(told(), needs))
        yield from all_tried("assets", lambda: assets.assets(inspector, needs))
        simulated = not settings.broker.startswith("alpaca:")
        yield from all_tried("clock", lambda: [market.clock(inspector, simulated=simulated)])
        yield market.trade_stream(settings)
        yield from market.data_stream(settings, needs, service=service)
        yield from all_tried("orders", lambda: stores.strangers(hot, open_broker(settings)))
        yield from all_tried("rate limit", lambda: [account.rate(inspector)])


def _existing_hot(settings: Settings, opened: ExitStack) -> HotStore | None:
    """Open the hot store, unless it would be made by that."""
    if settings.hot.startswith("sqlite:"):
        path = settings.hot.removeprefix("sqlite:")
        if not (Path(path) if path else settings.state / "hot.sqlite").exists():
            return None
    store = open_hot(settings)
    opened.callback(store.close)
    return store
