"""Hours of a market with pairs, and of an exchange beside it, made up from a seed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl

from pytoolkit import frames


def hours(
    start: date, days: int, pairs: Sequence[str] = (), stocks: Sequence[str] = (), seed: int = 0
) -> pl.DataFrame:
    """Give hourly bars: pairs around the clock, stocks within the sessions of XNYS."""
    random = np.random.default_rng(seed)
    midnight = datetime.combine(start, time(), UTC)
    clock = [midnight + timedelta(hours=number) for number in range(24 * days)]
    sessions = frames.sessions(start, start + timedelta(days=days - 1))
    length = timedelta(hours=1)
    within = [
        at
        for at in clock
        for session in sessions
        if at + length > session.open_at and at < session.close_at
    ]
    rows: list[tuple[object, ...]] = []
    for symbol in sorted([*pairs, *stocks]):
        starts = clock if symbol in pairs else within
        close = np.round(100 * np.exp(np.cumsum(random.normal(0, 0.006, len(starts)))), 2)
        open_ = np.round(np.roll(close, 1) * (1 + random.normal(0, 0.001, len(starts))), 2)
        open_[0] = close[0]
        wick = np.round(np.abs(random.normal(0, 0.3, (2, len(starts)))), 2)
        high = np.maximum(open_, close) + wick[0]
        low = np.minimum(open_, close) - wick[1]
        rows += [
            (symbol, at, *(round(float(each), 2) for each in prices), 1000.0)
            for at, prices in zip(starts, zip(open_, high, low, close, strict=True), strict=True)
        ]
    return pl.DataFrame(rows, schema=frames.BAR_SCHEMA, orient="row")
