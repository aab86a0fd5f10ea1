"""Functions of a frame: what looks ahead is caught on the right bar, what does not passes."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit.certificate import Certificate
from pytoolkit.errors import BadBars, UsageError
from tests.support.daily import daily
from tests.support.panels import panel

CLOSE = pl.col("close")
DAY = pl.col("at").dt.date()
ROW = pl.int_range(pl.len())
HOURS = panel([60], seed=3, minutes=60)
"""The first UTC day has ten bars."""
TWO = panel([30, 25], seed=4, minutes=60)


def frame(expression: pl.Expr) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda bars: bars.with_columns(x=expression)


def certified(expression: pl.Expr, bars: pl.DataFrame = HOURS, **options: bool) -> Certificate:
    return tk.certify(frame(expression), bars, **options)


LEAKS = {
    "next bar": (CLOSE.shift(-1), 0, 0),
    "three bars on": (CLOSE.shift(-3) > CLOSE, 0, 0),
    "centered mean": (CLOSE.rolling_mean(5, center=True), 2, 2),
    "z-score of everything": ((CLOSE - CLOSE.mean()) / CLOSE.std(), 0, 0),
    "backward fill": (pl.when(ROW % 5 == 2).then(CLOSE).backward_fill(), 0, 0),
    "last close of the day": (CLOSE.last().over(DAY), 0, 0),
    "day's mean from the second day on": (
        pl.when(DAY > DAY.first()).then(CLOSE.mean().over(DAY)),
        10,
        10,
    ),
    "reverse sum": (CLOSE.cum_sum(reverse=True), 0, 0),
    "one bar that sees the last": (pl.when(ROW == 33).then(CLOSE.last()), 33, 33),
    "one bar that sees bar 40": (pl.when(ROW == 33).then(CLOSE.get(40, null_on_oob=True)), 33, 33),
    "interpolation": (pl.when(ROW % 4 == 0).then(CLOSE).interpolate(), 1, 1),
    "sign of a zero": (pl.when(ROW + 1 < pl.len()).then(-0.0).otherwise(0.0), 0, 0),
    "NaN for null": (
        pl.when(ROW + 1 < pl.len()).then(float("nan")).otherwise(pl.lit(None, pl.Float64)),
        0,
        0,
    ),
}


@pytest.mark.parametrize(("leak", "bar", "cut"), LEAKS.values(), ids=LEAKS)
def test_certify_of_a_leak_names_the_first_bar_and_both_values(
    leak: pl.Expr, bar: int, cut: int
) -> None:
    found = certified(leak)

    assert not found.holds
    first = found.counter_example
    assert first is not None
    assert (first.check, first.column, first.symbol) == ("later bars", "x", "S0000")
    assert first.at == HOURS["at"][bar]
    assert first.cut == HOURS["at"][cut]
    assert repr(first.value) == repr(HOURS.with_columns(x=leak)["x"][bar])
    assert repr(first.other) == repr(HOURS[: cut + 1].with_columns(x=leak)["x"][bar])
    assert [check.name for check in found.checks if not check.holds] == ["later bars"]
    assert "later bars" in found.verdict


HONEST = {
    "rolling mean": CLOSE.rolling_mean(5),
    "rolling deviation": CLOSE.rolling_std(7),
    "exponential mean": CLOSE.ewm_mean(span=9, adjust=False),
    "last bar": CLOSE.shift(1),
    "change": CLOSE.pct_change(),
    "sum so far": CLOSE.cum_sum(),
    "z-score so far": (CLOSE - CLOSE.cum_sum() / (ROW + 1)) / CLOSE.rolling_std(500, min_samples=2),
    "open of the day": pl.col("open").first().over(DAY),
    "highest of the day so far": pl.col("high").cum_max().over(DAY),
    "forward fill": pl.when(ROW % 5 == 2).then(CLOSE).forward_fill(),
    "text": pl.when(CLOSE > CLOSE.shift(1)).then(pl.lit("up")).otherwise(pl.lit("down")),
}


@pytest.mark.parametrize("expression", HONEST.values(), ids=HONEST)
def test_certify_of_an_honest_function_holds(expression: pl.Expr) -> None:
    found = certified(expression)

    assert found.holds, str(found)
    assert found.counter_example is None
    assert found.columns == ("x",)
    assert found.cuts == HOURS.height - 1
    assert found.verdict == "no output depends on later bars, as far as 59 cuts show"


@pytest.mark.parametrize("expression", HONEST.values(), ids=HONEST)
def test_certify_of_an_honest_function_holds_symbol_by_symbol(expression: pl.Expr) -> None:
    found = tk.certify(lambda bars: bars.select(x=expression.over("symbol")), TWO)

    assert found.holds, str(found)
    assert [check.name for check in found.checks] == ["repeats", "other symbols", "later bars"]


def test_certify_of_long_bars_cuts_at_both_ends_and_finds_a_leak_of_the_middle() -> None:
    bars = panel([3000], minutes=60)

    honest = tk.certify(frame(CLOSE.rolling_mean(5)), bars, cuts=64)
    last = tk.certify(frame(pl.when(ROW == 2998).then(CLOSE.shift(-1))), bars, cuts=64)
    middle = tk.certify(frame(pl.when(DAY > DAY.first()).then(CLOSE.last().over(DAY))), bars)

    assert honest.holds
    assert honest.cuts == 64
    assert last.counter_example is not None
    assert last.counter_example.at == bars["at"][2998]
    assert middle.counter_example is not None
    assert middle.counter_example.at == bars["at"][10]


def test_certify_of_a_column_of_many_names_each_that_leaks() -> None:
    found = tk.certify(
        lambda bars: bars.select(
            "symbol",
            "at",
            a=pl.when(ROW == 33).then(CLOSE.last()),
            b=CLOSE.shift(1),
            c=CLOSE.sum().over("symbol"),
        ),
        HOURS,
    )

    assert [(one.column, one.at) for one in found.counter_examples] == [
        ("c", HOURS["at"][0]),
        ("a", HOURS["at"][33]),
    ]
    assert found.columns == ("a", "b", "c")


def test_certify_tells_what_depends_on_the_number_of_later_bars_from_their_values() -> None:
    counted = certified(pl.len() - ROW).counter_example
    seen = certified(CLOSE.shift(-1)).counter_example

    assert counted is not None
    assert "other bars in their place change nothing, so it may be their number" in counted.reason
    assert seen is not None
    assert "their number" not in seen.reason


def test_certify_finds_by_other_bars_what_taking_bars_away_does_not_show() -> None:
    falling = daily([(100.0 - n, 101.0 - n, 99.0 - n, 100.0 - n) for n in range(40)])
    share_of_highest = CLOSE / CLOSE.max()  # the highest close is the first of these bars

    found = certified(share_of_highest, falling).counter_example

    assert found is not None
    assert found.at == falling["at"][0]
    assert "turned upside down" in found.reason


def test_certify_without_over_reports_the_other_symbols() -> None:
    found = certified(CLOSE.shift(1), TWO)

    apart = [one for one in found.counter_examples if one.check == "other symbols"]
    assert [(one.symbol, one.at) for one in apart] == [("S0001", TWO["at"][30])]
    assert apart[0].value == TWO["close"][29]
    assert apart[0].other is None
    assert '.over("symbol")' in apart[0].reason
    # S0000's last bar comes after S0001's first.
    assert [one.check for one in found.counter_examples] == ["other symbols", "later bars"]


def test_certify_of_a_normalisation_over_the_whole_frame_is_look_ahead_across_symbols() -> None:
    found = certified((CLOSE - CLOSE.mean()) / CLOSE.std(), TWO)

    assert {one.check for one in found.counter_examples} == {"other symbols", "later bars"}


def test_certify_orders_counter_examples_by_bar_and_not_by_check() -> None:
    late = pl.concat([TWO[:30], TWO[40:]])
    ahead = pl.when(pl.col("symbol") == "S0000").then(CLOSE.shift(-1)).otherwise(CLOSE.shift(1))

    found = certified(ahead, late)

    assert [(one.check, one.symbol) for one in found.counter_examples] == [
        ("later bars", "S0000"),
        ("other symbols", "S0000"),
    ]
    assert found.counter_examples[0].at == late["at"][0]
    assert found.counter_examples[1].at == late["at"][29]


def test_certify_of_a_rank_among_symbols_needs_the_switch() -> None:
    rank = CLOSE.rank().over("at")

    strict = certified(rank, TWO)
    meant = certified(rank, TWO, cross_sectional=True)
    ahead = certified(CLOSE.rank().over("symbol"), TWO, cross_sectional=True)

    assert [check.name for check in strict.checks if not check.holds] == ["other symbols"]
    assert meant.holds
    assert [check.name for check in meant.checks] == ["repeats", "later bars"]
    assert not ahead.holds


def test_certify_takes_series_and_lazy_frames_and_names_the_column() -> None:
    series = tk.certify(lambda bars: bars["close"].rolling_mean(3).alias("mean"), HOURS)
    lazy = tk.certify(lambda bars: bars.lazy().select(y=CLOSE.shift(1)), HOURS)
    unnamed = tk.certify(lambda bars: pl.Series(bars["close"].to_list()), HOURS)

    assert (series.columns, lazy.columns, unnamed.columns) == (("mean",), ("y",), ("value",))
    assert series.holds
    assert lazy.holds
    assert unnamed.holds


def test_certify_compares_a_column_of_the_bars_that_was_changed() -> None:
    found = tk.certify(lambda bars: bars.with_columns(close=CLOSE.shift(-1)), HOURS)

    assert found.columns == ("close",)
    assert not found.holds


def _sorted(bars: pl.DataFrame) -> pl.DataFrame:
    return bars.sort("close").with_columns(x=CLOSE)


def _raising(bars: pl.DataFrame) -> pl.DataFrame:
    raise ValueError(f"no such feature in {bars.width} columns")


UNUSABLE: dict[str, tuple[Callable[[pl.DataFrame], object], str]] = {
    "raises": (_raising, "raises ValueError: no such feature in 7 columns"),
    "drops rows": (
        lambda bars: bars.with_columns(x=CLOSE.shift(2)).drop_nulls(),
        "gives 58 rows for 60 bars; the first bar without a row is S0000 2026-01-05T14:30:00Z",
    ),
    "drops rows and keys": (lambda bars: bars.select(CLOSE)[3:], "gives 57 rows for 60 bars"),
    "sorts": (_sorted, "gives the rows in another order than the bars: row 0 must be S0000"),
    "scalar": (lambda bars: bars["close"].mean(), "gives a float; give a polars DataFrame"),
    "nothing": (lambda bars: bars.select("symbol", "at"), "gives no column beside symbol and at"),
}


@pytest.mark.parametrize(("function", "text"), UNUSABLE.values(), ids=UNUSABLE)
def test_certify_of_a_function_that_gives_nothing_to_compare_says_why(
    function: Callable[[pl.DataFrame], object], text: str
) -> None:
    found = tk.certify(function, HOURS)

    assert not found.holds
    assert [check.name for check in found.checks] == ["runs"]
    assert found.counter_example is not None
    assert str(found.counter_example).startswith(f"the function {text}")


def test_certify_of_a_function_that_raises_on_few_bars_names_the_cut() -> None:
    def needs_ten(bars: pl.DataFrame) -> pl.Series:
        if bars.height < 10:
            raise IndexError("ten bars are needed")
        return bars["close"]

    found = tk.certify(needs_ten, HOURS).counter_example

    assert found is not None
    assert (found.check, found.cut) == ("later bars", HOURS["at"][0])
    assert "raises IndexError: ten bars are needed, given the bars up to" in str(found)


def test_certify_of_a_function_that_does_not_repeat_stops_there() -> None:
    calls = count()

    found = tk.certify(lambda bars: bars.select(x=CLOSE + next(calls)), HOURS)

    assert [check.name for check in found.checks] == ["repeats"]
    assert found.counter_example is not None
    assert found.counter_example.at == HOURS["at"][0]
    assert found.counter_example.value == HOURS["close"][0]
    assert found.counter_example.other == HOURS["close"][0] + 1


def test_certify_is_not_spoiled_by_a_function_that_changes_its_frame() -> None:
    def careless(bars: pl.DataFrame) -> pl.DataFrame:
        bars.insert_column(0, bars["close"].shift(1).alias("x"))
        return bars

    assert tk.certify(careless, HOURS).holds


def test_certify_hands_columns_of_the_user_through() -> None:
    bars = HOURS.with_columns(score=ROW.cast(pl.Float64))

    assert certified(pl.col("score").rolling_max(3), bars).holds
    assert not certified(pl.col("score").max() - pl.col("score"), bars).holds


def test_certify_says_what_it_looked_at() -> None:
    found = tk.certify(frame(CLOSE.shift(1).over("symbol")), TWO, name="lagged")

    assert (found.kind, found.subject, found.config_hash) == ("function", "lagged", "")
    assert (found.symbols, found.bars) == (("S0000", "S0001"), 55)
    assert found.first == datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
    assert found.last == TWO["at"].max()
    assert found.seconds > 0
    assert "ok: later bars taken away at 29 cuts, replaced by others at 8" in str(found)


def test_certify_names_columns_that_are_null_on_every_bar() -> None:
    found = tk.certify(lambda bars: bars.select(x=CLOSE.rolling_mean(500), y=CLOSE.shift(1)), HOURS)

    assert found.holds
    assert found.empty == ("x",)
    assert "always null    x: nothing is shown of them" in str(found)


def test_certify_tells_the_progress() -> None:
    told: list[tuple[str, int, int]] = []

    tk.certify(frame(CLOSE), HOURS, progress=lambda *word: told.append(word))

    assert told[:2] == [("cuts", 0, 59), ("cuts", 1, 59)]


def test_certify_of_wrong_bars_is_refused() -> None:
    with pytest.raises(BadBars, match="no bars to check"):
        tk.certify(frame(CLOSE), HOURS[:0])
    with pytest.raises(BadBars, match="no column volume"):
        tk.certify(frame(CLOSE), HOURS.drop("volume"))
    with pytest.raises(BadBars, match="out of order"):
        tk.certify(frame(CLOSE), HOURS.reverse())
    with pytest.raises(UsageError, match="cuts must be at least 1"):
        tk.certify(frame(CLOSE), HOURS, cuts=0)


def test_certify_of_one_bar_has_nothing_to_cut() -> None:
    assert certified(CLOSE.shift(-1), HOURS[:1]).cuts == 0
