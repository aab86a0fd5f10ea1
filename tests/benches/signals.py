"""Signals against TA-Lib: a long history, many symbols, one bar, one bar of a universe.

Goals of the streaming rows are set against a streaming library that is not installed here; they
are printed as ratios to TA-Lib's handles, by what both took on one machine.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import numpy as np
import polars as pl
import psutil
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
START = datetime(2020, 1, 1, tzinfo=UTC)


def main() -> None:
    """Check equality with TA-Lib, then print the ratios."""
    print(f"pytoolkit against TA-Lib {talib.__version__}, polars {pl.__version__}; medians")
    history = _bars(1, 1_000_000)
    _compare("7 indicators, 1,000,000 bars, 1 thread", history, threads=1, goal=0.6)
    panel = _bars(500, 2_520)
    _compare("7 indicators, 500 x 2,520 bars, 2 threads", panel, threads=2, goal=0.25)
    _one_bar(history[:3_000])
    _universe(10_000)
    # Memory that this process has given back would be used again, so another one is asked.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        size = fresh.submit(_state_size, 20_000).result()
    print(f"{'memory of one symbol, 8 indicators':<44} ours {size / 1024:8.2f} KiB (goal 2)")


def _bars(symbols: int, length: int) -> pl.DataFrame:
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


def _talib(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> tuple[np.ndarray, ...]:
    return (
        talib.SMA(close, 20),
        talib.EMA(close, 20),
        talib.RSI(close, 14),
        talib.ATR(high, low, close, 14),
        *talib.BBANDS(close, 20, 2.0, 2.0),
        *talib.MACD(close, 12, 26, 9),
        talib.ADX(high, low, close, 14),
    )


def _compare(what: str, bars: pl.DataFrame, threads: int, goal: float) -> None:
    columns = [bars[name].to_numpy() for name in ("high", "low", "close")]
    length = bars.filter(pl.col("symbol") == bars["symbol"][0]).height
    cuts = [slice(start, start + length) for start in range(0, bars.height, length)]

    def peer() -> dict[str, np.ndarray]:
        parts = [_talib(*(column[cut] for column in columns)) for cut in cuts]
        if len(parts) == 1:
            return dict(zip(SEVEN, parts[0], strict=True))
        # One frame of all symbols is what is asked for.
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return dict(zip(SEVEN, joined, strict=True))

    def ours() -> pl.DataFrame:
        return tk.evaluate(bars, SEVEN, threads=threads)

    found, expected = ours(), peer()
    for name in SEVEN:
        _check(name, found[name], expected[name])
    del found, expected
    _report(what, *_medians(ours, peer), goal)


def _check(name: str, found: pl.Series, expected: np.ndarray) -> None:
    values = found.to_numpy()
    assert np.array_equal(np.isnan(values), np.isnan(expected)), f"{name}: other nulls"
    scale = np.maximum(np.abs(expected), 1.0)
    worst = np.nanmax(np.abs(values - expected) / scale)
    assert worst <= TOLERANCE, f"{name} differs from TA-Lib by {worst}"


def _one_bar(bars: pl.DataFrame) -> None:
    rows = bars.select("at", "open", "high", "low", "close", "volume").rows()
    ours = tk.Stream(EIGHT)
    ours.warm(bars[:1_000])
    handles = _handles(bars[:1_000])
    answers = [ours.push("S00000", *row) for row in rows[1_000:]]
    told = [_update(handles, row) for row in rows[1_000:]]
    for answer, expected in zip(answers, told, strict=True):
        assert np.allclose(list(answer.values()), expected, rtol=TOLERANCE, atol=TOLERANCE)

    def push() -> None:
        fresh.warm(bars[:1])
        step = fresh.push
        for at, open_, high, low, close, volume in later:
            step("S00000", at, open_, high, low, close, volume)

    def update() -> None:
        for row in rows:
            _update(handles, row)

    seconds = []
    for shift in range(1, 16):
        fresh = tk.Stream(EIGHT)
        later = [(at + timedelta(days=shift), *values) for at, *values in rows]
        seconds.append((_time(push), _time(update)))
    ours_s, peer_s = (
        statistics.median(column) / len(rows) for column in zip(*seconds, strict=True)
    )
    _report("1 bar, 1 symbol, 8 indicators, 9 values", ours_s, peer_s, 0.36)


Updates = tuple[Callable[..., Any], ...]


def _handles(bars: pl.DataFrame) -> Updates:
    """Open TA-Lib's handles; gives their update methods."""
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


def _update(updates: Updates, row: tuple[Any, ...]) -> tuple[float, ...]:
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


def _universe(symbols: int) -> None:
    bars = _bars(symbols, 60)
    frames = [
        bars.filter(pl.col("at") == START + timedelta(minutes=minute)) for minute in range(60)
    ]
    ours = tk.Stream(EIGHT)
    for frame in frames[:50]:
        answer = ours.push_many(frame)
    handles = [_handles(part[:50]) for part in bars.partition_by("symbol", maintain_order=True)]
    for column in EIGHT:
        assert answer[column].null_count() == 0, f"{column} is not warm"
    seconds = []
    for frame in frames[50:]:
        rows = frame.select("at", "open", "high", "low", "close", "volume").rows()

        def push(frame: pl.DataFrame = frame) -> None:
            nonlocal answer
            answer = ours.push_many(frame)

        def update(rows: list[tuple[Any, ...]] = rows) -> None:
            nonlocal told
            told = [_update(own, row) for own, row in zip(handles, rows, strict=True)]

        told: list[tuple[float, ...]] = []
        seconds.append((_time(push), _time(update)))
        found = answer.select(EIGHT.keys()).to_numpy()
        assert np.allclose(found, np.array(told), rtol=TOLERANCE, atol=TOLERANCE)
    ours_s, peer_s = (statistics.median(column) for column in zip(*seconds, strict=True))
    _report(f"1 bar of each of {symbols:,} symbols", ours_s, peer_s, 0.07)


def _state_size(symbols: int) -> float:
    """Bytes a stream keeps for each of many symbols."""
    frames = [_bars(symbols, 1).with_columns(pl.col("at") + pl.duration(days=d)) for d in range(3)]
    process = psutil.Process()
    tk.Stream(EIGHT).push_many(frames[0][:1])
    before = process.memory_info().rss
    stream_of_all = tk.Stream(EIGHT)
    for frame in frames:
        stream_of_all.push_many(frame)
    return float(process.memory_info().rss - before) / symbols


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _medians(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    pairs = [(_time(ours), _time(peer)) for _ in range(15)]
    first, second = (statistics.median(column) for column in zip(*pairs, strict=True))
    return first, second


def _report(what: str, ours: float, peer: float, goal: float | None) -> None:
    factor, unit = (1e3, "ms") if peer > 1e-4 else (1e6, "us")
    told = "" if goal is None else f" (goal {goal})"
    print(
        f"{what:<44} ours {ours * factor:8.3f} {unit}   TA-Lib {peer * factor:8.3f} {unit}   "
        f"ratio {ours / peer:.3f}{told}"
    )
