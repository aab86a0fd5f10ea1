"""The process that tells people, started, killed and taken over as it happens."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pytoolkit.live.lease import Holder
from pytoolkit.models.job import Lease
from pytoolkit.models.service import ServiceState
from pytoolkit.notify.guard import Guard
from pytoolkit.notify.process import Companion
from pytoolkit.notify.sender import wall
from tests.notify.conftest import Desk
from tests.support.served import wait_for

ROOT = Path(__file__).parents[2]
SERVICE = """
import sys, time
from pathlib import Path
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.notify.process import Companion
from pytoolkit.notify.sender import wall
from pytoolkit.settings import load_settings
settings = load_settings("paper", Path(sys.argv[1]))
Holder(SqliteStore(settings.state / "hot.sqlite"), new_owner()).take(wall())
Companion(settings)
print("up", flush=True)
time.sleep(600)
"""


def configure(desk: Desk) -> None:
    (desk.folder / "runbooks").mkdir(exist_ok=True)
    (desk.folder / "runbooks" / "daily.toml").touch()
    (desk.folder / "pytoolkit.toml").write_text(f'[paper.notify]\nurls = ["{desk.box.url}"]\n')


@contextmanager
def watching(desk: Desk) -> Iterator["subprocess.Popen[bytes]"]:
    configure(desk)
    command = [
        *(sys.executable, "-m", "pytoolkit", "notify", "watch", "-v"),
        *("--profile", "paper", "--project", str(desk.folder)),
    ]
    with (desk.folder / "notify.log").open("ab") as log:
        process = subprocess.Popen(command, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def teller(desk: Desk) -> str:
    lease = desk.hot.get(Lease, "notify")
    return lease.owner.split("/")[1] if lease is not None and lease.owner else ""


@pytest.mark.process
def test_watch_tells_and_a_second_one_takes_over_when_it_is_killed(desk: Desk) -> None:
    with watching(desk) as first:
        wait_for(lambda: teller(desk) == str(first.pid), "the first one")
        desk.bare("s1")
        wait_for(lambda: len(desk.box.taken) == 1, "the first message")
        with watching(desk) as second:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            wait_for(lambda: teller(desk) == str(second.pid), "the second one")
            desk.bare("s2")
            wait_for(lambda: len(desk.box.taken) >= 2, "the second message")
            desk.reject()
            second.terminate()
            assert second.wait(30) == 0

    assert any("AAPL not bought" in each for each in desk.box.subjects)
    assert teller(desk) == ""


@pytest.mark.process
def test_service_that_is_killed_is_told_by_the_process_beside_it_which_then_ends(
    desk: Desk,
) -> None:
    configure(desk)
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(desk.folder)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert service.stdout is not None
    assert service.stdout.readline() == b"up\n"
    wait_for(lambda: teller(desk), "the process beside it")
    pid = int(teller(desk))
    service.kill()
    service.wait()
    service.stdout.close()
    wait_for(lambda: desk.box.taken, "the word that it died")
    wait_for(lambda: teller(desk) == "", "the end of the process beside it")

    assert "[paper] LOOK NOW: the live service" in desk.box.subjects[0]
    assert "runbooks/incidents/service_died.md" in desk.box.taken[0]["message"]
    with pytest.raises(ProcessLookupError):
        wait_for(lambda: os.kill(pid, 0), "its end")


@pytest.mark.process
def test_companion_that_dies_is_started_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytoolkit.notify.process.AGAIN_SECONDS", 0.01)
    configure(desk)
    companion = Companion(desk.settings)
    try:
        first = wait_for(lambda: teller(desk), "the first one")
        os.kill(int(first), signal.SIGKILL)
        wait_for(lambda: teller(desk) not in ("", first), "the next one")
    finally:
        companion.close()

    assert teller(desk) == ""


def test_companion_without_services_starts_nothing(desk: Desk) -> None:
    desk.notify["urls"] = []
    before = threading.active_count()
    Companion(desk.settings).close()

    assert threading.active_count() == before


def test_guard_of_a_service_that_died_raises_an_alarm_until_one_lives(desk: Desk) -> None:
    guard = Guard(desk.hot, desk.alarms(), dead_seconds=0)
    Holder(desk.hot, "elsewhere/1/a").take(wall() - timedelta(seconds=31))
    guard.look()
    died = desk.standing()
    Holder(desk.hot, "elsewhere/1/b").take(wall())
    guard.look()

    assert died == [("service_died", "live")]
    assert desk.standing() == []
    assert guard.sees_life


def test_guard_of_a_service_that_was_stopped_is_quiet(desk: Desk) -> None:
    holder = Holder(desk.hot, "elsewhere/1/a")
    holder.take(wall())
    holder.release()
    guard = Guard(desk.hot, desk.alarms(), dead_seconds=0)
    guard.look()

    assert desk.standing() == []
    assert guard.said_at is not None


def test_guard_of_a_service_that_is_back_in_time_is_quiet(desk: Desk) -> None:
    guard = Guard(desk.hot, desk.alarms(), dead_seconds=60)
    Holder(desk.hot, "elsewhere/1/a").take(wall() - timedelta(seconds=31))
    guard.look()

    assert desk.standing() == []
    assert guard.said_at is None


def test_guard_of_a_service_that_cannot_go_on_says_why(desk: Desk) -> None:
    Holder(desk.hot, "elsewhere/1/a").take(wall())
    state = ServiceState(
        name="live",
        owner="elsewhere/1/a",
        started_at=wall(),
        beat_at=wall(),
        trouble="the broker does not answer",
        trouble_since=wall() - timedelta(seconds=61),
    )
    desk.hot.create(state)
    guard = Guard(desk.hot, desk.alarms())
    guard.look()
    stuck = desk.standing()
    desk.hot.update(state.next(trouble="", trouble_since=None), 1)
    guard.look()

    assert stuck == [("service_stuck", "live")]
    assert desk.standing() == []
