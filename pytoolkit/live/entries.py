"""Decisions on finished bars: rules -> cooldown -> risk -> a durable signal with its intent."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import polars as pl

from pytoolkit import frames
from pytoolkit.decision import bar_end, decide_all, history_of, validity_end
from pytoolkit.live.desk import Desk
from pytoolkit.live.histories import Histories
from pytoolkit.live.instants import DAY, Instant
from pytoolkit.live.plan import entry_intent
from pytoolkit.live.steps import step
from pytoolkit.models.account import Account
from pytoolkit.models.base import AssetClass
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import Broker, Condition
from pytoolkit.risk import KillSwitch, Verdict, View, is_silent, judge

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Entries:
    """Decides for every strategy and symbol, each pair once per bar.

    Attributes:
        account_id: whose signals these are.
        unreconciled: symbols that are closed to entries until somebody reconciled them.
    """

    desk: Desk
    broker: Broker
    histories: Histories
    strategies: Sequence[Strategy]
    account_id: str
    unreconciled: frozenset[str] = frozenset()
    _assets: dict[str, Asset] = field(default_factory=dict)

    def decide(self, instant: Instant, now: datetime, switch: KillSwitch) -> None:
        """Decide on the bars that end at an instant.

        Each signal is stored with its intent before the next pair is looked at; pairs that have a
        signal of this bar already are passed over, so a re-run goes on where the last one ended.
        """
        ds = instant.session.ds
        known = {signal.signal_id for signal in self.desk.hot.find(Signal, [("ds", "==", ds)])}
        account: Account | None = None
        for strategy in self.strategies:
            if strategy.timeframe not in instant.ends:
                continue
            history = self.histories[strategy.timeframe]
            bars = history.panel(strategy.assets, instant, history_of(strategy))
            if bars.is_empty():
                continue
            signals = decide_all(
                strategy,
                bars,
                {symbol: self._asset(symbol) for symbol in strategy.assets},
                now=instant.at,
                valid_until=validity_end(bars["at"].max(), strategy),  # type: ignore[arg-type]
                account_id=self.account_id,
            )
            for signal in signals:
                if signal.signal_id in known or self._silent(strategy, signal, instant):
                    continue
                if signal.status is SignalStatus.CREATED:
                    account = account or self.broker.account()
                    view = self._view(signal, instant, now, switch, account)
                    asset = self._asset(signal.symbol)
                    self._store(signal, judge(signal, strategy.risk, asset, view), instant.at)
                else:
                    self.desk.commit([self.desk.born(signal, instant.at, signal.reason)])
                step("decide.signal_stored", signal.key)

    def _view(
        self,
        signal: Signal,
        instant: Instant,
        now: datetime,
        switch: KillSwitch,
        account: Account,
    ) -> View:
        daily = self.histories[DAY]
        newest = self.histories[signal.timeframe].newest(signal.symbol, instant)
        involved = {deal.signal.symbol for deal in self.desk} | {signal.symbol}
        return View(
            now=now,
            kill_switch=switch,
            session=frames.session_at(now),
            next_session=frames.next_session(instant.session.ds),
            newest_end=newest and bar_end(newest, signal.timeframe, signal.asset_class),
            newest_session=frames.last_closed_session(now),
            account=account,
            reserved_usd=self._reserved(instant.at),
            open_symbols=self._open_symbols(),
            unreconciled=self.unreconciled,
            closes={symbol: daily.closes(symbol, instant) for symbol in involved},
        )

    def _store(self, signal: Signal, verdict: Verdict, at: datetime) -> None:
        """Keep the signal, with its intent where it may be traded."""
        if not verdict.allowed:
            rejected = signal.changed(
                status=SignalStatus.REJECTED,
                rejected_by=verdict.rejected_by,
                gate=verdict.gate,
                reason=verdict.reason,
                observed={**signal.observed, **verdict.observed},
            )
            self.desk.commit([self.desk.born(rejected, at, verdict.reason)])
            return
        sized = signal.changed(quantity=verdict.quantity)
        intent = entry_intent(sized, 1, at)
        self.desk.commit([self.desk.born(sized, at), self.desk.born(intent, at, "planned")])
        log.info("signal %s %s %s", sized.strategy_id, sized.side, sized.symbol)

    def _silent(self, strategy: Strategy, signal: Signal, instant: Instant) -> bool:
        """Say whether the strategy keeps silent after its last signal that was not rejected.

        Read from the store each time: what a restart would see is what counts.
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
        earlier = self.desk.hot.find(Signal, where)
        if not earlier:
            return False
        last = max(each.at for each in earlier)
        bars = self.histories[signal.timeframe].upto(signal.symbol, instant)
        later = bars.filter(pl.col("at") >= last)["close"]
        # Without the bar of that signal, which may be another symbol's, nothing tells of a move.
        before = later[0] if len(later) and last in bars["at"] else None
        since = len(later) - (before is not None)
        move_pct = 100 * (later[-1] / before - 1) if before else 0.0
        return is_silent(cooldown, since, move_pct)

    def _open_symbols(self) -> dict[str, AssetClass]:
        return {deal.signal.symbol: deal.signal.asset_class for deal in self.desk}

    def _reserved(self, at: datetime) -> Decimal:
        """Buying power that this instant's decisions will take once they are sent."""
        planned = [deal.signal for deal in self.desk if deal.signal.created_at == at]
        return sum(
            ((each.quantity or Decimal(0)) * (each.entry_price or Decimal(0)) for each in planned),
            Decimal(0),
        )

    def _asset(self, symbol: str) -> Asset:
        if symbol not in self._assets:
            self._assets[symbol] = self.broker.asset(symbol)
        return self._assets[symbol]
