"""The series of bars on which our functions are compared with TA-Lib's."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from pytoolkit.frames import shipped_bars

COLUMNS = ("open", "high", "low", "close", "volume")
PRICES = COLUMNS[:4]


def bars(
    close: np.ndarray[Any, Any], rng: np.random.Generator, spread: float = 0.01
) -> pl.DataFrame:
    """Give bars around closes."""
    n = len(close)
    open_ = np.r_[close[:1], close[:-1]] * (1 + rng.normal(0, spread / 3, n))
    high = np.maximum(open_, close) * (1 + np.abs(rng.normal(0, spread, n)))
    low = np.minimum(open_, close) * (1 - np.abs(rng.normal(0, spread, n)))
    volume = np.round(rng.lognormal(12, 1, n))
    prices = dict(zip(COLUMNS, (open_, high, low, close, volume), strict=True))
    at = pl.datetime_range(
        pl.datetime(1990, 1, 1, time_zone="UTC"),
        pl.datetime(1990, 1, 1, time_zone="UTC") + pl.duration(days=n - 1),
        "1d",
        time_unit="us",
        eager=True,
    )
    return pl.DataFrame({"symbol": ["X"] * n, "at": at, **prices})


def series() -> Iterator[tuple[str, pl.DataFrame]]:
    """Give the series that are compared, by name."""
    rng = np.random.default_rng(20130301)
    walk = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, 10_000)))
    base = bars(walk, rng)
    yield "random walk", base
    for (symbol,), frame in shipped_bars().group_by("symbol", maintain_order=True):
        yield str(symbol), frame
    flat = np.full(600, 37.123)
    yield "flat", bars(flat, rng, 0.0)
    yield "zero volume", base[:1000].with_columns(volume=pl.lit(0.0))
    gaps = walk[:3000] * np.repeat([1.0, 3.0, 0.06], 1000)
    yield "gaps", bars(gaps, rng)
    halted = walk[:3000].copy()
    halted[500:700], halted[1500:2200] = halted[499], halted[1499]
    yield "halts", bars(halted, rng, 0.0)
    yield "ticks", base[:3000].with_columns(pl.col(PRICES).round(1))
    for factor in (1e-8, 1e4):
        yield f"prices x {factor}", base[:2000].with_columns(pl.col(PRICES) * factor)
    for length in (1, 2, 3, 13, 14, 15, 19, 20, 27, 28, 33, 34, 63, 64, 88, 100):
        yield f"{length} bars", base[:length]


SERIES = dict(series())
