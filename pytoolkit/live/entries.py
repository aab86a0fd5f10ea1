"""Decisions on finished bars: rules -> cooldown -> risk -> a durable signal with its intent."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pytoolkit import frames
from pytoolkit.decision import bar_end, decide_all, history_of, signal_of, validity_end
from pytoolkit.errors import AlreadyExists
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import EPOCH, MICROSECOND, Instant, length_of
from pytoolkit.live.notices import fields
from pytoolkit.live.plan import entry_intents
from pytoolkit.live.quick import Fired, values_of
from pytoolkit.live.steps import step
from pytoolkit.models.account import Account
from pytoolkit.models.base import AssetClass
from pytoolkit.models.market import Asset
from pytoolkit.models.order import IntentStatus
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.plan import ladder_of
from pytoolkit.ports import Broker, Change, Condition, StreamBar
from pytoolkit.risk import KillSwitch, View, is_silent, judge

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a decision is made.

    Attributes:
        instant: where the bars ended.
        now: market time, later where one catches up.
        switch: state of the kill switch.
    """

    instant: Instant
    now: datetime
    switch: KillSwitch


@dataclass(slots=True)
class Entries:
    """Decides for every strategy and symbol, each pair once per bar.

    Attributes:
        account: as last read, and the market time since which what was decided is reserved.
        assets: those read so far, by symbol.
        unreconciled: symbols that are closed to entries until somebody reconciled them.
        splitting: symbols that split before the next session.
    """

    desk: Desk
    broker: Broker
    histories: Histories
    strategies: Sequence[Strategy]
    account: tuple[Account, datetime]
    assets: dict[str, Asset]
    unreconciled: frozenset[str] = frozenset()
    splitting: frozenset[str] = frozenset()

    def decide(self, moment: Moment) -> None:
        """Decide on the bars that end at an instant.

        Each signal is stored with its intent before the next pair is looked at; pairs that have a
        signal of this bar already are passed over, so a re-run goes on where the last one ended.
        """
        instant = moment.instant
        found = [
            (strategy, signal)
            for strategy in self.strategies
            if length_of(strategy) in instant.ends
            for signal in self._signals(strategy, instant)
        ]
        if any(signal.status is SignalStatus.CREATED for _, signal in found):
            self.refresh(instant.at)
        # From here on nothing is asked of the broker, so nobody acts on a bar in between.
        for strategy, signal in found:
            if self.desk.hot.get(Signal, signal.key) is None:
                self._keep(strategy, signal, moment)

    def _signals(self, strategy: Strategy, instant: Instant) -> list[Signal]:
        history = self.histories[length_of(strategy)]
        bars = history.panel(strategy.assets, instant, history_of(strategy))
        if bars.is_empty():
            return []
        return decide_all(
            strategy,
            bars,
            {symbol: self._asset(symbol) for symbol in strategy.assets},
            now=instant.at,
            valid_until=validity_end(bars["at"].max(), strategy),  # type: ignore[arg-type]
            account_id=self.account[0].account_id,
        )

    def act(self, fired: Fired, moment: Moment) -> Deal | None:
        """Decide on one bar that was just finished; gives the deal that may be sent.

        The account is the one that was read last: what was planned since is reserved.
        """
        strategy, symbol = fired.strategy, fired.symbol
        signal = signal_of(
            strategy,
            fired.decision,
            self._asset(symbol),
            at=fired.at,
            symbol=symbol,
            now=moment.instant.at,
            valid_until=validity_end(fired.at, strategy),
            account_id=self.account[0].account_id,
            bar=values_of(fired.bar),
        )
        try:
            self._keep(strategy, signal, moment, fired)
        except AlreadyExists:
            return None  # decided before, by a process that was ended
        return self.desk.deals.get(signal.signal_id)

    def revise(self, bar: StreamBar, at: datetime) -> None:
        """Keep the correction of a minute beside what was acted on, where it is not over yet."""
        start = EPOCH + bar.at * MICROSECOND
        for deal in list(self.desk):
            signal = deal.signal
            if (signal.at, signal.symbol, signal.timeframe) == (start, bar.symbol, "1Min"):
                row = signal.next(revised=values_of(bar), updated_at=at)
                self.desk.commit([self.desk.altered(signal, row, at, "its bar was corrected")])

    def refresh(self, at: datetime) -> None:
        """Read the account anew, for decisions that must not wait for it."""
        self.account = self.broker.account(), at

    def _keep(
        self,
        strategy: Strategy,
        signal: Signal,
        moment: Moment,
        fired: Fired | None = None,
    ) -> None:
        """Store a signal, with its intents where risk allows them."""
        instant = moment.instant
        bars = self.histories[length_of(signal)].upto(signal.symbol, instant)
        closes = dict(zip(bars["at"], bars["close"], strict=True)) if strategy.cooldown.bars else {}
        if fired is not None:
            closes[fired.at] = fired.bar.close
        if self._silent(strategy, signal, closes):
            return
        newest = fired.at if fired else None if bars.is_empty() else bars["at"][-1]
        newest_end = newest and bar_end(newest, signal.timeframe, signal.asset_class)
        changes = self._judged(strategy, signal, moment, newest_end, at_once=fired is not None)
        self.desk.commit(changes)
        deal = self.desk.deals.get(signal.signal_id)
        if deal is not None and fired is None:
            words = (signal.strategy_id, signal.side, signal.symbol)
            log.info("signal %s %s %s", *words, extra=fields(deal.entry))
        step("decide.signal_stored", signal.key)

    def _view(self, signal: Signal, moment: Moment, newest_end: datetime | None) -> View:
        instant = moment.instant
        account, read_at = self.account
        return View(
            now=moment.now,
            kill_switch=moment.switch,
            session=frames.session_at(moment.now),
            next_session=frames.next_session(instant.session.ds),
            newest_end=newest_end,
            newest_session=frames.last_closed_session(moment.now),
            account=account,
            reserved_usd=self._reserved(read_at),
            open_symbols=self._open_symbols(),
            unreconciled=self.unreconciled,
            splitting=self.splitting,
            closes=self._closes(signal, instant),
            spare_requests=self.broker.spare_requests,
        )

    def _judged(
        self,
        strategy: Strategy,
        signal: Signal,
        moment: Moment,
        newest_end: datetime | None,
        *,
        at_once: bool,
    ) -> list[Change]:
        """Give the signal as risk leaves it, with an intent for each part where it may be traded.

        What leaves at once is submitted already.
        """
        at = moment.instant.at
        if signal.status is not SignalStatus.CREATED:
            return [self.desk.born(signal, at, signal.reason)]
        asset = self._asset(signal.symbol)
        verdict = judge(signal, strategy.risk, asset, self._view(signal, moment, newest_end))
        if not verdict.allowed:
            rejected = signal.changed(
                status=SignalStatus.REJECTED,
                rejected_by=verdict.rejected_by,
                gate=verdict.gate,
                reason=verdict.reason,
                observed={**signal.observed, **verdict.observed},
            )
            return [self.desk.born(rejected, at, verdict.reason)]
        sized = signal.changed(quantity=verdict.quantity)
        assert sized.quantity is not None, "what is allowed has a size"
        parts = ladder_of(strategy, sized.target_prices, sized.quantity, asset)
        intents = entry_intents(sized, parts, at)
        changes = [self.desk.born(sized, at)]
        changes += [self.desk.born(intent, at, "planned") for intent in intents]
        if at_once:
            changes += [self.desk.moved(each, IntentStatus.SUBMITTED, at) for each in intents]
        return changes

    def _silent(self, strategy: Strategy, signal: Signal, closes: Mapping[datetime, float]) -> bool:
        """Say whether the strategy keeps silent after its last signal that was not rejected.

        Read from the store each time: what a restart would see is what counts.

        Args:
            strategy: whose cooldown.
            signal: the one that would follow.
            closes: of the symbol's bars by their start, up to the signal's.
        """
        cooldown = strategy.cooldown
        if cooldown.bars == 0:
            return False
        where: list[Condition] = [
            ("strategy_id", "==", strategy.strategy_id),
            ("at", "<", signal.at),
            ("timeframe", "==", signal.timeframe),
            ("status", "!=", SignalStatus.REJECTED),
        ]
        if cooldown.scope == "symbol":
            where.append(("symbol", "==", signal.symbol))
        before = sorted(at for at in closes if at < signal.at)
        if len(before) >= cooldown.bars:
            # What was said longer ago than the cooldown lasts does not matter.
            where.append(("at", ">=", before[-cooldown.bars]))
        earlier = self.desk.hot.find(Signal, where)
        if not earlier:
            return False
        last = max(each.at for each in earlier)
        since = sum(at > last for at in closes)
        # The bar of that signal may be another symbol's: then nothing tells of a move.
        close = closes.get(last)
        move_pct = 100 * (closes[signal.at] / close - 1) if close else 0.0
        return is_silent(cooldown, since, move_pct)

    def _closes(self, signal: Signal, instant: Instant) -> dict[str, Mapping[date, float]]:
        """Give the daily closes of the symbol and of all that is open."""
        involved = {signal.symbol: signal.asset_class, **self._open_symbols()}
        return {
            symbol: self.histories.daily(asset_class).closes(symbol, instant)
            for symbol, asset_class in involved.items()
        }

    def _open_symbols(self) -> dict[str, AssetClass]:
        return {deal.signal.symbol: deal.signal.asset_class for deal in self.desk}

    def _reserved(self, since: datetime) -> Decimal:
        """Buying power that what was decided since an instant will take, or has taken."""
        planned = [deal.signal for deal in self.desk if deal.signal.created_at >= since]
        return sum(
            ((each.quantity or Decimal(0)) * (each.entry_price or Decimal(0)) for each in planned),
            Decimal(0),
        )

    def _asset(self, symbol: str) -> Asset:
        if symbol not in self.assets:
            self.assets[symbol] = self.broker.asset(symbol)
        return self.assets[symbol]
