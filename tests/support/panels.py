"""Made-up bars of several symbols."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

START = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
PRICES = ("open", "high", "low", "close", "volume")


def panel(lengths: Sequence[int], seed: int = 0, minutes: int = 1) -> pl.DataFrame:
    """Give bars of one symbol per length, sorted by symbol and at, as `evaluate` takes them."""
    random = np.random.default_rng(seed)
    parts = []
    for number, length in enumerate(lengths):
        close = np.round(50 * np.exp(np.cumsum(random.normal(0, 0.01, length))), 2)
        open_ = np.round(close * (1 + random.normal(0, 0.005, length)), 2)
        at = [START + timedelta(minutes=minutes * bar) for bar in range(length)]
        parts.append(
            pl.DataFrame(
                {
                    "symbol": [f"S{number:04d}"] * length,
                    "at": pl.Series(at, dtype=pl.Datetime("us", "UTC")),
                    "open": open_,
                    "high": np.maximum(open_, close) + np.round(random.random(length), 2),
                    "low": np.minimum(open_, close) - np.round(random.random(length), 2),
                    "close": close,
                    "volume": random.integers(0, 10_000, length).astype(np.float64),
                }
            )
        )
    return pl.concat(parts)
