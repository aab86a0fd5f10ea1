"""The hot store in one SQLite file (WAL), shared by any number of processes.

One table per model, made from `pytoolkit.schema`; money and instants as text. A document changes by
compare-and-set inside `BEGIN IMMEDIATE`, together with its event.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pytoolkit.adapters.sqlite_tables import (
    actual_columns,
    connect,
    fetch,
    insert_sql,
    prepare,
    select_sql,
    transaction,
    translated,
    update_sql,
    where_sql,
)
from pytoolkit.errors import AlreadyExists, Conflict, CorruptRow, LeaseHeld, Refused
from pytoolkit.models.base import Document, JsonDict, Row, utc_text
from pytoolkit.models.job import Event, Lease
from pytoolkit.ports import Change, Condition, D, R, Snapshot
from pytoolkit.schema import columns, from_sqlite, to_sqlite


def _last_versions(changes: Sequence[Change]) -> list[tuple[Document, int | None]]:
    """Give each document as it is in the end, with the version that must be stored before.

    A change that does not follow the one before stays apart, and so ends in a conflict.
    """
    found: list[tuple[Document, int | None]] = []
    places: dict[tuple[type[Document], str], int] = {}
    for change in changes:
        row, expected = change.row, change.expected_version
        place = places.get((type(row), row.key))
        follows = place is not None and found[place][0].version == expected
        if place is not None and follows and row.version > found[place][0].version:
            found[place] = row, found[place][1]
        else:
            places[type(row), row.key] = len(found)
            found.append((row, expected))
    return found


class SqliteSnapshot:
    """A read transaction on a connection of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection


