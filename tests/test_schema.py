"""The models are the only schema: every kind in every store, and clear refusals."""

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Optional
from uuid import UUID

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, create_model

from pytoolkit.errors import Refused
from pytoolkit.models.base import Fact, JsonDict, Key, Money, Price, Row, Table, Utc
from pytoolkit.models.tables import FACTS
from pytoolkit.models.trade import Trade
from pytoolkit.schema import (
    bigquery_schema,
    canonical_text,
    columns,
    ddl,
    drift,
    from_frame,
    kind_of,
    polars_schema,
    row_hash,
    store_type,
    to_frame,
    to_sqlite,
)
from pytoolkit.schema.rows import instant_text
from tests.support.facts import at, trade
from tests.support.rows import FACTS as FOUND
from tests.support.rows import models_of, rows

GOLDEN = Path(__file__).parent / "data" / "fact_trades.bigquery.sql"


class Color(StrEnum):
    RED = "red"


class Part(Row):
    TABLE: ClassVar[Table] = Table("parts", ("name",), "hot")

    name: Key
    """Name of the part."""
    price: Price | None
    """Of one."""
    extra: JsonDict = Field(default_factory=dict)
    """More."""


class Everything(Row):
    """Every kind once.

    The second paragraph is not the table's description.
    """

    TABLE: ClassVar[Table] = Table("everything", ("text", "ds"), "cold")

    ds: date
    """Day with a "quote" in its description."""
    text: str
    flag: bool
    number: int
    ratio: float
    money: Money
    instant: Utc
    color: Color
    side: Literal["buy", "sell"]
    identity: UUID
    maybe: Money | None
    perhaps: Optional[int] = None  # noqa: UP045 (the other spelling)
    texts: tuple[str, ...] = ()
    prices: list[Price] = Field(default_factory=list)
    parts: tuple[Part, ...] = ()
    part: Part | None = None
    extra: JsonDict = Field(default_factory=dict)


