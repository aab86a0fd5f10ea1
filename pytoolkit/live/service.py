"""The live service: takes the lease, reconciles, warms, then acts on every bell it sees."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from queue import SimpleQueue

from pytoolkit.alarms import Notice
from pytoolkit.errors import BrokerRefused, Conflict, LeaseHeld, LeaseLost, TryAgain
from pytoolkit.live.aside import attended
from pytoolkit.live.bells import Bells
from pytoolkit.live.controls import Progress
from pytoolkit.live.definitions import known_definitions, remember
from pytoolkit.live.desk import Desk
from pytoolkit.live.ear import Ear
from pytoolkit.live.eligible import tradable
from pytoolkit.live.entries import Entries
from pytoolkit.live.feeds import Feeds
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import pending
from pytoolkit.live.keeper import Keeper
from pytoolkit.live.latency import FILLS
from pytoolkit.live.lease import SECONDS, Holder, new_owner
from pytoolkit.live.notices import refused_stream
from pytoolkit.live.pulse import Pulse
from pytoolkit.live.reflex import Reflex
from pytoolkit.loops import books
from pytoolkit.models.market import Asset
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import DATA_STREAM, Context, StreamEnded, StreamHint, StreamOpened
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

SETTLING = timedelta(seconds=5)
"""After the end of a bar within a session, until REST is believed to have it."""
STEP_POLL_SECONDS = 0.003
POLL_SECONDS = 0.5
FOLLOW_SECONDS = 20.0
"""The broker is asked at least so often while something of ours is there: streams only hint."""
LONGEST_BACKOFF_SECONDS = 5.0
OPENED = "stream opened"
FINAL = (LeaseHeld, LeaseLost)
"""Passing for others, but the end for this process."""


class Service:
    """One running service.

    Args:
        context: stores, broker, market, clock.
        strategies: what to trade; those it cannot trade are named in the log and left out.
        stepping: the market's clock stands still until somebody advances it: poll it fast, and
            take what can be read at an instant as all there is.
        hints: where the streams' threads put what they hear: bars, that a connection was opened
            or refused, or that something happened at the broker.
    """

    def __init__(
        self,
        context: Context,
        strategies: Sequence[Strategy],
        *,
        stepping: bool = False,
        hints: "SimpleQueue[object] | None" = None,
    ) -> None:
        self.ear = Ear(hints or SimpleQueue(), self._act, inline=stepping)
        broker = attended(context.broker, self.ear.aside)
        self.context = context = replace(context, broker=broker)
        self.strategies = tradable(strategies)
        self.stepping = stepping
        self._settling = timedelta() if stepping else SETTLING
        self.stop = threading.Event()
        owner = context.run_id or new_owner()
        self.desk = Desk(context.hot, owner)
        self._alarms = self.desk.alarms
        self.pulse = Pulse(context.hot, owner, context.clock.wall)
        self.histories = Histories(context.market, self.strategies)
        self.keeper = Keeper(self.desk, broker, self.ear.aside, stepping=stepping)
        self.feeds = Feeds()
        self.reflex = Reflex(self.strategies, self.keeper.gateway, context.clock.wall())
        self.bells = Bells(context, self.strategies, self.keeper, self.histories, self.reflex)
        self._holder = Holder(context.hot, owner)
        self._assets: dict[str, Asset] = {}
        self._entries: Entries | None = None
        self._switch: KillSwitch = "ACTIVE"
        self._heard: set[str] = set()
        self._followed = time.monotonic()

    def run(self, until: datetime | None = None) -> None:
        """Act on every instant until stopped, or until one at or after `until` was handled.

        Raises:
            LeaseHeld: another service is alive.
            LeaseLost: our lease changed hands; nothing was written after that.
        """
        clock = self.context.clock
        self._holder.take(clock.wall())
        backoff = 0.0
        try:
            while not self.stop.is_set():
                try:
                    done = self._turn(until)
                    if backoff:
                        why = "it answers again"
                        self._alarms.clear("broker_refuses", "broker", why, self.reflex.now())
                    backoff = 0.0
                except Conflict as conflict:
                    log.warning("somebody else wrote: %s; reading everything anew", conflict)
                    self.ear.shut()
                    continue
                except (TryAgain, BrokerRefused) as passing:
                    # At the start a refusal is about the settings; later the broker's whim, and
                    # what stands there needs somebody who looks after it.
                    refused = isinstance(passing, BrokerRefused)
                    if isinstance(passing, FINAL) or (refused and self._entries is None):
                        raise
                    if refused:
                        told = Notice(f"the broker refuses to answer: {passing}")
                        self._alarms.sound("broker_refuses", "broker", told, self.reflex.now())
                    # The first time people are told; that it goes on is for who looks closely.
                    level = logging.DEBUG if backoff else logging.WARNING
                    log.log(level, "%s; trying again until it does", passing)
                    backoff = min(LONGEST_BACKOFF_SECONDS, 2 * backoff + 0.05)
                    self.ear.shut()
                    self.pulse.beat(self, trouble=str(passing))
                    self.stop.wait(backoff)
                    continue
                if done:
                    return
                self._wait()
        finally:
            self.ear.aside.close()
            self._holder.release()
            log.info("stopped")

    def _turn(self, until: datetime | None) -> bool:
        self.ear.hear()
        self._holder.renew(self.context.clock.wall())
        now = self.ear.aside(self.context.clock.now)
        if not self.ear.is_open:
            self._restore(now)
        self.reflex.look(now, self._entries)
        self.ear.hear()
        self._watch(now)
        self._look()
        if self._heard or self.keeper.mirror.is_behind:
            self._follow(now)
            self.ear.settle()
        for instant in pending(self.keeper.progress.handled_at, now, self.histories.traded):
            # Acted on at once where the stream told; REST is believed to have it a little later.
            if instant.kind == "bar" and now < instant.at + self._settling:
                break
            self.bells.handle(instant, now)
            self.ear.settle()
            self._holder.renew(self.context.clock.wall())
            if self.stop.is_set():
                return True
        handled = self.keeper.progress.handled_at
        return until is not None and handled is not None and handled >= until and not self._heard

    def _restore(self, now: datetime) -> None:
        """Start, or start again: read our state and the broker's, compare, then open the gate."""
        hot, keeper = self.context.hot, self.keeper
        keeper.progress = Progress.read(hot)
        remember(hot, self.strategies, now)
        self.desk.load(datetime.combine(keeper.since(now), time_of_day(), UTC))
        account = self.context.broker.account()
        books.note_opening(self.context, account.account_id)
        read = account, now
        self._entries = Entries(
            self.desk, self.context.broker, self.histories, self.strategies, read, self._assets
        )
        self.bells.entries, self.bells.definitions = self._entries, known_definitions(hot)
        self._switch = keeper.switch
        keeper.mirror.forget()
        self.ear.open()
        log.info("ready: %s unfinished signals, market time %s", len(self.desk.deals), now)

    def _follow(self, now: datetime) -> None:
        """Between bells: something happened at the broker, or somebody turned the switch.

        What fills tell is written first; positions are compared at the next instant at the latest.
        """
        self._followed = time.monotonic()
        heard, self._heard = self._heard, set()
        try:
            self._see_to(heard, now)
        except (TryAgain, Conflict, BrokerRefused):
            self._heard |= heard  # not done: it is gone through again
            raise

    def _see_to(self, heard: set[str], now: datetime) -> None:
        keeper = self.keeper
        if keeper.mirror.is_behind or heard.intersection(FILLS):
            keeper.sync(now, every=False)
            keeper.mirror.is_compared = False
            if not keeper.mirror.is_behind:
                self.desk.latencies.fills_are_in()
        if heard.difference(FILLS):
            keeper.sync(now, every=True, anew=OPENED in heard)
        keeper.obey(now)
        keeper.secure(now, keeper.switch)

    def _look(self) -> None:
        """Note whether the kill switch was turned, or the broker was not asked for long."""
        if self.stepping:
            return
        switch = self.keeper.switch
        if switch != self._switch:
            self._heard.add("kill switch")
        self._switch = switch
        if self.desk.deals and time.monotonic() - self._followed > FOLLOW_SECONDS:
            self._heard.add("nothing for long")
        now = self.reflex.now()
        self.feeds.ask(self.desk, now)
        self._alarms.settle("no_prices", self.feeds.silent(now), "a price came, or it is over", now)

    def _act(self, hint: object) -> None:
        """Act on bars at once; everything else only says that there is something to read.

        It may happen during any call: it adds deals and carries those on, no other is touched.
        """
        # Long before it runs out; who cannot renew it does not act.
        self._holder.renew(self.context.clock.wall(), after=SECONDS / 2)
        if isinstance(hint, list):
            self.reflex.take(hint)
            self.feeds.hear_bars(hint, self.reflex.now())
        elif isinstance(hint, dict):
            self.feeds.hear_trades(hint, self.reflex.now())
        elif isinstance(hint, StreamOpened):
            # Nothing is replayed: what came in between is read.
            self._heard.add(OPENED)
            if hint.name == DATA_STREAM:
                self.reflex.opened()
            self._alarms.clear(*refused_stream(hint.name), "it is open", self.reflex.now())
        elif isinstance(hint, StreamEnded):
            kind, subject = refused_stream(hint.name)
            self._alarms.sound(kind, subject, Notice(hint.reason), self.reflex.now())
        elif isinstance(hint, StreamHint):
            self._heard.add(hint.event)
            self.desk.latencies.hear(hint)

    def _watch(self, now: datetime) -> None:
        """Act on what was heard of levels that no order looks after, between calls only."""
        seen = self.feeds.seen
        while seen:
            self.keeper.secure(now, self._switch, seen[0])
            seen.popleft()  # only now: what failed is gone through again

    def _wait(self) -> None:
        """Wait for the next look at the clock; a hint ends the wait early."""
        if self.ear.is_quiet:
            self.pulse.beat(self)
        if self.stepping:
            self.stop.wait(STEP_POLL_SECONDS)
        elif not self._heard:
            self.ear.wait(POLL_SECONDS)
