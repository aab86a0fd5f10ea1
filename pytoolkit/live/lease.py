"""One service per broker key: a lease with heartbeat and fencing."""

import os
import socket
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from pytoolkit.errors import LeaseHeld, LeaseLost
from pytoolkit.models.job import Lease
from pytoolkit.ports import HotStore

NAME = "live"
SECONDS = 30.0
RENEW_SECONDS = 5.0


def new_owner() -> str:
    """Name this process: host, process id, and a part of its own."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"


class Holder:
    """Holds the lease; renewing tells whether we still have it."""

    def __init__(self, hot: HotStore, owner: str, name: str = NAME) -> None:
        self._hot, self._owner, self._name = hot, owner, name
        self._lease: Lease | None = None

    def take(self, now: datetime) -> None:
        """Take the lease; that of a process of this machine that is no more is freed first.

        Raises:
            LeaseHeld: another service is alive.
        """
        held = self._hot.get(Lease, self._name)
        if held is not None and held.owner and is_dead(held.owner):
            self._hot.release(held)
        self._lease = self._hot.lease(self._name, self._owner, SECONDS, now)

    def renew(self, now: datetime, after: float = RENEW_SECONDS) -> None:
        """Send a heartbeat when the last one is some seconds old.

        Raises:
            LeaseLost: somebody else had it in between; stop without writing anything more.
        """
        lease = self._lease
        if lease is None or (now - lease.heartbeat_at).total_seconds() < after:
            return
        try:
            renewed = self._hot.lease(self._name, self._owner, SECONDS, now)
        except LeaseHeld as held:
            raise LeaseLost(f"the lease {self._name} was lost: {held}") from held
        if renewed.fencing != lease.fencing:
            self._hot.release(renewed)
            raise LeaseLost(f"the lease {self._name} had expired and changed hands")
        self._lease = renewed

    def release(self) -> None:
        """Give the lease back."""
        if self._lease is not None:
            self._hot.release(self._lease)
            self._lease = None


def lives(lease: Lease, now: datetime) -> bool:
    """Say whether somebody holds a lease and gives signs of life."""
    return bool(lease.owner) and lease.expires_at > now and not is_dead(lease.owner)


def is_dead(owner: str) -> bool:
    """Say whether an owner was a process of this machine that does not run any more."""
    host, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            return True
    return False
