"""Watch the live service from outside: whether it lives, and whether it gets on."""

import time
from datetime import timedelta

from pytoolkit.alarms import Alarms, Notice
from pytoolkit.live.lease import NAME, lives
from pytoolkit.models.alarm import AlarmKind
from pytoolkit.models.base import utc_text
from pytoolkit.models.job import Lease
from pytoolkit.models.service import ServiceState
from pytoolkit.notify.sender import wall
from pytoolkit.ports import HotStore

DEAD_SECONDS = 10.0
"""A service that is started again in time was never missed."""
STUCK = timedelta(seconds=60)


class Guard:
    """Raises an alarm where the live service died, or cannot go on for a while.

    Args:
        hot: where the service leaves its lease and its state.
        alarms: where it is told.
        dead_seconds: how long a dead service is not missed.
    """

    def __init__(self, hot: HotStore, alarms: Alarms, dead_seconds: float = DEAD_SECONDS) -> None:
        self._hot, self._alarms, self._patience = hot, alarms, dead_seconds
        self._dead_since: float | None = None
        self.said_at: float | None = None
        """`time.monotonic()` since when all is said of a service that is gone; None: it lives."""

    def look(self) -> None:
        """Look at lease and state once."""
        now = time.monotonic()
        lease = self._hot.get(Lease, NAME)
        if lease is None or not lease.owner:
            # Nobody is meant to be there.
            self._dead_since = None
            self._clear("it was stopped", "service_died", "service_stuck")
            self.said_at = self.said_at or now
        elif lives(lease, wall()):
            self._dead_since = self.said_at = None
            self._clear(f"{lease.owner} lives", "service_died")
            self._look_at_state()
        else:
            self._dead_since = self._dead_since or now
            if now - self._dead_since >= self._patience:
                self._clear("it died", "service_stuck")
                self._alarms.sound("service_died", NAME, _died(lease), wall())
                self.said_at = self.said_at or now

    @property
    def sees_life(self) -> bool:
        """Whether a live service holds its lease now."""
        lease = self._hot.get(Lease, NAME)
        return lease is not None and lives(lease, wall())

    def _look_at_state(self) -> None:
        state = self._hot.get(ServiceState, NAME)
        since = state.trouble_since if state is not None and state.trouble else None
        if state is None or since is None:
            self._clear("it goes on", "service_stuck")
        elif wall() - since > STUCK:
            words = f"the live service cannot go on since {utc_text(since)}: {state.trouble}"
            self._alarms.sound("service_stuck", NAME, Notice(words), wall())

    def _clear(self, because: str, *kinds: AlarmKind) -> None:
        for kind in kinds:
            self._alarms.clear(kind, NAME, because, wall())


def _died(lease: Lease) -> Notice:
    seen = f"{lease.heartbeat_at:%H:%M:%S}Z"
    return Notice(
        f"the live service died ({lease.owner}, last seen {seen}): stops at the broker stand, "
        "nothing is decided until it is started again",
        evidence=(lease.owner, str(lease.fencing)),
    )
