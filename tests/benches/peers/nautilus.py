"""NautilusTrader's indicators in Rust, from Python.

It has no ADX, so its eighth is the directional movement that an ADX begins with. Its bands stand on
the typical price; its RSI and ATR are defined otherwise than TA-Lib's. The rest is equal once the
seeds are forgotten.
"""

from importlib.metadata import version

import numpy as np
import polars as pl
from nautilus_trader.core import nautilus_pyo3 as rust

VERSION = f"nautilus-trader {version('nautilus-trader')}"
NAMES = ("sma", "ema", "rsi", "atr", "upper", "lower", "line", "plus_dm", "volume")


def _indicators():
    kind = rust.MovingAverageType
    return (
        rust.SimpleMovingAverage(20),
        rust.ExponentialMovingAverage(20),
        rust.RelativeStrengthIndex(14, kind.Wilder),
        rust.AverageTrueRange(14, kind.Wilder),
        rust.BollingerBands(20, 2.0),
        rust.MovingAverageConvergenceDivergence(12, 26, kind.Exponential),
        rust.DirectionalMovement(14, kind.Wilder),
        rust.SimpleMovingAverage(20),
    )


def _push(indicators, high, low, close, volume):
    sma, ema, rsi, atr, bands, macd, movement, average = indicators
    sma.update_raw(close)
    ema.update_raw(close)
    rsi.update_raw(close)
    atr.update_raw(high, low, close)
    bands.update_raw(high, low, close)
    macd.update_raw(close)
    movement.update_raw(high, low)
    average.update_raw(volume)
    return (
        sma.value,
        ema.value,
        rsi.value,
        atr.value,
        bands.upper,
        bands.lower,
        macd.value,
        movement.pos,
        average.value,
    )


def one_bar(bars: pl.DataFrame):
    """Push every bar of one symbol, one at a time."""
    rows = bars.select("high", "low", "close", "volume").rows()

    def work():
        indicators = _indicators()
        told = [_push(indicators, *row) for row in rows]
        return dict(zip(NAMES, np.array(told).T, strict=True))

    return work


def universe(bars: pl.DataFrame):
    """Push one bar of each symbol; each round takes the next minute, and begins again."""
    frames = bars.sort("at", "symbol").partition_by("at", maintain_order=True)
    minutes = [frame.select("high", "low", "close", "volume").rows() for frame in frames]
    indicators = [_indicators() for _ in minutes[0]]
    turn = 0

    def work():
        nonlocal turn
        rows = minutes[turn % len(minutes)]
        turn += 1
        told = [_push(own, *row) for own, row in zip(indicators, rows, strict=True)]
        return {"last": np.array(told[-1])}

    return work
