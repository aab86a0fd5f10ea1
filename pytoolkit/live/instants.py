"""The instants the service acts on, in order, each once: bells, and ends of the bars it trades."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pytoolkit import frames
from pytoolkit.models.base import Timeframe
from pytoolkit.models.market import Session

LONGEST_CLOSURE = timedelta(days=14)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY: Timeframe = "1Day"


@dataclass(frozen=True, slots=True)
class Instant:
    """A bell of the exchange, or the end of bars within a session.

    Attributes:
        ends: lengths of the bars that are finished here, of those that are traded.
    """

    at: datetime
    kind: Literal["open", "bar", "close"]
    session: Session
    ends: frozenset[Timeframe] = frozenset()


def pending(
    handled_at: datetime | None, now: datetime, timeframes: Collection[Timeframe] = (DAY,)
) -> list[Instant]:
    """List the instants after the last handled one up to now, oldest first.

    A service that never ran begins with the newest instant only: what came before it is history.

    Args:
        handled_at: the last instant that was handled.
        now: market time.
        timeframes: lengths of the bars that are traded.
    """
    if handled_at is not None and handled_at >= now:
        return []
    since = handled_at if handled_at is not None else now - LONGEST_CLOSURE
    instants = [
        instant
        for session in frames.sessions(since.date(), now.date())
        for instant in _of_session(session, since, now, timeframes)
    ]
    return instants[-1:] if handled_at is None else instants


def _of_session(
    session: Session, since: datetime, now: datetime, timeframes: Collection[Timeframe]
) -> list[Instant]:
    """Give the instants of one session with since < at <= now."""
    found = [
        Instant(session.open_at, "open", session),
        *_within(session, since, now, timeframes),
        Instant(session.close_at, "close", session, frozenset(timeframes)),
    ]
    return [instant for instant in found if since < instant.at <= now]


def _within(
    session: Session, since: datetime, now: datetime, timeframes: Collection[Timeframe]
) -> list[Instant]:
    """Give the ends of bars between the bells; bars are cut at multiples of their length."""
    shorter = {each: frames.LENGTHS[each] for each in timeframes if each != DAY}
    if not shorter:
        return []
    step = min(shorter.values())
    first = max(session.open_at, since)
    at = first + step - (first - EPOCH) % step
    found = []
    while at < session.close_at and at <= now:
        ends = frozenset(each for each, length in shorter.items() if not (at - EPOCH) % length)
        found.append(Instant(at, "bar", session, ends))
        at += step
    return found
