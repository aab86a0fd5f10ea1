"""Alarms: what a human should know now, one document for each standing condition."""

from typing import ClassVar, Literal

from pytoolkit.models.base import Document, Key, Table, Utc

AlarmKind = Literal[
    "uncovered",
    "cannot_close",
    "expiring",
    "unknown_definition",
    "position_difference",
    "foreign_execution",
    "no_bars",
    "no_updates",
    "broker_refuses",
    "missing_bars",
    "no_prices",
    "service_died",
    "service_stuck",
    "notify_failing",
]
"""`runbooks/incidents/<kind>.md` says what a human does about each."""


class Alarm(Document):
    """A condition that needs a human; raised once however often it is seen."""

    TABLE: ClassVar[Table] = Table("alarms", ("kind", "subject"), "hot", indexes=(("status",),))

    kind: AlarmKind
    """What is wrong."""
    subject: Key
    """What it is about: a signal, a symbol, an execution, a stream, a service."""
    symbol: str = ""
    """Canonical spelling, where it is about one."""
    status: Literal["STANDING", "CLEARED"] = "STANDING"
    """Whether it is so now."""
    message: str
    """One sentence for people."""
    evidence: tuple[str, ...] = ()
    """Ids that prove it: executions, orders, signals."""
    times: int = 1
    """How often it was raised."""
    first_seen_at: Utc
    """When it was raised the last time: market time, wall time of alarms about a process."""
    last_seen_at: Utc
    """When it was last seen to be so, to the minute."""
    cleared_at: Utc | None = None
    """When it was over; null while it stands."""
    cleared_because: str = ""
    """Why it was over."""
