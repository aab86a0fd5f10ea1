"""Bad rows are named and kept; good ones go on."""

import json
import re
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from pytoolkit import validate
from pytoolkit.models.job import Control, Quarantined
from pytoolkit.models.trade import Trade
from pytoolkit.schema import to_frame
from tests.support.context import stores_of
from tests.support.facts import at, trade

GOOD = {name: getattr(trade(1), name) for name in Trade.model_fields}
DEEP: dict = {}
for _ in range(100_000):
    DEEP = {"a": DEEP}
POISON = {
    "NaN": ("pnl_pct", float("nan"), "finite"),
    "infinity": ("mfe_pct", float("inf"), "finite"),
    "money NaN": ("pnl_usd", Decimal("NaN"), "finite"),
    "money signalling NaN": ("pnl_usd", Decimal("sNaN"), "finite"),
    "money infinity": ("pnl_usd", "Infinity", "finite"),
    "money float": ("pnl_usd", 1.5, "not float"),
    "money bool": ("pnl_usd", True, "not bool"),
    "money 1E+400": ("pnl_usd", Decimal("1E+400"), "digits"),
    "money 40 digits": ("pnl_usd", Decimal(10**39), "digits"),
    "money 30 whole digits": ("pnl_usd", Decimal(10**29), "digits"),
    "money 10 places": ("pnl_usd", Decimal("1.0000000001"), "decimal places"),
    "price zero": ("entry_price", Decimal(0), "greater than 0"),
    "naive time": ("exit_at", datetime(2013, 1, 1), "timezone"),  # noqa: DTZ001 (the point)
    "time beyond UTC": ("exit_at", "0001-01-01T00:00:00+05:00", "no UTC instant"),
    "empty key": ("strategy_id", "", "at least 1 character"),
    "lone surrogate": ("exit_reason", "\ud800", "unicode"),
    "surrogate in JSON": ("context", {"a": "\ud800"}, "not a JSON object"),
    "NaN in JSON": ("context", {"a": float("nan")}, "JSON compliant"),
    "object in JSON": ("context", {"a": object()}, "not a JSON object"),
    "deep JSON": ("context", DEEP, "not a JSON object|recursion"),
    "1 MiB text": ("exit_reason", "x" * 2**20, "at most 250000"),
    "1 MiB JSON": ("context", {"a": "x" * 2**20}, "at most 250000"),
    "65 bits": ("fill_count", 2**64, "64 bits"),
    "unknown literal": ("side", "hold", "'buy' or 'sell'"),
    "null": ("symbol", None, "valid string"),
    "no UUID": ("trade_id", "7", "UUID"),
}


@pytest.mark.parametrize("poison", POISON)
def test_rows_poison_is_named_and_the_rest_is_good(poison):
    field, value, why = POISON[poison]
    checked = validate.rows(Trade, [("a", GOOD), ("b", {**GOOD, field: value}), ("c", GOOD)])
    assert len(checked.good) == 2
    assert [bad.source for bad in checked.bad] == ["b"]
    errors = json.loads(checked.bad[0].errors)
    assert len(errors) == 1
    assert re.search(why, errors[0]["msg"]), errors
    assert checked.bad[0].raw.isascii()


@pytest.mark.parametrize("document", [None, 7, "text", [], {}, {"_FILE_": 1}, b"\xff"])
def test_rows_no_document_at_all_is_bad(document):
    checked = validate.rows(Trade, [("a", document)])
    assert len(checked.bad) == 1


def test_rows_minus_zero_is_zero():
    checked = validate.rows(Trade, [("a", {**GOOD, "pnl_usd": "-0.0", "pnl_pct": -0.0})])
    assert str(checked.good[0].pnl_usd) == "0"


def test_rows_every_error_of_a_row_is_kept():
    checked = validate.rows(Trade, [("a", {**GOOD, "side": "x", "ds": "never", "more": 1})])
    places = [error["loc"] for error in json.loads(checked.bad[0].errors)]
    assert sorted(places) == [["ds"], ["more"], ["side"]]


def test_frame_bad_rows_are_numbered():
    frame = to_frame(Trade, [trade(n) for n in range(3)])
    broken = frame.with_columns(
        symbol=pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("")).otherwise("symbol")
    )
    checked = validate.frame(Trade, "file.parquet", broken)
    assert checked.good == [trade(0), trade(2)]
    assert [bad.source for bad in checked.bad] == ["file.parquet#1"]


def test_quarantine_same_bad_row_is_stored_once_as_it_came(tmp_path):
    ctx = stores_of(tmp_path, at(1))
    bad = validate.rows(Trade, [("x/\ud800", {"symbol": "\ud800", "n": float("nan")})]).bad
    assert validate.quarantine(ctx.hot, [*bad, *bad], "first", at(1)) == 1
    assert validate.quarantine(ctx.hot, bad, "second", at(2)) == 0
    (kept,) = ctx.hot.find(Quarantined)
    assert (kept.run_id, kept.target, kept.source) == ("first", "fact_trades", "x/\\ud800")
    assert json.loads(kept.raw)["symbol"] == "\ud800"
    assert json.loads(kept.errors)[0]["type"] == "missing"
    ctx.close()


def test_documents_corrupt_one_is_bad_and_the_rest_is_read(tmp_path):
    ctx = stores_of(tmp_path, at(1))
    ctx.hot.create(Control(name="a", updated_at=at(1)))
    ctx.hot.create(Control(name="b", updated_at=at(1)))
    ctx.hot._connection.execute("UPDATE controls SET value = '{' WHERE name = 'a'")
    checked = validate.documents(ctx.hot, Control)
    assert [row.name for row in checked.good] == ["b"]
    assert str(checked.bad[0]) == "controls/a: value: Input should be a valid dictionary"
    ctx.close()


@pytest.mark.parametrize(
    ("bad", "read", "failed"), [(0, 0, False), (5, 100, False), (6, 100, True)]
)
def test_too_many_beyond_the_limit_says_so(bad, read, failed):
    assert bool(validate.too_many(bad, read, 5.0)) is failed
