"""Alarms: raised once, cleared once, never in the way."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.alarms import Alarms, Notice
from pytoolkit.models.alarm import Alarm

AT = datetime(2026, 1, 2, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BARE = Notice("AAPL is open without a stop", "AAPL", ("id-1",))


@pytest.fixture
def hot(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "hot.sqlite")


@pytest.fixture
def alarms(hot: SqliteStore) -> Alarms:
    return Alarms(hot, "test")


def stored(hot: SqliteStore) -> Alarm:
    (found,) = hot.find(Alarm)
    return found


def moves(hot: SqliteStore) -> list[tuple[str, str, str]]:
    return [(each.from_status, each.to_status, each.reason) for each in hot.events(Alarm)]


def test_sound_of_what_stands_is_one_alarm_with_one_event(
    hot: SqliteStore, alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(30):
        alarms.sound("uncovered", "s1", BARE, AT + second * SECOND)

    alarm = stored(hot)
    assert (alarm.times, alarm.first_seen_at, alarm.version) == (1, AT, 1)
    assert (alarm.message, alarm.symbol, alarm.evidence) == BARE
    assert moves(hot) == [("", "STANDING", BARE.message)]
    assert caplog.text.count("ALARM AAPL is open without a stop") == 1


def test_sound_a_minute_later_moves_last_seen_and_nothing_else(
    hot: SqliteStore, alarms: Alarms
) -> None:
    alarms.sound("uncovered", "s1", BARE, AT)
    alarms.sound("uncovered", "s1", BARE, AT + 60 * SECOND)

    alarm = stored(hot)
    assert (alarm.first_seen_at, alarm.last_seen_at) == (AT, AT + 60 * SECOND)
    assert len(moves(hot)) == 1


def test_sound_with_other_words_changes_the_message_at_once(
    hot: SqliteStore, alarms: Alarms
) -> None:
    alarms.sound("position_difference", "AAPL", Notice("AAPL: ours 10, theirs 5"), AT)
    alarms.sound("position_difference", "AAPL", Notice("AAPL: ours 10, theirs 0"), AT + SECOND)

    assert stored(hot).message == "AAPL: ours 10, theirs 0"
    assert len(moves(hot)) == 1


def test_sound_after_clear_raises_the_same_alarm_again(hot: SqliteStore, alarms: Alarms) -> None:
    alarms.sound("uncovered", "s1", BARE, AT)
    alarms.clear("uncovered", "s1", "a stop stands", AT + SECOND)
    cleared = stored(hot)
    alarms.sound("uncovered", "s1", BARE, AT + 2 * SECOND)

    assert (cleared.status, cleared.cleared_at) == ("CLEARED", AT + SECOND)
    assert cleared.cleared_because == "a stop stands"
    again = stored(hot)
    assert (again.status, again.times, again.first_seen_at) == ("STANDING", 2, AT + 2 * SECOND)
    assert (again.cleared_at, again.cleared_because) == (None, "")
    assert [to for _, to, _ in moves(hot)] == ["STANDING", "CLEARED", "STANDING"]


def test_sound_of_what_happened_once_is_not_raised_again_after_clear(
    hot: SqliteStore, alarms: Alarms
) -> None:
    alarms.sound("foreign_execution", "x1", BARE, AT)
    alarms.clear("foreign_execution", "x1", "seen", AT + SECOND)
    Alarms(hot, "restarted").sound("foreign_execution", "x1", BARE, AT + 2 * SECOND)

    assert stored(hot).status == "CLEARED"


def test_clear_where_nothing_stands_writes_nothing(hot: SqliteStore, alarms: Alarms) -> None:
    alarms.clear("uncovered", "s1", "a stop stands", AT)

    assert hot.find(Alarm) == []


def test_settle_raises_what_is_found_and_clears_what_is_not(alarms: Alarms) -> None:
    alarms.settle("missing_bars", {"AAPL": BARE, "MSFT": Notice("no bar of MSFT")}, "came", AT)
    alarms.sound("uncovered", "s1", BARE, AT)
    alarms.settle("missing_bars", {"MSFT": Notice("no bar of MSFT")}, "came", AT + SECOND)

    standing = {each.key for each in alarms.standing()}
    assert standing == {"missing_bars|MSFT", "uncovered|s1"}
    assert [each.key for each in alarms.standing("uncovered")] == ["uncovered|s1"]


def test_load_knows_what_another_process_raised(hot: SqliteStore, alarms: Alarms) -> None:
    alarms.sound("uncovered", "s1", BARE, AT)
    restarted = Alarms(hot, "restarted")
    restarted.load()
    restarted.clear("uncovered", "s1", "a stop stands", AT + SECOND)

    assert stored(hot).status == "CLEARED"


def test_sound_after_another_process_cleared_it_raises_it_again(
    hot: SqliteStore, alarms: Alarms
) -> None:
    alarms.sound("uncovered", "s1", BARE, AT)
    human = Alarms(hot, "human")
    human.load()
    human.clear("uncovered", "s1", "I look after it", AT + SECOND)
    alarms.sound("uncovered", "s1", BARE, AT + 61 * SECOND)

    assert (stored(hot).status, stored(hot).times) == ("STANDING", 2)


def test_corrupt_alarm_is_told_and_does_not_stop_the_caller(
    hot: SqliteStore, alarms: Alarms, caplog: pytest.LogCaptureFixture
) -> None:
    alarms.sound("uncovered", "s1", BARE, AT)
    with sqlite3.connect(hot.path) as connection:
        connection.execute("UPDATE alarms SET times = 'many'")
    restarted = Alarms(hot, "restarted")
    restarted.load()
    restarted.sound("uncovered", "s1", BARE, AT + SECOND)

    assert restarted.standing() == []
    assert "alarms/uncovered|s1" in caplog.text


def test_alarms_of_two_processes_at_once_are_one(hot: SqliteStore, tmp_path: Path) -> None:
    other = Alarms(SqliteStore(tmp_path / "hot.sqlite"), "other")
    one = Alarms(hot, "one")
    one.sound("no_bars", "data stream", Notice("no bars"), AT)
    other.sound("no_bars", "data stream", Notice("no bars"), AT + SECOND)

    assert (stored(hot).times, len(moves(hot))) == (1, 1)
