"""What indicators are to one another, and to the first bar; TA-Lib is asked in `test_talib`."""

import numpy as np
import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import core
from tests.support.talib.series import SERIES

WALK = SERIES["random walk"][:4000]


def largest_difference(one: pl.Series, other: pl.Series) -> float:
    """Relative to the first; both must be null on the same bars."""
    assert one.is_null().equals(other.is_null())
    return float(((one - other).abs() / one.abs().clip(1e-12)).fill_null(0.0).to_numpy().max())


def test_functions_of_the_first_bar_are_those_named_unanchored() -> None:
    texts = {
        f"{entry.name}.{output}": f"{entry.name}.{output}"
        for entry in core.catalog()
        for output in entry.outputs
        if all(taken.default for taken in entry.inputs) and not entry.condition
    }
    whole = tk.evaluate(WALK, texts, timeframe="1Day")[-500:]

    later = tk.evaluate(WALK[1500:], texts, timeframe="1Day")[-500:]

    # Against the largest value: an oscillator's smallest ones have no digits to compare.
    differ = {
        text.removesuffix(".value")
        for text in texts
        if (whole[text] - later[text]).abs().max() > 1e-6 * whole[text].abs().max()  # type: ignore[operator]
    }
    assert sorted(differ) == core.unanchored()


@pytest.mark.parametrize(
    ("call", "formula"),
    [
        ("avgprice", "ohlc4"),
        ("medprice", "hl2"),
        ("typprice", "hlc3"),
        ("wclprice", "(hl2 + close) / 2"),
        ("adr(7)", "sma(high - low, 7)"),
        ("linearreg(20)", "linearreg_intercept(20) + 19 * linearreg_slope(20)"),
        ("tsf(20)", "linearreg(20) + linearreg_slope(20)"),
        ("rvol(20)", "volume / lag(sma(volume, 20), 1)"),
        ("correl(close, close, 20)", "close / close + 0 * sma(20)"),
        ("beta(close, close, 20)", "close / close + 0 * lag(close, 20)"),
        ("zscore(20)", "(close - sma(20)) / stddev(20)"),
        ("percentile(20, 0)", "lowest(close, 20)"),
        ("percentile(20, 100)", "highest(close, 20)"),
    ],
)
def test_indicator_is_its_formula(call: str, formula: str) -> None:
    found = tk.evaluate(WALK, {"call": call, "formula": formula})

    assert largest_difference(found["formula"], found["call"]) < 1e-9


@pytest.mark.parametrize("period", [2, 14, 100])
@pytest.mark.parametrize("which", ["random walk", "gaps", "ticks", "prices x 1e-08"])
def test_linearreg_slope_has_the_digits_of_a_fit_around_the_mean(which: str, period: int) -> None:
    frame = SERIES[which][:2000]
    windows = np.lib.stride_tricks.sliding_window_view(frame["close"].to_numpy(), period)
    places = np.arange(period) - (period - 1) / 2
    expected = (windows - windows.mean(axis=1, keepdims=True)) @ places / (places @ places)

    found = tk.evaluate(frame, {"slope": f"linearreg_slope({period})"})["slope"]

    error = np.abs(found.to_numpy()[period - 1 :] - expected) / windows.max(axis=1)
    assert error.max() < 1e-15


def test_indicators_of_a_market_that_stands_still_are_exact() -> None:
    frame = SERIES["flat"].with_columns(volume=pl.lit(0.1))
    expected = {
        "linearreg_slope(14)": 0.0,
        "linearreg_angle(14)": 0.0,
        "linearreg(14)": 37.123,
        "beta(5)": 0.0,
        "correl(30)": 0.0,
        "zscore(20)": None,
        "percentrank(20)": 0.0,
        "rvi(14, 10)": 50.0,
    }

    found = tk.evaluate(frame, {text: text for text in expected})[-1]

    assert found.drop("symbol", "at").row(0, named=True) == expected
