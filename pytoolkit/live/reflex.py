"""What the service does by itself when a bar comes: decide and send, with what is at hand."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Literal

from pytoolkit import frames
from pytoolkit.live import controls
from pytoolkit.live.entries import Entries, Moment
from pytoolkit.live.feeds import watchable
from pytoolkit.live.gateway import Gateway
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, length_of
from pytoolkit.live.notices import fields
from pytoolkit.live.quick import Fired, Quick
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import StreamBar

TOGETHER = 500
"""Bars that are decided before the first order leaves."""

log = logging.getLogger(__name__)


class Reflex:
    """Carries a bar from the stream to an order.

    Args:
        strategies: what is traded.
        gateway: what sends.
        now: market time, until it was read.
    """

    def __init__(self, strategies: Sequence[Strategy], gateway: Gateway, now: datetime) -> None:
        self.quick = Quick(strategies, watchable(strategies))
        self._gateway = gateway
        self._entries: Entries | None = None
        self._read = now, time.monotonic()

    def look(self, now: datetime, entries: Entries | None) -> None:
        """Take what the service has just seen: market time, and who decides."""
        self._read = now, time.monotonic()
        self._entries = entries

    def opened(self) -> None:
        """The stream was connected: what came before may have been missed."""
        self.quick.opened(self.now())

    def now(self) -> datetime:
        """Give market time from the last reading on."""
        read, at = self._read
        return read + timedelta(seconds=time.monotonic() - at)

    def is_open(self) -> bool:
        """Say whether the exchange is open; other threads may ask."""
        return frames.session_at(self.now()) is not None

    def take(self, bars: Sequence[StreamBar]) -> None:
        """Act on bars that came together."""
        for revised, group in groupby(bars, key=attrgetter("revised")):
            together = list(group)
            if revised:
                for bar in together:
                    self.quick.revise(bar)
                    if self._entries is not None:
                        self._entries.revise(bar, self.now())
                continue
            for start in range(0, len(together), TOGETHER):
                for fired in self.quick.take(together[start : start + TOGETHER]):
                    self._act(fired)

    def warm(self, histories: Histories, instant: Instant) -> None:
        """Take what REST has told, where the stream may have missed something."""
        for fired in self.quick.warm(histories, instant):
            self._act(fired)

    def _act(self, fired: Fired) -> None:
        session = frames.session_at(fired.at)
        if session is None and fired.strategy.asset_class == "CRYPTO":
            session = frames.last_closed_session(fired.end)
        if self._entries is None or session is None:
            return
        # The clock was read some time ago; a bar that has ended is a later reading.
        now = max(fired.end, self.now())
        kind: Literal["bar", "close"] = "close" if fired.end >= session.close_at else "bar"
        instant = Instant(fired.end, kind, session, frozenset({length_of(fired.strategy)}))
        # Read each time: once the switch is turned nothing leaves.
        switch = controls.kill_switch(self._gateway.desk.hot)
        deal = self._entries.act(fired, Moment(instant, now, switch))
        if deal is None:
            return
        self._gateway.send(deal, now)
        spent = 1e3 * (time.perf_counter() - fired.bar.received)
        self._gateway.desk.latencies.note("bar_to_order", spent)
        told = {**fields(deal.entry), "latency_ms": round(spent, 3)}
        words = (fired.strategy.strategy_id, deal.signal.side, fired.symbol, spent)
        log.info("signal %s %s %s: order %.2f ms after the bar", *words, extra=told)
