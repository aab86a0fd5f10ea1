"""What every hot store must do; one suite over all implementations."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.errors import AlreadyExists, Conflict, LeaseHeld, Refused
from pytoolkit.models.job import Control, Event, JobRecord, Lease
from pytoolkit.models.position import Settlement
from pytoolkit.ports import Change, HotStore
from pytoolkit.schema import canonical_text
from tests.support.facts import at
from tests.support.rows import DOCUMENTS, rows

Open = Callable[[], HotStore]


IMPLEMENTATIONS: dict[str, Callable[[Path], HotStore]] = {
    "sqlite": lambda folder: SqliteStore(folder / "hot.sqlite"),
}


@pytest.fixture(params=IMPLEMENTATIONS)
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Give a function that opens the same store once more, as another process would."""
    opened: list[HotStore] = []

    def open_one() -> HotStore:
        opened.append(IMPLEMENTATIONS[request.param](tmp_path))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def hot(open_store: Open) -> HotStore:
    return open_store()


def control(name: str = "switch", value: int = 1, version: int = 1) -> Control:
    return Control(name=name, value={"n": value}, updated_at=at(1), version=version)


def event(key: str, seq: int) -> Event:
    return Event(entity="controls", entity_key=key, seq=seq, to_status="SET", at=at(1))


@pytest.mark.parametrize("model", DOCUMENTS)
def test_create_any_row_reads_back_exactly(model, tmp_path_factory):
    store = SqliteStore(tmp_path_factory.mktemp("hot") / "hot.sqlite")

    @settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(row=rows(model))
    def survives(row):
        store.delete(model, [(found.key, found.version) for found in store.find(model)])
        store.create(row)
        for read in (store.get(model, row.key), store.find(model)[0]):
            assert read == row
            assert canonical_text(read) == canonical_text(row)
        assert model.model_validate(store.find_raw(model)[0]) == row

    survives()
    store.close()


@pytest.mark.parametrize("model", [JobRecord, Event])
def test_append_any_row_reads_back_exactly(model, tmp_path_factory):
    store = SqliteStore(tmp_path_factory.mktemp("hot") / "hot.sqlite")
    logged = []

    @settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(row=rows(model))
    def survives(row):
        if row.key not in {found.key for found in logged}:
            store.append(row)
            logged.append(row)
        assert list(store.log(model)) == logged

    survives()
    store.close()


def test_create_taken_key_raises_and_keeps_the_first(hot):
    hot.create(control(value=1))
    with pytest.raises(AlreadyExists, match="controls switch"):
        hot.create(control(value=2))
    assert hot.get(Control, "switch") == control(value=1)


def test_get_absent_key_is_none(hot):
    assert hot.get(Control, "nothing") is None


def test_update_expected_version_replaces_and_logs(hot):
    hot.create(control(), event("switch", 1))
    hot.update(control(value=2, version=2), 1, event("switch", 2))
    assert hot.get(Control, "switch") == control(value=2, version=2)
    assert [found.seq for found in hot.events(Control, "switch")] == [1, 2]


@pytest.mark.parametrize("expected", [2, 5])
def test_update_other_version_conflicts_and_writes_nothing(hot, expected):
    hot.create(control())
    with pytest.raises(Conflict, match="has version 1"):
        hot.update(control(value=2, version=9), expected, event("switch", 9))
    assert hot.get(Control, "switch") == control()
    assert hot.events() == []


def test_update_absent_document_conflicts(hot):
    with pytest.raises(Conflict, match="absent"):
        hot.update(control(version=2), 1)


def test_update_version_that_does_not_grow_is_refused(hot):
    hot.create(control())
    with pytest.raises(Refused, match="does not follow"):
        hot.update(control(value=2), 1)


def test_update_with_event_taken_writes_neither(hot):
    hot.create(control(), event("switch", 1))
    with pytest.raises(AlreadyExists):
        hot.update(control(value=2, version=2), 1, event("switch", 1))
    assert hot.get(Control, "switch") == control()


def test_commit_one_conflict_writes_none(hot):
    hot.create(control("a"))
    with pytest.raises(Conflict):
        hot.commit([Change(control("b")), Change(control("a", 2, 8), expected_version=7)])
    assert [found.name for found in hot.find(Control)] == ["a"]


