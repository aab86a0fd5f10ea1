import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pytoolkit import wiring
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.alarms import Alarms, Notice
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.notify.sender import Sender
from pytoolkit.orders import event_of, move
from pytoolkit.settings import Settings
from tests.live.conftest import make_signal
from tests.support.post_box import PostBox, post_box

NOW = datetime(2013, 1, 2, 21, tzinfo=UTC)


@dataclass
class Desk:
    """A hot store in which things happen, and a service that is told of them."""

    folder: Path
    hot: SqliteStore
    box: PostBox
    notify: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        notify = {"urls": [self.box.url], **self.notify}
        return Settings.model_validate(
            {"profile": "paper", "project": self.folder, "notify": notify}
        )

    def sender(self, **options: Any) -> Sender:
        """Open a sender as a fresh process does."""
        alarms = Alarms(self.hot, "notify")
        alarms.load()
        outlet = wiring.open_outlet(self.box.url)
        options = {"pause_seconds": 0.01, "first_wait_seconds": 0.01, **options}
        return Sender(self.settings, self.hot, outlet, alarms, **options)

    @contextmanager
    def running(self, **options: Any) -> Iterator[Sender]:
        """Run a sender in a thread, as the process does."""
        sender, stop = self.sender(**options), threading.Event()
        thread = threading.Thread(target=sender.run, args=(stop,))
        thread.start()
        try:
            yield sender
        finally:
            stop.set()
            thread.join(30)
            assert not thread.is_alive()

    def signal(self, symbol: str = "AAPL", strategy_id: str = "test") -> Signal:
        """Let a strategy speak."""
        signal = make_signal(NOW, symbol=symbol, strategy_id=strategy_id)
        self.hot.create(signal, event_of(signal, at=NOW))
        return signal

    def move(self, signal: Signal, to: SignalStatus, reason: str = "", **changes: Any) -> Signal:
        moved, event = move(signal, to, at=NOW, reason=reason, **changes)
        assert isinstance(moved, Signal)
        self.hot.update(moved, signal.version, event)
        return moved

    def reject(self, symbol: str = "AAPL", strategy_id: str = "test") -> Signal:
        """Let risk say no."""
        return self.move(
            self.signal(symbol, strategy_id),
            SignalStatus.REJECTED,
            "5 of 5 positions are open",
            rejected_by=RejectedBy.RISK,
            gate="max_positions",
        )

    def alarms(self) -> Alarms:
        alarms = Alarms(self.hot, "service")
        alarms.load()
        return alarms

    def bare(self, subject: str = "s1") -> None:
        self.alarms().sound("uncovered", subject, Notice(f"{subject} is open without a stop"), NOW)

    def standing(self) -> list[tuple[str, str]]:
        found = self.hot.find(Alarm, [("status", "==", "STANDING")])
        return [(each.kind, each.subject) for each in found]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with post_box() as box:
        hot = SqliteStore(tmp_path / "var" / "paper" / "hot.sqlite")
        yield Desk(tmp_path, hot, box)
        hot.close()
