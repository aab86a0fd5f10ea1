"""Signals against TA-Lib: a long history, many symbols, one bar, one bar of a universe."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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

    def peer() -> list[tuple[np.ndarray, ...]]:
        return [_talib(*(column[cut] for column in columns)) for cut in cuts]

    def ours() -> pl.DataFrame:
        return tk.evaluate(bars, SEVEN, threads=threads)

    found, expected = ours(), peer()
    for index, name in enumerate(SEVEN):
        _check(name, found[name], np.concatenate([cut[index] for cut in expected]))
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
    _report("1 bar, 1 symbol, 8 indicators, 9 values", ours_s, peer_s, None)


Handles = tuple[object, ...]


def _handles(bars: pl.DataFrame) -> Handles:
    high, low, close, volume = (
        bars[name].to_numpy() for name in ("high", "low", "close", "volume")
    )
    return (
        stream.SMA(close, 20),
        stream.EMA(close, 20),
        stream.RSI(close, 14),
        stream.ATR(high, low, close, 14),
        stream.BBANDS(close, 20, 2.0, 2.0),
        stream.MACD(close, 12, 26, 9),
        stream.ADX(high, low, close, 14),
        stream.SMA(volume, 20),
    )


def _update(handles: Handles, row: tuple[object, ...]) -> list[float]:
    _, _, high, low, close, volume = row
    sma, ema, rsi, atr, bbands, macd, adx, average = handles
    upper, _, lower = bbands.update(close)
    return [
        sma.update(close),
        ema.update(close),
        rsi.update(close),
        atr.update(high, low, close),
        upper,
        lower,
        macd.update(close)[2],
        adx.update(high, low, close),
        average.update(volume),
    ]


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

        def update(rows: list[tuple[object, ...]] = rows) -> None:
            nonlocal told
            told = [_update(own, row) for own, row in zip(handles, rows, strict=True)]

        told: list[list[float]] = []
        seconds.append((_time(push), _time(update)))
        found = answer.select(EIGHT.keys()).to_numpy()
        assert np.allclose(found, np.array(told), rtol=TOLERANCE, atol=TOLERANCE)
    ours_s, peer_s = (statistics.median(column) for column in zip(*seconds, strict=True))
    _report(f"1 bar of each of {symbols:,} symbols", ours_s, peer_s, 0.07)


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
