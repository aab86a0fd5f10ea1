"""Tables of each store, derived from the models: definitions, and drift of what is really there."""

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pytoolkit.errors import Refused
from pytoolkit.models.base import Row
from pytoolkit.schema.kinds import SCALARS, Column, Kind, columns

Store = Literal["sqlite", "delta", "bigquery"]
ROUNDING = "ROUND_HALF_EVEN"
PARTITION = "ds"
MAX_CLUSTERING = 4


def store_type(kind: Kind, store: Store) -> str:
    """Give the name of a kind's type in a store, as that store spells it."""
    if store == "sqlite":
        return "TEXT" if kind.name in ("list", "struct") else SCALARS[kind.name].sqlite
    if store == "delta":
        plain = delta_type(kind)
        return plain if isinstance(plain, str) else json.dumps(plain, separators=(",", ":"))
    if kind.item is not None:
        return f"ARRAY<{store_type(kind.item, store)}>"
    if kind.name == "struct":
        parts = (f"{part.name} {_bigquery_column(part)}" for part in kind.columns)
        return f"STRUCT<{', '.join(parts)}>"
    return SCALARS[kind.name].bigquery


def delta_type(kind: Kind) -> str | dict[str, Any]:
    """Give the Delta protocol's type of a kind, ready for its JSON schema."""
    if kind.item is not None:
        item = delta_type(kind.item)
        return {"type": "array", "elementType": item, "containsNull": False}
    if kind.name == "struct":
        return {"type": "struct", "fields": [_delta_field(part) for part in kind.columns]}
    return SCALARS[kind.name].delta


def _delta_field(column: Column) -> dict[str, Any]:
    # Columns are nullable in storage: the models are the door, and an added column must be.
    return {
        "name": column.name,
        "type": delta_type(column.kind),
        "nullable": True,
        "metadata": {"comment": column.description},
    }


def delta_schema(model: type[Row]) -> str:
    """Give a model's Delta schema as the JSON text of the protocol."""
    return json.dumps({"type": "struct", "fields": [_delta_field(c) for c in columns(model)]})


def bigquery_schema(model: type[Row]) -> list[dict[str, Any]]:
    """Give a model's BigQuery schema as the REST API and `bq` take it."""
    return [_bigquery_field(column) for column in columns(model)]


def _bigquery_field(column: Column) -> dict[str, Any]:
    kind = column.kind
    scalar = kind.item if kind.item is not None else kind
    field: dict[str, Any] = {
        "name": column.name,
        "type": "RECORD" if scalar.name == "struct" else SCALARS[scalar.name].bigquery,
        "mode": _mode(column),
        "description": column.description,
    }
    if kind.name == "decimal":
        field["roundingMode"] = ROUNDING
    if scalar.name == "struct":
        field["fields"] = [_bigquery_field(part) for part in scalar.columns]
    return field


def _mode(column: Column) -> str:
    if column.kind.name == "list":
        return "REPEATED"
    # A column with a default may be younger than its table, and only NULLABLE can be added.
    return "NULLABLE" if column.nullable or column.optional else "REQUIRED"


def _bigquery_column(column: Column) -> str:
    mode = " NOT NULL" if _mode(column) == "REQUIRED" else ""
    options = [f"description={json.dumps(column.description, ensure_ascii=False)}"]
    if column.kind.name == "decimal":
        options.insert(0, f'rounding_mode="{ROUNDING}"')
    return f"{store_type(column.kind, 'bigquery')}{mode} OPTIONS({', '.join(options)})"


def describe(model: type[Row]) -> str:
    """Give the first line of a model's docstring: the table's description."""
    return (inspect.getdoc(model) or "").partition("\n")[0]


def clustering(model: type[Row]) -> tuple[str, ...]:
    """Give the columns a BigQuery table is clustered on: its key, without the partition."""
    return tuple(name for name in model.TABLE.key if name != PARTITION)[:MAX_CLUSTERING]


def ddl(model: type[Row], store: Store, dataset: str = "") -> str:
    """Give the statement that creates a model's table; it leaves an existing one alone.

    Args:
        store: `sqlite` or `bigquery`; a Delta table is made from `delta_schema`.
        dataset: `project.dataset` of a BigQuery table.
    """
    name = model.TABLE.name
    if store == "sqlite":
        lines = [f'"{c.name}" {store_type(c.kind, store)}' for c in columns(model)]
        inner = ["_seq INTEGER PRIMARY KEY AUTOINCREMENT", "_key TEXT NOT NULL UNIQUE", *lines]
        return f'CREATE TABLE IF NOT EXISTS "{name}" (\n  ' + ",\n  ".join(inner) + "\n)"
    if store == "delta":
        raise Refused("a Delta table has no DDL of ours; create it from delta_schema(model)")
    lines = [f"  {c.name} {_bigquery_column(c)}" for c in columns(model)]
    text = f"CREATE TABLE IF NOT EXISTS `{f'{dataset}.' if dataset else ''}{name}` (\n"
    text += ",\n".join(lines) + "\n)\n"
    # Lists of NUMERIC take no mode of their own; they inherit the table's.
    options = [
        f'default_rounding_mode="{ROUNDING}"',
        f"description={json.dumps(describe(model), ensure_ascii=False)}",
    ]
    if any(c.name == PARTITION for c in columns(model)):
        text += f"PARTITION BY {PARTITION}\n"
        options.insert(0, "require_partition_filter=TRUE")
    if keys := clustering(model):
        text += f"CLUSTER BY {', '.join(keys)}\n"
    return text + f"OPTIONS({', '.join(options)})"


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a stored table is not what its model says.

    Attributes:
        additive: whether adding a nullable column mends it.
    """

    table: str
    column: str
    expected: str
    actual: str
    additive: bool

    def __str__(self) -> str:
        expected, actual = self.expected or "no such column", self.actual or "missing"
        return f"{self.table}.{self.column}: expected {expected}, found {actual}"


def drift(model: type[Row], store: Store, actual: Mapping[str, str]) -> list[Difference]:
    """Compare a model with the columns of its table in a store.

    Args:
        actual: column name to type, as the store spells them; internal columns (`_key`) left out.

    Returns:
        The differences; none where the table fits.

    Raises:
        Refused: `actual` is empty: a failed look at the table is not an empty table.
    """
    table = model.TABLE.name
    if not actual:
        raise Refused(f"{table}: the store showed no columns at all; nothing was compared")
    found: list[Difference] = []
    expected = {column.name: column for column in columns(model)}
    for name, column in expected.items():
        wanted = store_type(column.kind, store)
        has = actual.get(name, "")
        if has != wanted:
            additive = not has and (column.nullable or column.optional)
            found.append(Difference(table, name, wanted, has, additive))
    extra = [name for name in actual if name not in expected]
    found.extend(Difference(table, name, "", actual[name], False) for name in extra)
    return found