def test_update_by_many_threads_loses_none(open_store):
    hot = open_store()
    hot.create(control(value=0))

    def add_ten() -> None:
        store, done = open_store(), 0
        while done < 10:
            now = store.get(Control, "switch")
            try:
                store.update(now.next(value={"n": now.value["n"] + 1}), now.version)
                done += 1
            except Conflict:
                continue

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = hot.get(Control, "switch")
    assert (found.value["n"], found.version) == (40, 41)


def settled(n: int, fee: str) -> Settlement:
    return Settlement(
        trade_id=UUID(int=n),
        ds=at(n).date(),
        actual_fee_usd=Decimal(fee),
        fee_calculation_type="ACTUAL_FEE",
        activity_ids=("a", "b"),
        reconciled_at=at(n) + timedelta(microseconds=n % 2),
    )


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([], [1, 2, 3]),
        ([("ds", "<=", at(2).date())], [1, 2]),
        ([("ds", "==", at(2).date())], [2]),
        ([("ds", "!=", at(2).date())], [1, 3]),
        ([("actual_fee_usd", ">", Decimal(9))], [2, 3]),
        ([("actual_fee_usd", "<", Decimal("10.5"))], [1, 2]),
        ([("actual_fee_usd", "==", Decimal("10.0"))], [2]),
        ([("reconciled_at", ">", at(1))], [1, 2, 3]),
        ([("reconciled_at", "<=", at(2))], [1, 2]),
        ([("trade_id", "in", [UUID(int=1), UUID(int=3)])], [1, 3]),
        ([("trade_id", "in", [])], []),
        ([("fee_calculation_type", "==", "ACTUAL_CFEE")], []),
        ([("ds", ">=", at(2).date()), ("actual_fee_usd", "<", Decimal(100))], [2]),
    ],
)
def test_find_conditions_compare_by_value(hot, where, found):
    for n, fee in ((1, "9"), (2, "10"), (3, "100")):
        hot.create(settled(n, fee))
    assert [row.trade_id.int for row in hot.find(Settlement, where)] == found
    assert len(hot.find_raw(Settlement, where)) == len(found)


def test_find_unknown_field_is_refused(hot):
    with pytest.raises(Refused, match="no field 'color'"):
        hot.find(Control, [("color", "==", 1)])


def test_find_five_thousand_documents_has_no_limit(hot):
    hot.commit([Change(control(f"c{n:04}")) for n in range(5000)])
    assert len(hot.find(Control)) == 5000
    assert len(hot.find(Control, [("name", "in", [f"c{n:04}" for n in range(4000)])])) == 4000


def test_snapshot_later_writes_are_not_seen(open_store):
    hot = open_store()
    hot.create(control("a"))
    with hot.snapshot() as view:
        open_store().create(control("b"))
        open_store().update(control("a", 2, 2), 1)
        open_store().create(settled(1, "1"))
        assert hot.find(Control, at=view) == [control("a")]
        assert hot.find_raw(Settlement, at=view) == []
    assert len(hot.find(Control)) == 2


def test_delete_other_version_stays(hot):
    hot.create(control("a"))
    hot.create(control("b"))
    hot.update(control("b", 2, 2), 1)
    assert hot.delete(Control, [("a", 1), ("b", 1), ("c", 1)]) == 1
    assert hot.find(Control) == [control("b", 2, 2)]


def record(seq: int) -> JobRecord:
    return JobRecord(
        seq=seq, run_id="r", attempt=1, job="trades", ds=at(1).date(), status="started",
        started_at=at(1), previous_hash="", hash="h",
    )  # fmt: skip


def test_append_log_keeps_order_and_refuses_a_second(hot):
    for seq in (10, 2, 5):
        hot.append(record(seq))
    with pytest.raises(AlreadyExists):
        hot.append(record(2))
    assert [line.seq for line in hot.log(JobRecord)] == [10, 2, 5]


def test_lease_held_by_another_is_refused_until_it_expires(open_store):
    hot, other = open_store(), open_store()
    first = hot.lease("loop", "one", 10, at(1))
    with pytest.raises(LeaseHeld, match="leased by one, last heartbeat 2013-01-01T00:00:00Z"):
        other.lease("loop", "two", 10, at(1) + timedelta(seconds=9))
    second = other.lease("loop", "two", 10, at(1) + timedelta(seconds=10))
    assert (first.fencing, second.fencing) == (1, 2)
    with pytest.raises(LeaseHeld, match="leased by two"):
        hot.lease("loop", "one", 10, at(1) + timedelta(seconds=11))


