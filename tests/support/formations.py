"""Hand-built bars of each structure pattern, and of its mirror image."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

START = datetime(2026, 1, 5, tzinfo=UTC)
WICK = 0.25
"""How far high and low stand away from open and close."""


@dataclass(frozen=True)
class Example:
    """A path of straight legs, and which of their ends are the pattern's points."""

    start: float
    legs: Sequence[tuple[float, int]]
    """Target and bars of each leg."""
    points: Sequence[int]
    """Indices of the legs that end at the points."""
    mirror: str | None = None
    """Name of the same formation upside down; None: the pattern sees both."""

    @property
    def ends(self) -> list[int]:
        """The bar at which each leg ends."""
        return [sum(bars for _, bars in self.legs[: leg + 1]) for leg in range(len(self.legs))]


def _harmonic(b: float, c: float, d: float) -> Example:
    """X at 100, A at 140, and B C D by their ratios to XA, AB and XA."""
    at_b, at_d = 140 - 40 * b, 140 - 40 * d
    at_c = at_b + c * (140 - at_b)
    rise = (0.46 * at_c + 0.54 * at_d, 11)
    legs = [(100.0, 6), (140.0, 11), (at_b, 8), (at_c, 7), (at_d, 9), rise]
    return Example(112.0, legs, range(5))


EXAMPLES = {
    "double_bottom": Example(
        116.0, [(100.0, 8), (110.0, 7), (100.8, 8), (118.0, 18)], (0, 1, 2), "double_top"
    ),
    "inverse_head_shoulders": Example(
        114.0,
        [(100.0, 7), (108.0, 6), (94.0, 8), (109.0, 8), (100.5, 6), (116.6, 14)],
        range(5),
        "head_shoulders",
    ),
    "bull_flag": Example(
        104.0, [(100.0, 5), (122.0, 9), (113.0, 6), (116.0, 3), (114.0, 2), (129.0, 10)],
        (0, 1), "bear_flag",
    ),
    "cup_and_handle": Example(
        92.0,
        [(100.0, 4), (73.0, 7), (79.0, 4), (58.0, 7), (69.0, 5), (63.0, 4), (100.0, 13),
         (94.6, 4), (104.0, 9)],
        (0, 1, 3, 5, 6), "inverse_cup_and_handle",
    ),
    "ascending_triangle": Example(
        92.0, [(110.0, 8), (95.0, 7), (110.5, 7), (100.0, 6), (110.0, 6), (103.8, 4), (116.0, 10)],
        range(5), "descending_triangle",
    ),
    "falling_wedge": Example(
        104.0, [(120.0, 7), (104.0, 8), (112.0, 6), (100.5, 8), (117.0, 12)], range(4),
        "rising_wedge",
    ),
    "elliott_wave_135": Example(
        108.0, [(100.0, 6), (110.0, 7), (104.0, 5), (124.0, 11), (116.0, 6), (130.0, 11)],
        range(5), "bearish_elliott_wave_135",
    ),
    "abcd": Example(126.0, [(140.0, 7), (112.0, 9), (129.0, 7), (101.0, 9), (114.0, 11)], range(4)),
    "gartley": _harmonic(0.618, 0.6, 0.786),
    "bat": _harmonic(0.46, 0.65, 0.886),
    "butterfly": _harmonic(0.786, 0.55, 1.27),
    "crab": _harmonic(0.55, 0.65, 1.618),
}  # fmt: skip
"""By the name of the pattern; its mirror image is seen in the same path upside down."""


def bars_of(example: Example, symbol: str = "TEST", *, turned: bool = False) -> pl.DataFrame:
    """Give daily bars of an example; turned: upside down around the middle of its prices.

    Volume is 2,000 up to the end of the second leg and 1,000 after it.
    """
    closes = [example.start]
    for target, count in example.legs:
        first = closes[-1]
        closes += [first + (target - first) * (bar + 1) / count for bar in range(count)]
    if turned:
        twice = min(closes) + max(closes)
        closes = [twice - close for close in closes]
    opens = [closes[0], *closes[:-1]]
    quiet = example.ends[1]
    return pl.DataFrame(
        {
            "symbol": symbol,
            "at": [START + timedelta(days=bar) for bar in range(len(closes))],
            "open": opens,
            "high": [max(pair) + WICK for pair in zip(opens, closes, strict=True)],
            "low": [min(pair) - WICK for pair in zip(opens, closes, strict=True)],
            "close": closes,
            "volume": [2_000.0 if bar <= quiet else 1_000.0 for bar in range(len(closes))],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )
