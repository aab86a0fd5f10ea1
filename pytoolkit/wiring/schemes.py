"""What stands before the colon of a setting names what is opened."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from pytoolkit.errors import BadSettings
from pytoolkit.settings import Settings


def made(
    table: Mapping[str, Callable[[Settings, str], Any]], field: str, settings: Settings
) -> Any:
    """Open what a setting names.

    Args:
        table: scheme to what opens it.
        field: the setting.
        settings: the environment.

    Raises:
        BadSettings: no such scheme; names those there are.
    """
    kind, _, place = str(getattr(settings, field)).partition(":")
    if kind not in table:
        raise BadSettings(f"{field} = {kind!r} is not known; use one of {', '.join(table)}")
    return table[kind](settings, place)


def adapter(module: str, name: str) -> Any:
    """Give something of an adapter, which is imported now: only what is used is loaded."""
    return getattr(importlib.import_module(f"pytoolkit.adapters.{module}"), name)
