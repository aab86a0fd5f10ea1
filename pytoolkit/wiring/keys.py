"""Whose account it is: keys from the environment, read when a client is opened."""

import os
from typing import Any

from pytoolkit import secrecy
from pytoolkit.errors import BadSettings
from pytoolkit.settings import Settings

KEY_VARIABLES = ("APCA_API_KEY_ID", "APCA_API_SECRET_KEY")
KEY_REFERENCES = tuple(f"env:{name}" for name in KEY_VARIABLES)
SIMULATOR_REFERENCES = ("env:SIMULATOR_KEY_ID", "env:SIMULATOR_SECRET_KEY")
"""For a simulator that was started with keys of its own; without them any are accepted."""


def account_of(settings: Settings) -> tuple[tuple[str, str], dict[str, Any]]:
    """Give the keys of a profile's trading account, and where it is."""
    kind, _, place = settings.broker.partition(":")
    if kind == "simulator":
        return simulator_keys(), {"url": place or settings.simulator_url}
    return keys_of(settings), {"paper": is_paper(settings, place)}


def is_paper(settings: Settings, place: str) -> bool:
    """Say whether a place is Alpaca's paper account; real money needs profile and file to say so.

    Raises:
        BadSettings: no such place, or the real one without both.
    """
    if place not in ("paper", "live"):
        raise BadSettings(
            f"broker = 'alpaca:{place}' is not known; use alpaca:paper or alpaca:live"
        )
    if place == "live" and not (settings.profile == "live" and settings.live.enabled):
        raise BadSettings(
            "alpaca:live needs --profile live and [live.live] enabled = true in pytoolkit.toml"
        )
    return place == "paper"


def simulator_keys() -> tuple[str, str]:
    """Give the keys of a simulator; any where it was started without."""
    try:
        key, secret = map(secrecy.read, SIMULATOR_REFERENCES)
    except BadSettings:
        return "simulator", "simulator"
    return key, secret


def keys_of(settings: Settings) -> tuple[str, str]:
    """Give the keys of an Alpaca account; raises BadSettings where a variable is not set."""
    missing = [name for name in KEY_VARIABLES if not os.environ.get(name)]
    if missing:
        raise BadSettings(
            f"profile {settings.profile!r} talks to Alpaca: set {' and '.join(missing)}"
        )
    key, secret = map(secrecy.read, KEY_REFERENCES)
    return key, secret
