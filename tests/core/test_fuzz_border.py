"""Absurd values at the border of the core: documented refusals, no trace of them, no panic.

A panic of the core arrives as `PanicException`, which no `except` below catches.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import pytoolkit as tk
from pytoolkit import core
from pytoolkit.errors import UsageError
from tests.support.panels import PRICES, START, panel

REFUSALS = (UsageError, TypeError, OverflowError, UnicodeEncodeError)
"""What the border may answer; the last is Python's own about text that is none."""

RULES: dict[str, Any] = {
    "cross": "ema(3) crosses_above sma(5)",
    "volume": "volume / sma(volume, 2)",
    "pattern": "within(cdl.doji > 0, 3)",
    "constant": "2",
}
MINUTE = timedelta(minutes=1)

texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text("abclosema(),.<>=+-*/0123456789 \n'\"", max_size=40),
    st.sampled_from(["", "\0", "\ud800", "A" * 100_000, "AAPL", "ä", "🦀"]),
)
numbers = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 1e308, -0.0, 5e-324, float("1e400"), True]),
    st.sampled_from([None, "1", b"1", Decimal("1.5"), 1j, [], object(), np.float32(1.5), np.nan]),
)
instants = st.one_of(
    st.datetimes(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-23, minutes=-59))])),
    st.integers(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(
        [
            datetime.min.replace(tzinfo=UTC),
            datetime.max.replace(tzinfo=UTC),
            datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
            datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
            date(2026, 1, 5),
            None,
            "2026-01-05",
            1e18,
            np.datetime64("2026-01-05"),
        ]
    ),
)


def refused(call: Callable[[], object]) -> bool:
    """Tell whether a call was refused, in a way that it may be."""
    try:
        call()
    except REFUSALS:
        return True
    return False


@settings(max_examples=300, deadline=None)
@given(text=texts, wanted=st.sampled_from([None, "boolean", "number"]))
def test_canonical_of_any_text_answers_or_refuses(text: str, wanted: Any) -> None:
    if not refused(lambda: core.canonical(text, wanted)):
        canonical = core.canonical(text, wanted)
        assert core.canonical(canonical, wanted) == canonical


@settings(max_examples=100, deadline=None)
@given(value=st.one_of(numbers, instants, texts))
def test_evaluate_of_any_expression_answers_or_refuses(value: Any) -> None:
    bars = panel([5])

    if not refused(lambda: tk.evaluate(bars, {"x": value})):
        assert tk.evaluate(bars, {"x": value}).height == 5


