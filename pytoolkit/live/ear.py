"""What the streams tell, taken in order: between two turns, and while a call is under way."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

from pytoolkit.errors import BrokerRefused, Conflict, TryAgain
from pytoolkit.live.aside import Aside


class Ear:
    """Gives what comes to who acts on it, one at a time, while that is allowed.

    Args:
        hints: where the streams' threads put it.
        act: acts on one of it; must not touch what somebody may be at who waits for a call.
        inline: nothing comes that could not wait for a call.

    Attributes:
        is_open: whether it may be acted on; until then it is kept.
        aside: makes calls, listening meanwhile.
    """

    def __init__(
        self, hints: "SimpleQueue[object]", act: Callable[[object], None], *, inline: bool
    ) -> None:
        self._hints, self._act = hints, act
        self._told: deque[object] = deque()
        self._trouble: Conflict | TryAgain | BrokerRefused | None = None
        self.is_open = False
        self.aside = Aside(hints, self._attend, inline=inline)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has come that was not acted on."""
        return not self._told and self._hints.empty()

    def open(self) -> None:
        """Let what comes be acted on; what went wrong before is over."""
        self.is_open = True
        self._trouble = None

    def shut(self) -> None:
        """Keep what comes."""
        self.is_open = False

    def hear(self) -> None:
        """Act on all that has come."""
        while not self._hints.empty():
            self._told.append(self._hints.get())
        self._act_on_all()

    def settle(self) -> None:
        """Raise what went wrong while a call was under way."""
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    def wait(self, seconds: float) -> None:
        """Wait until something comes, at most so long."""
        if not self._told:
            with suppress(Empty):
                self._told.append(self._hints.get(timeout=seconds))

    def _attend(self, hint: object) -> None:
        # Who made the call goes on with its answer first: what went wrong here is not about it.
        self._told.append(hint)
        if self._trouble is None:
            try:
                self._act_on_all()
            except (Conflict, TryAgain, BrokerRefused) as trouble:
                self._trouble = trouble

    def _act_on_all(self) -> None:
        with self.aside.in_place():
            while self._told and self.is_open:
                self._act(self._told.popleft())
