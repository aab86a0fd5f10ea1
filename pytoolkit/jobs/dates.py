"""Date expressions of the command line: `2026-01-02`, `today`, `T-7`, `A..B`."""

import re
from datetime import UTC, date, datetime, timedelta

from pytoolkit.errors import BadParameters

BACK = re.compile(r"T-(\d{1,5})")


def newest_ended(now: datetime) -> date:
    """Give the newest UTC day that has ended: what `today` and `T` mean for a runbook."""
    return now.astimezone(UTC).date() - timedelta(days=1)


def parse_dates(text: str, now: datetime) -> list[date]:
    """Read a date expression.

    Args:
        text: a date, `today`, `T-n` (n days before `today`), or two of them as `A..B`, both
            included.
        now: market time.

    Raises:
        BadParameters: it cannot be read, is empty, or names a day that has not ended.
    """
    newest = newest_ended(now)
    first, dots, last = text.strip().partition("..")
    start = _one(first, newest)
    end = _one(last, newest) if dots else start
    if end < start:
        raise BadParameters(f"{text!r} ends before it starts")
    if end > newest:
        raise BadParameters(
            f"{end} has not ended yet in market time; the newest day to run is {newest}"
        )
    return [start + timedelta(days=day) for day in range((end - start).days + 1)]


def _one(text: str, newest: date) -> date:
    if text == "today":
        return newest
    if back := BACK.fullmatch(text):
        return newest - timedelta(days=int(back[1]))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadParameters(
            f"{text!r} is not a date; use 2026-01-02, today, T-7, or A..B"
        ) from error
