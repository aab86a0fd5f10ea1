"""The live service: takes the lease, reconciles, warms, then acts on every bell it sees."""

import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from queue import Empty, SimpleQueue

from pytoolkit import frames
from pytoolkit.alarms import Notice
from pytoolkit.errors import BrokerRefused, Conflict, LeaseHeld, LeaseLost, TryAgain
from pytoolkit.live import controls, review, splits, sync
from pytoolkit.live.controls import Progress
from pytoolkit.live.deal import Deal
from pytoolkit.live.definitions import known_definitions, remember
from pytoolkit.live.desk import Desk
from pytoolkit.live.eligible import tradable
from pytoolkit.live.entries import Entries, Moment
from pytoolkit.live.gateway import Gateway
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, pending
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.live.notices import refused_stream, tell_missing
from pytoolkit.live.protection import protect, seen_at
from pytoolkit.live.pulse import Pulse
from pytoolkit.live.reconcile import Difference, differences, notices
from pytoolkit.live.reflex import Reflex
from pytoolkit.live.steps import step
from pytoolkit.live.watch import is_watched, seen_in
from pytoolkit.loops import books
from pytoolkit.models.market import CorporateAction
from pytoolkit.models.strategy import Strategy
from pytoolkit.orders import WORKING
from pytoolkit.ports import DATA_STREAM, Context, StreamBar, StreamEnded, StreamOpened
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

