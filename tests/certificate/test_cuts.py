"""Where bars are cut, and what replaces the bars after a cut."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytoolkit.certificate.cuts import choose_cuts, mirrored, shuffled, spread
from pytoolkit.frames import check_bars
from tests.support.panels import panel

BARS = panel([400, 380], minutes=60)


def test_choose_cuts_of_few_bars_takes_all_but_the_last() -> None:
    bars = panel([20, 12])

    assert choose_cuts(bars, 19, seed=0) == bars["at"].unique().sort()[:-1].to_list()


@settings(max_examples=30, deadline=None)
@given(count=st.integers(8, 120), seed=st.integers(0, 5))
def test_choose_cuts_takes_both_ends_and_ends_of_days(count: int, seed: int) -> None:
    instants = BARS["at"].unique().sort().to_list()
    ends = [one for one, two in pairwise(instants) if one.day != two.day]

    cuts = choose_cuts(BARS, count, seed)

    assert len(cuts) == count
    assert cuts == sorted(set(cuts))
    assert cuts == choose_cuts(BARS, count, seed)
    assert (cuts[0], cuts[-1]) == (instants[0], instants[-2])
    assert len(set(ends) & set(cuts)) >= min(count // 4, len(ends))


@pytest.mark.parametrize("count", range(1, 8))
def test_choose_cuts_never_takes_more_than_asked(count: int) -> None:
    assert len(choose_cuts(BARS, count, seed=0)) == count


def test_spread_takes_first_and_last() -> None:
    assert spread([*range(100)], 4) == [0, 33, 66, 99]
    assert spread([5, 6], 4) == [5, 6]


@pytest.mark.parametrize("row", [0, 150, 398])
def test_replaced_bars_are_bars_and_earlier_ones_stay(row: int) -> None:
    cut = BARS["at"][row]
    upto = pl.col("at") <= cut

    for others in (mirrored(BARS, cut), shuffled(BARS, cut, seed=0)):
        assert others.schema == BARS.schema
        assert others.filter(upto).equals(BARS.filter(upto))
        assert check_bars(others).height == BARS.height

    turned = mirrored(BARS, cut)
    first = BARS.with_row_index().filter(~upto)["index"][0]
    rises = BARS["close"][first] > BARS["close"][row]
    assert (turned["close"][first] < BARS["close"][row]) is rises


def test_shuffled_bars_stay_with_their_symbol() -> None:
    cut = BARS["at"][10]

    others = shuffled(BARS, cut, seed=0)

    values = [name for name in BARS.columns if name != "at"]
    assert not others.equals(BARS)
    assert others.select(values).sort(values).equals(BARS.select(values).sort(values))


def test_mirrored_begins_at_the_first_open_of_a_symbol_that_comes_later() -> None:
    late = pl.concat([BARS[:50], BARS[500:600]])

    others = mirrored(late, late["at"][0])

    assert others.filter(symbol="S0001")["open"][0] == pytest.approx(BARS["open"][500])
