"""The strict candles, each stated once more as a rule.

`o h l c` are a bar's prices, `o1` is the open of the bar before. Rules have no absolute value: a
body below a bound is that with either sign, and a candle of either color is two.
"""

import re
from itertools import product

import numpy as np
import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit.frames import shipped_bars
from tests.support.talib.series import SERIES

PRICES = {"o": "open", "h": "high", "l": "low", "c": "close"}
SHOWN = (
    "random walk",
    "ticks",
    "rare candles",
    *(name for name in SERIES if name.startswith("coarse")),
)


def spelled(text: str) -> str:
    """Write prices out: `c1` is `lag(close, 1)`."""

    def price(found: re.Match[str]) -> str:
        name, lag = PRICES[found[1]], found[2]
        return f"lag({name}, {lag})" if lag else name

    return re.sub(r"\b([ohlc])(\d?)\b", price, text)


def of_either_color(text: str, at: str = "") -> str:
    """Say something of a bar by the `top` and the `bottom` of its body, which it must have."""

    def ends(top: str, bottom: str) -> str:
        return text.replace("top", top + at).replace("bottom", bottom + at)

    return f"(c{at} > o{at} and {ends('c', 'o')} or c{at} < o{at} and {ends('o', 'c')})"


def smaller(size: str, at: str = "") -> str:
    """Say that a body is smaller than `size`."""
    return f"c{at} - o{at} < {size} and o{at} - c{at} < {size}"


MORNING_STAR = (
    "c2 < o2 and o2 - c2 > lag(atr(14), 2)"
    f" and {smaller('0.3 * (h1 - l1)', '1')} and o1 <= c2"
    " and h > l and c > o and c > (o2 + c2) / 2"
)
# The sum of sizes is the largest of the sums with all signs.
MIDDLE = [
    f"({x} * (c1 - o1) + {y} * (c2 - o2) + {z} * (c3 - o3))"
    for x, y, z in product((1, -1), repeat=3)
]
RULES = {
    "bullish_hammer": "h > l and "
    + of_either_color("bottom - l >= 2 * (top - bottom) and h - top <= 0.5 * (top - bottom)"),
    "bullish_engulfing": "h > l and c > o and c1 < o1 and o <= c1 and c > o1",
    "bearish_engulfing": "h > l and c < o and c1 > o1 and o >= c1 and c < o1",
    "morning_star": MORNING_STAR,
    "abandoned_baby": f"{MORNING_STAR} and h1 < l2 and l > h1",
    "piercing_line": (
        "c1 < o1 and o1 - c1 > 0.6 * (h1 - l1) and o < c1 and (o1 + c1) / 2 < c and c < o1"
        " and h > l and c > o"
    ),
    "three_white_soldiers": (
        "c > o and c1 > o1 and c2 > o2 and o > o1 and o < c1 and o1 > o2 and o1 < c2"
        " and h - c < 0.2 * (c - o) and h1 - c1 < 0.2 * (c1 - o1) and h2 - c2 < 0.2 * (c2 - o2)"
        " and h > l and (c - o) + (c1 - o1) + (c2 - o2) > 2 * atr(14)"
    ),
    "inverted_hammer": "h > l and (c > o or c < o) and lag(mfi(14), 1) < 20 and h1 > l1 and "
    + of_either_color(
        "top - bottom < 0.3 * (h1 - l1) and bottom - l1 < 0.1 * (h1 - l1)"
        " and h1 - top >= 2 * (top - bottom) and c > top",
        "1",
    ),
    "bullish_marubozu": "h > l and c > o and c - o > 0.95 * (h - l) and h - l > 2 * atr(14)",
    "tweezer_bottoms": (
        "h > l and c > o and l - l1 <= 0.001 * l1 and l1 - l <= 0.001 * l1"
        " and rsi(14) < 35 and c < ema(20)"
    ),
    # A doji may have no body, or one of either color.
    "dragonfly_doji": (
        f"h > l and {smaller('0.1 * (h - l)')}"
        " and (c >= o and h - c < 0.1 * (h - l) and o - l > 2 * (c - o)"
        " or c < o and h - o < 0.1 * (h - l) and c - l > 2 * (o - c))"
    ),
    "bullish_belt_hold": "h > l and c > o and o - l <= 0.001 * l and c - o > 0.6 * (h - l)",
    "bullish_harami": (
        "h > l and c > o and c1 < o1 and o > c1 and c < o1 and c - o < 0.5 * (o1 - c1)"
    ),
    "bullish_kicker": "h > l and c > o and c1 < o1 and o > o1 and c - c1 > atr(14)",
    "three_inside_up": (
        "c2 < o2 and c1 > o1 and o1 > c2 and c1 < o2 and h > l and c > o and c > o2"
    ),
    "rising_three_methods": (
        "c4 > o4 and h3 <= h4 and h2 <= h4 and h1 <= h4 and l3 >= l4 and l2 >= l4 and l1 >= l4"
        " and h > l and c > o and c > h4 and "
        + " and ".join(
            f"c4 - o4 > 1.5 * ({bodies} / 3) and c - o > 1.5 * ({bodies} / 3)" for bodies in MIDDLE
        )
    ),
}
WARMUPS = {
    "bullish_hammer": 0,
    "bullish_engulfing": 1,
    "bearish_engulfing": 1,
    "morning_star": 16,
    "abandoned_baby": 16,
    "piercing_line": 1,
    "three_white_soldiers": 14,
    "inverted_hammer": 15,
    "bullish_marubozu": 14,
    "tweezer_bottoms": 19,
    "dragonfly_doji": 0,
    "bullish_belt_hold": 0,
    "bullish_harami": 1,
    "bullish_kicker": 14,
    "three_inside_up": 2,
    "rising_three_methods": 4,
}


