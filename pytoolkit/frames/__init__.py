"""Frames of bars and the calendar they live on: load, check, adjust; sessions of the exchange."""

from pytoolkit.frames.bars import (
    BAR_COLUMNS,
    BAR_SCHEMA,
    LENGTHS,
    adjusted,
    check_bars,
    corporate_actions,
    daily_at,
    in_units_of,
    load_bars,
    shipped_bars,
)
from pytoolkit.frames.sessions import (
    CALENDARS,
    Calendar,
    grid,
    last_closed_session,
    next_session,
    previous_session,
    session_at,
    session_of,
    sessions,
    sessions_after,
)

__all__ = [
    "BAR_COLUMNS",
    "BAR_SCHEMA",
    "CALENDARS",
    "LENGTHS",
    "Calendar",
    "adjusted",
    "check_bars",
    "corporate_actions",
    "daily_at",
    "grid",
    "in_units_of",
    "last_closed_session",
    "load_bars",
    "next_session",
    "previous_session",
    "session_at",
    "session_of",
    "sessions",
    "sessions_after",
    "shipped_bars",
]
