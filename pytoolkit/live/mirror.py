"""Our books kept as the broker tells them: read, merge, and now and then compare positions."""

from collections.abc import Callable
from datetime import date, datetime

from pytoolkit.live import controls, sync
from pytoolkit.live.desk import Desk
from pytoolkit.live.reconcile import Difference, differences
from pytoolkit.models.account import Activity
from pytoolkit.ports import Broker, BrokerOrder


class Mirror:
    """What we know of the broker, and how well.

    Args:
        desk: our books.
        broker: whom we ask.
        pause: lets seconds pass.
        stepping: nothing happens at the broker between two calls.

    Attributes:
        differences: of positions, as last compared.
        standing: orders that stood at the broker when all were looked for last, by its id.
        is_compared: whether they were since something happened to them.
        is_listed: whether executions were listed back to the oldest that may be new.
        is_behind: whether the broker listed less than it must have; ask again.
    """

    def __init__(
        self, desk: Desk, broker: Broker, pause: Callable[[float], None], *, stepping: bool
    ) -> None:
        self._desk, self._broker, self._stepping = desk, broker, stepping
        self._pause = pause
        self.differences: list[Difference] = []
        self.standing: dict[str, BrokerOrder] = {}
        self.forget()

    def forget(self) -> None:
        """Read everything anew the next time."""
        self.is_compared = self.is_listed = self.is_behind = False

    @property
    def zombies(self) -> frozenset[str]:
        """Symbols of which we have open units and the broker none: to close them would open some.

        Others sold them; that is booked on evidence, never by an order.
        """
        return frozenset(each.symbol for each in self.differences if each.kind == "zombie")

    def read(self, at: datetime, since: date, *, every: bool, anew: bool) -> bool:
        """Read and merge; executions of others are a reason to compare positions too.

        Args:
            at: market time of the moves.
            since: date of the oldest execution that may be new to us.
            every: also look for orders that ended without a fill, and compare positions.
            anew: list all executions since then, not only until all are known.

        Returns:
            Whether positions were compared.

        Raises:
            Unreachable: a call failed; what was merged before stays.
        """
        foreign: list[Activity] = []
        if not every:
            foreign = self._merge(at, since, every=False, anew=anew)
            if not foreign:
                return False
        found: list[Difference] = []
        for again in (False,) if self._stepping else (False, True):
            foreign += self._merge(at, since, every=True, anew=anew or not self.is_listed)
            told = self._broker.positions()
            held = [deal.position for deal in self._desk if deal.position is not None]
            # A fill between the two readings looks like a difference; one that stays is one.
            before, found = found, differences(held, told, foreign)
            if again:
                found = [each for each in found if any(map(each.is_still, before))]
            if not found:
                break
        self.differences = found
        self.is_compared = True
        return True

    def _merge(self, at: datetime, since: date, *, every: bool, anew: bool) -> list[Activity]:
        anew |= self.is_behind
        picture = sync.read(
            self._desk, self._broker, since, every=every, anew=anew, pause=self._pause
        )
        sync.merge(self._desk, picture, at, controls.kill_switch(self._desk.hot))
        if every:
            self.standing = picture.standing
        self.is_listed |= anew
        self.is_behind = picture.behind
        return picture.foreign
