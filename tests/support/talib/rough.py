"""Series on which running sums are left with nothing but rounding, and extremes with equals."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from tests.support.talib.series import PRICES, bars

LENGTH = 2_000
HALTS = ((150, 165), (400, 500), (700, 703), (1_200, 1_320), (1_600, 1_640))
"""In the first half of each only the closes stand still, in the second all prices."""


def rough_series() -> Iterator[tuple[str, pl.DataFrame]]:
    """Give the series by name."""
    rng = np.random.default_rng(19_871_019)
    walk = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, LENGTH)))
    yield "prices of all sizes", _halted(np.exp(rng.normal(0, 4, LENGTH)), rng)
    yield "bad ticks", _halted(walk * np.where(rng.random(LENGTH) < 0.003, 1e3, 1.0), rng)
    yield "prices x 1e-14", _halted(walk * 1e-14, rng)
    cents = 5 + rng.integers(-2, 3, LENGTH) * 0.01
    yield "a few cents", _halted(cents, rng).with_columns(pl.col(PRICES).round(2))


def _halted(close: np.ndarray[Any, Any], rng: np.random.Generator) -> pl.DataFrame:
    for start, end in HALTS:
        close[start:end] = close[start]
    frame = bars(close, rng)
    still = np.zeros(LENGTH, dtype=bool)
    for start, end in HALTS:
        still[(start + end) // 2 : end] = True
    closed = pl.Series(still)
    quiet = pl.Series((np.arange(LENGTH) % 500) < 60)
    return frame.with_columns(
        *(pl.when(closed).then("close").otherwise(name).alias(name) for name in PRICES[:3]),
        volume=pl.when(quiet).then(0.0).otherwise("volume"),
    )


ROUGH = dict(rough_series())
