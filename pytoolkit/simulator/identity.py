"""Ids that depend on the seed and on what they name, never on when or in which order it came."""

from datetime import datetime
from uuid import NAMESPACE_DNS, UUID, uuid5
from zoneinfo import ZoneInfo

_NEW_YORK = ZoneInfo("America/New_York")


class Ids:
    """Makes every id of one simulated account; two accounts with one seed make the same ids."""

    def __init__(self, seed: int) -> None:
        self._space = uuid5(NAMESPACE_DNS, f"pytoolkit.simulator.{seed}")
        self.account = self._make("account")

    def _make(self, *parts: str) -> str:
        return str(uuid5(self._space, "|".join(parts)))

    def asset(self, symbol: str) -> str:
        """Id of an asset."""
        return self._make("asset", symbol)

    def client(self, number: int) -> str:
        """Client id for the n-th order that came without one."""
        return self._make("client", str(number))

    def order(self, client_order_id: str) -> str:
        """Id of an order; client ids are unique for ever."""
        return self._make("order", client_order_id)

    def leg_client(self, parent_id: str, role: str) -> str:
        """Client id of a bracket's leg, made by the exchange."""
        return self._make("leg", parent_id, role)

    def successor_client(self, order_id: str) -> str:
        """Client id of an order's replacement that came without one."""
        return self._make("successor", order_id)

    def execution(self, order_id: str, number: int) -> str:
        """Id of an order's n-th execution."""
        return self._make("execution", order_id, str(number))

    def activity(self, at: datetime, name: str) -> str:
        """Id of an account activity, `YYYYMMDDhhmmssmmm::uuid` in Eastern time, sorting by time.

        Args:
            at: when it happened.
            name: of a fill its execution id, which ends the activity's id; else any unique text.
        """
        local = at.astimezone(_NEW_YORK)
        return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03d}::{name}"

    def posting(self, *parts: str) -> str:
        """Name of an activity that is not a fill."""
        return self._make("posting", *parts)

    def draw(self, *parts: str) -> float:
        """Give a number from 0 up to 1 that depends on nothing but the seed and a name."""
        return UUID(self._make("draw", *parts)).int / 2**128
