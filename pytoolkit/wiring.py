"""Settings -> Context: the only importer of adapters. A store, broker or feed is a line here."""

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytoolkit import secrecy
from pytoolkit.errors import BadSettings
from pytoolkit.models.base import Timeframe
from pytoolkit.ports import (
    DATA_STREAM,
    TRADE_STREAM,
    BarFeed,
    Broker,
    Clock,
    ColdStore,
    Context,
    HotStore,
    Inspector,
    MarketData,
    Outlet,
    Stream,
)
from pytoolkit.settings import Settings, load_settings

if TYPE_CHECKING:
    import polars as pl

KEY_VARIABLES = ("APCA_API_KEY_ID", "APCA_API_SECRET_KEY")
KEY_REFERENCES = tuple(f"env:{name}" for name in KEY_VARIABLES)
SIMULATOR_REFERENCES = ("env:SIMULATOR_KEY_ID", "env:SIMULATOR_SECRET_KEY")
"""For a simulator that was started with keys of its own; without them any are accepted."""
FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
ISO_DAY = len("2026-01-02")


def connect(
    profile: str | None = None, project: Path | str | None = None, **overrides: Any
) -> Context:
    """Open one environment: stores, broker, market data and clock.

    Nothing is contacted until it is used. With the default profile everything is embedded and no
    credentials are read; keys in the environment are used only if the profile names `alpaca:`.

    Args:
        profile: dev (default), paper or live.
        project: folder with `runbooks/`; default: the nearest parent that has one.
        overrides: single settings (`hot`, `cold`, `broker`, `market`) that win over the file.

    Raises:
        BadSettings: a setting that names no known kind of store, broker or feed.
    """
    folder = Path(project) if isinstance(project, str) else project
    return open_context(load_settings(profile, folder, **overrides))


def open_context(settings: Settings, run_id: str = "") -> Context:
    """Build the context of some settings."""
    return Context(
        settings=settings,
        hot=_made(HOT, "hot", settings),
        cold=_made(COLD, "cold", settings),
        broker=_made(BROKER, "broker", settings),
        market=_made(MARKET, "market", settings),
        clock=_made(CLOCK, "broker", settings),
        run_id=run_id,
    )


def open_hot(settings: Settings) -> HotStore:
    """Open only the hot store, for who keeps records and needs no broker."""
    store: HotStore = _made(HOT, "hot", settings)
    return store


def rehearse_hot(settings: Settings) -> str:
    """Try whether the hot store can be written, leaving nothing there; says what was seen.

    Raises:
        Unreachable: it cannot.
    """
    return str(_made(HOT_REHEARSALS, "hot", settings))


def rehearse_cold(settings: Settings) -> str:
    """Try whether the cold store can be written, leaving nothing there; raises Unreachable."""
    return str(_made(COLD_REHEARSALS, "cold", settings))


def open_broker(settings: Settings) -> Broker:
    """Open only the broker, for who looks and stores nothing."""
    broker: Broker = _made(BROKER, "broker", settings)
    return broker


def open_market(settings: Settings) -> MarketData:
    """Open only the market data, for who reads bars and stores nothing."""
    market: MarketData = _made(MARKET, "market", settings)
    return market


def open_clock(settings: Settings) -> Clock:
    """Open only the clock, for who needs market time and nothing else."""
    clock: Clock = _made(CLOCK, "broker", settings)
    return clock


def _made(
    table: Mapping[str, Callable[[Settings, str], Any]], field: str, settings: Settings
) -> Any:
    kind, _, place = str(getattr(settings, field)).partition(":")
    if kind not in table:
        raise BadSettings(f"{field} = {kind!r} is not known; use one of {', '.join(table)}")
    return table[kind](settings, place)


def _adapter(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"pytoolkit.adapters.{module}"), name)


def _sqlite(settings: Settings, place: str) -> HotStore:
    path = Path(place) if place else settings.state / "hot.sqlite"
    store: HotStore = _adapter("hot_sqlite", "SqliteStore")(path)
    return store


def _delta(settings: Settings, place: str) -> ColdStore:
    path = place if place else str(settings.state / "cold")
    store: ColdStore = _adapter("cold_delta", "DeltaStore")(path)
    return store


def _rehearsed_sqlite(settings: Settings, place: str) -> Any:
    path = Path(place) if place else settings.state / "hot.sqlite"
    return _adapter("rehearsals", "rehearse_sqlite")(path)


