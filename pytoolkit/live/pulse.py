"""The sign of life: what the service says of itself, once a second, while it has nothing to do."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pytoolkit.errors import AlreadyExists, Conflict, CorruptRow, Unreachable
from pytoolkit.live.lease import NAME
from pytoolkit.models.base import JsonDict, utc_text
from pytoolkit.models.service import ServiceState
from pytoolkit.ports import HotStore, Stream

if TYPE_CHECKING:
    from pytoolkit.live.service import Service

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0


class Pulse:
    """Publishes the state of the service; a store that does not take it is passed over.

    Args:
        hot: where it is published.
        owner: who speaks.
        wall: gives wall time.

    Attributes:
        streams: what the service listens to, by name.
    """

    def __init__(self, hot: HotStore, owner: str, wall: Callable[[], datetime]) -> None:
        self.streams: dict[str, Stream] = {}
        self._hot, self._owner, self._wall = hot, owner, wall
        self._started_at = wall()
        self._beaten = float("-inf")
        self._version = 0
        self._trouble_since: datetime | None = None

    def beat(self, service: "Service", trouble: str = "") -> None:
        """Publish, if the last time was a second ago; never on the way of a bar to its order."""
        if time.monotonic() - self._beaten < BEAT_SECONDS:
            return
        now = self._wall()
        self._trouble_since = (self._trouble_since or now) if trouble else None
        state = ServiceState(
            name=NAME,
            owner=self._owner,
            started_at=self._started_at,
            beat_at=now,
            market_at=service.reflex.now(),
            handled_at=service.keeper.progress.handled_at,
            trouble=trouble,
            trouble_since=self._trouble_since,
            streams={name: _told(each, now) for name, each in self.streams.items()},
            marks=_marks(service),
            latencies=service.desk.latencies.summary(),
            version=self._version + 1,
        )
        try:
            self._publish(state)
        except (Unreachable, Conflict, AlreadyExists, CorruptRow) as error:
            log.debug("no sign of life: %s", error)
            self._version = 0
        self._beaten = time.monotonic()

    def _publish(self, state: ServiceState) -> None:
        if self._version == 0:
            found = self._hot.get(ServiceState, NAME)
            if found is None:
                self._hot.create(state)
            else:
                state = state.changed(version=found.version + 1)
                self._hot.update(state, found.version)
        else:
            self._hot.update(state, self._version)
        self._version = state.version


def _told(stream: Stream, now: datetime) -> JsonDict:
    silent = stream.silent_seconds
    heard = None if silent is None else utc_text(now - timedelta(seconds=silent))
    return {"connected": stream.connected, "heard_at": heard}


def _marks(service: "Service") -> JsonDict:
    """Give the newest closes of what is held."""
    marks: JsonDict = {}
    for deal in service.desk:
        if deal.open_quantity == 0:
            continue
        mark = service.histories.mark(deal.signal.symbol)
        if mark is not None:
            at, close = mark
            marks[deal.signal.symbol] = {"at": utc_text(at), "price": repr(close)}
    return marks