KINDS = {
    "text": (pl.String(), "string", "TEXT", "STRING"),
    "flag": (pl.Boolean(), "boolean", "INTEGER", "BOOL"),
    "number": (pl.Int64(), "long", "INTEGER", "INT64"),
    "ratio": (pl.Float64(), "double", "REAL", "FLOAT64"),
    "money": (pl.Decimal(38, 9), "decimal(38,9)", "TEXT", "NUMERIC"),
    "instant": (pl.Datetime("us", "UTC"), "timestamp", "TEXT", "TIMESTAMP"),
    "ds": (pl.Date(), "date", "TEXT", "DATE"),
    "color": (pl.String(), "string", "TEXT", "STRING"),
    "side": (pl.String(), "string", "TEXT", "STRING"),
    "identity": (pl.String(), "string", "TEXT", "STRING"),
    "maybe": (pl.Decimal(38, 9), "decimal(38,9)", "TEXT", "NUMERIC"),
    "perhaps": (pl.Int64(), "long", "INTEGER", "INT64"),
    "extra": (pl.String(), "string", "TEXT", "STRING"),
    "texts": (
        pl.List(pl.String()),
        '{"type":"array","elementType":"string","containsNull":false}',
        "TEXT",
        "ARRAY<STRING>",
    ),
    "prices": (
        pl.List(pl.Decimal(38, 9)),
        '{"type":"array","elementType":"decimal(38,9)","containsNull":false}',
        "TEXT",
        "ARRAY<NUMERIC>",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_store_type_each_kind_is_named_in_each_store(name):
    column = next(found for found in columns(Everything) if found.name == name)
    stores = [store_type(column.kind, store) for store in ("delta", "sqlite", "bigquery")]
    assert (polars_schema(Everything)[name], *stores) == KINDS[name]


def test_columns_optional_in_both_spellings_is_nullable():
    found = {column.name: column for column in columns(Everything)}
    assert (found["maybe"].nullable, found["maybe"].optional) == (True, False)
    assert (found["perhaps"].nullable, found["perhaps"].optional) == (True, True)
    assert (found["money"].nullable, found["texts"].nullable) == (False, False)


def test_bigquery_schema_nested_parts_are_records_with_rounding():
    fields = {field["name"]: field for field in bigquery_schema(Everything)}
    assert fields["parts"]["mode"] == "REPEATED"
    assert (fields["part"]["type"], fields["part"]["mode"]) == ("RECORD", "NULLABLE")
    price = fields["parts"]["fields"][1]
    assert price == {
        "name": "price", "type": "NUMERIC", "mode": "NULLABLE", "description": "Of one.",
        "roundingMode": "ROUND_HALF_EVEN",
    }  # fmt: skip
    assert "roundingMode" not in fields["prices"]
    assert fields["money"]["mode"] == "REQUIRED"
    assert fields["ds"]["description"] == 'Day with a "quote" in its description.'


def test_ddl_bigquery_fact_trades_is_the_golden_text():
    assert ddl(Trade, "bigquery", "project.dataset") == GOLDEN.read_text().rstrip("\n")


def test_ddl_bigquery_escapes_quotes_and_takes_the_first_line():
    text = ddl(Everything, "bigquery", "p.d")
    assert r'OPTIONS(description="Day with a \"quote\" in its description.")' in text
    assert text.endswith(', description="Every kind once.")')
    assert 'OPTIONS(require_partition_filter=TRUE, default_rounding_mode="ROUND_HALF_EVEN"' in text
    assert "CLUSTER BY text\n" in text


def test_ddl_sqlite_makes_a_table_whose_columns_show_no_drift():
    connection = sqlite3.connect(":memory:")
    connection.execute(ddl(Everything, "sqlite"))
    found = connection.execute("PRAGMA table_info(everything)").fetchall()
    actual = {name: kind for _, name, kind, *_ in found if not name.startswith("_")}
    assert drift(Everything, "sqlite", actual) == []
    connection.close()


ANY_KIND: dict[str, Any] = {
    "naive datetime": (datetime, "naive datetime"),
    "optional naive datetime": (datetime | None, "naive datetime"),
    "bare union": (int | str, "union"),
    "optional union": (int | str | None, "union"),
    "Any": (Any, "no column type"),
    "object": (object, "no column type"),
    "set": (set[str], "no column type"),
    "bare list": (list, "no column type"),
    "bare dict": (dict, "no column type"),
    "tuple of parts": (tuple[int, str], "parts of its own"),
    "list of any": (list[Any], r"\[\]"),
    "list with null": (list[int | None], "null inside a list"),
    "list of lists": (list[list[int]], "list of lists"),
    "optional list": (list[int] | None, "optional list"),
    "dict by number": (dict[int, str], "no JSON object"),
    "dict of models": (dict[str, Part], "no JSON object"),
    "bare Decimal": (Decimal, "without limits"),
    "Decimal of scale 10": (Annotated[Decimal, Field(max_digits=38, decimal_places=10)], "NUMERIC"),
    "Decimal of 30 whole": (Annotated[Decimal, Field(max_digits=38, decimal_places=8)], "NUMERIC"),
    "bytes": (bytes, "no column type"),
    "timedelta": (timedelta, "no column type"),
    "IntEnum": (IntEnum("Level", "LOW"), "no text"),
    "Enum of numbers": (Enum("Grade", "A"), "no text"),
    "mixed Literal": (Literal["a", 1], "mixes types"),
}


@pytest.mark.parametrize("name", ANY_KIND)
def test_columns_type_without_a_kind_is_refused_with_its_path(name):
    annotation, why = ANY_KIND[name]
    model = create_model("Bad", field=(annotation, ...))
    with pytest.raises(Refused, match=rf"^Bad\.field.*{why}"):
        columns(model)


def test_columns_nested_refusal_names_the_whole_path():
    inner = create_model("Inner", when=(datetime, ...))
    outer = create_model("Outer", parts=(tuple[inner, ...], ...))
    with pytest.raises(Refused, match=r"^Outer\.parts\[\]\.when: a naive datetime"):
        columns(outer)


class Tree(BaseModel):
    children: "tuple[Tree, ...]" = ()


def test_columns_recursive_model_is_refused():
    with pytest.raises(Refused, match="contains itself"):
        columns(Tree)


@pytest.mark.parametrize(
    "name", ["superseded_at", "_table_x", "_FILE_name", "_PARTITIONTIME", "__ROOT__", "_CHANGE_a"]
)
def test_columns_reserved_name_is_refused(name):
    model = create_model("Bad", field=(int, ...))
    model.model_fields[name] = model.model_fields.pop("field")
    with pytest.raises(Refused, match=f"Bad.{name}: the column name is reserved"):
        columns(model)


def test_columns_names_that_differ_in_case_are_refused():
    with pytest.raises(Refused, match="in case only"):
        columns(create_model("Bad", price=(int, ...), Price=(int, ...)))


def test_columns_alias_is_refused():
    with pytest.raises(Refused, match="alias"):
        columns(create_model("Bad", price=(int, Field(alias="p"))))


@pytest.mark.parametrize("annotation", [AwareDatetime, Utc, Annotated[Utc, Field()]])
def test_kind_of_aware_datetime_in_any_spelling(annotation):
    assert kind_of(annotation, "x").name == "datetime"


@pytest.mark.parametrize("model", models_of(Row), ids=lambda model: model.__name__)
def test_columns_every_model_has_kinds_and_descriptions(model):
    missing = [column.name for column in columns(model) if not column.description]
    assert not missing, f"{model.__name__} fields without a description: {missing}"


def test_tables_every_fact_is_listed_and_has_a_table_of_its_own():
    assert set(FACTS) == set(FOUND)
    assert len({model.TABLE.name for model in FACTS}) == len(FACTS)


def test_drift_names_missing_extra_and_changed_columns():
    actual = {column.name: store_type(column.kind, "delta") for column in columns(Trade)}
    assert drift(Trade, "delta", actual) == []
    del actual["fee_tier"], actual["symbol"]
    found = drift(Trade, "delta", {**actual, "pnl_usd": "double", "color": "string"})
    assert [(d.column, d.additive) for d in found] == [
        ("symbol", False), ("pnl_usd", False), ("fee_tier", True), ("color", False),
    ]  # fmt: skip
    assert "fact_trades.pnl_usd: expected decimal(38,9), found double" in map(str, found)


def test_drift_empty_introspection_is_refused():
    with pytest.raises(Refused, match="no columns at all"):
        drift(Trade, "bigquery", {})


def test_canonical_text_of_a_trade_is_this_text():
    row = trade(1, pnl="-1.50", version=2, context={"b": 1.0, "a": [Decimal("1.10"), None]})
    text = canonical_text(row)
    assert text.startswith(
        '{"ds":"2013-01-01","version":2,"trade_id":"00000000-0000-0000-0000-000000000001",'
    )
    assert '"pnl_usd":"-1.5"' in text
    assert '"context":{"a":["1.1",null],"b":1.0}' in text
    assert '"exit_at":"2013-01-01T00:00:00.000000Z"' in text
    assert "run_id" not in text
    assert "slippage_pct" not in text


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(row=rows(Everything))
def test_canonical_text_survives_a_frame_and_tells_rows_apart(row):
    back = Everything.model_validate(from_frame(Everything, to_frame(Everything, [row]))[0])
    assert back == row
    assert canonical_text(back) == canonical_text(row)
    assert row_hash(back) == row_hash(row)
    assert json.loads(canonical_text(row))["text"] == row.text
    assert row_hash(row.changed(number=row.number - 1)) != row_hash(row)


def test_canonical_text_is_the_same_in_any_zone_and_spelling():
    zone = timezone(timedelta(hours=5))
    one = trade(1, pnl="1.0", exit_at=datetime(2013, 1, 1, 5, tzinfo=zone), pnl_pct=0.0)
    other = trade(1, pnl="1", exit_at=at(1), pnl_pct=-0.0)
    assert canonical_text(one) == canonical_text(other)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=2))
def test_instant_text_sorts_like_the_instants(pair):
    one, other = pair
    assert (instant_text(one) < instant_text(other)) == (one < other)
    assert datetime.fromisoformat(instant_text(one)) == one


def test_to_sqlite_writes_money_as_canonical_text():
    names = [column.name for column in columns(Trade)]
    values = dict(zip(names, to_sqlite(trade(1, pnl="1.10")), strict=True))
    assert (values["pnl_usd"], values["target_prices"]) == ("1.1", '["10","0.000000001"]')


def test_fact_content_leaves_out_who_wrote_it():
    assert issubclass(Trade, Fact)
    assert row_hash(trade(1)) == row_hash(trade(1, run_id="x", recorded_at=at(9)))
    assert row_hash(trade(1)) != row_hash(trade(1, version=2))
