"""`Stream`: the same bits as a batch however the bars arrive; refused bars leave no trace."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import pytoolkit as tk
from pytoolkit import core, ta
from pytoolkit.errors import BadBars, BadRule, UsageError
from tests.support.calls import call
from tests.support.panels import PRICES, START, panel

RULES: dict[str, Any] = {
    "cross": "ema(3) crosses_above sma(5)",
    "nested": "sma(rsi(4), 3) / lag(close, 2)",
    "volume": ta.sma(ta.volume, 4) > 100,
    "constant": "2",
    "within": "within(candle.bullish_engulfing, 3)",
    "longer": 'on("5Min", ema(2))',
}
"""Beside every function of the catalog at its defaults."""
for entry in core.catalog():
    for output in entry.outputs:
        RULES[f"{entry.name}.{output}"] = f"{call(entry)}.{output}"
SCHEMA = tk.evaluate(panel([1]), RULES, timeframe="1Min").schema


def pushed(stream: tk.Stream, bars: pl.DataFrame) -> pl.DataFrame:
    """Push every bar; the answers as `evaluate` would give them."""
    answers = [
        {"symbol": symbol, "at": at, **stream.push(symbol, at, *values)}
        for symbol, at, *values in bars.select("symbol", "at", *PRICES).iter_rows()
    ]
    return pl.DataFrame(answers, schema=SCHEMA)


@settings(max_examples=15, deadline=None)
@given(lengths=st.lists(st.integers(1, 120), min_size=1, max_size=3), data=st.data())
def test_stream_at_any_split_gives_the_bits_of_a_batch(lengths: list[int], data: Any) -> None:
    bars = panel(lengths, seed=data.draw(st.integers(0, 99)))
    cuts = [data.draw(st.integers(0, length)) for length in lengths]
    row = pl.int_range(pl.len()).over("symbol")
    cut = pl.col("symbol").replace_strict([f"S{i:04d}" for i in range(len(cuts))], cuts)
    stream = tk.Stream(RULES, timeframe="1Min")

    stream.warm(bars.filter(row < cut))
    later = bars.filter(row >= cut)
    found = pushed(stream, later)

    whole = tk.evaluate(bars, RULES, timeframe="1Min").filter(row >= cut)
    assert found.equals(whole)


@settings(max_examples=15, deadline=None)
@given(length=st.integers(2, 200), cut=st.integers(1, 199), seed=st.integers(0, 99))
def test_evaluate_of_more_bars_never_changes_earlier_output(
    length: int, cut: int, seed: int
) -> None:
    bars = panel([length], seed)

    assert tk.evaluate(bars[:cut], RULES, timeframe="1Min").equals(
        tk.evaluate(bars, RULES, timeframe="1Min")[:cut]
    )


@settings(max_examples=15, deadline=None)
@given(symbols=st.integers(1, 40), seed=st.integers(0, 99), data=st.data())
def test_push_many_gives_the_bits_of_push(symbols: int, seed: int, data: Any) -> None:
    bars = panel([8] * symbols, seed)
    many, one = tk.Stream(RULES, timeframe="1Min"), tk.Stream(RULES, timeframe="1Min")
    for minute in range(8):
        frame = bars.filter(pl.col("at") == START + timedelta(minutes=minute))
        present = data.draw(st.permutations(range(symbols)))[: data.draw(st.integers(0, symbols))]
        frame = frame[present]

        found = many.push_many(frame)

        assert found["error"].null_count() == len(frame)
        assert found.drop("error").equals(pushed(one, frame))


def test_push_many_reports_refused_rows_and_leaves_their_state() -> None:
    bars = panel([20] * 3)
    at_minute = [bars.filter(pl.col("at") == at) for at in bars["at"].unique().sort()]
    stream, undisturbed = tk.Stream(RULES, timeframe="1Min"), tk.Stream(RULES, timeframe="1Min")
    for frame in at_minute[:18]:
        stream.push_many(frame)
        undisturbed.push_many(frame)
    broken = at_minute[18].with_columns(
        pl.Series("close", [50.0, float("nan"), 50.0]),
        pl.Series("at", [at_minute[18]["at"][0]] * 2 + [at_minute[17]["at"][0]]),
    )

    answer = stream.push_many(broken)

    errors = answer["error"].to_list()
    assert errors[0] is None
    assert errors[1] == "S0001 at 2026-01-05T14:48:00Z: close is NaN, not a finite number"
    assert errors[2].startswith("S0002 at 2026-01-05T14:47:00Z: not later than")
    values = answer.drop("symbol", "at", "error")
    assert all(cell is None for row in values[1:].rows() for cell in row)
    assert stream.push_many(at_minute[19][1:]).equals(undisturbed.push_many(at_minute[19][1:]))


def test_push_many_of_a_repeated_symbol_changes_nothing() -> None:
    bars = panel([5, 5])
    stream = tk.Stream({"n": "obv"})
    twice = pl.concat([bars[:1], bars[5:6], bars[:1]])

    with pytest.raises(BadBars, match="row 2: S0000 is there twice"):
        stream.push_many(twice)

    expected = tk.evaluate(bars, {"n": "obv"}).filter(pl.col("at") == START)
    assert_frame_equal(stream.push_many(bars[[0, 5]]).drop("error"), expected)


def test_push_many_follows_a_universe_that_changes_its_order() -> None:
    bars = panel([4] * 5)
    stream, rows = tk.Stream({"n": "lag(close, 1)"}), bars.with_row_index()
    previous: dict[str, float] = {}
    for minute, order in enumerate(([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [4, 1, 0, 3, 2], [2, 0, 1])):
        frame = rows.filter(pl.col("at") == START + timedelta(minutes=minute))[order]

        answer = stream.push_many(frame)

        assert answer["n"].to_list() == [previous.get(symbol) for symbol in frame["symbol"]]
        previous = dict(zip(frame["symbol"], frame["close"], strict=True))


@pytest.mark.parametrize(
    ("at", "values", "part"),
    [
        (START + timedelta(minutes=3), (float("nan"), 1, 1, 1, 1), "open is NaN"),
        (START + timedelta(minutes=3), (1, 1, 1, 1, float("-inf")), "volume is -inf"),
        (START + timedelta(minutes=2), (1, 1, 1, 1, 1), "not later than"),
        (datetime(2026, 2, 1), (1, 1, 1, 1, 1), "no time zone"),  # noqa: DTZ001 - refused
    ],
)
def test_push_of_a_bad_bar_raises_and_changes_nothing(at: datetime, values: Any, part: str) -> None:
    bars = panel([10])
    stream = tk.Stream(RULES, timeframe="1Min")
    pushed(stream, bars[:3])

    with pytest.raises(BadBars, match=part):
        stream.push("S0000", at, *values)

    assert pushed(stream, bars[3:]).equals(tk.evaluate(bars, RULES, timeframe="1Min")[3:])


def test_push_takes_datetimes_of_any_zone_and_microseconds() -> None:
    stream = tk.Stream({"n": "lag(close, 1)"})
    moment = datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
    micros = 1_709_251_199_999_999
    same = [
        moment,
        moment.astimezone(timezone(timedelta(hours=-5, minutes=-30))),
        moment.astimezone(ZoneInfo("America/New_York")),
        micros,
    ]
    for number, at in enumerate(same):
        stream.push(f"S{number}", at, 1, 2, 0.5, 1.5, 10)
        with pytest.raises(BadBars, match=r"S\d at 2024-02-29T23:59:59.999999Z: not later"):
            stream.push(f"S{number}", micros, 1, 2, 0.5, 1.5, 10)
        assert stream.push(f"S{number}", micros + 1, 1, 2, 0.5, 1.5, 10) == {"n": 1.5}


@pytest.mark.parametrize("year", [1969, 1999, 2000, 2001, 2100])
def test_push_counts_days_as_python_does(year: int) -> None:
    stream = tk.Stream({"n": "close"})
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        stream.push("A", day, 1, 1, 1, 1, 1)
        micros = (day - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        with pytest.raises(BadBars):
            stream.push("A", micros, 1, 1, 1, 1, 1)
        day += timedelta(days=1)


def test_push_answers_python_values() -> None:
    stream = tk.Stream({"number": "close", "truth": "close > 1", "null": "sma(2)"})

    answer = stream.push("A", 0, 1, 2, 0.5, 1.5, 10)

    assert answer == {"number": 1.5, "truth": True, "null": None}
    assert type(answer["truth"]) is bool
    assert list(answer) == ["number", "truth", "null"]


def test_push_of_what_is_no_instant_or_number_is_a_type_error() -> None:
    stream = tk.Stream({"n": "close"})

    with pytest.raises(TypeError):
        stream.push("A", "2026-01-05", 1, 1, 1, 1, 1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        stream.push("A", 1, None, 1, 1, 1, 1)  # type: ignore[arg-type]

    assert stream.push("A", 0, 1, 1, 1, 1, 1) == {"n": 1.0}


def test_warm_of_a_bad_bar_changes_nothing_at_all() -> None:
    bars = panel([6, 6])
    broken = bars.with_columns(
        pl.when(pl.int_range(12) == 9).then(None).otherwise("close").alias("close")
    ).fill_null(float("nan"))
    stream = tk.Stream(RULES, timeframe="1Min")

    with pytest.raises(BadBars, match="S0001 at 2026-01-05T14:33:00Z: close is NaN"):
        stream.warm(broken)

    stream.warm(bars[:6])
    stream.warm(bars[6:])
    with pytest.raises(BadBars, match="not later than the symbol's last"):
        stream.warm(bars)


def test_stream_of_a_bad_rule_names_the_column() -> None:
    with pytest.raises(BadRule, match="column 'q'"):
        tk.Stream({"q": "emma(3)"})


def test_a_corrected_stream_goes_on_as_if_it_had_known_and_shows_what_it_told() -> None:
    bars = panel([40, 40])
    columns: dict[str, Any] = {"mean": ta.ema(3), "up": "close > ema(3)"}
    stream = tk.Stream(columns, correctable=3)
    stream.warm(bars.group_by("symbol", maintain_order=True).head(30))
    last = bars.group_by("symbol", maintain_order=True).tail(10)
    told = []
    for at in last["at"].unique().sort()[:8]:
        told.append(stream.push_many(last.filter(pl.col("at") == at)))
    symbol, at = "S0001", told[-2]["at"][0]
    row = bars.with_row_index().filter((pl.col("symbol") == symbol) & (pl.col("at") == at))
    index = row["index"][0]
    better = bars.with_columns(
        close=pl.when(pl.int_range(pl.len()) == index).then(30.0).otherwise("close"),
        low=pl.when(pl.int_range(pl.len()) == index).then(29.0).otherwise("low"),
    )

    revised = stream.revise(*better.row(index))

    known = tk.evaluate(better, columns)
    assert revised.select("symbol", "at", "mean", "up").equals(known[index : index + 2])
    acted = pl.concat(told[-2:]).filter(pl.col("symbol") == symbol)
    assert revised["mean_acted"].to_list() == acted["mean"].to_list()
    assert revised["up_acted"].to_list() == acted["up"].to_list()
    assert stream.push(*better.row(index + 2)) == known.select("mean", "up").row(
        index + 2, named=True
    )


def test_a_stream_that_keeps_too_few_bars_refuses_a_correction() -> None:
    bars = panel([10])
    plain, short = tk.Stream({"x": "sma(2)"}), tk.Stream({"x": "sma(2)"}, correctable=2)
    for stream in (plain, short):
        stream.warm(bars)

    with pytest.raises(BadBars, match="make it with correctable=n"):
        plain.revise(*bars.row(9))
    with pytest.raises(BadBars, match="among the last 2 of the symbol"):
        short.revise(*bars.row(7))
    with pytest.raises(UsageError, match="0 or more"):
        tk.Stream({"x": "sma(2)"}, correctable=-1)
