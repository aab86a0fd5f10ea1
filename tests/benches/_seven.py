"""The indicators that are measured, ours and TA-Lib's."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import talib
from talib import stream

import pytoolkit as tk

SEVEN = {
    "sma": "sma(20)",
    "ema": "ema(20)",
    "rsi": "rsi(14)",
    "atr": "atr(14)",
    "upper": "bbands(20, 2, 2).upper",
    "middle": "bbands(20, 2, 2).middle",
    "lower": "bbands(20, 2, 2).lower",
    "line": "macd(12, 26, 9).line",
    "signal": "macd(12, 26, 9).signal",
    "hist": "macd(12, 26, 9).hist",
    "adx": "adx(14)",
}
EIGHT = {name: SEVEN[name] for name in ("sma", "ema", "rsi", "atr", "upper", "lower", "hist")} | {
    "adx": SEVEN["adx"],
    "volume": "sma(volume, 20)",
}
"""Eight indicators, nine values."""
TOLERANCE = 1e-9
Updates = tuple[Callable[..., Any], ...]


def talib_seven(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> tuple[np.ndarray, ...]:
    """Call TA-Lib seven times; gives the columns in the order of `SEVEN`."""
    return (
        talib.SMA(close, 20),
        talib.EMA(close, 20),
        talib.RSI(close, 14),
        talib.ATR(high, low, close, 14),
        *talib.BBANDS(close, 20, 2.0, 2.0),
        *talib.MACD(close, 12, 26, 9),
        talib.ADX(high, low, close, 14),
    )


def talib_handles(bars: pl.DataFrame) -> Updates:
    """Open TA-Lib's streaming handles on history; gives their update methods."""
    high, low, close, volume = (
        bars[name].to_numpy() for name in ("high", "low", "close", "volume")
    )
    handles = (
        stream.SMA(close, 20),
        stream.EMA(close, 20),
        stream.RSI(close, 14),
        stream.ATR(high, low, close, 14),
        stream.BBANDS(close, 20, 2.0, 2.0),
        stream.MACD(close, 12, 26, 9),
        stream.ADX(high, low, close, 14),
        stream.SMA(volume, 20),
    )
    return tuple(handle.update for handle in handles)


def talib_update(updates: Updates, row: tuple[Any, ...]) -> tuple[float, ...]:
    """Take one bar (at open high low close volume); gives the values in the order of `EIGHT`."""
    _, _, high, low, close, volume = row
    sma, ema, rsi, atr, bbands, macd, adx, average = updates
    upper, _, lower = bbands(close)
    return (
        sma(close),
        ema(close),
        rsi(close),
        atr(high, low, close),
        upper,
        lower,
        macd(close)[2],
        adx(high, low, close),
        average(volume),
    )


def candles() -> dict[str, str]:
    """TA-Lib's name of every candle of ours that it shares, and our text."""
    ours = tk.catalog().filter(pl.col("group") == "cdl")["name"]
    return {"CDL" + name.removeprefix("cdl.").upper(): name for name in ours}


def check(name: str, found: pl.Series, expected: np.ndarray, scale: float = 1.0) -> None:
    """Refuse to print a time for other values."""
    values = found.to_numpy()
    assert np.array_equal(np.isnan(values), np.isnan(expected)), f"{name}: other nulls"
    error = np.abs(values - expected) / np.maximum(np.abs(expected), scale)
    worst = np.nanmax(error)
    assert worst <= TOLERANCE, f"{name} differs by {worst}"
