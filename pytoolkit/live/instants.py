"""The instants the service acts on: every session's open and close, in order, each once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pytoolkit import frames
from pytoolkit.models.market import Session

LONGEST_CLOSURE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Instant:
    """A bell of the exchange."""

    at: datetime
    kind: Literal["open", "close"]
    session: Session


def pending(handled_at: datetime | None, now: datetime) -> list[Instant]:
    """List the instants after the last handled one up to now, oldest first.

    A service that never ran begins with the newest instant only: what came before it is history.
    """
    if handled_at is not None and handled_at >= now:
        return []
    since = handled_at if handled_at is not None else now - LONGEST_CLOSURE
    instants = [
        instant
        for session in frames.sessions(since.date(), now.date())
        for instant in (
            Instant(session.open_at, "open", session),
            Instant(session.close_at, "close", session),
        )
        if instant.at <= now
    ]
    if handled_at is None:
        return instants[-1:]
    return [instant for instant in instants if instant.at > handled_at]