@settings(max_examples=300, deadline=None)
@given(
    symbol=st.one_of(st.sampled_from(["S0000", "NEW"]), texts, numbers),
    at=instants,
    values=st.lists(numbers, min_size=5, max_size=5),
    usual=st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_push_of_anything_answers_or_leaves_no_trace(
    symbol: Any, at: Any, values: list[Any], usual: list[bool]
) -> None:
    # Most arguments are as they should be, so that the others are reached.
    given_values = [10.0 if plain else value for plain, value in zip(usual, values, strict=False)]
    given_at = START + 5 * MINUTE if usual[5] else at
    given_symbol = "S0000" if usual[6] else symbol
    stream, twin = tk.Stream(RULES), tk.Stream(RULES)
    for each in (stream, twin):
        each.warm(panel([5]))

    took = not refused(lambda: stream.push(given_symbol, given_at, *given_values))

    if took and given_symbol == "S0000":
        twin.push(given_symbol, given_at, *given_values)
    later = ("S0000", 2**62, 1.0, 2.0, 0.5, 1.5, 7.0)
    if not (took and given_symbol == "S0000"):
        assert stream.push(*later) == twin.push(*later)


ODD: list[Callable[[pl.DataFrame], pl.DataFrame]] = [
    lambda frame: frame,
    lambda frame: frame.clear(),
    lambda frame: frame[::-1],
    lambda frame: pl.concat([frame, frame]),
    lambda frame: pl.concat([frame[:1], frame[1:]], rechunk=False),
    lambda frame: frame[::2],
    lambda frame: frame.drop("volume"),
    lambda frame: frame.select(reversed(frame.columns)),
    lambda frame: frame.with_columns(pl.lit(None).alias("close")),
    lambda frame: frame.with_columns(pl.lit(None, pl.Float64).alias("close")),
    lambda frame: frame.with_columns(pl.lit(None, pl.String).alias("symbol")),
    lambda frame: frame.with_columns(pl.lit("").alias("symbol")),
    lambda frame: frame.with_columns(pl.col("symbol").cast(pl.Categorical)),
    lambda frame: frame.with_columns(pl.lit(1).alias("symbol")),
    lambda frame: frame.with_columns(pl.col("at").dt.replace_time_zone(None)),
    lambda frame: frame.with_columns(pl.col("at").dt.cast_time_unit("ns")),
    lambda frame: frame.with_columns(pl.col("at").dt.date()),
    lambda frame: frame.with_columns(pl.lit(2**63 - 1).cast(pl.Datetime("us", "UTC")).alias("at")),
    lambda frame: frame.with_columns(pl.lit(-(2**63)).cast(pl.Datetime("us", "UTC")).alias("at")),
    lambda frame: frame.with_columns(pl.lit(float("nan")).alias("open")),
    lambda frame: frame.with_columns(pl.lit(float("inf")).alias("high")),
    lambda frame: frame.with_columns(pl.lit(1e308).alias(name) for name in PRICES),
    lambda frame: frame.with_columns(pl.lit(2**63 - 1).alias("low")),
    lambda frame: frame.with_columns(pl.lit("1").alias("low")),
    lambda frame: frame.with_columns(pl.lit(Decimal("1.5")).alias("low")),
    lambda frame: frame.with_columns(pl.lit(True).alias("low")),
    lambda frame: frame.with_columns(pl.struct(pl.col("low")).alias("low")),
    lambda frame: frame.with_columns(pl.col("low").implode().alias("low")),
    lambda frame: frame.with_columns(pl.col("low").cast(pl.Float32)),
    lambda frame: pl.concat([frame, frame], how="vertical").slice(1, 3),
]
"""Ways in which a frame of bars can be wrong, or unusual."""


@settings(max_examples=150, deadline=None)
@given(
    lengths=st.lists(st.integers(0, 4), max_size=3),
    odd=st.lists(st.sampled_from(ODD), max_size=3),
    threads=st.sampled_from([None, 1, 2, 10**9]),
)
def test_evaluate_of_any_frame_answers_or_refuses(
    lengths: list[int], odd: list[Any], threads: int | None
) -> None:
    frame = changed(panel([1, *lengths]), odd)

    def call() -> None:
        assert tk.evaluate(frame, RULES, threads=threads).height == frame.height

    refused(call)


@settings(max_examples=150, deadline=None)
@given(symbols=st.integers(1, 3), odd=st.lists(st.sampled_from(ODD), min_size=1, max_size=2))
def test_push_many_and_warm_of_any_frame_answer_or_leave_no_trace(
    symbols: int, odd: list[Any]
) -> None:
    history, frame = panel([5] * symbols), panel([1] * symbols)
    frame = frame.with_columns(pl.col("at") + 5 * MINUTE)
    stream, twin = tk.Stream(RULES), tk.Stream(RULES)
    for each in (stream, twin):
        each.warm(history)

    other = changed(frame, odd)

    took_many = not refused(lambda: stream.push_many(other))
    took_warm = not refused(lambda: stream.warm(other))

    if not took_many and not took_warm:
        later = frame.with_columns(pl.col("at") + MINUTE)
        assert stream.push_many(later).equals(twin.push_many(later))


def changed(frame: pl.DataFrame, odd: list[Callable[[pl.DataFrame], pl.DataFrame]]) -> pl.DataFrame:
    """The frame after all changes; where they are too much for polars itself, another is drawn."""
    try:
        for change in odd:
            frame = change(frame)
    # Polars panics on a date of the year 292,277.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        reject()
    return frame


@pytest.mark.parametrize("threads", [0, -1, 2**70, 1.5, "two"])
def test_evaluate_of_any_number_of_threads_answers_or_refuses(threads: Any) -> None:
    assert refused(lambda: tk.evaluate(panel([3, 3]), RULES, threads=threads))


def test_push_of_a_new_symbol_that_is_refused_leaves_it_new() -> None:
    stream = tk.Stream(RULES)

    assert refused(lambda: stream.push("NEW", START.replace(tzinfo=None), 1, 1, 1, 1, 1))
    assert refused(lambda: stream.push("NEW", START, 1, float("nan"), 1, 1, 1))

    assert stream.push("NEW", START, 1, 1, 1, 1, 1)["constant"] == 2
