"""The exchange's sessions: the shipped table against the library, and the questions asked of it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pytoolkit.errors import UsageError
from pytoolkit.frames import (
    last_closed_session,
    next_session,
    previous_session,
    session_at,
    session_of,
    sessions,
    sessions_after,
    shipped_bars,
)
from pytoolkit.frames.sessions import FILE, SHIPPED_FROM, SHIPPED_TO, from_library


def test_shipped_sessions_equal_the_library() -> None:
    assert pl.read_parquet(FILE).equals(from_library(SHIPPED_FROM, SHIPPED_TO))


def test_sessions_of_the_shipped_bars_are_their_dates() -> None:
    ibm = shipped_bars().filter(pl.col("symbol") == "IBM")["at"].dt.date().to_list()
    assert [each.ds for each in sessions(ibm[0], ibm[-1])] == ibm


def test_session_of_the_day_after_thanksgiving_closes_early() -> None:
    session = session_of(date(2012, 11, 23))
    assert session is not None
    assert session.close_at == datetime(2012, 11, 23, 18, tzinfo=UTC)


def test_session_of_a_holiday_is_none() -> None:
    assert session_of(date(2012, 7, 4)) is None
    assert session_of(date(2012, 10, 29)) is None  # the hurricane


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"), [(13, 29, False), (13, 30, True), (19, 59, True), (20, 0, False)]
)
def test_session_at_an_instant_holds_from_bell_to_bell(
    hour: int, minute: int, is_open: bool
) -> None:
    found = session_at(datetime(2012, 7, 2, hour, minute, tzinfo=UTC))
    assert (found is not None) == is_open


def test_sessions_after_and_before_step_over_closed_days() -> None:
    assert next_session(date(2012, 7, 3)).ds == date(2012, 7, 5)
    assert next_session(date(2001, 9, 10)).ds == date(2001, 9, 17)
    assert previous_session(date(2012, 7, 5)).ds == date(2012, 7, 3)
    assert [each.ds.day for each in sessions_after(date(2012, 10, 26), 2)] == [31, 1]


def test_last_closed_session_at_the_closing_bell_is_that_session() -> None:
    before = datetime(2012, 7, 2, 19, 59, tzinfo=UTC)
    assert last_closed_session(before).ds == date(2012, 6, 29)
    assert last_closed_session(before.replace(hour=20, minute=0)).ds == date(2012, 7, 2)


def test_sessions_beyond_the_shipped_table_come_from_the_library() -> None:
    assert next_session(date(2026, 7, 2)).ds == date(2026, 7, 6)
    assert sessions(date(1995, 7, 3), date(1995, 7, 5))[0].ds == date(1995, 7, 3)
    with pytest.raises(UsageError, match="begins 1990"):
        sessions(date(1980, 1, 1), date(1980, 2, 1))