def test_lease_renewed_in_time_keeps_its_fencing_number(hot):
    hot.lease("loop", "one", 10, at(1))
    renewed = hot.lease("loop", "one", 10, at(1) + timedelta(seconds=5))
    assert (renewed.fencing, renewed.expires_at) == (1, at(1) + timedelta(seconds=15))
    late = hot.lease("loop", "one", 10, at(2))
    assert late.fencing == 2, "after it expired somebody may have had it: a new number"


def test_release_by_the_owner_frees_by_a_stale_one_does_nothing(hot):
    stale = hot.lease("loop", "one", 10, at(1))
    held = hot.lease("loop", "two", 10, at(2))
    hot.release(stale)
    with pytest.raises(LeaseHeld):
        hot.lease("loop", "three", 10, at(2))
    hot.release(held)
    assert hot.lease("loop", "three", 10, at(2)).fencing == 3
    hot.release(Lease(name="none", owner="x", fencing=1, heartbeat_at=at(1), expires_at=at(1)))


RACE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.adapters.sqlite_tables import where_sql
from pytoolkit.errors import LeaseHeld
store = SqliteStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(50):
    try:
        lease = store.lease(f"loop{n}", sys.argv[2], 60, datetime(2013, 1, 1, tzinfo=UTC))
        print(n, lease.fencing)
    except LeaseHeld:
        pass
"""


def test_lease_two_processes_race_each_lease_has_one_owner(tmp_path):
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, str(tmp_path / "hot.sqlite"), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    for runner in runners:
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        runner.stdin.write("go\n")
        runner.stdin.flush()
    won = [runner.communicate()[0].splitlines() for runner in runners]
    assert sorted(won[0] + won[1]) == sorted(f"{n} 1" for n in range(50))


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.adapters.sqlite_tables import where_sql
from pytoolkit.models.job import Control, Event
store = SqliteStore(Path(sys.argv[1]))
at = datetime(2013, 1, 1, tzinfo=UTC)
for n in range(100000):
    store.create(
        Control(name=f"c{n:06}", updated_at=at),
        Event(entity="controls", entity_key=f"c{n:06}", seq=1, at=at),
    )
    print(n, flush=True)
"""


@pytest.mark.parametrize("kill_after", [1, 40, 117])
def test_create_killed_writer_keeps_what_it_acknowledged(tmp_path, kill_after):
    path = tmp_path / "hot.sqlite"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    acknowledged = [int(writer.stdout.readline()) for _ in range(kill_after)]
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    writer.stdout.close()
    store = SqliteStore(path)
    names = [found.name for found in store.find(Control)]
    assert names[: len(acknowledged)] == [f"c{n:06}" for n in acknowledged]
    assert len(names) - len(acknowledged) <= 1
    assert [found.entity_key for found in store.events()] == names
    store.close()


def test_tail_gives_each_event_once_in_order_whatever_the_limit(hot: HotStore) -> None:
    for number in range(1, 8):
        hot.create(control(f"c{number}"), event(f"c{number}", 1))
    cursor, found = "", []
    while True:
        documents, after = hot.tail(cursor, 3)
        if after == cursor:
            break
        assert 0 < len(documents) <= 3
        found += [each["entity_key"] for each in documents]
        cursor = after

    assert found == [f"c{number}" for number in range(1, 8)]
    assert documents == []
    assert cursor == hot.end()


def test_end_of_a_log_is_before_what_another_process_appends(open_store: Open) -> None:
    ours, theirs = open_store(), open_store()
    ours.create(control("before"), event("before", 1))
    cursor = theirs.end()
    ours.create(control("after"), event("after", 1))

    documents, _ = theirs.tail(cursor, 10)
    assert [each["entity_key"] for each in documents] == ["after"]


def test_tail_of_an_empty_log_is_empty(hot: HotStore) -> None:
    assert hot.tail("", 10) == ([], "")
    assert hot.tail(hot.end(), 10)[0] == []
