"""Broker, market data and clock; another one is a line in its table."""

from pathlib import Path

from pytoolkit.ports import Broker, Clock, Inspector, MarketData
from pytoolkit.settings import Settings
from pytoolkit.wiring.keys import account_of, keys_of, simulator_keys
from pytoolkit.wiring.schemes import adapter, made


def open_broker(settings: Settings) -> Broker:
    """Open only the broker, for who looks and stores nothing."""
    broker: Broker = made(BROKER, "broker", settings)
    return broker


def open_market(settings: Settings) -> MarketData:
    """Open only the market data, for who reads bars and stores nothing."""
    market: MarketData = made(MARKET, "market", settings)
    return market


def open_clock(settings: Settings) -> Clock:
    """Open only the clock, for who needs market time and nothing else."""
    clock: Clock = made(CLOCK, "broker", settings)
    return clock


def open_inspector(settings: Settings) -> Inspector:
    """Open what reads an account for a check-up and can change nothing."""
    keys, named = account_of(settings)
    inspector: Inspector = adapter("inspector_alpaca", "AlpacaInspector")(*keys, **named)
    return inspector


def _broker(settings: Settings, _place: str) -> Broker:
    keys, named = account_of(settings)
    broker: Broker = adapter("broker_alpaca", "AlpacaBroker")(*keys, **named)
    return broker


def _clock(settings: Settings, _place: str) -> Clock:
    keys, named = account_of(settings)
    clock: Clock = adapter("clock_alpaca", "BrokerClock")(*keys, **named)
    return clock


def _files(_settings: Settings, place: str) -> MarketData:
    market: MarketData = adapter("market_files", "FileMarket")(Path(place) if place else None)
    return market


def _simulator_market(settings: Settings, place: str) -> MarketData:
    market: MarketData = adapter("market_alpaca", "AlpacaMarket")(
        *simulator_keys(), url=place or settings.broker.partition(":")[2] or settings.simulator_url
    )
    return market


def _alpaca_market(settings: Settings, place: str) -> MarketData:
    market: MarketData = adapter("market_alpaca", "AlpacaMarket")(*keys_of(settings), feed=place)
    return market


BROKER = {"simulator": _broker, "alpaca": _broker}
MARKET = {"files": _files, "simulator": _simulator_market, "alpaca": _alpaca_market}
CLOCK = {"simulator": _clock, "alpaca": _clock}
