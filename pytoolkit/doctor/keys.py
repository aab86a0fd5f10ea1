"""The keys of a profile: there, and of the kind it needs; their values are never shown."""

import os
from collections.abc import Iterator

from pytoolkit.doctor.finding import Finding
from pytoolkit.settings import Settings
from pytoolkit.wiring import KEY_VARIABLES

KINDS = {"paper": "PK", "live": "AK"}
"""How key ids of Alpaca's two kinds of accounts begin."""
SHOWN = 2


def keys(settings: Settings) -> Iterator[Finding]:
    """Look at the keys in the environment."""
    if not any(place.startswith("alpaca:") for place in (settings.broker, settings.market)):
        yield Finding("keys", None, "not used: this profile sends nothing to Alpaca")
        return
    missing = [name for name in KEY_VARIABLES if not os.environ.get(name)]
    if missing:
        yield Finding("keys", False, f"set {' and '.join(missing)}")
        return
    place = settings.broker.removeprefix("alpaca:")
    yield kind_of_key(os.environ[KEY_VARIABLES[0]].strip(), place)


def kind_of_key(key: str, place: str) -> Finding:
    """Say whether a key id looks like one of the account it is for.

    Args:
        key: the id; its first two letters are no secret.
        place: paper or live.
    """
    wanted = KINDS.get(place)
    if wanted is None or key.startswith(wanted):
        return Finding("keys", True, "present")
    return Finding(
        "keys",
        None,
        f"the key id begins with {key[:SHOWN]!r}, those of {place} accounts with {wanted}: "
        f"if it is refused below, make one for the {place} account",
    )
