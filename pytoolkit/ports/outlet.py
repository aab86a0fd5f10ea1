"""Services that tell people something."""

from typing import Protocol


class Outlet(Protocol):
    """A service that tells people something."""

    name: str
    """How it is called in settings and messages; no secret."""

    def send(self, subject: str, text: str, *, urgent: bool) -> None:
        """Send a message; raises Unreachable where the service did not take it."""
