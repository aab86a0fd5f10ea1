"""SQLite beneath the hot store: connections, tables made from models, conditions as SQL."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from pytoolkit.errors import Refused, Unreachable
from pytoolkit.models.base import Row
from pytoolkit.ports import Condition
from pytoolkit.schema import Column, columns, ddl, drift, sqlite_value

BUSY_SECONDS = 30.0
"""How long a writer waits for another process before it gives up."""
INTERNAL = ("_seq", "_key")


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for one process; transactions are begun by hand.

    `synchronous=FULL`: a commit that returned survives a kill and a power failure. In WAL mode
    that is one fsync a commit (about 0.1 ms on an SSD); an order intent must not be forgotten.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.create_collation("money", _compare_money)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _compare_money(left: str, right: str) -> int:
    """Order money texts by value; a text that is no number sorts as text, after the numbers."""
    try:
        a, b = Decimal(left), Decimal(right)
    except InvalidOperation:
        return (left > right) - (left < right)
    return (a > b) - (a < b)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors into ours."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise Unreachable(f"hot store {path}: {error}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run one write transaction; the write lock is taken at once, so it cannot fail midway."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def actual_columns(connection: sqlite3.Connection, model: type[Row]) -> dict[str, str]:
    """Give the columns a table really has: name to declared type; empty if there is none."""
    rows = connection.execute(f'PRAGMA table_info("{model.TABLE.name}")')
    return {name: kind for _, name, kind, *_ in rows if name not in INTERNAL}


def prepare(connection: sqlite3.Connection, model: type[Row]) -> None:
    """Create a model's table, or add the columns it lacks.

    Raises:
        Refused: the table differs in a way that adding columns does not mend.
    """
    table = model.TABLE.name
    # Looked at first without the write lock: the usual case is a table that fits.
    actual = actual_columns(connection, model)
    if actual and not drift(model, "sqlite", actual) and not _lacking(connection, model):
        return
    with transaction(connection):
        connection.execute(ddl(model, "sqlite"))
        differences = drift(model, "sqlite", actual_columns(connection, model))
        if lasting := [str(found) for found in differences if not found.additive]:
            raise Refused(f"the hot store was written by other models: {'; '.join(lasting)}")
        for found in differences:
            connection.execute(
                f'ALTER TABLE "{table}" ADD COLUMN "{found.column}" {found.expected}'
            )
        for name, fields in _lacking(connection, model).items():
            names = ", ".join(f'"{field}"' for field in fields)
            connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({names})')


def _lacking(connection: sqlite3.Connection, model: type[Row]) -> dict[str, tuple[str, ...]]:
    """Give the indexes of a model that its table lacks, by their name."""
    table = model.TABLE.name
    has = {row[1] for row in connection.execute(f'PRAGMA index_list("{table}")')}
    wanted = {f"{table}_by_{'_'.join(fields)}": fields for fields in model.TABLE.indexes}
    return {name: fields for name, fields in wanted.items() if name not in has}


def where_sql(model: type[Row], where: Sequence[Condition]) -> tuple[str, list[Any]]:
    """Give conditions as a WHERE clause and its values.

    Raises:
        Refused: a field the model does not have.
    """
    known = {column.name: column for column in columns(model)}
    parts: list[str] = []
    values: list[Any] = []
    for field, operator, value in where:
        column = known.get(field)
        if column is None:
            raise Refused(f"{model.TABLE.name} has no field {field!r} to search by")
        part, more = _condition(column, operator, value)
        parts.append(part)
        values.extend(more)
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _condition(column: Column, operator: str, value: Any) -> tuple[str, list[Any]]:
    name = f'"{column.name}"'
    if operator == "in":
        items = [_value(column, item) for item in value]
        text = f"{name} IN (SELECT value FROM json_each(?))"
        if None in items:
            text = f"({text} OR {name} IS NULL)"
        return text, [json.dumps([item for item in items if item is not None])]
    if operator in ("==", "!="):
        return f"{name} {'IS' if operator == '==' else 'IS NOT'} ?", [_value(column, value)]
    if operator not in ("<", "<=", ">", ">="):
        raise Refused(f"{operator!r} is no operator of a search")
    collation = " COLLATE money" if column.kind.name == "decimal" else ""
    return f"{name}{collation} {operator} ?", [_value(column, value)]


def _value(column: Column, value: Any) -> Any:
    # A text is taken as stored: "OPEN" for an enum, a date as ISO text.
    return value if value is None or type(value) is str else sqlite_value(column.kind, value)


def select_sql(model: type[Row], present: dict[str, str]) -> str:
    """Give the SELECT of all columns of a model; a column that is not there yet reads as null."""
    names = (f'"{c.name}"' if c.name in present else "NULL" for c in columns(model))
    return f'SELECT {", ".join(names)} FROM "{model.TABLE.name}"'


@cache
def insert_sql(model: type[Row]) -> str:
    """Give the INSERT of a row: its key, then its columns in model order."""
    names = ["_key", *(f'"{column.name}"' for column in columns(model))]
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{model.TABLE.name}" ({", ".join(names)}) VALUES ({marks})'


@cache
def update_sql(model: type[Row]) -> str:
    """Give the UPDATE of a row: its columns in model order, then key and expected version."""
    names = ", ".join(f'"{column.name}" = ?' for column in columns(model))
    return f'UPDATE "{model.TABLE.name}" SET {names} WHERE _key = ? AND version = ?'


def fetch(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Read rows; bytes that are no UTF-8 become surrogates, which every model refuses."""
    try:
        return connection.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error):
            raise
    strict = connection.text_factory
    connection.text_factory = _lenient
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.text_factory = strict


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
