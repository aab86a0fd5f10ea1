"""What a check gives, and how a check that cannot be made becomes a finding too."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pytoolkit.errors import PytoolkitError

UNAUTHORIZED, FORBIDDEN = 401, 403
"""What a broker says to keys that it does not know, and to keys that may not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: what was looked at.
        ok: whether it will do; null: not needed by this profile, or only worth knowing.
        detail: what was seen and, where it will not do, the remedy.
    """

    check: str
    ok: bool | None
    detail: str


def tried(check: str, look: Callable[[], str]) -> Finding:
    """Give what a check says, or what kept it from saying anything."""
    try:
        return Finding(check, True, look())
    except (PytoolkitError, ImportError) as error:
        return Finding(check, False, str(error))


def all_tried(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Give the findings of a check; where it breaks off, one that says why."""
    try:
        yield from look()
    except (PytoolkitError, ImportError) as error:
        yield Finding(check, False, str(error))


def listed(names: Iterable[str], most: int = 5) -> str:
    """Name a few, and how many more there are."""
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
