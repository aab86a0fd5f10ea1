"""How far a service was told, kept in the hot store."""

from dataclasses import dataclass
from datetime import datetime

from pytoolkit.models.base import JsonDict
from pytoolkit.models.job import Control
from pytoolkit.ports import HotStore

PREFIX = "notify."
BEHIND = "notify/"
"""First text after every text with the prefix."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a service has been told.

    Attributes:
        cursor: in the event log; all before it was told, or is of no interest.
        told: ids of events behind the cursor that were told too, as urgent ones go first.
    """

    cursor: str
    told: frozenset[str] = frozenset()

    @classmethod
    def read(cls, hot: HotStore, target: str) -> "Watermark | None":
        """Read it; None where the service was never told anything."""
        found = hot.get(Control, PREFIX + target)
        if found is None:
            return None
        return cls(str(found.value.get("cursor", "")), frozenset(found.value.get("told", ())))

    def write(self, hot: HotStore, target: str, at: datetime) -> None:
        """Store it."""
        value: JsonDict = {"cursor": self.cursor, "told": sorted(self.told)}
        name = PREFIX + target
        found = hot.get(Control, name)
        if found is None:
            hot.create(Control(name=name, value=value, updated_at=at))
        elif found.value != value:
            hot.update(found.next(value=value, updated_at=at), found.version)


def targets_told(hot: HotStore) -> dict[str, datetime]:
    """Give when each service was told something last, by its name in the settings."""
    where = hot.find(Control, [("name", ">=", PREFIX), ("name", "<", BEHIND)])
    return {each.name.removeprefix(PREFIX): each.updated_at for each in where}
