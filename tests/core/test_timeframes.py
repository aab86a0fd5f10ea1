"""Expressions of longer bars and of the session, against polars."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import pytoolkit as tk
from pytoolkit import core, ta
from pytoolkit.errors import BadRule
from tests.support.minutes import buckets, longer, minutes

EARLY_CLOSE = date(2012, 11, 23)
BARS = minutes(date(2012, 11, 20), date(2012, 11, 27), symbols=2, seed=4)
EVERY = {"5Min": "5m", "15Min": "15m", "1Hour": "1h", "1Day": "1d"}


def expected_on(every: str, text: str) -> pl.Series:
    """The value of the last longer bar that ends at or before the end of each bar."""
    bars = longer(BARS, every)
    told = tk.evaluate(bars.drop("end"), {"x": text}).with_columns(end=bars["end"])
    ends = BARS.with_columns(end=pl.col("at") + timedelta(minutes=1)).with_row_index()
    joined = ends.sort("end").join_asof(
        told.select("symbol", "end", "x").sort("end"), on="end", by="symbol", check_sortedness=False
    )
    return joined.sort("index")["x"]


@pytest.mark.parametrize("timeframe", EVERY)
@pytest.mark.parametrize("text", ["close", "ema(3)", "macd(2, 3, 2).hist", "close > open"])
def test_on_longer_bars_is_the_value_on_the_last_finished_one(timeframe: str, text: str) -> None:
    found = tk.evaluate(
        BARS, {"x": f'on("{timeframe}", {text})'}, timeframe="1Min", calendar="XNYS"
    )

    expected = expected_on(EVERY[timeframe], text)
    assert expected.null_count() < len(expected)
    assert found["x"].equals(expected.alias("x"))


def test_on_the_first_hour_of_a_session_counts_from_its_last_minute() -> None:
    whole = minutes(date(2012, 7, 2), date(2012, 7, 2), traded=1.1)

    found = tk.evaluate(
        whole, {"high": 'on("1Hour", high)'}, timeframe="1Min", calendar="XNYS"
    ).filter(pl.col("high").is_not_null())

    assert found["at"][0] == datetime(2012, 7, 2, 13, 59, tzinfo=UTC)
    opened = datetime(2012, 7, 2, 13, 30, tzinfo=UTC)
    first = whole.filter(pl.col("at").is_between(opened, found["at"][0]))
    assert found["high"][0] == first["high"].max()


def test_on_a_day_with_an_early_close_counts_from_its_last_minute() -> None:
    whole = minutes(EARLY_CLOSE, EARLY_CLOSE, traded=1.1)

    found = tk.evaluate(whole, {"x": 'on("1Day", close)'}, timeframe="1Min", calendar="XNYS")

    first = found.filter(pl.col("x").is_not_null())["at"][0]
    assert first == datetime(2012, 11, 23, 17, 59, tzinfo=UTC)


def test_on_bars_of_a_market_that_never_closes_uses_utc_days() -> None:
    start = datetime(2026, 1, 1, 22, tzinfo=UTC)
    at = [start + timedelta(hours=hour) for hour in range(30)]
    bars = pl.DataFrame(
        {"symbol": "BTC/USD", "at": pl.Series(at, dtype=pl.Datetime("us", "UTC"))}
        | {name: [float(hour) for hour in range(30)] for name in ("open", "high", "low", "close")}
        | {"volume": [1.0] * 30}
    )

    found = tk.evaluate(bars, {"x": 'on("1Day", close)'}, timeframe="1Hour", calendar="UTC")

    assert found["x"].to_list() == [None] + [1.0] * 24 + [25.0] * 5


def test_stream_of_longer_bars_and_sessions_is_the_batch() -> None:
    columns = {
        "hour": 'on("1Hour", ema(2)) < close',
        "day": 'on("1Day", high)',
        "five": 'on("5Min", sma(3))',
        "vwap": "session_vwap",
    }
    expected = tk.evaluate(BARS, columns, timeframe="1Min", calendar="XNYS")
    stream = tk.Stream(columns, timeframe="1Min", calendar="XNYS")
    half = len(BARS) // 3

    stream.warm(BARS[:half])
    told = [stream.push(*row) for row in BARS[half:].iter_rows()]

    found = pl.DataFrame(told, schema={n: expected.schema[n] for n in columns})
    assert_frame_equal(found, expected[half:].select(*columns), check_exact=True)


def test_session_vwap_is_the_average_price_of_the_session_so_far() -> None:
    found = tk.evaluate(BARS, {"x": ta.session_vwap()}, timeframe="1Min", calendar="XNYS")

    price = pl.mean_horizontal("high", "low", "close") * pl.col("volume")
    day = ["symbol", "opens"]
    inside = buckets(BARS, "1d").select(
        "symbol",
        "at",
        x=price.cum_sum().over(day) / pl.col("volume").cum_sum().over(day),
    )
    assert_frame_equal(found.filter(pl.col("x").is_not_null()), inside)
    assert len(inside) < len(BARS)


@pytest.mark.parametrize(
    ("text", "timeframe", "part"),
    [
        ('on("1Hour", close)', None, "pass timeframe and calendar"),
        ("session_vwap", None, "`session_vwap` needs to know the length of the bars"),
        ('on("1Min", close)', "1Min", "longer bars than the 1Min bars at hand"),
        ('on("1Hour", close)', "1Day", "longer bars than the 1Day bars at hand"),
    ],
)
def test_longer_bars_that_cannot_be_made_are_refused(
    text: str, timeframe: str | None, part: str
) -> None:
    for call in (
        lambda: tk.evaluate(BARS, {"q": text}, timeframe=timeframe),  # type: ignore[arg-type]
        lambda: tk.Stream({"q": text}, timeframe=timeframe),  # type: ignore[arg-type]
    ):
        with pytest.raises(BadRule, match=part):
            call()


def test_warmup_of_longer_bars_counts_the_bars_they_are_made_of() -> None:
    whole = minutes(date(2012, 7, 9), date(2012, 7, 12), traded=1.1)
    regular = whole.filter(pl.col("at").is_in(buckets(whole, "1d")["at"].implode()))
    text = 'on("1Day", sma(2))'

    found = tk.evaluate(regular, {"x": text}, timeframe="1Min", calendar="XNYS")

    leading = found["x"].is_not_null().arg_max()
    assert leading == core.warmup(text, core.grid_without_sessions("1Min")) == 779
