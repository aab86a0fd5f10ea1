"""`evaluate` and `catalog`: types, order, nulls, refusals."""

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import pytoolkit as tk
from pytoolkit import ta
from pytoolkit.errors import BadBars, BadRule, UsageError
from tests.support.panels import panel

BARS = panel([30, 1, 12])


def test_evaluate_keeps_rows_and_order_and_types_columns() -> None:
    found = tk.evaluate(BARS, {"rsi": ta.rsi(14), "x": "ema(3) crosses_above ema(5)"})

    assert found.columns == ["symbol", "at", "rsi", "x"]
    assert found.dtypes == [pl.String, pl.Datetime("us", "UTC"), pl.Float64, pl.Boolean]
    assert_frame_equal(found.select("symbol", "at"), BARS.select("symbol", "at"))


def test_evaluate_starts_each_symbol_cold() -> None:
    found = tk.evaluate(BARS, {"mean": "sma(3)", "above": "close > sma(3)"})

    expected = BARS.select(
        "symbol",
        "at",
        pl.col("close").rolling_mean(3).over("symbol").alias("mean"),
    ).with_columns((BARS["close"] > pl.col("mean")).alias("above"))
    assert_frame_equal(found, expected)
    assert found["mean"].null_count() == 2 + 1 + 2
    assert not found["mean"].is_nan().any()


def test_evaluate_gives_columns_constants_and_repeated_expressions() -> None:
    found = tk.evaluate(BARS, {"a": "close", "b": "close", "c": "sma(2)", "d": ta.sma(2), "e": "3"})

    assert found["a"].to_list() == found["b"].to_list() == BARS["close"].to_list()
    assert found["c"].to_list() == found["d"].to_list()
    assert found["e"].to_list() == [3.0] * len(BARS)


def test_evaluate_of_logic_is_three_valued_and_division_by_zero_null() -> None:
    rules = {
        "null": "1 / (close - close)",
        "unknown": "1 / (close - close) > 0",
        "both": "close > 0 and 1 / (close - close) > 0",
        "either": "close > 0 or 1 / (close - close) > 0",
    }

    found = tk.evaluate(BARS[:2], rules)

    assert found["null"].to_list() == [None, None]
    assert found["unknown"].to_list() == [None, None]
    assert found["both"].to_list() == [None, None]
    assert found["either"].to_list() == [True, True]


def test_evaluate_on_any_number_of_threads_gives_the_same_bits() -> None:
    bars = panel([300, 7, 299, 1, 50])
    rules: dict[str, Any] = {"a": "rsi(14)", "b": "adx(14) > 20", "c": "macd.hist", "d": "obv"}

    one, two, every = (tk.evaluate(bars, rules, threads=count) for count in (1, 2, None))

    assert one.equals(two)
    assert one.equals(every)


def test_evaluate_of_no_bars_or_no_columns_gives_no_rows_or_no_columns() -> None:
    empty = tk.evaluate(BARS.clear(), {"a": "rsi(14)", "b": "close > 1"})

    assert empty.shape == (0, 4)
    assert empty.dtypes[2:] == [pl.Float64, pl.Boolean]
    assert tk.evaluate(BARS, {}).columns == ["symbol", "at"]


def test_evaluate_takes_columns_in_any_order_chunks_and_exact_types() -> None:
    chunks = pl.concat([BARS[:5], BARS[5:]], rechunk=False)
    odd = chunks.select(
        pl.lit(1).alias("extra"),
        pl.col("volume").cast(pl.Int64),
        "open", "close", "low", "high",
        pl.col("at").dt.cast_time_unit("ms"),
        pl.col("symbol").cast(pl.Categorical),
    )  # fmt: skip

    assert tk.evaluate(odd, {"a": "obv"}).equals(tk.evaluate(BARS, {"a": "obv"}))


def test_evaluate_tells_long_symbols_apart() -> None:
    names = ["a rather long symbol 1"] * 3 + ["a rather long symbol 2"] * 3
    bars = panel([3, 3]).with_columns(pl.Series("symbol", names))

    assert tk.evaluate(bars, {"a": "lag(close, 1)"})["a"].null_count() == 2


