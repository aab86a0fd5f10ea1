"""Keeps our books and the broker in step: reads, cancels what may wait no longer, protects, sends.

Everything is derived from what is stored and what the broker tells, so it can be done again at any
time; what the bells and what comes between them have in common.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from pytoolkit.live import controls
from pytoolkit.live.aside import Aside
from pytoolkit.live.controls import Progress
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.gateway import FilledMeanwhile, Gateway
from pytoolkit.live.mirror import Mirror
from pytoolkit.live.protection import protect
from pytoolkit.live.reconcile import notices
from pytoolkit.live.watch import Seen
from pytoolkit.orders import WORKING
from pytoolkit.ports import Broker
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

REREAD = timedelta(days=3)
"""Activities can be missing for a while: the last days are read again, known ones ignored."""
ROUNDS = 8
"""Answers to go on from at once: each refused attempt to protect or to close, and the last one."""


class Keeper:
    """Does what must be true of all that is open, whoever asks for it.

    Args:
        desk: our books.
        broker: whom we ask.
        aside: makes calls, listening meanwhile.
        stepping: the market's clock stands still until somebody advances it.

    Attributes:
        progress: how far the service got.
    """

    def __init__(self, desk: Desk, broker: Broker, aside: Aside, *, stepping: bool) -> None:
        self.desk, self.aside, self.stepping = desk, aside, stepping
        self.gateway = Gateway(desk, broker, aside.sleep)
        self.mirror = Mirror(desk, broker, aside.sleep, stepping=stepping)
        self.progress = Progress()

    @property
    def switch(self) -> KillSwitch:
        """The kill switch, read anew each time."""
        return controls.kill_switch(self.desk.hot)

    def since(self, at: datetime) -> date:
        """Give the date of the oldest execution that may be new to us."""
        return ((self.progress.handled_at or at) - REREAD).date()

    def sync(self, at: datetime, *, every: bool, anew: bool = False) -> None:
        """Read the broker, merge; with `every`, or after executions of others, compare too."""
        if self.mirror.read(at, self.since(at), every=every, anew=anew):
            self.gateway.zombies = self.mirror.zombies
            told_of = notices(self.mirror.differences)
            self.desk.alarms.settle("position_difference", told_of, "both are the same again", at)

    def secure(
        self, at: datetime, switch: KillSwitch, seen: Mapping[str, Seen] | None = None
    ) -> None:
        """Plan what the open deals need and send all that is planned.

        After each answer it is looked at again: what was refused is tried anew or closed at once,
        and what filled as it came is read.

        Args:
            at: market time.
            switch: state of the kill switch.
            seen: what markets have just told, by symbol.

        Raises:
            Unreachable: the broker does not answer; everything is durable, come again.
        """
        for _ in range(ROUNDS):
            self._reading(partial(protect, self.gateway, at, switch, seen), at)
            if not self.gateway.flush(at, switch):
                return
            self.sync(at, every=False)
            seen = None

    def expire(self, at: datetime) -> None:
        """Cancel entries whose validity has passed, which ends signals that never entered."""
        self._reading(
            partial(self._cancel_entries, at, lambda deal: deal.signal.valid_until <= at), at
        )

    def obey(self, at: datetime) -> None:
        """Under REDUCING or HALTED no entry may wait at the broker."""
        if self.switch != "ACTIVE":
            self._reading(partial(self._cancel_entries, at, lambda _: True), at)

    def _cancel_entries(self, at: datetime, due: Callable[[Deal], bool]) -> None:
        switch = self.switch
        for deal in filter(due, list(self.desk)):
            for entry in deal.entries:
                if entry.status in WORKING:
                    self.gateway.end(deal, at, switch, entry)

    def _reading(self, canceling: Callable[[], None], at: datetime) -> None:
        """Do what cancels orders; where one of them filled before, read that and do it again.

        Without reading it would fail in the same way for ever.
        """
        try:
            canceling()
        except FilledMeanwhile as news:
            log.info("%s", news)
            self.sync(at, every=False)
            canceling()