def walks() -> pl.DataFrame:
    """Give walks on a grid of quarters, whose opens jump and whose shadows are often missing."""
    rng = np.random.default_rng(20260301)
    frames = []
    for number in range(8):
        count = 4_000
        close = 400 + np.cumsum(np.round(rng.normal(0, 1 + number / 4, count) * 4) / 4)
        opens = np.r_[close[:1], close[:-1]] + np.round(rng.normal(0, 1, count) * 4) / 4
        shadows = np.round(np.abs(rng.normal(0, 0.1 + number / 6, (2, count))) * 4) / 4
        prices = {
            "open": opens,
            "high": np.maximum(opens, close) + shadows[0],
            "low": np.minimum(opens, close) - shadows[1],
            "close": close,
            "volume": np.round(rng.lognormal(9, 1, count)),
        }
        at = SERIES["random walk"]["at"][:count]
        frames.append(pl.DataFrame({"symbol": [f"W{number}"] * count, "at": at, **prices}))
    return pl.concat(frames)


def babies() -> pl.DataFrame:
    """Give abandoned babies, all but, and just so, which walks hardly form."""
    rng = np.random.default_rng(20260302)
    quiet = [(100.0, 102.0, 100.0, 101.0)] * 17
    baby = [(101.0, 101.0, 94.0, 95.0), (93.0, 93.5, 92.5, 93.0), (94.5, 101.0, 94.0, 99.0)]
    shapes = np.tile(np.array(quiet + baby), (400, 1))
    prices = shapes + np.round(rng.normal(0, 0.5, shapes.shape) * 4) / 4
    made = dict(zip(PRICES.values(), prices.T, strict=True))
    made["high"], made["low"] = prices.max(axis=1), prices.min(axis=1)
    at = SERIES["random walk"]["at"][: len(prices)]
    return pl.DataFrame({"symbol": ["B"] * len(prices), "at": at, **made, "volume": 1e3})


SEEN = {
    which: tk.evaluate(
        frame,
        {f"candle.{name}": f"candle.{name}" for name in RULES}
        | {name: spelled(rule) for name, rule in RULES.items()},
    )
    for which, frame in {
        "shipped": shipped_bars(),
        "walks": walks(),
        "babies": babies(),
        **{name: SERIES[name] for name in SHOWN},
    }.items()
}


def test_every_strict_candle_is_stated_as_a_rule() -> None:
    names = tk.catalog().filter(pl.col("group") == "candle")["name"]

    assert sorted(names) == sorted(f"candle.{name}" for name in RULES)


@pytest.mark.parametrize("which", SEEN)
@pytest.mark.parametrize("name", RULES)
def test_strict_candle_is_its_rule_on_every_warm_bar(name: str, which: str) -> None:
    candle = f"candle.{name}"
    warm = SEEN[which].filter(pl.col(candle).is_not_null())

    wrong = warm.filter(pl.col(candle).ne_missing(pl.col(name)))

    assert len(warm) > 0
    assert wrong.select("symbol", "at", candle, name).rows() == []


@pytest.mark.parametrize("which", SEEN)
@pytest.mark.parametrize("name", RULES)
def test_strict_candle_is_null_before_its_warm_up_and_never_after(name: str, which: str) -> None:
    null = pl.col(f"candle.{name}").is_null()
    for frame in SEEN[which].partition_by("symbol"):
        nulls = frame.select(null).to_series()
        assert nulls.sum() == nulls[: WARMUPS[name]].sum() == WARMUPS[name]


@pytest.mark.parametrize("name", RULES)
def test_rule_of_a_strict_candle_fires(name: str) -> None:
    assert sum(frame[name].sum() for frame in SEEN.values()) > 0
