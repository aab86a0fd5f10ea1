"""Raise and clear alarms: one function each, for everybody.

An alarm is a document in the hot store. What stands is raised once, with an event; that it is still
so only moves `last_seen_at`. An alarm never stops what raises it: a document that cannot be read or
that others keep changing is told in the log and passed over.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from pytoolkit import secrecy, validate
from pytoolkit.errors import AlreadyExists, Conflict, CorruptRow
from pytoolkit.models.alarm import Alarm, AlarmKind
from pytoolkit.orders import event_of
from pytoolkit.ports import HotStore

log = logging.getLogger(__name__)

SEEN_AGAIN = timedelta(minutes=1)
"""How old `last_seen_at` may get while an alarm stands."""
ATTEMPTS = 5
"""Others write alarms too: each attempt reads anew."""
ONCE: frozenset[AlarmKind] = frozenset({"foreign_execution"})
"""What happened once: a human who cleared it is not told again."""
ABOUT_PROCESSES: frozenset[AlarmKind] = frozenset(
    {"service_died", "service_stuck", "notify_failing"}
)
"""Their instants are wall time."""
ABOUT_DEALS: frozenset[AlarmKind] = frozenset({"uncovered", "cannot_close", "unknown_definition"})
"""Their subject is a signal; they are over when its position is closed."""


class Notice(NamedTuple):
    """What is told about one subject."""

    message: str
    symbol: str = ""
    evidence: tuple[str, ...] = ()


class Alarms:
    """The alarms of one environment; what stands is mirrored, so that looking costs nothing.

    Args:
        hot: where they are stored.
        job_id: who raises and clears; in every event.
    """

    def __init__(self, hot: HotStore, job_id: str) -> None:
        self._hot, self._job_id = hot, job_id
        self._standing: dict[str, Alarm] = {}

    def load(self) -> None:
        """Read what stands."""
        found = validate.documents(self._hot, Alarm, [("status", "==", "STANDING")])
        self._standing = {alarm.key: alarm for alarm in found.good}
        for bad in found.bad:
            log.error("%s cannot be read: %s", bad.source, bad.errors)

    def standing(self, *kinds: AlarmKind) -> list[Alarm]:
        """Give what stands, of some kinds or of all, the oldest first."""
        found = [each for each in self._standing.values() if not kinds or each.kind in kinds]
        return sorted(found, key=lambda each: (each.first_seen_at, each.key))

    def sound(self, kind: AlarmKind, subject: str, notice: Notice, at: datetime) -> None:
        """Raise an alarm, or note that it still stands."""
        key = f"{kind}|{subject}"
        notice = notice._replace(message=secrecy.masked(notice.message))
        known = self._standing.get(key)
        if known is not None and at < known.last_seen_at + SEEN_AGAIN and _same(known, notice):
            return
        self._write(key, lambda found: _sounded(found, kind, subject, notice, at))

    def clear(self, kind: AlarmKind, subject: str, because: str, at: datetime) -> None:
        """End an alarm; does nothing where none stands."""
        key = f"{kind}|{subject}"
        if key in self._standing:
            self._write(key, lambda found: _cleared(found, because, at))

    def settle(
        self, kind: AlarmKind, found: Mapping[str, Notice], because: str, at: datetime
    ) -> None:
        """Raise what was found of a kind, by subject, and clear what was not found any more."""
        for subject, notice in found.items():
            self.sound(kind, subject, notice, at)
        for alarm in self.standing(kind):
            if alarm.subject not in found:
                self.clear(kind, alarm.subject, because, at)

    def _write(self, key: str, step: Callable[[Alarm | None], Alarm | None]) -> None:
        """Store what a step makes of what is stored; nothing where it changes nothing."""
        for _ in range(ATTEMPTS):
            try:
                found = self._hot.get(Alarm, key)
                alarm = step(found)
                if alarm is not None and alarm is not found:
                    self._store(found, alarm)
            except (Conflict, AlreadyExists):
                continue
            except CorruptRow as corrupt:
                log.error("%s", corrupt)
                return
            if alarm is not None and alarm.status == "STANDING":
                self._standing[key] = alarm
            else:
                self._standing.pop(key, None)
            return
        log.error("alarm %s: others write it all the time; it was left as it is", key)

    def _store(self, found: Alarm | None, alarm: Alarm) -> None:
        """Write an alarm; that it was raised or cleared is a move, with its event."""
        before = found.status if found else ""
        event = None
        if alarm.status != before:
            raised = alarm.status == "STANDING"
            event = event_of(
                alarm,
                at=alarm.last_seen_at if raised else alarm.cleared_at or alarm.last_seen_at,
                before=before,
                reason=alarm.message if raised else alarm.cleared_because,
                evidence={"ids": list(alarm.evidence)},
                job_id=self._job_id,
            )
        if found is None:
            self._hot.create(alarm, event)
        else:
            self._hot.update(alarm, found.version, event)
        if event is not None and alarm.status == "STANDING":
            log.error("ALARM %s", alarm.message, extra=_fields(alarm))
        elif event is not None:
            log.info("alarm over: %s (%s)", alarm.message, event.reason, extra=_fields(alarm))


def _sounded(
    found: Alarm | None, kind: AlarmKind, subject: str, notice: Notice, at: datetime
) -> Alarm | None:
    """Give the alarm as it is now that its condition was seen."""
    if found is None:
        return Alarm(
            kind=kind, subject=subject, first_seen_at=at, last_seen_at=at, **notice._asdict()
        )
    if found.status == "STANDING":
        seen = max(at, found.last_seen_at)
        return found.next(last_seen_at=seen, **notice._asdict())
    if kind in ONCE:
        return found
    return found.next(
        status="STANDING",
        times=found.times + 1,
        first_seen_at=at,
        last_seen_at=at,
        cleared_at=None,
        cleared_because="",
        **notice._asdict(),
    )


def _cleared(found: Alarm | None, because: str, at: datetime) -> Alarm | None:
    if found is None or found.status == "CLEARED":
        return found
    return found.next(
        status="CLEARED", cleared_at=max(at, found.first_seen_at), cleared_because=because
    )


def _same(alarm: Alarm, notice: Notice) -> bool:
    return (alarm.message, alarm.symbol, alarm.evidence) == notice


def _fields(alarm: Alarm) -> dict[str, str]:
    return {"alarm": alarm.kind, "subject": alarm.subject, "symbol": alarm.symbol}
