"""Named switches and watermarks of the live service, kept in the hot store."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from pytoolkit.errors import CorruptRow
from pytoolkit.models.base import JsonDict, utc_text
from pytoolkit.models.job import Control
from pytoolkit.orders import event_of
from pytoolkit.ports import HotStore
from pytoolkit.risk import KillSwitch

KILL_SWITCH = "kill_switch"
PROGRESS = "live.progress"
RECONCILED = "live.reconciled"
STATES = ("ACTIVE", "REDUCING", "HALTED")


def kill_switch(hot: HotStore) -> KillSwitch:
    """Read the kill switch; ACTIVE where nobody ever set it, HALTED where it cannot be read."""
    try:
        found = hot.get(Control, KILL_SWITCH)
    except CorruptRow:
        return "HALTED"
    state = found.value.get("state") if found else "ACTIVE"
    return cast(KillSwitch, state) if state in STATES else "HALTED"


def set_kill_switch(hot: HotStore, state: KillSwitch, reason: str, at: datetime) -> Control:
    """Set the kill switch; the service obeys at its next look."""
    return put(hot, KILL_SWITCH, {"state": state}, at, reason)


def put(hot: HotStore, name: str, value: JsonDict, at: datetime, reason: str = "") -> Control:
    """Store a control under its name, whatever was there; unchanged values write nothing."""
    found = hot.get(Control, name)
    if found is None:
        row = Control(name=name, value=value, reason=reason, updated_at=at)
        hot.create(row, event_of(row, at=at, reason=reason))
        return row
    if found.value == value and not reason:
        return found
    row = found.next(value=value, reason=reason, updated_at=at)
    hot.update(row, found.version, event_of(row, at=at, reason=reason) if reason else None)
    return row


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the service got.

    Attributes:
        handled_at: newest instant that was fully handled, with the outbox empty.
        decided_at: newest close whose decisions are all durable.
    """

    handled_at: datetime | None = None
    decided_at: datetime | None = None

    @classmethod
    def read(cls, hot: HotStore) -> "Progress":
        """Read it; nothing where the service never ran."""
        found = hot.get(Control, PROGRESS)
        value = found.value if found else {}
        return cls(_instant(value.get("handled_at")), _instant(value.get("decided_at")))

    def write(self, hot: HotStore, at: datetime) -> None:
        """Store it."""
        instants = {"handled_at": self.handled_at, "decided_at": self.decided_at}
        value = {name: utc_text(instant) for name, instant in instants.items() if instant}
        put(hot, PROGRESS, value, at)


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
