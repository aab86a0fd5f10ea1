"""Random bars for the benchmarks."""

from datetime import UTC, datetime

import numpy as np
import polars as pl

START = datetime(2020, 1, 1, tzinfo=UTC)
PRICES = ("open", "high", "low", "close", "volume")


def random_bars(symbols: int, length: int) -> pl.DataFrame:
    """Make minute bars of symbols S00000 and following, the same ones at each call."""
    random = np.random.default_rng(7)
    rows = symbols * length
    moves = random.normal(0.0, 0.002, (symbols, length))
    close = (100.0 * np.exp(np.cumsum(moves, axis=1))).ravel()
    open_ = close * (1.0 + random.normal(0.0, 0.001, rows))
    spread = np.abs(random.normal(0.0, 0.001, (2, rows)))
    names = np.repeat([f"S{index:05d}" for index in range(symbols)], length)
    minutes = np.tile(np.arange(length), symbols) * 60_000_000
    return pl.DataFrame(
        {
            "symbol": names,
            "at": pl.Series(minutes + int(START.timestamp()) * 1_000_000).cast(
                pl.Datetime("us", "UTC")
            ),
            "open": open_,
            "high": np.maximum(open_, close) * (1.0 + spread[0]),
            "low": np.minimum(open_, close) * (1.0 - spread[1]),
            "close": close,
            "volume": random.integers(100, 10_000, rows).astype(np.float64),
        }
    )
