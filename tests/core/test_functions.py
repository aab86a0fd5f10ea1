"""Functions that only rules have, bar by bar, with values worked out by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import core

T, F, N = True, False, None
START = datetime(2024, 1, 1, tzinfo=UTC)


def values(text: str, close: list[float], volume: list[float] | None = None) -> list[object]:
    """Evaluate over bars of which nothing moves but the close and the volume."""
    n = len(close)
    bars = pl.DataFrame(
        {
            "symbol": ["A"] * n,
            "at": pl.Series([START + timedelta(days=i) for i in range(n)]).cast(
                pl.Datetime("us", "UTC")
            ),
            "open": [5.0] * n,
            "high": [9.0] * n,
            "low": [1.0] * n,
            "close": close,
            "volume": volume or [1.0] * n,
        }
    )
    return tk.evaluate(bars, {"x": text})["x"].to_list()


CLOSE = [4.0, 6, 7, 7, 8, 3, 2, 6]
GAPS = [1.0, 1, 1, 0, 1, 1, 1, 1]
"""Volumes; `close / volume` is null on the fourth bar."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bars_since(close > 6)", [N, N, 0, 0, 0, 1, 2, 3]),
        ("bars_since(close / volume > 6)", [N, N, 0, 1, 0, 1, 2, 3]),
        ("bars_since(close > 9)", [N] * 8),
        ("bars_since(close > 6) <= 1", [N, N, T, T, T, T, F, F]),
        ("rising", [N, T, T, F, T, F, F, T]),
        ("rising(2)", [N, N, T, F, F, F, F, F]),
        ("rising(close / volume, 2)", [N, N, T, N, N, N, F, F]),
        ("falling(2)", [N, N, F, F, F, F, T, F]),
        ("falling(close / volume)", [N, F, F, N, N, T, T, F]),
        ("lag(close > 6)", [N, F, F, T, T, T, F, F]),
        ("lag(close / volume > 6, 2)", [N, N, F, F, T, N, T, F]),
        ("not lag(close > 6)", [N, T, T, F, F, F, T, T]),
        ("if_else(close > open, 1, -close)", [-4, 1, 1, 1, 1, -3, -2, 1]),
        ("if_else(close / volume > 6, 1, 0)", [0, 0, 1, N, 1, 0, 0, 0]),
        ("if_else(volume > 0, close / volume, 0)", [4, 6, 7, 0, 8, 3, 2, 6]),
        ("if_else(close > open, lag(close > 6), close > 2)", [T, F, F, T, T, T, F, F]),
        ("any_of(close > 7, close < 3, close == 6)", [F, T, F, F, T, F, T, T]),
        ("any_of(close / volume > 6, close > 7)", [F, F, T, N, T, F, F, F]),
        ("any_of(close / volume > 6, close == 7)", [F, F, T, T, T, F, F, F]),
        ("all_of(close / volume > 0, close > 5, close < 8)", [F, T, T, N, F, F, F, T]),
        ("all_of(close / volume > 0, close > 7)", [F, F, F, F, T, F, F, F]),
        ("abs(close - open)", [1, 1, 2, 2, 3, 2, 3, 1]),
        ("abs(close / volume)", [4, 6, 7, N, 8, 3, 2, 6]),
        ("max(open, close, 6)", [6, 6, 7, 7, 8, 6, 6, 6]),
        ("min(open, close, 6)", [4, 5, 5, 5, 5, 3, 2, 5]),
        ("max(open, close / volume)", [5, 6, 7, N, 8, 5, 5, 6]),
        ("crosses_above(close, 5)", [N, T, F, F, F, F, F, T]),
        ("crosses_below(close, open)", [N, F, F, F, F, T, F, F]),
    ],
)  # fmt: skip
def test_function_of_a_rule_gives_the_values_of_its_definition(
    text: str, expected: list[object]
) -> None:
    assert values(text, CLOSE, GAPS) == expected


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("rising(3)", 3),
        ("falling(sma(2), 2)", 3),
        ("lag(close > sma(3), 2)", 4),
        ("if_else(close > 0, sma(3), sma(5))", 2),
        ("abs(close - lag(close, 3))", 3),
        ("max(sma(2), sma(4))", 3),
        ("min(sma(4), 1)", 3),
        ("crosses_above(sma(3), 1)", 3),
        ("all_of(close > 0, sma(3) > 0)", 2),
    ],
)
def test_warmup_of_a_function_is_never_less_than_its_leading_nulls(text: str, bars: int) -> None:
    found = values(text, CLOSE)

    nulls = next(i for i, value in enumerate(found) if value is not None)
    assert nulls == bars
    assert core.warmup(text) >= nulls
    if "if_else" not in text:
        assert core.warmup(text) == nulls
