"""Hot and cold stores; another one is a line in each table."""

from pathlib import Path
from typing import Any

from pytoolkit.ports import ColdStore, HotStore
from pytoolkit.settings import Settings
from pytoolkit.wiring.schemes import adapter, made


def open_hot(settings: Settings) -> HotStore:
    """Open only the hot store, for who keeps records and needs no broker."""
    store: HotStore = made(HOT, "hot", settings)
    return store


def rehearse_hot(settings: Settings) -> str:
    """Try whether the hot store can be written, leaving nothing there; says what was seen.

    Raises:
        Unreachable: it cannot.
    """
    return str(made(HOT_REHEARSALS, "hot", settings))


def rehearse_cold(settings: Settings) -> str:
    """Try whether the cold store can be written, leaving nothing there; raises Unreachable."""
    return str(made(COLD_REHEARSALS, "cold", settings))


def _sqlite(settings: Settings, place: str) -> HotStore:
    path = Path(place) if place else settings.state / "hot.sqlite"
    store: HotStore = adapter("hot_sqlite", "SqliteStore")(path)
    return store


def _delta(settings: Settings, place: str) -> ColdStore:
    path = place if place else str(settings.state / "cold")
    store: ColdStore = adapter("cold_delta", "DeltaStore")(path)
    return store


def _rehearsed_sqlite(settings: Settings, place: str) -> Any:
    path = Path(place) if place else settings.state / "hot.sqlite"
    return adapter("rehearsals", "rehearse_sqlite")(path)


def _rehearsed_delta(settings: Settings, place: str) -> Any:
    return adapter("rehearsals", "rehearse_delta")(place or str(settings.state / "cold"))


HOT = {"sqlite": _sqlite}
COLD = {"delta": _delta}
HOT_REHEARSALS = {"sqlite": _rehearsed_sqlite}
COLD_REHEARSALS = {"delta": _rehearsed_delta}
