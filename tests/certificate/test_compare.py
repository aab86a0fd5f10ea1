"""What counts as equal, and which of several different bars is the first."""

import math

import polars as pl
import pytest

from pytoolkit.certificate.compare import differences, same, unequal
from tests.support.panels import panel

NAN = float("nan")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([1.0, None, NAN], [1.0, None, NAN], [False, False, False]),
        ([1.0, None, NAN, None], [math.nextafter(1.0, 2.0), 0.0, None, NAN], [True] * 4),
        ([0.0, -0.0, math.inf], [-0.0, -0.0, -math.inf], [True, False, True]),
        ([True, None, False], [True, False, False], [False, True, False]),
        ([1, 2], [1.0, 2.5], [False, True]),
        ([None, None], [1.0, None], [True, False]),
        ([1.0, None], [None, None], [True, False]),
        (["a", "b"], [1.0, 2.0], [True, True]),
        ([[1.0, NAN], [2.0]], [[1.0, NAN], [2.5]], [False, True]),
    ],
)
def test_unequal_tells_null_nan_and_the_last_bit(
    ours: list[object], theirs: list[object], expected: list[bool]
) -> None:
    assert unequal(pl.Series(ours), pl.Series(theirs)).to_list() == expected


def test_same_tells_single_values_alike() -> None:
    assert same(NAN, NAN)
    assert same(None, None)
    assert same(1.5, 1.5)
    assert not same(0.0, -0.0)
    assert not same(None, NAN)
    assert not same(1.5, math.nextafter(1.5, 2.0))


def test_differences_names_the_earliest_bar_and_not_the_first_row() -> None:
    keys = panel([5, 5]).select("symbol", "at")
    ours = pl.DataFrame({"x": range(10), "y": range(10), "z": range(10)})
    theirs = ours.with_columns(
        x=pl.when(pl.col("x").is_in([3, 6])).then(-1).otherwise("x"),
        z=pl.when(pl.col("z") == 9).then(None).otherwise("z"),
    )

    one, two = differences(keys, ours, theirs, ["x", "y", "z"])

    assert (one.column, one.row, one.symbol, one.at) == ("x", 6, "S0001", keys["at"][1])
    assert (one.value, one.other) == (6, -1)
    assert (two.column, two.value, two.other) == ("z", 9, None)
