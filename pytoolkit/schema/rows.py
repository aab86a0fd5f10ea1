"""Rows to and from each store, and the one canonical text of a row.

Everything is generic over the kinds of `pytoolkit.schema.kinds`: one function per kind writes a
value for JSON text (SQLite, canonical text), one for a Polars column; `pydantic` reads both back.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import polars as pl
from pydantic import BaseModel

from pytoolkit.errors import CorruptRow
from pytoolkit.models.base import Fact, Row, canonical_decimal, canonical_json
from pytoolkit.schema.kinds import SCALARS, Column, Kind, columns

Write = Callable[[Any], Any]
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


def instant_text(value: datetime) -> str:
    """Give an instant with six places, always: such texts sort as the instants do."""
    naive = value.astimezone(UTC).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def _int(value: int) -> int:
    if not INT64_MIN <= value <= INT64_MAX:
        raise ValueError(f"{value} does not fit 64 bits")
    return value


def _same(value: Any) -> Any:
    return value


TO_JSON: dict[str, Write] = {
    "str": _same,
    "enum": lambda value: value.value,
    "uuid": str,
    "json": _same,
    "bool": _same,
    "int": _int,
    "float": lambda value: value + 0.0,  # no minus zero: equal values have equal texts
    "decimal": canonical_decimal,
    "datetime": instant_text,
    "date": lambda value: value.isoformat(),
}
"""Value to what `json.dumps` writes, by kind."""

TO_POLARS: dict[str, Write] = {
    **dict.fromkeys(SCALARS, _same),
    "enum": lambda value: value.value,
    "uuid": str,
    "json": canonical_json,
}
"""Value to what Polars takes, by kind."""


def _writer(kind: Kind, scalars: Mapping[str, Write]) -> Write:
    """Give the function that writes one value of a kind that is not None."""
    if kind.item is not None:
        item = _writer(kind.item, scalars)
        return lambda values: [item(value) for value in values]
    if kind.name == "struct":
        parts = [(column.name, _writer(column.kind, scalars)) for column in kind.columns]

        def write_struct(value: BaseModel) -> dict[str, Any]:
            return {
                name: None if (part := getattr(value, name)) is None else write(part)
                for name, write in parts
            }

        return write_struct
    return scalars[kind.name]


@cache
def _writers(model: type[BaseModel], to_json: bool) -> tuple[tuple[str, Write], ...]:
    scalars = TO_JSON if to_json else TO_POLARS
    return tuple((column.name, _writer(column.kind, scalars)) for column in columns(model))


@cache
def _content(model: type[BaseModel]) -> tuple[tuple[str, Write], ...]:
    left_out = model.NOT_CONTENT if issubclass(model, Fact) else frozenset()
    return tuple(pair for pair in _writers(model, True) if pair[0] not in left_out)


def canonical_text(row: Row) -> str:
    """Give the one text of a row's content: a JSON object in model order, nulls left out.

    `run_id` and `recorded_at` say who wrote a fact and are not part of it. A null is left out, so
    that a new optional column does not change the text of rows that were written before it.

    Raises:
        ValueError: a value that no store could hold.
    """
    content = {
        name: write(value)
        for name, write in _content(type(row))
        if (value := getattr(row, name)) is not None
    }
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def row_hash(row: Row) -> str:
    """Give the SHA-256 of a row's canonical text."""
    return hashlib.sha256(canonical_text(row).encode()).hexdigest()


def rows_hash(hashes: Iterable[tuple[str, str]]) -> str:
    """Give one SHA-256 over (key, row hash) pairs, in key order."""
    lines = "".join(f"{key}\t{digest}\n" for key, digest in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


def sqlite_value(kind: Kind, value: Any) -> Any:
    """Write one value for SQLite: money and instants as text, lists and models as JSON text."""
    return None if value is None else _sqlite_writer(kind)(value)


@cache
def _sqlite_writer(kind: Kind) -> Write:
    write = _writer(kind, TO_JSON)
    return (lambda value: canonical_json(write(value))) if _is_json(kind) else write


@cache
def _sqlite_writers(model: type[Row]) -> tuple[tuple[str, Write], ...]:
    return tuple((column.name, _sqlite_writer(column.kind)) for column in columns(model))


def to_sqlite(row: Row) -> list[Any]:
    """Give a row's values for SQLite, in model order."""
    return [
        None if (value := getattr(row, name)) is None else write(value)
        for name, write in _sqlite_writers(type(row))
    ]


def from_sqlite(table_columns: Sequence[Column], values: Sequence[Any]) -> dict[str, Any]:
    """Give what SQLite stored as a document for its model; what cannot be decoded stays as it is.

    A null where the model has a default and no null is a column that came later: the default holds.
    """
    found: dict[str, Any] = {}
    for column, value in zip(table_columns, values, strict=True):
        if value is None and column.optional and not column.nullable:
            continue
        found[column.name] = _json_or_raw(value) if _is_json(column.kind) else value
    return found


def _is_json(kind: Kind) -> bool:
    return kind.name in ("list", "struct", "json")


def _json_or_raw(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def polars_type(kind: Kind) -> pl.DataType:
    """Give the Polars (and so Arrow) type of a kind."""
    if kind.item is not None:
        return pl.List(polars_type(kind.item))
    if kind.name == "struct":
        return pl.Struct({part.name: polars_type(part.kind) for part in kind.columns})
    return SCALARS[kind.name].polars


@cache
def polars_schema(model: type[BaseModel]) -> pl.Schema:
    """Give a model's Polars schema, in model order."""
    return pl.Schema({column.name: polars_type(column.kind) for column in columns(model)})


def to_frame(model: type[Row], rows: Sequence[Row]) -> pl.DataFrame:
    """Give rows as a frame with the model's schema; JSON objects as canonical text."""
    data: dict[str, list[Any]] = {}
    for name, write in _writers(model, False):
        values = [getattr(row, name) for row in rows]
        data[name] = [None if value is None else write(value) for value in values]
    return pl.DataFrame(data, schema=polars_schema(model))


def from_frame(model: type[Row], frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Give a frame's rows as documents for their model; unknown columns are left out."""
    wanted = [column for column in columns(model) if column.name in frame.columns]
    decoded = [
        (column.name, _reader(column.kind), column.optional and not column.nullable)
        for column in wanted
    ]
    return [
        {
            name: None if value is None else read(value)
            for (name, read, droppable), value in zip(decoded, values, strict=True)
            if value is not None or not droppable
        }
        for values in frame.select([column.name for column in wanted]).iter_rows()
    ]


def _reader(kind: Kind) -> Write:
    if kind.name == "json":
        return _json_or_raw
    if kind.item is not None:
        item = _reader(kind.item)
        return lambda values: [item(value) for value in values]
    if kind.name == "struct":
        parts = {column.name: _reader(column.kind) for column in kind.columns}
        return lambda value: {
            name: None if value[name] is None else read(value[name]) for name, read in parts.items()
        }
    return _same


def rows_of(model: type[Fact], frame: pl.DataFrame) -> list[Fact]:
    """Give a frame of a cold table as models.

    Raises:
        CorruptRow: a stored row its model does not accept; names table and key.
    """
    found: list[Fact] = []
    for document in from_frame(model, frame):
        try:
            found.append(model.model_validate(document))
        except ValueError as error:
            key = "|".join(str(document.get(name)) for name in model.TABLE.key)
            raise CorruptRow(f"{model.TABLE.name} {key}: {error}") from error
    return found
