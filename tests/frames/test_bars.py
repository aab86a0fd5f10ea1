"""Bars: the shipped ones, files good and bad, splits."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pytoolkit.errors import BadBars
from pytoolkit.frames import (
    BAR_SCHEMA,
    adjusted,
    check_bars,
    corporate_actions,
    daily_at,
    load_bars,
    shipped_bars,
)

START = datetime(2012, 7, 2, 4, tzinfo=UTC)


def rows(*changes: dict[str, object]) -> pl.DataFrame:
    """Three good daily bars of one symbol, some of them changed: {"row": 1, "high": ...}."""
    made: list[dict[str, object]] = [
        {
            "symbol": "AAPL",
            "at": START + timedelta(days=day),
            "open": 10.0,
            "high": 11.0,
            "low": 9.0,
            "close": 10.5,
            "volume": 100.0,
        }
        for day in range(3)
    ]
    for change in changes:
        row = change.pop("row")
        assert isinstance(row, int)
        made[row].update(change)
    return pl.DataFrame(made, schema=BAR_SCHEMA)


def test_shipped_bars_read_have_the_form_of_bars() -> None:
    bars = shipped_bars()
    assert bars.schema == BAR_SCHEMA
    assert bars.height == 12_154
    assert bars["symbol"].unique().sort().to_list() == ["AAPL", "FB", "GOOG", "IBM", "MSFT"]


def test_shipped_bars_in_summer_and_winter_start_at_new_york_midnight() -> None:
    fb = shipped_bars().filter(pl.col("symbol") == "FB")["at"].to_list()
    assert fb[0] == datetime(2012, 5, 18, 4, tzinfo=UTC)
    assert fb[-1] == datetime(2013, 3, 1, 5, tzinfo=UTC)
    assert daily_at(date(2013, 3, 1)) == fb[-1]


def test_corporate_actions_of_one_symbol_are_its_splits() -> None:
    assert [(each.ds, each.ratio) for each in corporate_actions(["AAPL"])] == [
        (date(2000, 6, 21), 2),
        (date(2005, 2, 28), 2),
    ]
    assert corporate_actions(["IBM"]) == []


def test_adjusted_known_splits_removes_the_jump_and_keeps_the_last_bar() -> None:
    raw = shipped_bars().filter(pl.col("symbol") == "AAPL")
    steps = adjusted(raw, corporate_actions())["close"].log().diff().abs()
    assert raw["close"].log().diff().abs().max() > 0.68  # a 2:1 split, and the crash of 2000
    on_split = raw["at"].is_in([daily_at(date(2005, 2, 28)), daily_at(date(2000, 6, 21))])
    assert steps.filter(on_split).max() < 0.15
    assert adjusted(raw, corporate_actions()).tail(1).equals(raw.tail(1))
    first = adjusted(raw, corporate_actions()).row(0, named=True)
    assert first["close"] == 130.31 / 4
    assert first["volume"] == 9_616_100 * 4


def test_adjusted_as_of_a_day_before_the_split_does_not_know_it() -> None:
    raw = shipped_bars().filter(pl.col("symbol") == "MSFT")
    assert adjusted(raw, corporate_actions(), as_of=date(2003, 2, 17)).equals(raw)
    assert not adjusted(raw, corporate_actions(), as_of=date(2003, 2, 18)).equals(raw)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"row": 1, "close": float("nan")}, "not finite"),
        ({"row": 1, "high": float("inf")}, "not finite"),
        ({"row": 1, "low": -1.0}, "negative"),
        ({"row": 1, "volume": -1.0}, "negative"),
        ({"row": 1, "low": 0.0}, "zero"),
        ({"row": 1, "open": None}, "empty"),
        ({"row": 1, "high": 8.0}, "high below its low"),
        ({"row": 1, "close": 11.5}, "outside low..high"),
        ({"row": 1, "at": START}, "twice"),
        ({"row": 1, "at": START - timedelta(days=1)}, "out of order"),
        ({"row": 1, "symbol": "AA"}, "out of order"),
    ],
)
def test_check_bars_of_a_wrong_bar_names_symbol_instant_and_remedy(
    change: dict[str, object], words: str
) -> None:
    bad = rows(change)
    with pytest.raises(BadBars, match=words) as caught:
        check_bars(bad)
    at = bad.row(1, named=True)["at"].isoformat().replace("+00:00", "Z")
    assert f"the bar of {bad.row(1, named=True)['symbol']} at {at} " in str(caught.value)


def test_check_bars_of_several_symbols_in_order_gives_them_back() -> None:
    good = pl.concat([rows(), rows().with_columns(symbol=pl.lit("MSFT"))])
    assert check_bars(good).equals(good)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_load_bars_of_a_written_file_gives_the_same_bars(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"bars{suffix}"
    if suffix == ".csv":
        rows().with_columns(pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ")).write_csv(file)
    else:
        rows().write_parquet(file)
    assert load_bars(file).equals(rows())


def test_load_bars_of_a_file_with_session_dates_gives_new_york_midnights(tmp_path: Path) -> None:
    file = tmp_path / "bars.csv"
    rows().with_columns(ds=pl.col("at").dt.date()).drop("at").write_csv(file)
    assert load_bars(file).equals(rows())


def test_load_bars_of_a_file_with_a_nan_names_file_symbol_and_instant(tmp_path: Path) -> None:
    file = tmp_path / "broken.parquet"
    rows({"row": 2, "close": float("nan")}).write_parquet(file)
    with pytest.raises(BadBars, match=r"broken.parquet: the bar of AAPL at 2012-07-04T04:00:00Z"):
        load_bars(file)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (rows().drop("volume"), "no column volume"),
        (rows().with_columns(at=pl.lit(5)), "column at is Int32"),
        (rows().with_columns(close=pl.lit("x")), "column close is String"),
    ],
)
def test_load_bars_of_a_file_with_wrong_columns_says_which(
    tmp_path: Path, frame: pl.DataFrame, words: str
) -> None:
    frame.write_parquet(tmp_path / "bars.parquet")
    with pytest.raises(BadBars, match=words):
        load_bars(tmp_path / "bars.parquet")


def test_load_bars_of_no_file_or_no_bars_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadBars, match="does not exist"):
        load_bars(tmp_path / "none.parquet")
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(BadBars, match=r"not '.txt'"):
        load_bars(tmp_path / "notes.txt")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(BadBars, match="torn.parquet cannot be read"):
        load_bars(tmp_path / "torn.parquet")