def _rehearsed_delta(settings: Settings, place: str) -> Any:
    return _adapter("rehearsals", "rehearse_delta")(place or str(settings.state / "cold"))


def _simulator_broker(settings: Settings, place: str) -> Broker:
    broker: Broker = _adapter("broker_alpaca", "AlpacaBroker")(
        *_simulator_keys(), url=place or settings.simulator_url
    )
    return broker


def _alpaca_broker(settings: Settings, place: str) -> Broker:
    broker: Broker = _adapter("broker_alpaca", "AlpacaBroker")(
        *_keys(settings), paper=_is_paper(settings, place)
    )
    return broker


def _files(_settings: Settings, place: str) -> MarketData:
    market: MarketData = _adapter("market_files", "FileMarket")(Path(place) if place else None)
    return market


def _simulator_market(settings: Settings, place: str) -> MarketData:
    market: MarketData = _adapter("market_alpaca", "AlpacaMarket")(
        *_simulator_keys(), url=place or settings.broker.partition(":")[2] or settings.simulator_url
    )
    return market


def _alpaca_market(settings: Settings, place: str) -> MarketData:
    market: MarketData = _adapter("market_alpaca", "AlpacaMarket")(*_keys(settings), feed=place)
    return market


def _simulator_clock(settings: Settings, place: str) -> Clock:
    clock: Clock = _adapter("clock_alpaca", "BrokerClock")(
        *_simulator_keys(), url=place or settings.simulator_url
    )
    return clock


def _alpaca_clock(settings: Settings, place: str) -> Clock:
    clock: Clock = _adapter("clock_alpaca", "BrokerClock")(
        *_keys(settings), paper=_is_paper(settings, place)
    )
    return clock


def open_hints(settings: Settings, put: Callable[[object], None]) -> Stream:
    """Start the broker's trade stream of a profile in a thread.

    Args:
        settings: the environment.
        put: takes each message, in the stream's thread; it must do no more than enqueue.
    """
    keys, named = _account(settings)
    opened: Stream = _adapter("stream_trades", "TradeStream")(*keys, put, **named)
    return opened


def open_bars(
    settings: Settings,
    symbols: Sequence[str],
    put: Callable[[object], None],
    is_open: Callable[[], bool],
) -> BarFeed:
    """Start the market-data stream of a profile in a thread.

    Args:
        settings: the environment.
        symbols: whose minutes; all of them equities, or all of them pairs.
        put: takes what came, in the stream's thread; it must do no more than enqueue.
        is_open: whether something should be heard now.
    """
    keys, url = _bars_at(settings, symbols)
    stream = _adapter("stream_bars", "BarStream")
    opened: BarFeed = stream(*keys, url, symbols, put, is_open=is_open)
    return opened


def try_hints(settings: Settings) -> None:
    """Enter the broker's trade stream of a profile, and leave it.

    Raises:
        StreamRefused: the broker answered with an error code.
        Unreachable: it does not answer as it should.
    """
    keys, named = _account(settings)
    url = _adapter("stream_trades", "place_of")(named.get("url", ""), paper=named.get("paper"))
    enter = _adapter("stream_trades", "enter")
    _adapter("stream", "enter_once")(TRADE_STREAM, url, lambda socket: enter(socket, *keys))


def try_bars(settings: Settings, symbols: Sequence[str]) -> None:
    """Enter the market-data stream of a profile, subscribe, and leave it; raises as `try_hints`.

    Args:
        settings: the environment.
        symbols: all of them equities, or all of them pairs.
    """
    keys, url = _bars_at(settings, symbols)
    enter = _adapter("stream_bars", "enter")
    _adapter("stream", "enter_once")(DATA_STREAM, url, lambda socket: enter(socket, *keys, symbols))


def open_inspector(settings: Settings) -> Inspector:
    """Open what reads an account for a check-up and can change nothing."""
    keys, named = _account(settings)
    inspector: Inspector = _adapter("inspector_alpaca", "AlpacaInspector")(*keys, **named)
    return inspector


def _account(settings: Settings) -> tuple[tuple[str, str], dict[str, Any]]:
    """Give the keys of a profile's trading account, and where it is."""
    kind, _, place = settings.broker.partition(":")
    if kind == "simulator":
        return _simulator_keys(), {"url": place or settings.simulator_url}
    return _keys(settings), {"paper": _is_paper(settings, place)}


