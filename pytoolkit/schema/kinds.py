"""The table of kinds: what a field's type is called in each store; what has no kind is refused.

A kind is found from the annotation of a model's field. Nothing falls back to text: a type that is
not listed here fails loudly, with the path of the field.
"""

import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

import polars as pl
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from pytoolkit.errors import Refused
from pytoolkit.models.base import MONEY_DIGITS, MONEY_PLACES

RESERVED_PREFIXES = (
    "_change_", "_partition", "_table_", "_file_", "_row_timestamp", "__root__", "_key", "_seq",
)  # fmt: skip
"""Column names no model may use: BigQuery's own, and ours in SQLite."""
RESERVED_NAMES = frozenset({"superseded_at", "superseded_by"})
"""Columns that history adds to a fact."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """Names of one kind of value in every store."""

    polars: pl.DataType
    delta: str
    sqlite: str
    bigquery: str


SCALARS: dict[str, Scalar] = {
    "str": Scalar(pl.String(), "string", "TEXT", "STRING"),
    "enum": Scalar(pl.String(), "string", "TEXT", "STRING"),
    "uuid": Scalar(pl.String(), "string", "TEXT", "STRING"),
    # JSON stays text in BigQuery too: its JSON type would not give the same bytes back.
    "json": Scalar(pl.String(), "string", "TEXT", "STRING"),
    "bool": Scalar(pl.Boolean(), "boolean", "INTEGER", "BOOL"),
    "int": Scalar(pl.Int64(), "long", "INTEGER", "INT64"),
    "float": Scalar(pl.Float64(), "double", "REAL", "FLOAT64"),
    # SQLite's NUMERIC affinity turns long decimals into floats: money is text there.
    "decimal": Scalar(
        pl.Decimal(MONEY_DIGITS, MONEY_PLACES),
        f"decimal({MONEY_DIGITS},{MONEY_PLACES})",
        "TEXT",
        "NUMERIC",
    ),
    "datetime": Scalar(pl.Datetime("us", "UTC"), "timestamp", "TEXT", "TIMESTAMP"),
    "date": Scalar(pl.Date(), "date", "TEXT", "DATE"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value: a scalar of `SCALARS`, a `list` of an item, or a `struct` of columns."""

    name: str
    item: "Kind | None" = None
    columns: tuple["Column", ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        nullable: whether the model allows None.
        optional: whether the model has a default, so that an old row may lack the column.
    """

    name: str
    kind: Kind
    nullable: bool
    optional: bool
    description: str


@cache
def columns(model: type[BaseModel]) -> tuple[Column, ...]:
    """Give a model's columns in model order.

    Raises:
        Refused: a field's type has no kind or its name is reserved; names the field's path.
    """
    return _columns(model, model.__name__, ())


def _columns(
    model: type[BaseModel], path: str, parents: tuple[type[BaseModel], ...]
) -> tuple[Column, ...]:
    if model in parents:
        raise Refused(f"{path}: {model.__name__} contains itself; a table cannot")
    found: dict[str, Column] = {}
    for name, field in model.model_fields.items():
        place = f"{path}.{name}"
        lower = name.lower()
        if lower.startswith(RESERVED_PREFIXES) or lower in RESERVED_NAMES:
            raise Refused(f"{place}: the column name is reserved; call the field something else")
        if lower in found:
            raise Refused(f"{place}: a second column differs from it in case only")
        if field.alias or field.serialization_alias:
            raise Refused(f"{place}: an alias gives the column two names; rename the field")
        annotation, marks, nullable = _unwrapped(field.annotation, place)
        kind = kind_of(annotation, place, [*marks, *field.metadata], (*parents, model))
        if kind.name == "list" and nullable:
            raise Refused(f"{place}: an optional list; BigQuery has no null list, use an empty one")
        found[lower] = Column(
            name, kind, nullable, not field.is_required(), (field.description or "").strip()
        )
    return tuple(found.values())


def kind_of(
    annotation: Any,
    path: str,
    metadata: Iterable[Any] = (),
    parents: tuple[type[BaseModel], ...] = (),
) -> Kind:
    """Find the kind of a type.

    Args:
        path: the field, for the error.
        metadata: constraints that stand beside the annotation.
        parents: models around it, to refuse recursion.

    Raises:
        Refused: no kind; says what to use instead.
    """
    marks = list(metadata)
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks.extend(more)
    origin = get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        raise Refused(f"{path}: {annotation} is a union; a column has one type")
    if origin is Literal:
        return _literal(get_args(annotation), path)
    if origin in (list, tuple):
        return _list(annotation, origin, path, parents)
    if origin is dict:
        return _json(annotation, path)
    if not isinstance(annotation, type) and annotation is not AwareDatetime:
        raise Refused(f"{path}: {annotation} has no column type; name a type of the table of kinds")
    return _plain(annotation, path, marks, parents)


def _plain(
    annotation: Any, path: str, marks: list[Any], parents: tuple[type[BaseModel], ...]
) -> Kind:
    if annotation is AwareDatetime:
        return Kind("datetime")
    if issubclass(annotation, BaseModel):
        return Kind("struct", columns=_columns(annotation, path, parents))
    if issubclass(annotation, Enum):
        if not all(isinstance(member.value, str) for member in annotation):
            raise Refused(f"{path}: {annotation.__name__} has values that are no text")
        return Kind("enum")
    if issubclass(annotation, datetime):
        raise Refused(f"{path}: a naive datetime has no instant; use models.base.Utc")
    if annotation is Decimal:
        return _decimal(path, marks)
    names = {str: "str", bool: "bool", int: "int", float: "float", date: "date", UUID: "uuid"}
    if annotation in names:
        return Kind(names[annotation])
    raise Refused(f"{path}: {annotation.__name__} has no column type; see schema/kinds.py")


def _decimal(path: str, marks: list[Any]) -> Kind:
    digits, places = _limit(marks, "max_digits"), _limit(marks, "decimal_places")
    if digits is None or places is None:
        raise Refused(f"{path}: a Decimal without limits; use models.base.Money, Price or Qty")
    if places > MONEY_PLACES or digits - places > MONEY_DIGITS - MONEY_PLACES:
        raise Refused(
            f"{path}: Decimal({digits}, {places}) does not fit NUMERIC({MONEY_DIGITS}, "
            f"{MONEY_PLACES})"
        )
    return Kind("decimal")


def _limit(marks: Iterable[Any], name: str) -> int | None:
    for mark in marks:
        found = _limit(mark.metadata, name) if isinstance(mark, FieldInfo) else None
        found = getattr(mark, name, None) if found is None else found
        if found is not None:
            return int(found)
    return None


def _literal(values: tuple[Any, ...], path: str) -> Kind:
    if all(isinstance(value, str) and not isinstance(value, Enum) for value in values):
        return Kind("str")
    raise Refused(f"{path}: Literal{list(values)} mixes types; a column holds texts only")


def _list(annotation: Any, origin: Any, path: str, parents: tuple[type[BaseModel], ...]) -> Kind:
    args = get_args(annotation)
    if origin is tuple and args[1:] != (Ellipsis,):
        raise Refused(f"{path}: {annotation} has parts of its own; use tuple[X, ...] or a model")
    item, marks, nullable = _unwrapped(args[0], f"{path}[]")
    if nullable:
        raise Refused(f"{path}[]: a null inside a list cannot be stored in BigQuery")
    kind = kind_of(item, f"{path}[]", marks, parents)
    if kind.name == "list":
        raise Refused(f"{path}[]: a list of lists cannot be stored in BigQuery; use a model")
    return Kind("list", item=kind)


def _json(annotation: Any, path: str) -> Kind:
    key, value = get_args(annotation)
    if key is str and value in (Any, str, int, float, bool):
        return Kind("json")
    raise Refused(f"{path}: {annotation} is no JSON object; use models.base.JsonDict or a model")


def _unwrapped(annotation: Any, path: str) -> tuple[Any, list[Any], bool]:
    """Take apart `Annotated`, `X | None` and `Optional[X]`: the type, its constraints, nullable."""
    marks: list[Any] = []
    nullable = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            marks.extend(more)
        elif origin in (typing.Union, types.UnionType):
            rest = [arg for arg in get_args(annotation) if arg is not types.NoneType]
            if len(rest) != 1:
                raise Refused(f"{path}: {annotation} is a union; a column has one type")
            annotation, nullable = rest[0], True
        else:
            return annotation, marks, nullable
