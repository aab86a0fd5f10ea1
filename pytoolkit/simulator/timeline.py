"""Where simulated time stands: at an instant of the market, or between two."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from pytoolkit.errors import UsageError
from pytoolkit.frames import next_session
from pytoolkit.models.market import Session
from pytoolkit.simulator.market import Bar, Instant, Market, asset_class_of

Phase = Literal["open", "closed"]
AFTER_MIDNIGHT = time(0, 5)
"""When a night's jobs begin, UTC."""


class Timeline:
    """Moves through the instants of a market.

    Attributes:
        now: market time.
        phase: open from the opening bell until the closing bell.
        running: the bars that have begun and not ended, by symbol.
    """

    def __init__(self, market: Market, start: date | datetime | None = None) -> None:
        """Stand after the last instant, after the session before a day, or at an instant.

        Raises:
            UsageError: there is no session to replay at that day.
        """
        self._sessions = market.sessions
        self._instants = market.instants
        self._index = len(self._sessions) - 1
        self._next = len(self._instants)
        self.phase: Phase = "closed"
        self.running: dict[str, Bar] = {}
        if start is None:
            self.now = self._instants[-1].at
            return
        if isinstance(start, datetime):
            opened = bisect_right(self._sessions, start, key=lambda session: session.open_at)
            self._index = opened - 1
        else:
            self._index = bisect_left(self._sessions, start, key=lambda session: session.ds) - 1
        if not 0 <= self._index < len(self._sessions) - (not isinstance(start, datetime)):
            allowed = (
                f"{self._sessions[1].ds} to {self._sessions[-1].ds}"
                if len(self._sessions) > 1
                else "none"
            )
            raise UsageError(f"no replay can start on {start}: the bars allow {allowed}")
        self.now = self.session.close_at
        if isinstance(start, datetime):
            self.now = start
            self.phase = "open" if start < self.session.close_at else "closed"
        # Bars that end here have ended; what begins here has yet to begin.
        self._next = bisect_right(
            self._instants,
            (self.now, isinstance(start, datetime)),
            key=lambda each: (each.at, each.begins),
        )
        for instant in self._instants[: self._next]:
            self._pass(instant)

    @property
    def session(self) -> Session:
        """The session that is open, else the last one that was."""
        return self._sessions[self._index]

    @property
    def next_session(self) -> Session:
        """The first session after this one, from the calendar where the bars have ended."""
        following = self._index + 1
        if following < len(self._sessions):
            return self._sessions[following]
        return next_session(self.session.ds)

    @property
    def next_instant(self) -> datetime | None:
        """When something happens next; None once the bars have ended."""
        return self._instants[self._next].at if self._next < len(self._instants) else None

    @property
    def next_begins(self) -> bool:
        """Whether bars begin at the next instant, rather than end."""
        return self._next < len(self._instants) and self._instants[self._next].begins

    def trades(self, symbol: str) -> bool:
        """Say whether orders in a symbol are worked now: pairs always, equities in a session."""
        return self.phase == "open" or asset_class_of(symbol) == "CRYPTO"

    @property
    def night(self) -> datetime:
        """Shortly after the end of the UTC day of the session that closed, or of today."""
        ended = max(self.session.close_at, self.now - timedelta(hours=1)).date()
        return datetime.combine(ended + timedelta(days=1), AFTER_MIDNIGHT, UTC)

    def advance(self) -> Instant:
        """Move to the next instant and give what happens there."""
        instant = self._instants[self._next]
        self._next += 1
        self.now = instant.at
        if instant.bell is not None:
            self.phase = "open" if instant.begins else "closed"
            self._index += instant.begins
        self._pass(instant)
        return instant

    def _pass(self, instant: Instant) -> None:
        if instant.begins:
            self.running.update(instant.bars)
        else:
            for symbol in instant.bars:
                del self.running[symbol]