class SqliteStore:
    """Implements `pytoolkit.ports.HotStore`; safe for several threads and processes.

    Args:
        path: the database file; its folder is created.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with translated(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = connect(path)
        self._lock = threading.RLock()
        self._prepared: set[type[Row]] = set()

    def create(self, row: Document, event: Event | None = None) -> None:
        """Store a new document; raises AlreadyExists where the key is taken."""
        self.commit([Change(row, None, event)])

    def update(self, row: Document, expected_version: int, event: Event | None = None) -> None:
        """Replace a document and append the event in one transaction; raises Conflict."""
        self.commit([Change(row, expected_version, event)])

    def commit(self, changes: Sequence[Change]) -> None:
        """Write several documents and their events in one transaction, all or none."""
        with self._lock, translated(self.path):
            self._prepare(Event)
            for model in {type(change.row) for change in changes}:
                self._prepare(model)
            with transaction(self._connection):
                for row, expected in _last_versions(changes):
                    if expected is None:
                        self._insert(row)
                    else:
                        self._replace(row, expected)
                for change in changes:
                    if change.event is not None:
                        self._insert(change.event)

    def get(self, model: type[D], key: str) -> D | None:
        """Read one document by `Row.key`; None if absent; raises CorruptRow."""
        found = self._select(model, " WHERE _key = ?", [key], None)
        return self._validated(model, found[0]) if found else None

    def find(
        self, model: type[D], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[D]:
        """Read the documents that match, in key order, no silent limit; raises CorruptRow."""
        clause, values = where_sql(model, where)
        documents = self._select(model, f"{clause} ORDER BY _key", values, at)
        return [self._validated(model, document) for document in documents]

    def find_raw(
        self, model: type[Document], where: Sequence[Condition] = (), *, at: Snapshot | None = None
    ) -> list[JsonDict]:
        """Read the matching documents as stored, unvalidated, so that none can block the rest."""
        clause, values = where_sql(model, where)
        return self._select(model, f"{clause} ORDER BY _key", values, at)

    def events(self, model: type[Document] | None = None, key: str | None = None) -> list[Event]:
        """Read the event log, oldest first, of everything, one table, or one document."""
        where: list[Condition] = []
        if model is not None:
            where.append(("entity", "==", model.TABLE.name))
        if key is not None:
            where.append(("entity_key", "==", key))
        clause, values = where_sql(Event, where)
        documents = self._select(Event, f"{clause} ORDER BY _seq", values, None)
        return [self._validated(Event, document) for document in documents]

    def tail(self, after: str, limit: int) -> tuple[list[JsonDict], str]:
        """Read what was appended to the event log after a cursor; gives also the next cursor."""
        first = int(after or 0)
        sql = (
            'SELECT max(_seq) FROM (SELECT _seq FROM "events" WHERE _seq > ? ORDER BY _seq LIMIT ?)'
        )
        with self._lock, translated(self.path):
            self._prepare(Event)
            (last,) = self._connection.execute(sql, [first, limit]).fetchone()
            if last is None:
                return [], after
            clause = " WHERE _seq > ? AND _seq <= ? ORDER BY _seq"
            return self._select(Event, clause, [first, last], None), str(last)

    def end(self) -> str:
        """Give the cursor behind the newest event."""
        with self._lock, translated(self.path):
            self._prepare(Event)
            (last,) = self._connection.execute('SELECT max(_seq) FROM "events"').fetchone()
            return str(last or 0)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Open a consistent view for several reads; writers go on meanwhile."""
        with translated(self.path):
            connection = connect(self.path)
            connection.execute("BEGIN")
            # SQLite fixes the view at the first read, not at BEGIN.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            yield SqliteSnapshot(connection)
        finally:
            connection.close()

    def delete(self, model: type[Document], versions: Sequence[tuple[str, int]]) -> int:
        """Delete documents that still have the given version; gives how many went."""
        sql = f'DELETE FROM "{model.TABLE.name}" WHERE _key = ? AND version = ?'
        with self._lock, translated(self.path):
            self._prepare(model)
            with transaction(self._connection):
                return sum(self._connection.execute(sql, pair).rowcount for pair in versions)

    def append(self, row: Row) -> None:
        """Append a row to an append-only log; raises AlreadyExists on its key."""
        with self._lock, translated(self.path):
            self._prepare(type(row))
            with transaction(self._connection):
                self._insert(row)

    def log(self, model: type[R]) -> Iterator[R]:
        """Read an append-only log, oldest first; raises CorruptRow."""
        for document in self._select(model, " ORDER BY _seq", [], None):
            yield self._validated(model, document)

    def lease(self, name: str, owner: str, seconds: float, now: datetime) -> Lease:
        """Take or renew a lease in wall time; raises LeaseHeld while somebody else has it.

        The fencing number stays the same only while the owner renews in time. A holder that finds
        a higher one than it had has lost the lease in between.
        """
        with self._lock, translated(self.path):
            self._prepare(Lease)
            with transaction(self._connection):
                held = self.get(Lease, name)
                ours = held is not None and held.owner == owner and held.expires_at > now
                if held is not None and held.owner and not ours and held.expires_at > now:
                    raise LeaseHeld(
                        f"{name} is leased by {held.owner}, last heartbeat "
                        f"{utc_text(held.heartbeat_at)}, until {utc_text(held.expires_at)}"
                    )
                lease = Lease(
                    name=name,
                    owner=owner,
                    fencing=1 if held is None else held.fencing + (not ours),
                    heartbeat_at=now,
                    expires_at=now + timedelta(seconds=seconds),
                    version=1 if held is None else held.version + 1,
                )
                if held is None:
                    self._insert(lease)
                else:
                    self._replace(lease, held.version)
        return lease

    def release(self, lease: Lease) -> None:
        """Give a lease back; does nothing if it was lost."""
        with self._lock, translated(self.path):
            self._prepare(Lease)
            with transaction(self._connection):
                held = self.get(Lease, lease.name)
                if held and (held.owner, held.fencing) == (lease.owner, lease.fencing):
                    self._replace(held.next(owner="", expires_at=held.heartbeat_at), held.version)

    def close(self) -> None:
        """Free what is open."""
        with self._lock:
            self._connection.close()

    def _prepare(self, model: type[Row]) -> None:
        if model not in self._prepared:
            prepare(self._connection, model)
            self._prepared.add(model)

    def _insert(self, row: Row) -> None:
        key = row.key
        try:
            self._connection.execute(insert_sql(type(row)), [key, *to_sqlite(row)])
        except sqlite3.IntegrityError as error:
            table = row.TABLE.name
            raise AlreadyExists(f"{table} {key} exists; it was left as it is") from error

    def _replace(self, row: Document, expected: int) -> None:
        table = row.TABLE.name
        if row.version <= expected:
            raise Refused(f"{table} {row.key}: version {row.version} does not follow {expected}")
        done = self._connection.execute(update_sql(type(row)), [*to_sqlite(row), row.key, expected])
        if done.rowcount != 1:
            found = self._connection.execute(
                f'SELECT version FROM "{table}" WHERE _key = ?', [row.key]
            ).fetchone()
            actual = "it is absent" if found is None else f"it has version {found[0]}"
            raise Conflict(f"{table} {row.key}: expected version {expected}, but {actual}")

    def _select(
        self, model: type[Row], clause: str, values: Sequence[Any], at: Snapshot | None
    ) -> list[JsonDict]:
        with self._lock, translated(self.path):
            if isinstance(at, SqliteSnapshot):
                connection = at.connection
                # The view may be older than the table or its newest column.
                if not (present := actual_columns(connection, model)):
                    return []
            else:
                connection = self._connection
                if not connection.in_transaction:
                    self._prepare(model)
                present = {column.name: "" for column in columns(model)}
            rows = fetch(connection, select_sql(model, present) + clause, values)
            return [from_sqlite(columns(model), row) for row in rows]

    def _validated(self, model: type[R], document: JsonDict) -> R:
        try:
            return model.model_validate(document)
        except ValidationError as error:
            key = "|".join(str(document.get(name)) for name in model.TABLE.key)
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "document"
            raise CorruptRow(
                f"{model.TABLE.name} {key}: {place}: {first['msg']} "
                f"({error.error_count()} in all); the raw form is kept"
            ) from error
