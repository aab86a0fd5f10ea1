import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.errors import LeaseHeld, LeaseLost
from pytoolkit.live.lease import Holder, is_dead, new_owner

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ELSEWHERE = "another-host/1/abc"


def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "hot.sqlite")


def test_take_while_another_lives_is_refused(tmp_path: Path) -> None:
    hot = store(tmp_path)
    Holder(hot, ELSEWHERE).take(NOW)

    with pytest.raises(LeaseHeld, match=ELSEWHERE):
        Holder(hot, new_owner()).take(NOW + timedelta(seconds=29))


def test_take_after_the_lease_expired_succeeds(tmp_path: Path) -> None:
    hot = store(tmp_path)
    Holder(hot, ELSEWHERE).take(NOW)

    Holder(hot, new_owner()).take(NOW + timedelta(seconds=31))


def test_take_from_a_dead_process_of_this_machine_needs_no_waiting(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    hot = store(tmp_path)
    Holder(hot, f"{socket.gethostname()}/{process.pid}/x").take(NOW)

    Holder(hot, new_owner()).take(NOW)


def test_renew_after_somebody_took_over_is_lost(tmp_path: Path) -> None:
    hot = store(tmp_path)
    first = Holder(hot, ELSEWHERE)
    first.take(NOW)
    Holder(hot, new_owner()).take(NOW + timedelta(seconds=31))

    with pytest.raises(LeaseLost):
        first.renew(NOW + timedelta(seconds=32))


def test_renew_after_expiry_and_return_is_lost_by_its_fencing_number(tmp_path: Path) -> None:
    hot = store(tmp_path)
    first, second = Holder(hot, ELSEWHERE), Holder(hot, new_owner())
    first.take(NOW)
    second.take(NOW + timedelta(seconds=31))
    second.release()

    with pytest.raises(LeaseLost):
        first.renew(NOW + timedelta(seconds=33))


def test_renew_in_time_keeps_the_lease(tmp_path: Path) -> None:
    hot = store(tmp_path)
    holder = Holder(hot, ELSEWHERE)
    holder.take(NOW)
    holder.renew(NOW + timedelta(seconds=10))

    with pytest.raises(LeaseHeld):
        Holder(hot, new_owner()).take(NOW + timedelta(seconds=39))


def test_is_dead_knows_only_processes_of_this_machine() -> None:
    assert not is_dead(f"{socket.gethostname()}/{os.getpid()}/x")
    assert not is_dead(ELSEWHERE)
    assert not is_dead("nonsense")