def broken(row: int, **values: object) -> pl.DataFrame:
    index = pl.int_range(len(BARS))
    return BARS.with_columns(
        pl.when(index == row).then(value).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )


LATER = BARS["at"][3]


@pytest.mark.parametrize(
    ("bars", "parts"),
    [
        (broken(4, high=float("nan")), ("S0000 at 2026-01-05T14:34:00Z", "high is NaN")),
        (broken(31, volume=float("inf")), ("S0002 at 2026-01-05T14:30:00Z", "volume is inf")),
        (broken(5, close=None), ("S0000 at 2026-01-05T14:35:00Z", "close is null")),
        (broken(5, at=LATER), ("S0000 at 2026-01-05T14:33:00Z", "not later than")),
        (broken(4, at=LATER), ("S0000 at 2026-01-05T14:33:00Z", "14:33:00Z")),
        (broken(5, symbol=None), ("row 5", "symbol is null")),
        (BARS[:30].reverse(), ("S0000 at 2026-01-05T14:58:00Z", "not later than")),
        (pl.concat([BARS[30:], BARS[:30]]), ("S0000 comes after S0002", "sort bars")),
        (pl.concat([BARS[:5], BARS[30:31], BARS[5:9]]), ("S0000 comes after S0001", "sort")),
        (BARS.drop("low"), ("no column 'low'", "they have")),
        (BARS.with_columns(pl.col("at").dt.replace_time_zone(None)), ("'at'", "UTC")),
        (BARS.with_columns(pl.col("open").cast(pl.String)), ("'open'", "Float64")),
    ],
)
def test_evaluate_of_bad_bars_names_symbol_and_instant(
    bars: pl.DataFrame, parts: tuple[str, str]
) -> None:
    with pytest.raises(BadBars) as refusal:
        tk.evaluate(bars, {"a": "sma(2)"})

    assert all(part in str(refusal.value) for part in parts), refusal.value


@pytest.mark.parametrize(
    ("call", "error", "part"),
    [
        (lambda: tk.evaluate(BARS, {"q": "emma(3)"}), BadRule, "column 'q': `emma`"),
        (lambda: tk.evaluate(BARS, {"q": "stop * 2"}), BadRule, "`stop` is not known here"),
        (lambda: tk.evaluate(BARS, {"at": "close"}), BadRule, "the name is taken"),
        (lambda: tk.evaluate(BARS, {"q": "close"}, threads=0), UsageError, "at least 1"),
        (lambda: tk.evaluate(BARS, {}, timeframe="2Day"), UsageError, "1Min"),
        (lambda: tk.evaluate(BARS, {}, calendar="XLON"), UsageError, "XNYS"),
    ],
)
def test_evaluate_of_a_bad_call_says_what_to_write(call: Any, error: Any, part: str) -> None:
    with pytest.raises(error, match=part):
        call()


def test_catalog_lists_what_a_call_needs() -> None:
    listed = tk.catalog()

    param = pl.Struct({"name": pl.String, "default": pl.Float64, "min": pl.Float64,
                       "max": pl.Float64})  # fmt: skip
    assert dict(listed.schema) == {
        "name": pl.String,
        "group": pl.String,
        "params": pl.List(param),
        "outputs": pl.List(pl.String),
        "warmup": pl.Int64,
        "doc": pl.String,
    }
    assert listed["name"].is_unique().all()
    macd = listed.row(by_predicate=pl.col("name") == "macd", named=True)
    assert macd["outputs"] == ["line", "signal", "hist"]
    assert [each["name"] for each in macd["params"]] == ["fast", "slow", "signal"]


# A structure's fields are null until there is one; functions of conditions have no default input.
COUNTED = ~pl.col("group").is_in(["rule", "structure"])


@pytest.mark.parametrize("row", tk.catalog().filter(COUNTED).rows(named=True))
def test_catalog_warmup_is_the_number_of_leading_nulls(row: dict[str, Any]) -> None:
    names = [name if name == "value" else f"{row['name']}.{name}" for name in row["outputs"]]
    columns = {name: row["name"] if name == "value" else name for name in names}

    found = tk.evaluate(panel([150]), columns, timeframe="1Min")

    leading = [found[name].is_not_null().arg_max() for name in names]
    assert max(value for value in leading if value is not None) == row["warmup"]
