"""Told at least once, in few messages, whatever happens to the service or to us."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pytoolkit.errors import BadSettings, Unreachable
from pytoolkit.models.job import Control
from pytoolkit.models.signal import SignalStatus
from pytoolkit.notify.process import flush, open_senders
from pytoolkit.wiring import open_outlet
from tests.notify.conftest import NOW, Desk
from tests.support.served import wait_for


def told(desk: Desk) -> list[str]:
    """Give every line that was told, over all messages."""
    return [line for each in desk.box.taken for line in each["message"].splitlines()]


def test_first_look_tells_what_stands_and_no_history(desk: Desk) -> None:
    desk.reject("OLD")
    desk.bare("s1")
    sender = desk.sender()

    assert sender.once() == 1
    assert sender.once() == 0
    assert desk.box.subjects == ["[paper] LOOK NOW: s1 is open without a stop"]


def test_once_tells_what_is_new_since_and_nothing_twice(desk: Desk) -> None:
    sender = desk.sender()
    sender.once()
    desk.reject("AAPL")
    sender.once()
    desk.reject("MSFT")
    sender.once()
    sender.once()

    assert [each.split()[1] for each in desk.box.subjects] == ["AAPL", "MSFT"]


def test_another_process_goes_on_where_the_last_one_was(desk: Desk) -> None:
    first = desk.sender()
    first.once()
    desk.reject("AAPL")
    first.once()
    desk.reject("MSFT")

    assert desk.sender().once() == 1
    assert len(desk.box.taken) == 2


def test_kinds_that_nobody_wants_are_not_told(desk: Desk) -> None:
    desk.notify["on"] = ["alarm"]
    sender = desk.sender()
    sender.once()
    desk.reject()
    desk.bare()
    sender.once()

    assert [each["type"] for each in desk.box.taken] == ["failure"]


def test_thousand_events_at_once_are_one_message_after_the_alarm(desk: Desk) -> None:
    sender = desk.sender()
    sender.once()
    for number in range(1_000):
        desk.reject(f"S{number}")
    desk.bare("s1")

    assert sender.once() == 2
    assert sender.once() == 0
    assert desk.box.subjects == [
        "[paper] LOOK NOW: s1 is open without a stop",
        "[paper] 1,000 rejections",
    ]


def test_more_events_than_are_read_together_are_all_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytoolkit.notify.sender.AT_ONCE", 7)
    sender = desk.sender()
    sender.once()
    for number in range(20):
        desk.reject(f"S{number}")
    assert sender.flush(threading.Event(), attempts=1)

    found = {line.split()[0] for line in told(desk)}
    assert found == {f"S{number}" for number in range(20)}


def test_message_that_was_refused_is_told_again_and_the_urgent_one_is_not(desk: Desk) -> None:
    sender = desk.sender()
    sender.once()
    desk.reject("AAPL")
    desk.bare("s1")
    desk.box.next_statuses = [200, 503]
    with pytest.raises(Unreachable, match="503"):
        sender.once()
    restarted = desk.sender()
    restarted.once()

    assert desk.box.subjects == [
        "[paper] LOOK NOW: s1 is open without a stop",
        "[paper] AAPL not bought: 5 of 5 positions are open (test)",
    ]


def test_service_that_is_down_for_a_while_is_told_all_afterwards(desk: Desk) -> None:
    with desk.running() as sender:
        wait_for(lambda: sender.idle_at > 0, "the first look")
        desk.box.close()
        for number in range(50):
            desk.reject(f"S{number}")
        wait_for(lambda: desk.standing() == [("notify_failing", desk.box.url)], "the alarm")
        desk.reject("LAST")
        desk.box.open()
        wait_for(lambda: desk.standing() == [], "the end of the alarm")
        wait_for(lambda: "alarm" in desk.box.subjects[-1], "the word that it is over")

    assert sum("rejections" in each for each in desk.box.subjects) == 1
    assert "[paper] 51 rejections" in desk.box.subjects
    assert len(desk.box.taken) == 2


def test_service_that_refuses_is_tried_again_with_longer_and_longer_waits(desk: Desk) -> None:
    desk.box.status = 500
    desk.bare("s1")
    with desk.running(first_wait_seconds=0.02):
        wait_for(lambda: ("notify_failing", desk.box.url) in desk.standing(), "the alarm")
        desk.box.status = 200
        wait_for(lambda: desk.box.taken, "the message")

    assert 5 <= desk.box.refused < 15
    assert "s1 is open without a stop" in desk.box.taken[0]["message"]


def test_slow_service_holds_up_no_other(desk: Desk) -> None:
    desk.box.hold.clear()
    desk.bare("s1")
    with desk.running() as sender:
        wait_for(lambda: desk.box.taken, "the message")
        assert desk.hot.get(Control, f"notify.{desk.box.url}") is None
        desk.reject("AAPL")  # the store takes it at once
        desk.box.hold.set()
        wait_for(lambda: len(desk.box.taken) == 2, "the next message")
        wait_for(lambda: sender.idle_at > 0, "that all is told")


CRASH = """
import os, signal, sys
from pathlib import Path
from tests.notify.conftest import Desk
from tests.support.post_box import PostBox
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.notify.watermark import Watermark
folder, port = Path(sys.argv[1]), int(sys.argv[2])
desk = Desk(folder, SqliteStore(folder / "var" / "paper" / "hot.sqlite"), PostBox(port=port))
Watermark.write = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
desk.sender().once()
"""


def test_kill_between_sending_and_the_watermark_tells_it_once_more_and_no_flood(
    desk: Desk, tmp_path: Path
) -> None:
    first = desk.sender()
    first.once()
    for number in range(100):
        desk.reject(f"S{number}")
    crash = [sys.executable, "-c", CRASH, str(tmp_path), str(desk.box.port)]
    for _ in range(2):
        died = subprocess.run(crash, check=False, env=os.environ, cwd=Path(__file__).parents[2])
        assert died.returncode == -signal.SIGKILL
    restarted = desk.sender()
    restarted.once()
    restarted.once()

    assert desk.box.subjects == 3 * ["[paper] 100 rejections"]


def test_flush_tells_without_a_process_beside_it(desk: Desk) -> None:
    desk.bare("s1")
    flush(desk.settings)

    assert len(desk.box.taken) == 1


def test_flush_while_the_service_is_down_gives_up_and_loses_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytoolkit.notify.sender.FIRST_WAIT_SECONDS", 0.01)
    flush(desk.settings)
    desk.box.close()
    desk.reject("AAPL")
    flush(desk.settings)
    desk.box.open()
    flush(desk.settings)

    assert len(desk.box.taken) == 1


@pytest.mark.parametrize("address", ["garbage", "http://", "no-such-service://x", "json://"])
def test_garbage_address_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("CHAT", address)
    with pytest.raises(BadSettings, match="env:CHAT") as refused:
        open_outlet("env:CHAT")

    assert address not in str(refused.value)


def test_service_that_cannot_be_opened_is_an_alarm_and_the_others_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAT", "garbage-with-a-token")
    monkeypatch.delenv("MAIL", raising=False)
    desk.notify["urls"] = ["env:CHAT", "env:MAIL", desk.box.url]
    senders = open_senders(desk.settings, desk.hot, desk.alarms())

    assert [each.name for each in senders] == [desk.box.url]
    assert desk.standing() == [("notify_failing", "env:CHAT"), ("notify_failing", "env:MAIL")]
    senders[0].once()
    assert "garbage-with-a-token" not in str(desk.box.taken)


def test_events_of_no_interest_write_no_watermark(desk: Desk) -> None:
    sender = desk.sender()
    sender.once()
    before = desk.hot.get(Control, f"notify.{desk.box.url}")
    desk.move(desk.signal(), SignalStatus.WAITING)
    sender.once()

    assert desk.hot.get(Control, f"notify.{desk.box.url}") == before
    sender.keep()
    assert desk.hot.get(Control, f"notify.{desk.box.url}") != before


def test_watermark_that_cannot_be_read_is_an_alarm_and_no_flood(desk: Desk) -> None:
    desk.hot.append(Control(name=f"notify.{desk.box.url}", value={"told": 5}, updated_at=NOW))
    desk.bare("s1")

    assert not desk.sender().flush(threading.Event(), attempts=6)
    assert ("notify_failing", desk.box.url) in desk.standing()
    assert desk.box.taken == []
