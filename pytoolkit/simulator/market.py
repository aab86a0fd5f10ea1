"""The market that is replayed: raw daily bars, splits, sessions, and where time stands."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

import polars as pl

from pytoolkit.errors import BadBars, UsageError
from pytoolkit.frames import daily_at, next_session, sessions
from pytoolkit.models.base import utc_text
from pytoolkit.models.market import CorporateAction, Session

Phase = Literal["open", "closed"]
AFTER_MIDNIGHT = time(0, 5)
"""When a night's jobs begin, UTC."""


@dataclass(frozen=True, slots=True)
class DayBar:
    """One daily bar."""

    ds: date
    at: datetime
    open: float
    high: float
    low: float
    close: float
    volume: float


class Market:
    """Bars by symbol and day, and the splits between them."""

    def __init__(self, bars: pl.DataFrame, actions: Sequence[CorporateAction]) -> None:
        """Take raw daily bars as `frames.shipped_bars` gives them.

        Raises:
            BadBars: no bars, or one that is not a daily bar of a trading session.
        """
        if bars.is_empty():
            raise BadBars("there are no bars to replay; give a file with at least one")
        self._bars: dict[str, list[DayBar]] = {}
        for symbol, *row in bars.iter_rows():
            ds = row[0].date()
            self._bars.setdefault(symbol, []).append(DayBar(ds, *row))
        self._by_day = {
            symbol: {bar.ds: bar for bar in history} for symbol, history in self._bars.items()
        }
        first = min(history[0].ds for history in self._bars.values())
        last = max(history[-1].ds for history in self._bars.values())
        self.sessions = sessions(first, last)
        self._check()
        self.symbols = tuple(sorted(self._bars))
        self.actions = [each for each in actions if each.symbol in self._bars]

    def _check(self) -> None:
        trading = {session.ds for session in self.sessions}
        for symbol, history in self._bars.items():
            for bar in history:
                if bar.ds not in trading or bar.at != daily_at(bar.ds):
                    raise BadBars(
                        f"the bar of {symbol} at {utc_text(bar.at)} is not a daily bar of an XNYS "
                        "session; the simulator replays daily bars that start at New York midnight"
                    )

    def bar(self, symbol: str, ds: date) -> DayBar | None:
        """Give the bar of a day; None if nothing traded."""
        return self._by_day[symbol].get(ds)

    def listed(self, symbol: str, ds: date) -> bool:
        """Say whether a symbol has traded by a day."""
        return symbol in self._bars and self._bars[symbol][0].ds <= ds

    def splits(self, ds: date) -> list[CorporateAction]:
        """List the splits whose first session is a day."""
        return [each for each in self.actions if each.ds == ds]

    def last_close(self, symbol: str, ds: date) -> float | None:
        """Give the newest raw close up to a day."""
        history = self._bars[symbol]
        index = bisect_right(history, ds, key=lambda bar: bar.ds)
        return history[index - 1].close if index else None

    def history(
        self, symbol: str, start: datetime, end: datetime, last: date, split_as_of: date | None
    ) -> list[DayBar]:
        """List finished bars with start <= at <= end, oldest first.

        Args:
            symbol: spelled as in the bars; an unknown one has none.
            start: first instant.
            end: last instant, included.
            last: newest day that is finished.
            split_as_of: adjust for the splits known on that day; None: raw.
        """
        history = self._bars.get(symbol, [])
        stop = min(
            bisect_right(history, end, key=lambda bar: bar.at),
            bisect_right(history, last, key=lambda bar: bar.ds),
        )
        found = history[bisect_left(history, start, key=lambda bar: bar.at) : stop]
        if split_as_of is None:
            return found
        for split in self.actions:
            if split.symbol == symbol and split.ds <= split_as_of:
                found = [bar if bar.ds >= split.ds else _adjust(bar, split) for bar in found]
        return found


def _adjust(bar: DayBar, split: CorporateAction) -> DayBar:
    ratio = float(split.ratio)
    return replace(
        bar,
        open=bar.open / ratio,
        high=bar.high / ratio,
        low=bar.low / ratio,
        close=bar.close / ratio,
        volume=bar.volume * ratio,
    )


def exact(price: float) -> Decimal:
    """Take a bar's price for money: the decimal it was written as."""
    return Decimal(repr(price))


class Timeline:
    """Where simulated time stands: at the open or the close of a session, or beyond it.

    Attributes:
        now: market time.
        phase: open from the opening bell until the closing bell.
        session: the session that is open, else the last one that was.
    """

    def __init__(self, trading: Sequence[Session], start: date | None = None) -> None:
        """Stand after the last session's close, or before the session of a day.

        Raises:
            UsageError: there is no session to replay at that day.
        """
        self._sessions = trading
        self._index = len(trading) - 1
        if start is not None:
            self._index = bisect_left(trading, start, key=lambda session: session.ds) - 1
            if not 0 <= self._index < len(trading) - 1:
                allowed = f"{trading[1].ds} to {trading[-1].ds}" if len(trading) > 1 else "none"
                raise UsageError(f"no replay can start on {start}: the bars allow {allowed}")
        self.phase: Phase = "closed"
        self.now = self.session.close_at

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
    def finished(self) -> date:
        """The newest day whose bars are finished."""
        return self._sessions[self._index - (self.phase == "open")].ds

    @property
    def next_instant(self) -> datetime | None:
        """The next open or close; None once the bars have ended."""
        if self.phase == "open":
            return self.session.close_at
        over = self._index + 1 >= len(self._sessions)
        return None if over else self._sessions[self._index + 1].open_at

    def rest(self) -> None:
        """Move to shortly after the end of the UTC day of the session that closed."""
        following = self.session.close_at.date() + timedelta(days=1)
        self.now = datetime.combine(following, AFTER_MIDNIGHT, UTC)

    def advance(self) -> None:
        """Move to the next open or close."""
        if self.phase == "open":
            self.phase, self.now = "closed", self.session.close_at
        else:
            self._index += 1
            self.phase, self.now = "open", self.session.open_at
