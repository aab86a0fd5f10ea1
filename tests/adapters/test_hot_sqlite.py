"""What the hot store's file may be, and what becomes of one that somebody else wrote."""

import sqlite3
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.adapters.sqlite_tables import where_sql
from pytoolkit.errors import CorruptRow, Refused, Unreachable
from pytoolkit.models.job import Control, ExportMark, Quarantined
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.signal import Signal
from tests.contracts.test_hot_store import control, settled
from tests.support.facts import at


@pytest.fixture
def hot(tmp_path):
    store = SqliteStore(tmp_path / "hot.sqlite")
    yield store
    store.close()


def test_corrupt_document_is_named_and_does_not_block_the_rest(hot, tmp_path):
    hot.create(settled(1, "1"))
    hot.create(settled(2, "2"))
    raw = sqlite3.connect(tmp_path / "hot.sqlite")
    raw.execute("UPDATE settlements SET actual_fee_usd = 'many' WHERE _key LIKE '%1'")
    raw.execute("UPDATE settlements SET activity_ids = '[\"a\"' WHERE _key LIKE '%1'")
    raw.commit()
    raw.close()
    key = str(UUID(int=1))
    with pytest.raises(CorruptRow, match=rf"settlements {key}.*actual_fee_usd"):
        hot.get(Settlement, key)
    with pytest.raises(CorruptRow, match=key):
        hot.find(Settlement)
    found = hot.find_raw(Settlement)
    assert (found[0]["actual_fee_usd"], found[0]["activity_ids"]) == ("many", '["a"')
    assert Settlement.model_validate(found[1]) == settled(2, "2")
    assert hot.get(Settlement, str(UUID(int=2))) == settled(2, "2")


def test_corrupt_bytes_are_named_and_do_not_block_the_rest(hot, tmp_path):
    hot.create(control("a"))
    hot.create(control("b"))
    raw = sqlite3.connect(tmp_path / "hot.sqlite")
    raw.execute("UPDATE controls SET reason = CAST(x'ff41' AS TEXT) WHERE _key = 'a'")
    raw.commit()
    raw.close()
    with pytest.raises(CorruptRow, match="controls a: reason"):
        hot.get(Control, "a")
    assert len(hot.find_raw(Control)) == 2
    assert hot.get(Control, "b") == control("b")


def test_open_older_table_gains_columns_and_reads_defaults(tmp_path):
    path = tmp_path / "hot.sqlite"
    raw = sqlite3.connect(path)
    raw.execute(
        "CREATE TABLE controls (_seq INTEGER PRIMARY KEY AUTOINCREMENT,"
        " _key TEXT NOT NULL UNIQUE, version INTEGER, name TEXT, value TEXT, updated_at TEXT)"
    )
    raw.execute("INSERT INTO controls VALUES (1, 'a', 1, 'a', '{}', '2013-01-01T00:00:00.000000Z')")
    raw.commit()
    raw.close()
    store = SqliteStore(path)
    assert store.get(Control, "a") == Control(name="a", updated_at=at(1))
    store.close()


@pytest.mark.parametrize("content", ["not a database, but long enough to have a header " * 9])
def test_open_file_that_is_no_database_is_named(tmp_path, content):
    path = tmp_path / "hot.sqlite"
    path.write_text(content)
    with pytest.raises(Unreachable, match=r"hot\.sqlite: file is not a database"):
        SqliteStore(path)
    assert path.read_text() == content


def test_open_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="file"):
        SqliteStore(tmp_path / "file" / "hot.sqlite")


def test_open_table_of_other_models_is_refused(tmp_path):
    path = tmp_path / "hot.sqlite"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE controls (_seq INTEGER, _key TEXT, version TEXT, color TEXT)")
    raw.close()
    store = SqliteStore(path)
    with pytest.raises(Refused, match=r"controls.version: expected INTEGER, found TEXT"):
        store.get(Control, "a")
    store.close()


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(raw=st.text(st.characters(codec="utf-8"), max_size=300_000))
def test_quarantined_text_of_any_length_is_kept(raw, tmp_path_factory):
    store = SqliteStore(tmp_path_factory.mktemp("hot") / "hot.sqlite")
    row = Quarantined(
        quarantine_id="q", target="t", source="s", raw=raw * 2, errors="", model_version="1",
        at=at(1),
    )  # fmt: skip
    store.create(row)
    assert store.get(Quarantined, "q") == row
    store.close()


@pytest.mark.parametrize(
    ("model", "where"),
    [
        (Signal, [("status", "in", ["CREATED", "WAITING"])]),
        (
            Signal,
            [
                ("strategy_id", "==", "s"),
                ("at", "<", at(9)),
                ("timeframe", "==", "1Min"),
                ("status", "!=", "REJECTED"),
                ("at", ">=", at(2)),
            ],
        ),
        (OrderIntent, [("signal_id", "in", [UUID(int=1), UUID(int=2)])]),
        (OrderIntent, [("updated_at", ">=", at(2))]),
        (Position, [("status", "==", "CLOSED"), ("closed_at", ">=", at(2))]),
        (ExportMark, [("target", "==", "t"), ("source_key", "in", ["a", "b"])]),
    ],
)
def test_sqlite_searches_of_the_service_read_no_whole_table(tmp_path, model, where):
    store = SqliteStore(tmp_path / "hot.sqlite")
    assert store.find(model, where) == []
    clause, values = where_sql(model, where)
    sql = f'EXPLAIN QUERY PLAN SELECT * FROM "{model.TABLE.name}"{clause}'
    plan = [row[3] for row in store._connection.execute(sql, values)]
    assert any(f"SEARCH {model.TABLE.name} USING INDEX" in step for step in plan), plan
    assert not any(f"SCAN {model.TABLE.name}" in step for step in plan), plan
    store.close()
