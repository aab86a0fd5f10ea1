"""Bars for a notebook or script, from the configured source."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pytoolkit.errors import BadSettings
from pytoolkit.models.base import Timeframe
from pytoolkit.settings import load_settings
from pytoolkit.wiring.brokers import open_market

if TYPE_CHECKING:
    import polars as pl


FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
ISO_DAY = len("2026-01-02")


def bars(
    symbols: str | Sequence[str],
    timeframe: Timeframe = "1Day",
    start: date | datetime | str | None = None,
    end: date | datetime | str | None = None,
    *,
    profile: str | None = None,
) -> "pl.DataFrame":
    """Load finished, split-adjusted bars from the profile's market source.

    Args:
        symbols: one symbol or several.
        timeframe: length of the bars.
        start: first day (UTC) or instant; default: as far back as the source goes.
        end: last day, included, or instant, excluded; default: now.
        profile: whose source; default: dev, the bars that come with the package.

    Returns:
        symbol, at (bar start, UTC), open, high, low, close, volume; sorted by symbol and at.

    Raises:
        BadSettings: a date that cannot be read, or an unknown profile.
        Unreachable: the source did not answer.
    """
    market = open_market(load_settings(profile))
    names = [symbols] if isinstance(symbols, str) else list(symbols)
    return market.bars(names, timeframe, _instant(start, "start"), _instant(end, "end"))


def _instant(value: date | datetime | str | None, field: str) -> datetime:
    """Read a bound; a whole day as `end` is included."""
    if value is None:
        return datetime.max.replace(tzinfo=UTC) if field == "end" else FIRST_INSTANT
    if isinstance(value, str):
        try:
            value = (
                date.fromisoformat(value)
                if len(value) == ISO_DAY
                else datetime.fromisoformat(value)
            )
        except ValueError as error:
            raise BadSettings(f"{field} = {value!r} is not an ISO date or instant") from error
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    day = value + timedelta(days=1) if field == "end" else value
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
