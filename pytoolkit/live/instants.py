"""The instants the service acts on, in order, each once: bells, and ends of the bars it trades."""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from pytoolkit import frames
from pytoolkit.models.base import AssetClass, Timeframe
from pytoolkit.models.market import Session

LONGEST_CLOSURE = timedelta(days=14)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY: Timeframe = "1Day"


class Length(NamedTuple):
    """What kind of bars: a pair's day is another than an equity's."""

    asset_class: AssetClass
    timeframe: Timeframe


STOCK_DAYS = Length("EQUITY", DAY)


class HasLength(Protocol):
    """A strategy, signal or position."""

    @property
    def asset_class(self) -> AssetClass:
        """Equity or crypto."""

    @property
    def timeframe(self) -> Timeframe:
        """Length of its bars."""


def length_of(thing: HasLength) -> Length:
    """Give the kind of bars something is decided on."""
    return Length(thing.asset_class, thing.timeframe)


@dataclass(frozen=True, slots=True)
class Instant:
    """A bell of the exchange, or the end of bars.

    Attributes:
        kind: open and close are bells; bar is any other end of bars.
        session: the one that is open, or the last one before.
        ends: kinds of bars that are finished here, of those that are traded.
    """

    at: datetime
    kind: Literal["open", "bar", "close"]
    session: Session
    ends: frozenset[Length] = frozenset()


def pending(
    handled_at: datetime | None,
    now: datetime,
    traded: Collection[Length] = (STOCK_DAYS,),
) -> list[Instant]:
    """List the instants after the last handled one up to now, oldest first.

    A service that never ran begins with the newest instant only: what came before it is history.

    Args:
        handled_at: the last instant that was handled.
        now: market time.
        traded: kinds of bars that are traded.
    """
    if handled_at is not None and handled_at >= now:
        return []
    since = handled_at if handled_at is not None else now - LONGEST_CLOSURE
    sessions = frames.sessions((since - LONGEST_CLOSURE).date(), now.date())
    bells: dict[datetime, Literal["open", "close"]] = {}
    ends: dict[datetime, set[Length]] = {}
    for session in sessions:
        bells |= {session.open_at: "open", session.close_at: "close"}
        for length in traded:
            if length.asset_class == "EQUITY":
                for at in _ends_within(session, since, now, length.timeframe):
                    ends.setdefault(at, set()).add(length)
    for length in traded:
        if length.asset_class == "CRYPTO":
            for at in _multiples(since, now, frames.LENGTHS[length.timeframe]):
                ends.setdefault(at, set()).add(length)
    found = [
        Instant(
            at,
            bells.get(at, "bar"),
            sessions[bisect_right(sessions, at, key=lambda each: each.open_at) - 1],
            frozenset(ends.get(at, ())),
        )
        for at in sorted({*bells, *ends})
        if since < at <= now
    ]
    return found[-1:] if handled_at is None else found


def _ends_within(
    session: Session, since: datetime, now: datetime, timeframe: Timeframe
) -> Iterator[datetime]:
    """Give where bars of a session end, its close the last; they are cut at multiples."""
    if timeframe != DAY:
        first, last = max(session.open_at, since), min(session.close_at - MICROSECOND, now)
        yield from _multiples(first, last, frames.LENGTHS[timeframe])
    yield session.close_at


def _multiples(since: datetime, now: datetime, length: timedelta) -> Iterator[datetime]:
    """Give the multiples of a length after an instant, up to another."""
    at = since + length - (since - EPOCH) % length
    while at <= now:
        yield at
        at += length
