"""Structure patterns on hand-built bars, and the anchors that lead back to their pivots."""

from typing import Any

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import ta
from pytoolkit.errors import BadRule
from tests.support.formations import EXAMPLES, START, bars_of
from tests.support.panels import panel

PATTERNS = [name for name in tk.catalog()["name"] if name.startswith("structure.")]
CASES = [(name, name, False) for name in EXAMPLES] + [
    (name, example.mirror or name, True) for name, example in EXAMPLES.items()
]


@pytest.mark.parametrize(("name", "seen", "turned"), CASES)
def test_pattern_of_a_hand_built_path_is_seen_once_and_its_mirror_image_not(
    name: str, seen: str, turned: bool
) -> None:
    bars = bars_of(EXAMPLES[name], turned=turned)
    other = EXAMPLES[name].mirror if not turned else name

    told = tk.evaluate(bars, {pattern: pattern for pattern in PATTERNS})

    assert told[f"structure.{seen}"].sum() == 1
    if EXAMPLES[name].mirror is not None:
        assert told[f"structure.{other}"].sum() == 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_pattern_has_fields_where_it_is_true_and_only_there(name: str) -> None:
    bars = bars_of(EXAMPLES[name])
    fields = tk.catalog().row(by_predicate=pl.col("name") == f"structure.{name}", named=True)

    told = tk.evaluate(
        bars, {"found": f"structure.{name}"}
        | {field: f"structure.{name}.{field}" for field in fields["outputs"][1:]},
    )  # fmt: skip

    assert told["found"].null_count() == 0
    for field in fields["outputs"][1:]:
        assert told[field].is_not_null().to_list() == told["found"].to_list(), field


@pytest.mark.parametrize(("name", "seen", "turned"), CASES)
def test_anchors_of_a_hand_built_path_are_the_ends_of_its_legs(
    name: str, seen: str, turned: bool
) -> None:
    example = EXAMPLES[name]
    bars = bars_of(example, turned=turned)

    found = tk.anchors(bars, f"structure.{seen}")

    ends = [example.ends[leg] for leg in example.points]
    assert found["point_at"].to_list() == bars["at"].gather(ends).to_list()
    assert found["pattern"].unique().to_list() == [seen]
    # A peak is the high of its bar, a valley the low.
    for price, end in zip(found["price"], ends, strict=True):
        assert price in bars.select("high", "low").row(end)


def test_anchors_are_one_row_per_point_typed_and_in_order() -> None:
    twice = pl.concat([bars_of(EXAMPLES["bat"], "A"), bars_of(EXAMPLES["bat"], "B", turned=True)])

    found = tk.anchors(twice, ta.structure.bat(5, tolerance=4))

    instant = pl.Datetime("us", "UTC")
    assert dict(found.schema) == {
        "symbol": pl.String, "at": instant, "pattern": pl.String, "point": pl.String,
        "point_at": instant, "price": pl.Float64,
    }  # fmt: skip
    assert found["symbol"].to_list() == ["A"] * 5 + ["B"] * 5
    assert found["point"].to_list() == ["X", "A", "B", "C", "D"] * 2
    told = tk.evaluate(twice, {"found": "structure.bat(5, 4)"}).filter("found")
    assert found["at"].to_list()[::5] == told["at"].to_list()
    assert (found["point_at"] < found["at"]).all()


def test_anchors_of_overlapping_detections_keep_them_apart() -> None:
    # Each valley of 100 makes a double bottom with the one before.
    prices = [100.0, 110.0, 100.0, 110.0, 100.0, 120.0]
    closes = [115.0]
    for price in prices:
        closes += [closes[-1] + (price - closes[-1]) * (bar + 1) / 7 for bar in range(7)]
    bars = panel([len(closes)]).with_columns(
        pl.Series(name, closes) for name in ("open", "high", "low", "close")
    )
    # The second valley is broken by one close, so that both are detected.
    bars = bars.with_columns(
        pl.when(pl.int_range(pl.len()) == 27).then(110.5).otherwise(pl.col(name)).alias(name)
        for name in ("high", "close")
    )

    found = tk.anchors(bars, "structure.double_bottom")

    assert found["point"].to_list() == ["p1", "p2", "p3"] * 2
    assert found["at"].n_unique() == 2
    first, second = found["point_at"].to_list()[:3], found["point_at"].to_list()[3:]
    assert first[2] == second[0]


def test_anchors_of_bars_without_a_detection_are_an_empty_frame() -> None:
    bars = bars_of(EXAMPLES["gartley"])

    for none in (tk.anchors(bars, "structure.crab"), tk.anchors(bars.clear(), "structure.gartley")):
        assert none.height == 0
        assert none.columns == ["symbol", "at", "pattern", "point", "point_at", "price"]


def test_anchors_follow_the_parameters_and_inputs_of_the_call() -> None:
    bars = bars_of(EXAMPLES["gartley"])

    assert tk.anchors(bars, "structure.gartley(5, 0.1)").height == 0
    wide = tk.anchors(bars, "structure.gartley(5, tolerance=4)")
    of_closes = tk.anchors(bars, "structure.gartley(close, close, 5)")
    assert wide["point_at"][0] == of_closes["point_at"][0]
    assert wide["price"][0] == 100 - 0.25
    assert of_closes["price"][0] == 100


@pytest.mark.parametrize(
    "text",
    [
        "zigzag(5).price",
        "close > open",
        "cdl.engulfing",
        "structure.gartley.x_price",
        "structure.gartley and structure.bat",
        "structure.gartley and close > 100",
        "not structure.gartley",
        "within(structure.gartley, 3)",
        "close",
    ],
)
def test_anchors_of_anything_but_one_pattern_is_refused(text: str) -> None:
    with pytest.raises(BadRule, match=r"is not one call of a pattern"):
        tk.anchors(bars_of(EXAMPLES["gartley"]), text)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_streamed_bar_by_bar_says_the_same(pattern: str) -> None:
    # Bars that move 2 % each have many swings.
    bars: Any = panel([400], seed=3).with_columns(
        pl.Series(name, panel([400], seed=3)[name] ** 2)
        for name in ("open", "high", "low", "close")
    )
    whole = tk.evaluate(bars, {"found": pattern, "height": f"{pattern}.height"})
    stream = tk.Stream({"found": pattern, "height": f"{pattern}.height"})

    rows = [stream.push(*row) for row in bars.iter_rows()]

    assert [row["found"] for row in rows] == whole["found"].to_list()
    assert [row["height"] for row in rows] == whole["height"].to_list()
    part = tk.evaluate(bars[:150], {"found": pattern, "height": f"{pattern}.height"})
    assert part.equals(whole[:150])


def test_duration_tells_macro_from_standard() -> None:
    bars = bars_of(EXAMPLES["double_bottom"])

    told = tk.evaluate(
        bars, {"duration": "structure.double_bottom.duration",
               "macro": "structure.double_bottom.duration > 90"},
    ).drop_nulls()  # fmt: skip

    assert told["macro"].to_list() == [False]
    assert told["duration"][0] == (told["at"][0] - START).days - 8
