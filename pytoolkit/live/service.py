"""The live service: takes the lease, reconciles, warms, then acts on every bell it sees."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from queue import SimpleQueue

from pytoolkit import frames
from pytoolkit.alarms import Notice
from pytoolkit.errors import BrokerRefused, Conflict, LeaseHeld, LeaseLost, TryAgain
from pytoolkit.live import controls, renewal, review, splits
from pytoolkit.live.aside import attended
from pytoolkit.live.controls import Progress
from pytoolkit.live.deal import Deal
from pytoolkit.live.definitions import known_definitions, remember
from pytoolkit.live.desk import Desk
from pytoolkit.live.ear import Ear
from pytoolkit.live.eligible import tradable
from pytoolkit.live.entries import Entries, Moment
from pytoolkit.live.feeds import Feeds
from pytoolkit.live.gateway import Gateway
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import Instant, pending
from pytoolkit.live.latency import FILLS
from pytoolkit.live.lease import SECONDS, Holder, new_owner
from pytoolkit.live.mirror import Mirror
from pytoolkit.live.notices import refused_stream, tell_missing
from pytoolkit.live.protection import protect, seen_at
from pytoolkit.live.pulse import Pulse
from pytoolkit.live.reconcile import notices
from pytoolkit.live.reflex import Reflex
from pytoolkit.live.steps import step
from pytoolkit.loops import books
from pytoolkit.models.market import Asset, CorporateAction
from pytoolkit.models.strategy import Strategy
from pytoolkit.orders import WORKING
from pytoolkit.ports import DATA_STREAM, Context, StreamEnded, StreamHint, StreamOpened
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
        self.gateway = Gateway(self.desk, broker, self.ear.aside.sleep)
        self.histories = Histories(context.market, self.strategies)
        self.progress = Progress()
        self.feeds = Feeds()
        self.mirror = Mirror(self.desk, broker, self.ear.aside.sleep, stepping=stepping)
        self.reflex = Reflex(self.strategies, self.gateway, context.clock.wall())
        self._holder = Holder(context.hot, owner)
        self._assets: dict[str, Asset] = {}
        self._entries: Entries | None = None
        self._definitions: dict[str, Strategy] = {}
        self._switch: KillSwitch = "ACTIVE"
        self._heard: set[str] = set()
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
        if self._heard or self.mirror.is_behind:
            self._follow(now)
            self.ear.settle()
        for instant in pending(self.progress.handled_at, now, self.histories.traded):
            # Acted on at once where the stream told; REST is believed to have it a little later.
            if instant.kind == "bar" and now < instant.at + self._settling:
                break
            self._handle(instant, now)
            self.ear.settle()
            self._holder.renew(self.context.clock.wall())
            if self.stop.is_set():
                return True
        handled = self.progress.handled_at
        return until is not None and handled is not None and handled >= until and not self._heard

    def _restore(self, now: datetime) -> None:
        """Start, or start again: read our state and the broker's, compare, then open the gate."""
        hot = self.context.hot
        self.progress = Progress.read(hot)
        remember(hot, self.strategies, now)
        self._definitions = known_definitions(hot)
        self.desk.load(datetime.combine(self._since(now), time_of_day(), UTC))
        account = self.context.broker.account()
        books.note_opening(self.context, account.account_id)
        read = account, now
        self._entries = Entries(
            self.desk, self.context.broker, self.histories, self.strategies, read, self._assets
        )
        self._switch = controls.kill_switch(hot)
        self.mirror.forget()
        self.ear.open()
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
        every = instant.kind == "close" or not self.mirror.is_compared
        self._sync(at, every=every, anew=instant.kind != "bar")
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
        if instant.kind == "close" and frames.session_at(now) is None:
            self._renew(at, switch)
        if not self.stepping and instant.kind == "bar" and self._entries is not None:
            self._entries.refresh(at)
        self.progress = Progress(at, self.progress.decided_at)
        self.progress.write(self.context.hot, at)
        step("instant.handled", at.isoformat())

    def _renew(self, at: datetime, switch: KillSwitch) -> None:
        """Send anew, while the exchange is closed, what the broker would soon end."""
        planned = renewal.plan(self.desk, self.mirror.standing, at)
        if planned:
            while self.gateway.flush(at, switch):
                pass
            protect(self.gateway, at, switch)
            while self.gateway.flush(at, switch):
                pass
        told = renewal.late(self.desk, self.mirror.standing, at)
        self._alarms.settle("expiring", told, "it was renewed, or is over", at)

    def _decide(self, instant: Instant, now: datetime) -> None:
        entries = self._entries
        assert entries is not None, "_restore runs first"
        self.histories.take(self.ear.aside(partial(self.histories.read, instant)))
        missing = self.histories.missing(instant)
        if missing and not self.stepping and now < instant.at + BARS_PATIENCE:
            raise TryAgain(f"the bars of {', '.join(missing)} are not there yet")
        tell_missing(self._alarms, self.histories, missing, instant)
        self.reflex.warm(self.histories, instant)
        ahead = self._splits(frames.next_session(instant.session.ds).ds)
        ratios = {each.symbol: each.ratio for each in ahead}
        review.review(self.desk, self.histories, self._definitions, instant, ratios)
        entries.splitting = frozenset(ratios) if instant.kind == "close" else frozenset()
        entries.unreconciled = frozenset(
            each.symbol for each in self.mirror.differences if each.kind != "average"
        )
        entries.decide(Moment(instant, now, controls.kill_switch(self.context.hot)))

    def _sync(self, at: datetime, *, every: bool, anew: bool = False) -> None:
        """Read the broker, merge; with `every`, or after executions of others, compare too."""
        if self.mirror.read(at, self._since(at), every=every, anew=anew):
            self.gateway.zombies = self.mirror.zombies
            told_of = notices(self.mirror.differences)
            self._alarms.settle("position_difference", told_of, "both are the same again", at)

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
        if self.mirror.is_behind or heard.intersection(FILLS):
            self._sync(now, every=False)
            self.mirror.is_compared = False
            if not self.mirror.is_behind:
                self.desk.latencies.fills_are_in()
        if heard.difference(FILLS):
            self._sync(now, every=True, anew=OPENED in heard)
        self._obey(now)
        switch = controls.kill_switch(self.context.hot)
        protect(self.gateway, now, switch)
        self.gateway.flush(now, switch)

    def _look(self) -> None:
        """Note whether the kill switch was turned, or the broker was not asked for long."""
        if self.stepping:
            return
        switch = controls.kill_switch(self.context.hot)
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

    def _splits(self, ds: date) -> list[CorporateAction]:
        """Give the splits of traded symbols that a session begins with; read once for each."""
        if self._splits_of is None or self._splits_of[0] != ds:
            symbols = sorted({symbol for each in self.strategies for symbol in each.assets})
            stocks = [symbol for symbol in symbols if "/" not in symbol]
            asked = partial(self.context.market.corporate_actions, stocks)
            told = self.ear.aside(asked) if stocks else []
            self._splits_of = ds, [each for each in told if each.ds == ds]
        return self._splits_of[1]

    def _watch(self, now: datetime) -> None:
        """Act on what was heard of levels that no order looks after, between calls only."""
        seen = self.feeds.seen
        while seen:
            protect(self.gateway, now, self._switch, seen[0])
            self.gateway.flush(now, self._switch)
            seen.popleft()  # only now: what failed is gone through again

    def _since(self, at: datetime) -> date:
        return ((self.progress.handled_at or at) - REREAD).date()

    def _wait(self) -> None:
        """Wait for the next look at the clock; a hint ends the wait early."""
        if self.ear.is_quiet:
            self.pulse.beat(self)
        if self.stepping:
            self.stop.wait(STEP_POLL_SECONDS)
        elif not self._heard:
            self.ear.wait(POLL_SECONDS)