def _bars_at(settings: Settings, symbols: Sequence[str]) -> tuple[tuple[str, str], str]:
    """Give the keys and the address of the market-data stream of equities, or of pairs."""
    kind, _, place = settings.market.partition(":")
    if kind == "alpaca":
        base, feed, keys = "wss://stream.data.alpaca.markets", place or "iex", _keys(settings)
    else:
        own = place if kind == "simulator" else ""
        base = own or settings.broker.partition(":")[2] or settings.simulator_url
        base, feed, keys = base.replace("http", "ws", 1).rstrip("/"), "iex", _simulator_keys()
    pairs = any("/" in symbol for symbol in symbols)
    return keys, base + ("/v1beta3/crypto/us" if pairs else f"/v2/{feed}")


def open_outlet(reference: str) -> Outlet:
    """Open a service that tells people something.

    Args:
        reference: `env:NAME` of a variable with its address, as in the settings.

    Raises:
        BadSettings: the variable is not set, no known service has such an address, or the library
            that speaks to services is not installed.
    """
    address = secrecy.read(reference) if secrecy.is_reference(reference) else reference
    outlet: Outlet = _adapter("notify_apprise", "AppriseOutlet")(reference, address)
    return outlet


def _is_paper(settings: Settings, place: str) -> bool:
    if place not in ("paper", "live"):
        raise BadSettings(
            f"broker = 'alpaca:{place}' is not known; use alpaca:paper or alpaca:live"
        )
    if place == "live" and not (settings.profile == "live" and settings.live.enabled):
        raise BadSettings(
            "alpaca:live needs --profile live and [live.live] enabled = true in pytoolkit.toml"
        )
    return place == "paper"


def _simulator_keys() -> tuple[str, str]:
    try:
        key, secret = map(secrecy.read, SIMULATOR_REFERENCES)
    except BadSettings:
        return "simulator", "simulator"
    return key, secret


def _keys(settings: Settings) -> tuple[str, str]:
    missing = [name for name in KEY_VARIABLES if not os.environ.get(name)]
    if missing:
        raise BadSettings(
            f"profile {settings.profile!r} talks to Alpaca: set {' and '.join(missing)}"
        )
    key, secret = map(secrecy.read, KEY_REFERENCES)
    return key, secret


HOT = {"sqlite": _sqlite}
COLD = {"delta": _delta}
HOT_REHEARSALS = {"sqlite": _rehearsed_sqlite}
COLD_REHEARSALS = {"delta": _rehearsed_delta}
BROKER = {"simulator": _simulator_broker, "alpaca": _alpaca_broker}
MARKET = {"files": _files, "simulator": _simulator_market, "alpaca": _alpaca_market}
CLOCK = {"simulator": _simulator_clock, "alpaca": _alpaca_clock}


def bars(
    symbols: str | Sequence[str],
    timeframe: Timeframe = "1Day",
    start: date | datetime | str | None = None,
    end: date | datetime | str | None = None,
    *,
    profile: str | None = None,
) -> "pl.DataFrame":
    """Load finished, split-adjusted bars from the profile's market source.

    Args:
        symbols: one symbol or several.
        timeframe: length of the bars.
        start: first day (UTC) or instant; default: as far back as the source goes.
        end: last day, included, or instant, excluded; default: now.
        profile: whose source; default: dev, the bars that come with the package.

    Returns:
        symbol, at (bar start, UTC), open, high, low, close, volume; sorted by symbol and at.

    Raises:
        BadSettings: a date that cannot be read, or an unknown profile.
        Unreachable: the source did not answer.
    """
    market = open_market(load_settings(profile))
    names = [symbols] if isinstance(symbols, str) else list(symbols)
    return market.bars(names, timeframe, _instant(start, "start"), _instant(end, "end"))


def _instant(value: date | datetime | str | None, field: str) -> datetime:
    """Read a bound; a whole day as `end` is included."""
    if value is None:
        return datetime.max.replace(tzinfo=UTC) if field == "end" else FIRST_INSTANT
    if isinstance(value, str):
        try:
            value = (
                date.fromisoformat(value)
                if len(value) == ISO_DAY
                else datetime.fromisoformat(value)
            )
        except ValueError as error:
            raise BadSettings(f"{field} = {value!r} is not an ISO date or instant") from error
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    day = value + timedelta(days=1) if field == "end" else value
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
