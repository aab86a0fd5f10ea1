"""Sessions of the New York Stock Exchange, early closes included.

The library that knows them takes seconds to import, so the past, which does not change, and the
holidays that the exchange has announced are shipped as a file (a test compares the two); only days
outside it are asked from the library.
"""

import warnings
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

import polars as pl

from pytoolkit import core
from pytoolkit.errors import UsageError
from pytoolkit.frames.bars import DATA
from pytoolkit.models.base import AssetClass, Timeframe
from pytoolkit.models.market import Session

Calendar = Literal["UTC", "XNYS"]
"""`XNYS`: sessions of the New York Stock Exchange; `UTC`: every UTC day is a session."""
CALENDARS: dict[AssetClass, Calendar] = {"EQUITY": "XNYS", "CRYPTO": "UTC"}
"""The calendar of each asset class."""
FILE = DATA / "xnys_sessions.parquet"
SHIPPED_FROM, SHIPPED_TO = date(2000, 1, 1), date(2027, 12, 31)
FIRST_KNOWN = date(1990, 1, 1)
_FAR = timedelta(days=370)


@dataclass(frozen=True, slots=True)
class _Table:
    """Every session from one day to another, parallel lists in order."""

    start: date
    end: date
    days: list[date]
    opens: list[datetime]
    closes: list[datetime]

    def session(self, index: int) -> Session:
        return Session(ds=self.days[index], open_at=self.opens[index], close_at=self.closes[index])


_known: list[_Table] = []


def _covering(start: date, end: date) -> _Table:
    """Give a table that covers a range, read or computed once and kept."""
    for table in _known:
        if table.start <= start and end <= table.end:
            return table
    if SHIPPED_FROM <= start and end <= SHIPPED_TO:
        table = _table(SHIPPED_FROM, SHIPPED_TO, pl.read_parquet(FILE))
    else:
        if start < FIRST_KNOWN:
            raise UsageError(f"the exchange calendar begins {FIRST_KNOWN}, {start} is before it")
        first, last = min(start, SHIPPED_FROM), end + _FAR
        table = _table(first, last, from_library(first, last))
    _known.insert(0, table)
    return table


def _table(start: date, end: date, frame: pl.DataFrame) -> _Table:
    return _Table(
        start,
        end,
        frame["ds"].to_list(),
        frame["open_at"].to_list(),
        frame["close_at"].to_list(),
    )


def from_library(start: date, end: date) -> pl.DataFrame:
    """Ask exchange-calendars for the sessions of a range: ds, open_at, close_at."""
    import exchange_calendars  # type: ignore[import-untyped]  # it ships no types

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own use of pandas, nothing of ours
        calendar = exchange_calendars.get_calendar("XNYS", start=str(start), end=str(end))
    instants = pl.Datetime("us", "UTC")
    return pl.DataFrame(
        {
            "ds": [stamp.date() for stamp in calendar.schedule.index],
            "open_at": [stamp.to_pydatetime() for stamp in calendar.schedule["open"]],
            "close_at": [stamp.to_pydatetime() for stamp in calendar.schedule["close"]],
        },
        schema={"ds": pl.Date(), "open_at": instants, "close_at": instants},
    )


def sessions(start: date, end: date) -> list[Session]:
    """List the sessions with start <= ds <= end, oldest first."""
    if end < start:
        return []
    table = _covering(start, end)
    first, stop = bisect_left(table.days, start), bisect_right(table.days, end)
    return [table.session(index) for index in range(first, stop)]


@lru_cache(maxsize=64)
def grid(timeframe: Timeframe, calendar: Calendar, start: date, end: date) -> core.Grid:
    """Describe the bars of a market between two days for the core: their length and sessions.

    Args:
        timeframe: length of the bars.
        calendar: `XNYS`: sessions of the New York Stock Exchange; `UTC`: every day is one.
        start: first day that matters.
        end: last day that matters.
    """
    if calendar == "UTC":
        return core.grid(timeframe)
    # A bar just outside the days asked for may still belong to a session.
    near = sessions(start - timedelta(days=1), end + timedelta(days=1))
    return core.grid(
        timeframe,
        (_micros([each.open_at for each in near]), _micros([each.close_at for each in near])),
    )


def _micros(instants: list[datetime]) -> pl.Series:
    return pl.Series(instants, dtype=pl.Datetime("us", "UTC")).to_physical()


@lru_cache(maxsize=1024)
def session_of(ds: date) -> Session | None:
    """Give the session of a date; None on a weekend or holiday."""
    found = sessions(ds, ds)
    return found[0] if found else None


def session_at(instant: datetime) -> Session | None:
    """Give the session that is open at an instant; None while the market is closed."""
    session = session_of(instant.astimezone(UTC).date())
    return session if session is not None and session.contains(instant) else None


def sessions_after(ds: date, count: int) -> list[Session]:
    """List the next `count` sessions with a date after ds."""
    # The longest closure since 1990 was four weekdays: twice the count and a fortnight suffice.
    return sessions(ds + timedelta(days=1), ds + timedelta(days=2 * count + 14))[:count]


@lru_cache(maxsize=1024)
def next_session(ds: date) -> Session:
    """Give the first session with a date after ds."""
    return sessions_after(ds, 1)[0]


@lru_cache(maxsize=1024)
def previous_session(ds: date) -> Session:
    """Give the last session with a date before ds."""
    return sessions(ds - timedelta(days=14), ds - timedelta(days=1))[-1]


def last_closed_session(instant: datetime) -> Session:
    """Give the newest session whose closing bell is at or before an instant."""
    ds = instant.astimezone(UTC).date()
    session = session_of(ds)
    return session if session is not None and session.close_at <= instant else previous_session(ds)


def write_shipped() -> None:
    """Write the shipped table anew from the library."""
    from_library(SHIPPED_FROM, SHIPPED_TO).write_parquet(FILE, compression="zstd")


if __name__ == "__main__":
    write_shipped()
