"""Every function we share with TA-Lib, against TA-Lib, bar by bar.

The list is TA-Lib's own, met with our catalog. A value may differ by 1e-9 of TA-Lib's (no function
needs a scale), the first valid bar must be the same, candles must be equal.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest
import talib
from talib import abstract

import pytoolkit as tk
from pytoolkit.errors import BadRule
from pytoolkit.frames import shipped_bars

TOLERANCE = 1e-9
OURS_IS_OLDER = {"highest": "MAX", "lowest": "MIN"}
"""Names of ours that TA-Lib knows under another one."""
COLUMNS = ("open", "high", "low", "close", "volume")
PARAMETERS: dict[str, list[tuple[float, ...]]] = {
    "bbands": [(2, 2, 2, 0), (20, 1, 2.5, 1), (7, 3, 0.5, 2), (30, -1, 0, 0)],
    "macd": [(2, 2, 1), (26, 12, 9), (2, 3, 1), (5, 40, 20)],
    "stddev": [(20, 2.5)],
    "var": [(1, 1), (20, 2)],
}
"""Beside the defaults and the smallest ones, which every function is tried with."""


def names() -> dict[str, str]:
    """Our name to TA-Lib's, of what both have."""
    theirs = {f: f.lower() for group in talib.get_function_groups().values() for f in group}
    candles = {f"cdl.{name[3:].lower()}": name for name in theirs if name.startswith("CDL")}
    listed = {ours: name for name, ours in theirs.items()} | candles | OURS_IS_OLDER
    known = set(tk.catalog()["name"])
    return {ours: name for ours, name in sorted(listed.items()) if ours in known}


def parameters(name: str) -> list[tuple[float, ...]]:
    """Parameter lists to try: default, smallest, and a few more."""
    given = tk.catalog().filter(pl.col("name") == name)["params"].item().to_list()
    default = tuple(p["default"] for p in given)
    whole = {p["name"] for p in given if p["min"] >= 0 and float(p["min"]).is_integer()}
    least = tuple(p["min"] if p["name"] in whole else p["default"] for p in given)
    return list(dict.fromkeys([default, least, *PARAMETERS.get(name, [])]))


def bars(
    close: np.ndarray[Any, Any], rng: np.random.Generator, spread: float = 0.01
) -> pl.DataFrame:
    """Bars around closes."""
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
    """The series of bars that are compared, by name."""
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
    yield "ticks", base[:3000].with_columns(pl.col(COLUMNS[:4]).round(1))
    for factor in (1e-8, 1e4):
        yield f"prices x {factor}", base[:2000].with_columns(pl.col(COLUMNS[:4]) * factor)
    for length in (1, 2, 3, 13, 14, 15, 19, 20, 27, 28, 33, 34):
        yield f"{length} bars", base[:length]


SERIES = dict(series())


def theirs(name: str, frame: pl.DataFrame, given: tuple[float, ...]) -> list[Any]:
    """TA-Lib's outputs, NaN (or, for candles, its first bars) where it has none."""
    function = abstract.Function(name)
    arrays = {column: frame[column].to_numpy() for column in COLUMNS}
    whole = [
        int(value) if isinstance(default, int) else float(value)
        for value, default in zip(given, function.info["parameters"].values(), strict=True)
    ]
    if name in ("MAX", "MIN"):
        column = "high" if name == "MAX" else "low"
        return [getattr(talib, name)(arrays[column], *whole)]
    found = function(arrays, *whole)
    return list(found) if isinstance(found, list | tuple) else [found]


@pytest.mark.parametrize("ours", names())
@pytest.mark.parametrize("which", SERIES)
def test_function_shared_with_talib_is_equal_on_every_bar(ours: str, which: str) -> None:
    frame, name = SERIES[which], names()[ours]
    outputs = tk.catalog().filter(pl.col("name") == ours)["outputs"].item().to_list()
    for given in parameters(ours):
        call = f"{ours}({', '.join(f'{value:g}' for value in given)})"
        if ours in OURS_IS_OLDER and given[0] < 2:
            continue  # TA-Lib has no window of one bar
        texts = {o: call if o == "value" else f"{call}.{o}" for o in outputs}
        result = tk.evaluate(frame, texts)

        expected = theirs(name, frame, given)

        assert len(expected) == len(outputs), call
        lookback = abstract.Function(name).lookback if name.startswith("CDL") else 0
        for output, values in zip(outputs, expected, strict=True):
            compare(result[output], values, lookback, f"{call}.{output} on {which}")


def compare(result: pl.Series, values: Any, lookback: int, what: str) -> None:
    """Same first valid bar, and close to or, for whole numbers, equal to TA-Lib."""
    mine = result.to_numpy()
    missing = np.isnan(values) if values.dtype.kind == "f" else np.arange(len(values)) < lookback
    assert np.array_equal(result.is_null().to_numpy(), missing), f"{what}: other null bars"
    mine, values = mine[~missing], values[~missing]
    if values.dtype.kind != "f":
        assert np.array_equal(mine, values), f"{what}: a candle differs"
        return
    error = np.abs(mine - values) / np.maximum(np.abs(values), 1e-300)
    assert np.max(error, initial=0.0) <= TOLERANCE, f"{what}: off by {np.max(error)}"


def test_shared_functions_hold_the_breadth_of_this_release() -> None:
    expected = (
        "sma ema wma rsi atr natr trange bbands macd adx plus_di minus_di stddev var obv donchian"
        " highest lowest cdl.engulfing"
    )

    assert set(expected.split()) <= set(names())


def test_parameters_outside_talibs_bounds_are_refused_by_both() -> None:
    frame = SERIES["13 bars"]
    for ours, name in names().items():
        given = tk.catalog().filter(pl.col("name") == ours)["params"].item().to_list()
        if not given or given[0]["name"] not in ("period", "fast") or ours in OURS_IS_OLDER:
            continue
        low = int(given[0]["min"]) - 1
        rest = tuple(p["default"] for p in given[1:])
        output = tk.catalog().filter(pl.col("name") == ours)["outputs"].item().to_list()[0]
        field = "" if output == "value" else f".{output}"

        with pytest.raises(Exception, match="Bad Parameter"):
            theirs(name, frame, (low, *rest))
        with pytest.raises(BadRule, match="must be"):
            tk.evaluate(frame, {"x": f"{ours}({low}){field}"})