REREAD = timedelta(days=3)
"""Activities can be missing for a while: the last days are read again, known ones ignored."""
BARS_PATIENCE = timedelta(minutes=15)
"""How long a finished bar may take to appear before its symbol counts as stale."""
SETTLING = timedelta(seconds=5)
"""After the end of a bar within a session, until REST is believed to have it."""
STEP_POLL_SECONDS = 0.003
POLL_SECONDS = 0.5
FOLLOW_SECONDS = 20.0
"""The broker is asked at least so often while something of ours is there: streams only hint."""
LONGEST_BACKOFF_SECONDS = 5.0
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
        self.context = context
        self.strategies = tradable(strategies)
        self.stepping = stepping
        self.stop = threading.Event()
        owner = context.run_id or new_owner()
        self.desk = Desk(context.hot, owner)
        self._alarms = self.desk.alarms
        self.pulse = Pulse(context.hot, owner, context.clock.wall)
        self.gateway = Gateway(self.desk, context.broker)
        self.histories = Histories(context.market, self.strategies)
        self.progress = Progress()
        self.differences: list[Difference] = []
        self.reflex = Reflex(self.strategies, self.gateway, context.clock.wall())
        self._holder = Holder(context.hot, owner)
        self._hints: SimpleQueue[object] = hints or SimpleQueue()
        self._entries: Entries | None = None
        self._definitions: dict[str, Strategy] = {}
        self._fresh = True
        self._compared = False
        self._switch: KillSwitch = "ACTIVE"
        self._heard = False
        self._told: deque[object] = deque()
        self._followed = time.monotonic()
        self._splits_of: tuple[date, list[CorporateAction]] | None = None

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
                self._holder.renew(clock.wall())
                try:
                    done = self._turn(until)
                    if backoff:
                        why = "it answers again"
                        self._alarms.clear("broker_refuses", "broker", why, self.reflex.now())
                    backoff = 0.0
                except Conflict as conflict:
                    log.warning("somebody else wrote: %s; reading everything anew", conflict)
                    self._fresh = True
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
                    self._fresh = True
                    self.pulse.beat(self, trouble=str(passing))
                    self.stop.wait(backoff)
                    continue
                if done:
                    return
                self._wait()
        finally:
            self._holder.release()
            log.info("stopped")

    def _turn(self, until: datetime | None) -> bool:
        self._listen()
        if not self._fresh:
            self._hear()
        now = self.context.clock.now()
        if self._fresh:
            self._restore(now)
            self._hear()
        self.reflex.look(now, self._switch, self._entries)
        for instant in self._due(now):
            self._handle(instant, now)
            self._holder.renew(self.context.clock.wall())
            if self.stop.is_set():
                return True
        if self._heard:
            self._follow(now)
            self._heard = False
        handled = self.progress.handled_at
        return until is not None and handled is not None and handled >= until

    def _restore(self, now: datetime) -> None:
        """Start, or start again: read our state and the broker's, compare, then open the gate."""
        hot = self.context.hot
        self.progress = Progress.read(hot)
        remember(hot, self.strategies, now)
        self._definitions = known_definitions(hot)
        self.desk.load(datetime.combine(self._since(now), time_of_day(), UTC))
        account = self.context.broker.account()
        books.note_opening(self.context, account.account_id)
        self._entries = Entries(
            self.desk, self.context.broker, self.histories, self.strategies, account.account_id
        )
        self._switch = controls.kill_switch(hot)
        self._fresh = self._compared = False
        log.info("ready: %s unfinished signals, market time %s", len(self.desk.deals), now)

    def _handle(self, instant: Instant, now: datetime) -> None:
        """Do all that a bell or the end of bars asks for; every step can be done again."""
        step("instant.begin", instant.at.isoformat())
        at = instant.at
        decided = self.progress.decided_at is not None and self.progress.decided_at >= at
        switch = controls.kill_switch(self.context.hot)
        if instant.kind == "open":
            splits.apply(
                self.desk, self.context.broker, self._splits(instant.session.ds), at, switch
            )
        # What an earlier instant left unsent goes first. This instant's own plans wait until all
        # of its decisions are durable, so that a restart decides from the same account.
        self.gateway.flush(at, switch, planned_before=None if decided else at)
        self._sync(at, every=instant.kind == "close" or not self._compared)
        if instant.ends and not decided:
            self._expire(at)
            self._obey(at)
            self._decide(instant, now)
            self.progress = Progress(self.progress.handled_at, at)
            if any(deal.unsent for deal in self.desk):
                self.progress.write(self.context.hot, at)
            step("decide.done", at.isoformat())
        seen = seen_at(self.desk, self.histories, instant) if instant.ends else None
        protect(self.gateway, at, switch, seen)
        sent = False
        while self.gateway.flush(at, switch):
            sent = True
        # While time stands still where bars end nothing fills; at an open it may at once.
        if sent and not (self.stepping and instant.ends):
            self._sync(at, every=False)
        if not self.stepping and instant.kind == "bar" and self._entries is not None:
            self._entries.refresh(at)
        self.progress = Progress(at, self.progress.decided_at)
        self.progress.write(self.context.hot, at)
        step("instant.handled", at.isoformat())

    def _decide(self, instant: Instant, now: datetime) -> None:
        entries = self._entries
        assert entries is not None, "_restore runs first"
        missing = self.histories.update(instant)
        if missing and not self.stepping and now < instant.at + BARS_PATIENCE:
            raise TryAgain(f"the bars of {', '.join(missing)} are not there yet")
        tell_missing(self._alarms, self.histories, missing, instant)
        self.reflex.warm(self.histories, instant)
        ahead = self._splits(frames.next_session(instant.session.ds).ds)
        ratios = {each.symbol: each.ratio for each in ahead}
        review.review(self.desk, self.histories, self._definitions, instant, ratios)
        entries.splitting = frozenset(ratios) if instant.kind == "close" else frozenset()
        entries.unreconciled = frozenset(
            each.symbol for each in self.differences if each.kind != "average"
        )
        entries.decide(Moment(instant, now, controls.kill_switch(self.context.hot)))

    def _sync(self, at: datetime, *, every: bool) -> None:
        """Read the broker, merge; with `every` also compare positions."""
        broker = self.context.broker
        picture = sync.read(self.desk, broker, self._since(at), every=every)
        told = broker.positions() if every else None
        sync.merge(self.desk, picture, at, controls.kill_switch(self.context.hot))
        if told is not None:
            held = [deal.position for deal in self.desk if deal.position is not None]
            self.differences = differences(held, told, picture.foreign)
            told_of = notices(self.differences)
            self._alarms.settle("position_difference", told_of, "both are the same again", at)
            self._compared = True

    def _expire(self, at: datetime) -> None:
        """Cancel entries whose validity has passed, which ends signals that never entered."""
        self._cancel_entries([deal for deal in self.desk if deal.signal.valid_until <= at], at)

    def _obey(self, at: datetime) -> None:
        """Under REDUCING or HALTED no entry may wait at the broker."""
        if controls.kill_switch(self.context.hot) != "ACTIVE":
            self._cancel_entries(list(self.desk), at)

    def _cancel_entries(self, deals: Sequence[Deal], at: datetime) -> None:
        switch = controls.kill_switch(self.context.hot)
        for deal in deals:
            for entry in deal.entries:
                if entry.status in WORKING:
                    self.gateway.end(deal, at, switch, entry)

    def _follow(self, now: datetime) -> None:
        """Between bells: something happened at the broker, or somebody turned the switch."""
        self._followed = time.monotonic()
        self._sync(now, every=True)
        self.desk.latencies.fills_are_in()
        self._obey(now)
        switch = controls.kill_switch(self.context.hot)
        protect(self.gateway, now, switch)
        self.gateway.flush(now, switch)

    def _due(self, now: datetime) -> Iterator[Instant]:
        """Give the instants to handle now.

        Without a standing clock the ends of bars wait until what the stream has told, which was
        acted on at once, can be read over REST too.
        """
        for instant in pending(self.progress.handled_at, now, self.histories.traded):
            settled = self.stepping or instant.kind != "bar" or now >= instant.at + SETTLING
            if not settled:
                return
            yield instant

    def _listen(self) -> None:
        """Take all that the streams have told, and note whether the kill switch was turned."""
        while not self._hints.empty():
            self._told.append(self._hints.get())
        if not self.stepping:
            switch = controls.kill_switch(self.context.hot)
            quiet = time.monotonic() - self._followed > FOLLOW_SECONDS
            self._heard |= switch != self._switch or (quiet and bool(self.desk.deals))
            self._switch = switch

    def _hear(self) -> None:
        """Act on bars at once; everything else only says that there is something to read."""
        while self._told:
            each = self._told.popleft()
            if isinstance(each, list):
                self.reflex.take(each)
                self._watch(each)
            elif isinstance(each, StreamOpened):
                # Nothing is replayed: what came in between is read.
                self._heard = True
                if each.name == DATA_STREAM:
                    self.reflex.quick.opened()
                self._alarms.clear(*refused_stream(each.name), "it is open", self.reflex.now())
            elif isinstance(each, StreamEnded):
                kind, subject = refused_stream(each.name)
                self._alarms.sound(kind, subject, Notice(each.reason), self.reflex.now())
            else:
                self._heard = True
                self.desk.latencies.hear(each)

    def _splits(self, ds: date) -> list[CorporateAction]:
        """Give the splits of traded symbols that a session begins with; read once for each."""
        if self._splits_of is None or self._splits_of[0] != ds:
            symbols = sorted({symbol for each in self.strategies for symbol in each.assets})
            stocks = [symbol for symbol in symbols if "/" not in symbol]
            told = self.context.market.corporate_actions(stocks) if stocks else []
            self._splits_of = ds, [each for each in told if each.ds == ds]
        return self._splits_of[1]

    def _watch(self, bars: Sequence[StreamBar]) -> None:
        """Act on levels that no order at the broker looks after."""
        watched = {deal.signal.symbol for deal in self.desk if is_watched(deal)}
        seen = {bar.symbol: seen_in(bar) for bar in bars if bar.symbol in watched}
        if seen:
            now = self.reflex.now()
            protect(self.gateway, now, self._switch, seen)
            self.gateway.flush(now, self._switch)

    def _since(self, at: datetime) -> date:
        return ((self.progress.handled_at or at) - REREAD).date()

    def _wait(self) -> None:
        """Wait for the next look at the clock; a hint ends the wait early."""
        if self._hints.empty():
            self.pulse.beat(self)
        if self.stepping:
            self.stop.wait(STEP_POLL_SECONDS)
            return
        with suppress(Empty):
            self._told.append(self._hints.get(timeout=POLL_SECONDS))
