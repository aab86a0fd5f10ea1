"""How many requests a server still takes, as its answers tell."""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pytoolkit.errors import Unreachable

LIMIT, REMAINING, RESET = "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"
KEPT_FROM_READINGS, KEPT_FROM_ENTRIES = 0.2, 0.1
"""Shares of the limit; what is left below the second is for exits, cancels and unclear orders."""


class Told(NamedTuple):
    """What an answer's headers say; `reset` in seconds of the epoch."""

    limit: int
    remaining: int
    reset: int


class RateBudget:
    """The newest `X-RateLimit-*` headers; any thread may note and ask.

    Args:
        wall: seconds of the epoch, by which the server says when a window ends.

    Attributes:
        told: the newest; None before the first answer that has them.
    """

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        # Replaced as a whole: two threads at once cost a request or two of exactness, no lock.
        self.told: Told | None = None

    def note(self, headers: Mapping[str, str]) -> None:
        """Take an answer's headers; where they are missing or nonsense, nothing is learned."""
        try:
            told = Told(int(headers[LIMIT]), int(headers[REMAINING]), int(headers[RESET]))
        except (KeyError, ValueError):
            return
        known = self.told
        # Answers overtake each other: within a window the least is the newest.
        if known is None or (told.reset, -told.remaining) >= (known.reset, -known.remaining):
            self.told = told

    @property
    def exhausted(self) -> bool:
        """Whether the server takes nothing more in this window."""
        spare = self.spare(kept=0)
        return spare is not None and spare <= 0

    def spare(self, kept: float = KEPT_FROM_ENTRIES) -> int | None:
        """Give how many requests may be made besides those that are kept; None: no limit known.

        Args:
            kept: share of the limit.
        """
        told = self.told
        if told is None or told.reset <= self._wall():
            return None
        return told.remaining - round(kept * told.limit)

    def require(self, name: str) -> None:
        """Let a reading pass that can wait.

        Raises:
            Unreachable: what is left in this window is kept for orders; says until when.
        """
        told, spare = self.told, self.spare(KEPT_FROM_READINGS)
        if told is not None and spare is not None and spare <= 0:
            wait = told.reset - self._wall()
            raise Unreachable(
                f"{name} waits: {told.remaining} of {told.limit} requests are left for the next "
                f"{wait:.0f} s, and they are kept for orders"
            )
