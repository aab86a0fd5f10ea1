"""Hypothesis strategies for rows of any model, derived from its table of kinds."""

import importlib
import inspect
import pkgutil
import typing
from datetime import UTC, date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

import pytoolkit.models
from pytoolkit.models.base import MONEY_CONTEXT, Document, Fact, Row
from pytoolkit.schema import Kind, columns

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
BIGGEST = Decimal("99999999999999999999999999999.999999999")
LEAST = BIGGEST.copy_negate()  # a plain minus rounds to the context's 28 digits


def models_of(base: type[Row]) -> list[type[Any]]:
    """Give every stored model under a base, by name."""
    found: dict[str, type[Any]] = {}
    for info in pkgutil.iter_modules(pytoolkit.models.__path__):
        module = importlib.import_module(f"pytoolkit.models.{info.name}")
        for name, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, base) and hasattr(member, "TABLE"):
                found[name] = member
    return [found[name] for name in sorted(found)]


DOCUMENTS: list[type[Document]] = models_of(Document)
FACTS: list[type[Fact]] = models_of(Fact)


def rows(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Give a strategy for valid rows of a model, values at the edges of their kinds included."""
    parts = {}
    for column in columns(model):
        field = model.model_fields[column.name]
        annotation, marks = _bare(field.annotation)
        values = _values(column.kind, annotation, [*marks, *field.metadata])
        parts[column.name] = st.none() | values if column.nullable else values
    return st.fixed_dictionaries(parts).map(model.model_validate)


def _values(kind: Kind, annotation: Any, metadata: list[Any]) -> st.SearchStrategy[Any]:
    if kind.item is not None:
        item = kind.item
        return st.lists(_values(item, *_inside(get_args(annotation)[0])), max_size=3)
    if kind.name == "struct":
        return rows(annotation)
    if kind.name == "enum":
        return st.sampled_from(list(annotation))
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if kind.name == "decimal":
        return _money(metadata)
    if kind.name == "int":
        least = max((m.ge for m in metadata if getattr(m, "ge", None) is not None), default=-9)
        return st.integers(least, 2**63 - 1)
    if kind.name == "str":
        shortest = max((getattr(m, "min_length", 0) or 0 for m in metadata), default=0)
        return st.text(st.characters(codec="utf-8"), min_size=shortest, max_size=20)
    return {
        "bool": st.booleans(),
        "float": st.floats(allow_nan=False, allow_infinity=False),
        "uuid": st.uuids(),
        "json": st.dictionaries(TEXT, JSON, max_size=3),
        "datetime": st.datetimes(timezones=st.just(UTC)),
        "date": st.dates(date(1, 1, 2), date(9999, 12, 30)),
    }[kind.name]


def _money(metadata: list[Any]) -> st.SearchStrategy[Decimal]:
    marks = _flat(metadata)
    least = Decimal("1e-9") if any(getattr(m, "gt", None) is not None for m in marks) else None
    if least is None:
        least = Decimal(0) if any(getattr(m, "ge", None) is not None for m in marks) else LEAST
    edges = [v for v in (least, BIGGEST, Decimal("1.1"), Decimal("0.000000001")) if v >= least]
    return st.integers(int(MONEY_CONTEXT.scaleb(least, 9)), 10**38 - 1).map(
        lambda units: MONEY_CONTEXT.scaleb(Decimal(units), -9)
    ) | st.sampled_from(edges)


def _flat(metadata: list[Any]) -> list[Any]:
    found = []
    for mark in metadata:
        found.extend(_flat(mark.metadata) if hasattr(mark, "metadata") else [mark])
    return found


def _inside(annotation: Any) -> tuple[Any, list[Any]]:
    if get_origin(annotation) is typing.Annotated:
        base, *marks = get_args(annotation)
        return base, list(marks)
    return annotation, []


def _bare(annotation: Any) -> tuple[Any, list[Any]]:
    """Unwrap `X | None`, with the constraints that stand inside."""
    if type(None) not in get_args(annotation):
        return annotation, []
    return _inside(next(arg for arg in get_args(annotation) if arg is not type(None)))


__all__ = ["DOCUMENTS", "FACTS", "models_of", "rows"]
