"""Bars as they arrive: one bar of one symbol, one bar of each of a universe, memory."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import numpy as np
import polars as pl
import psutil
import talib
from talib import stream

import pytoolkit as tk
from pytoolkit.library import rules_of
from tests.benches import _peers
from tests.benches._bars import START, random_bars
from tests.benches._clock import Round, medians, report, seconds_of
from tests.benches._seven import EIGHT, TOLERANCE, candles, talib_handles, talib_update

SAME_IN_NAUTILUS = {
    "sma": "sma(20)",
    "ema": "ema(20)",
    "upper": "bbands(hlc3, 20, 2, 2).upper",
    "lower": "bbands(hlc3, 20, 2, 2).lower",
    "line": "ema(12) - ema(26)",
    "volume": "sma(volume, 20)",
}
"""What NautilusTrader defines as we do, as text of ours."""


def main() -> None:
    """Check equality, then print the ratios."""
    print(f"pytoolkit against TA-Lib {talib.__version__}'s handles; medians of 15")
    if not _peers.installed():
        print("NautilusTrader is not installed, its goals are not measured: run `make bench`")
    _one_bar(random_bars(1, 3_000))
    _candle_rule(random_bars(1, 3_000))
    _decision(random_bars(1, 3_000))
    _universe(10_000)
    # Memory that this process has given back would be used again, so another one is asked.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        size = fresh.submit(_state_size, 20_000).result()
    print(f"{'memory of one symbol, 8 indicators':<46} ours {size / 1024:9.2f} KiB   (goal 2)")


def _rows(bars: pl.DataFrame) -> list[tuple[Any, ...]]:
    return bars.select("at", "open", "high", "low", "close", "volume").rows()


def _pushes(columns: dict[str, str], bars: pl.DataFrame) -> Round:
    """Give a round that pushes all bars into a cold stream, day after day."""
    rows, day = _rows(bars), 0

    def work() -> float:
        nonlocal day
        day += 10
        fresh = tk.Stream(columns)
        fresh.warm(bars[:1])
        step = fresh.push
        later = [(at + timedelta(days=day), *values) for at, *values in rows]

        def push() -> None:
            for at, open_, high, low, close, volume in later:
                step("S00000", at, open_, high, low, close, volume)

        return seconds_of(push)

    return work


def _per_bar(ours: float, peers: dict[str, float], bars: int) -> tuple[float, dict[str, float]]:
    return ours / bars, {name: seconds / bars for name, seconds in peers.items()}


def _one_bar(bars: pl.DataFrame) -> None:
    rows = _rows(bars)
    ours = tk.Stream(EIGHT)
    ours.warm(bars[:1_000])
    handles = talib_handles(bars[:1_000])
    for row in rows[1_000:]:
        answer, expected = ours.push("S00000", *row), talib_update(handles, row)
        assert np.allclose(list(answer.values()), expected, rtol=TOLERANCE, atol=TOLERANCE)

    def update() -> None:
        for row in rows:
            talib_update(handles, row)

    peers: dict[str, Round] = {"TA-Lib": lambda: seconds_of(update)}
    what = "1 bar, 1 symbol, 8 indicators, 9 values"
    if not _peers.installed():
        report(what, *_per_bar(*medians(_pushes(EIGHT, bars), peers), len(rows)), "0.8 x nautilus")
        return
    with _peers.Peer("nautilus.one_bar", bars) as nautilus:
        nautilus.round()
        told = nautilus.values()
        found = tk.evaluate(bars, SAME_IN_NAUTILUS)
        for name in SAME_IN_NAUTILUS:
            # Its averages begin with the first value; after 2,000 bars that is forgotten.
            mine = found[name].to_numpy()[2_000:]
            assert np.allclose(mine, told[name][2_000:], rtol=1e-8, atol=1e-8), name
        peers["nautilus"] = nautilus.round
        result = _per_bar(*medians(_pushes(EIGHT, bars), peers), len(rows))
        report(what, *result, "0.8 x nautilus")


def _candle_rule(bars: pl.DataFrame) -> None:
    names = candles()
    rule = " or ".join(f"{name} > 0" for name in names.values())
    prices = [bars[name].to_numpy() for name in ("open", "high", "low", "close")]
    updates = [getattr(stream, name)(*(price[:1_000] for price in prices)).update for name in names]
    rows = list(zip(*(price.tolist() for price in prices), strict=True))
    found = tk.evaluate(bars, {"any": rule})["any"]
    for row, truth in zip(rows[1_000:], found[1_000:], strict=True):
        assert (max(update(*row) for update in updates) > 0) == truth

    def update() -> None:
        for row in rows:
            for one in updates:
                one(*row)

    peers: dict[str, Round] = {"TA-Lib": lambda: seconds_of(update)}
    result = _per_bar(*medians(_pushes({"any": rule}, bars), peers), len(rows))
    report(f"1 bar, {len(names)} candles in one rule", *result, "0.1 x TA-Lib")


def _decision(bars: pl.DataFrame) -> None:
    strategy = tk.Strategy(
        strategy_id="measured",
        asset_class="EQUITY",
        assets=["S00000"],
        timeframe="1Min",
        entry=" or ".join(f"{name} > 0" for name in candles().values()),
        gates={"trend": "close > ema(20)", "volume": "volume_ratio(20) >= 1.5", "adx": "adx >= 20"},
        context={"rsi": "rsi(14)", "bands": "bbands(20).middle", "hist": "macd.hist"},
        stop="low - atr(14)",
        targets=["entry_price + 2 * atr(14)", "entry_price + 4 * atr(14)"],
    )
    entry_price = f"({strategy.entry_price or 'close'})"
    columns = {
        place: text.replace("entry_price", entry_price)
        for place, text in rules_of(strategy).items()
    }
    round_ = _pushes(columns, bars)
    ours = sorted(round_() for _ in range(15))[7] / bars.height
    print(
        f"{'1 bar, a strategy: indicators, candles, gates':<46} ours {ours * 1e6:9.3f} us   "
        f"(goal 5 on the machine of the anchors)"
    )


def _universe(symbols: int) -> None:
    bars = random_bars(symbols, 60)
    minutes = [START + timedelta(minutes=minute) for minute in range(60)]
    frames = [bars.filter(pl.col("at") == minute) for minute in minutes]
    ours = tk.Stream(EIGHT)
    for frame in frames[:40]:
        answer = ours.push_many(frame)
    handles = [
        talib_handles(part[:40]) for part in bars.partition_by("symbol", maintain_order=True)
    ]
    for column in EIGHT:
        assert answer[column].null_count() == 0, f"{column} is not warm"
    mine, theirs = iter(frames[40:]), iter(frames[40:])

    def push() -> float:
        nonlocal answer
        frame = next(mine)
        taken: list[pl.DataFrame] = []
        seconds = seconds_of(lambda: taken.append(ours.push_many(frame)))
        answer = taken[0]
        return seconds

    def update() -> float:
        rows = _rows(next(theirs))
        told: list[list[tuple[float, ...]]] = []
        seconds = seconds_of(
            lambda: told.append(
                [talib_update(own, row) for own, row in zip(handles, rows, strict=True)]
            )
        )
        found = answer.select(EIGHT.keys()).to_numpy()
        assert np.allclose(found, np.array(told[0]), rtol=TOLERANCE, atol=TOLERANCE)
        return seconds

    peers: dict[str, Round] = {"TA-Lib": update}
    what = f"1 bar of each of {symbols:,} symbols"
    if not _peers.installed():
        report(what, *medians(push, peers), "0.07 x nautilus")
        return
    with _peers.Peer("nautilus.universe", bars) as nautilus:
        peers["nautilus"] = nautilus.round
        report(what, *medians(push, peers), "0.07 x nautilus")


def _state_size(symbols: int) -> float:
    """Bytes a stream keeps for each of many symbols."""
    days = [pl.duration(days=day) for day in range(3)]
    frames = [random_bars(symbols, 1).with_columns(pl.col("at") + day) for day in days]
    process = psutil.Process()
    tk.Stream(EIGHT).push_many(frames[0][:1])
    before = process.memory_info().rss
    stream_of_all = tk.Stream(EIGHT)
    for frame in frames:
        stream_of_all.push_many(frame)
    return float(process.memory_info().rss - before) / symbols
