"""Longer bars: the batch against polars, the stream against the batch, corrections, the clock."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import pytoolkit as tk
from pytoolkit.errors import BadBars, UsageError
from pytoolkit.models.base import Timeframe
from pytoolkit.resampling import LongerBar
from tests.support.minutes import longer, minutes

BARS = minutes(date(2012, 11, 20), date(2012, 11, 27), symbols=2, seed=7)
EVERY = {"5Min": "5m", "15Min": "15m", "1Hour": "1h", "1Day": "1d"}
COLUMNS = ["symbol", "at", "open", "high", "low", "close", "volume", "end"]


@pytest.mark.parametrize("to", EVERY)
def test_resample_gives_the_bars_that_polars_gives(to: Timeframe) -> None:
    found = tk.resample(BARS, to, timeframe="1Min", calendar="XNYS")

    assert_frame_equal(found, longer(BARS, EVERY[to]).select(COLUMNS))


def test_resampler_tells_the_bars_of_the_batch_as_they_are_finished() -> None:
    stream = tk.Resampler("15Min", timeframe="1Min", calendar="XNYS")
    told = []
    for row in BARS.sort("at", "symbol").iter_rows():
        for bar in stream.push(*row):
            assert bar.end <= row[1] + timedelta(minutes=1)
            assert not bar.revised
            told.append(bar)

    found = pl.DataFrame(told, schema=[*LongerBar._fields], orient="row")
    expected = tk.resample(BARS, "15Min", timeframe="1Min", calendar="XNYS")
    assert_frame_equal(
        found.select(COLUMNS).with_columns(pl.col("at", "end").cast(pl.Datetime("us", "UTC"))),
        expected,
        check_row_order=False,
    )


def test_a_minute_that_is_revised_changes_the_bar_it_was_in_and_no_other() -> None:
    whole = minutes(date(2012, 7, 2), date(2012, 7, 2), traded=1.1)
    stream = tk.Resampler("5Min", timeframe="1Min", calendar="XNYS")
    told = [bar for row in whole[:66].iter_rows() for bar in stream.push(*row)]
    symbol, at, *_ = whole.row(63)

    revised = stream.push(symbol, at, 1.0, 1000.0, 0.5, 2.0, 7.0)

    assert told[-1].at <= at < told[-1].end
    assert [bar.revised for bar in revised] == [True]
    assert (revised[0].at, revised[0].high, revised[0].low) == (told[-1].at, 1000.0, 0.5)
    assert revised[0].open == told[-1].open


def test_the_clock_finishes_what_nothing_was_traded_in_any_more() -> None:
    stream = tk.Resampler("1Hour", timeframe="1Min", calendar="XNYS")
    at = datetime(2012, 11, 23, 17, 30, tzinfo=UTC)
    stream.push("A", at, 1.0, 1.0, 1.0, 1.0, 5.0)
    stream.push("B", at, 2.0, 2.0, 2.0, 2.0, 5.0)
    early_close = datetime(2012, 11, 23, 18, tzinfo=UTC)

    assert stream.close(early_close - timedelta(seconds=1)) == []
    assert [(bar.symbol, bar.end) for bar in stream.close(early_close)] == [
        ("A", early_close),
        ("B", early_close),
    ]
    assert stream.close(early_close) == []


def test_resample_until_an_instant_finishes_by_the_clock() -> None:
    bars = BARS.filter(pl.col("at") <= datetime(2012, 11, 20, 14, 36, tzinfo=UTC))

    found = tk.resample(
        bars, "5Min", timeframe="1Min", calendar="XNYS", until=bars["at"].max() + timedelta(hours=1)
    )

    assert_frame_equal(found, longer(bars, "5m").select(COLUMNS))


def test_resample_of_no_bars_is_no_bars() -> None:
    found = tk.resample(BARS.clear(), "1Day", timeframe="1Min", calendar="XNYS")

    assert found.shape == (0, len(COLUMNS))
    assert found.columns == COLUMNS


def test_bars_that_cannot_be_resampled_are_refused() -> None:
    with pytest.raises(UsageError, match="1Min bars cannot be made of 5Min bars"):
        tk.resample(BARS, "1Min", timeframe="5Min")
    with pytest.raises(UsageError, match="not one of 1Min"):
        tk.Resampler("1Week", timeframe="1Min")  # type: ignore[arg-type]
    with pytest.raises(BadBars, match="not later than"):
        tk.resample(BARS[:9].reverse(), "5Min", timeframe="1Min")
    stream = tk.Resampler("5Min", timeframe="1Min")
    for row in BARS[:60].iter_rows():
        stream.push(*row)
    with pytest.raises(BadBars, match="can still be corrected"):
        stream.push(*BARS.row(0))
    with pytest.raises(BadBars, match="not a finite number"):
        stream.push("A", BARS["at"][0], float("nan"), 1.0, 1.0, 1.0, 1.0)
