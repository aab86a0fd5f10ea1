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


def coarse(
    rng: np.random.Generator, body: float, shadow: float, step: float = 0.25
) -> pl.DataFrame:
    """Give bars on a coarse grid of prices: many equal ones, doji, gaps and bare bodies."""
    n = 10_000

    def moves(size: float) -> np.ndarray[Any, Any]:
        return np.round(rng.normal(0, size, n) / step) * step

    close = 200 + np.cumsum(moves(body))
    close += 10 * step - min(0.0, close.min())
    open_ = np.r_[close[:1], close[:-1]] + moves(body) * (rng.random(n) < 0.6)
    high = np.maximum(open_, close) + np.abs(moves(shadow)) * (rng.random(n) < 0.6)
    low = np.minimum(open_, close) - np.abs(moves(shadow)) * (rng.random(n) < 0.6)
    prices = dict(zip(PRICES, (open_, high, low, close), strict=True))
    return bars(close, rng).with_columns(pl.Series(name, column) for name, column in prices.items())


def rare() -> pl.DataFrame:
    """Give a concealing baby swallow and an abandoned baby, which random bars hardly form."""
    quiet = [(100.0, 102.0, 100.0, 101.0)] * 14
    swallow = [
        (100.0, 100.0, 98.0, 98.0),
        (98.0, 98.0, 96.0, 96.0),
        (95.0, 97.0, 94.0, 94.0),
        (97.5, 98.0, 93.0, 93.5),
    ]
    abandoned = [
        (101.0, 101.0, 94.0, 94.5),
        (93.0, 93.5, 92.5, 93.1),
        (95.0, 101.5, 95.0, 101.0),
    ]
    rows = quiet + swallow + quiet + abandoned + quiet
    made = bars(np.array([row[3] for row in rows]), np.random.default_rng(1))
    columns = zip(PRICES, zip(*rows, strict=True), strict=True)
    return made.with_columns(pl.Series(name, list(column)) for name, column in columns)


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
    for number, (body, shadow) in enumerate([(1, 0.5), (1, 0.2), (0.5, 1), (2, 0.3)]):
        yield f"coarse {number}", coarse(rng, body, shadow)
    yield "rare candles", rare()
    for factor in (1e-8, 1e4):
        yield f"prices x {factor}", base[:2000].with_columns(pl.col(PRICES) * factor)
    for length in (1, 2, 3, 13, 14, 15, 19, 20, 27, 28, 33, 34, 63, 64, 88, 100):
        yield f"{length} bars", base[:length]


SERIES = dict(series())
