"""Market time by the broker's clock."""

import time
from datetime import UTC, datetime, timedelta

from pytoolkit.adapters.alpaca_rest import Rest
from pytoolkit.adapters.alpaca_values import instant_or_none
from pytoolkit.adapters.broker_alpaca import trading_rest
from pytoolkit.errors import Unreachable

TRUSTED_SECONDS = 60.0


class BrokerClock:
    """Implements `ports.Clock`.

    Against Alpaca one reading serves for a minute, carried on by the machine's monotonic clock. A
    simulator's time stands still or runs faster than ours, so there every reading is a request.
    """

    def __init__(self, key: str, secret: str, *, url: str = "", paper: bool = True) -> None:
        self._key, self._secret, self._url, self._paper = key, secret, url, paper
        self._rest: Rest | None = None
        self._read: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Market time; raises Unreachable."""
        if self._read is not None and not self._url:
            instant, at = self._read
            passed = time.monotonic() - at
            if passed < TRUSTED_SECONDS:
                return instant + timedelta(seconds=passed)
        if self._rest is None:
            self._rest = trading_rest(self._key, self._secret, url=self._url, paper=self._paper)
        answer = self._rest.find("/clock") or {}
        instant_read = instant_or_none(answer.get("timestamp"))
        if instant_read is None:
            raise Unreachable(f"{self._rest.base} gave a clock without a time: {answer!r}")
        self._read = (instant_read, time.monotonic())
        return instant_read

    def wall(self) -> datetime:
        """Wall time of this machine."""
        return datetime.now(UTC)
