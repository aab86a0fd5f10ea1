"""Longer bars from shorter ones: of a whole history, or one by one as they are finished.

Both are the same code. Bars within a session begin at multiples of their length in UTC, as vendors
cut them, and are cut at the session's open and close; a day is a whole session. Bars outside of
all sessions are left out. A longer bar is finished by the first bar that ends at or after its end,
or by the clock.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, get_args

import polars as pl

from pytoolkit import core, frames
from pytoolkit.errors import UsageError
from pytoolkit.frames import Calendar
from pytoolkit.models.base import Timeframe
from pytoolkit.signals import AT, PRICES, SESSIONS_AHEAD, SESSIONS_FROM, bar_columns, day_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LongerBar(NamedTuple):
    """A finished longer bar."""

    symbol: str
    at: datetime
    """Start: the session's open, or a multiple of the length."""
    end: datetime
    """First instant after it: the session's close at the latest."""
    open: float
    high: float
    low: float
    close: float
    volume: float
    revised: bool
    """A bar that came late or was corrected has changed it; it was told before."""


def resample(
    bars: pl.DataFrame,
    to: Timeframe,
    *,
    timeframe: Timeframe,
    calendar: Calendar = "UTC",
    until: datetime | None = None,
) -> pl.DataFrame:
    """Make longer bars of a history.

    Args:
        bars: sorted by (symbol, at), as `evaluate` takes them.
        to: length of the longer bars.
        timeframe: length of `bars`.
        calendar: whose sessions they belong to: `XNYS` for equities, `UTC` for crypto.
        until: finish also the bars that end at or before this instant, although nothing was traded
            at their end.

    Returns:
        symbol, at (start), open, high, low, close, volume, end; finished bars only.

    Raises:
        BadBars: a bar is out of order or not finite.
        UsageError: `to` is not longer than `timeframe`.
    """
    _check(to, timeframe)
    columns = bar_columns(bars)
    symbols, at = columns[0], columns[1]
    if bars.is_empty():
        grid = core.grid_without_sessions(timeframe)
    else:
        grid = frames.grid(timeframe, calendar, day_of(at.min()), day_of(at.max()))
    micros = None if until is None else _micros(until)
    rows, made = core.resample(columns, grid, to, micros)
    starts, ends, *prices = (pl.Series(column) for column in made)
    values = [column.alias(name) for name, column in zip(PRICES, prices, strict=True)]
    told = [symbols.gather(rows).alias("symbol"), starts.cast(AT).alias("at"), *values]
    return pl.DataFrame([*told, ends.cast(AT).alias("end")])


class Resampler:
    """Longer bars of many symbols as they are finished.

    Args:
        to: length of the longer bars.
        timeframe: length of the bars that are pushed.
        calendar: whose sessions they belong to.
    """

    def __init__(self, to: Timeframe, *, timeframe: Timeframe, calendar: Calendar = "UTC") -> None:
        _check(to, timeframe)
        ahead = datetime.now(UTC).date() + SESSIONS_AHEAD
        self._core = core.Resampler(frames.grid(timeframe, calendar, SESSIONS_FROM, ahead), to)

    def push(  # noqa: PLR0917 - a bar has seven values, in the order of `evaluate`
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> list[LongerBar]:
        """Take a bar: give the longer bars that it finishes, at most two.

        A bar that is not later than the symbol's last, or that comes after the clock has finished
        its longer bar, is a correction: where that was told already it is told again, `revised`.

        Raises:
            BadBars: the bar is not finite, or older than the newest finished longer bar.
        """
        return _told(self._core.push(symbol, at, open, high, low, close, volume))

    def close(self, now: datetime) -> list[LongerBar]:
        """Finish what ends at or before an instant of the market's clock, of every symbol."""
        return _told(self._core.close(now))


def _told(rows: Iterable[core.ToldBar]) -> list[LongerBar]:
    return [LongerBar(row[0], _instant(row[1]), _instant(row[2]), *row[3:]) for row in rows]


def _instant(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _check(to: Timeframe, timeframe: Timeframe) -> None:
    order = list(get_args(Timeframe))
    for name in (to, timeframe):
        if name not in order:
            raise UsageError(f"timeframe {name!r} is not one of {' '.join(order)}")
    if order.index(to) <= order.index(timeframe):
        raise UsageError(f"{to} bars cannot be made of {timeframe} bars: choose a longer timeframe")
