"""A strategy over a history with one account: signals in order of time, each played to its end."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl

from pytoolkit import core, metrics
from pytoolkit.decision import evaluate_for, research_asset
from pytoolkit.errors import UsageError
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.strategy import Strategy
from pytoolkit.outcome import Fees, Simulated, play, rules_of
from pytoolkit.research.accounting import equity_curve
from pytoolkit.research.result import Backtest, Deal, trades_frame
from pytoolkit.risk import MIN_NOTIONAL_USD, size
from pytoolkit.scanning import bars_of, find_signals, signals_frame

ZERO = Decimal(0)


def backtest(
    strategy: Strategy,
    bars: pl.DataFrame,
    *,
    cash: Decimal | float = 100_000,
    fees: Fees | float = "tier",
    slippage_bps: Decimal | float = 0,
    horizon: int | None = None,
) -> Backtest:
    """Trade a strategy over a history with one account.

    Signals come from `scan` (all bars before each, not exactly `history`) and are played by the
    simulator that Loops B and C use. A signal is blocked, as live, while its symbol is open or
    waiting, at the strategy's `max_positions`, when its size is nothing or below the least
    notional, or when the cash does not cover it; a trade keeps its whole entry amount committed
    until it is closed.

    Args:
        strategy: the definition; symbols of `bars` that are not among its assets are passed over.
        bars: sorted by symbol, at; split-adjusted.
        cash: of the account at the start, USD.
        fees: `tier` (the tables of `pytoolkit.fees`), `none`, or basis points of every fill.
        slippage_bps: adverse, on market and stop fills.
        horizon: calendar days after the signal's at which what is open is marked at the last close,
            as in Loop B; None: the end of the bars.

    Raises:
        BadBars: a bar is wrong, or none of the strategy's assets is among the bars.
        UsageError: an argument that makes no sense.
    """
    start = Decimal(str(cash))
    if start <= 0:
        raise UsageError(f"cash must be above zero, not {cash}")
    costs = _fees(fees)
    slippage = Decimal(str(slippage_bps))
    if slippage < 0 or (horizon is not None and horizon < 1):
        raise UsageError("slippage_bps must not be negative, and horizon at least one day")
    own = bars_of(strategy, bars)
    desk = _Desk(strategy, own, cash=start, fees=costs, slippage=slippage, horizon=horizon)
    signals = find_signals(strategy, own)
    blocked = [desk.take(signal) for signal in signals]
    deals = [deal for deal in desk.deals if deal.outcome.entered]
    equity = equity_curve(own, deals, start)
    return Backtest(
        strategy=strategy,
        bars=own,
        signals=signals_frame(strategy, signals).with_columns(
            pl.Series("blocked", blocked, pl.String)
        ),
        trades=trades_frame(deals),
        equity=equity,
        metrics=_metrics(strategy, own, deals, equity, start),
        blocked=dict(Counter(reason for reason in blocked if reason)),
    )


def _fees(fees: Fees | float) -> Fees:
    if fees in ("tier", "none"):
        return fees
    if isinstance(fees, str) or Decimal(str(fees)) < 0:
        raise UsageError(f"fees are 'tier', 'none' or basis points of at least 0, not {fees!r}")
    return Decimal(str(fees))


@dataclass(slots=True)
class _Symbol:
    """A symbol's bars, the row of each instant, and the columns its trades are managed by."""

    bars: pl.DataFrame
    rows: dict[datetime, int]
    columns: pl.DataFrame


class _Desk:
    """Takes signals one after the other, as an account would."""

    def __init__(
        self,
        strategy: Strategy,
        bars: pl.DataFrame,
        *,
        cash: Decimal,
        fees: Fees,
        slippage: Decimal,
        horizon: int | None,
    ) -> None:
        self.strategy = strategy
        self.cash = cash
        self.fees: Fees = fees
        self.slippage = slippage
        self.horizon = horizon
        self.deals: list[Deal] = []
        self.active: list[Deal] = []
        """Open or waiting."""
        trail = strategy.trail
        self.own_trail = trail is not None and core.substituted(trail, 1.0, 1.0) != trail
        self.assets = {symbol: research_asset(strategy, symbol) for symbol in strategy.assets}
        self.symbols = {
            str(name): _Symbol(part, {at: row for row, at in enumerate(part["at"])}, pl.DataFrame())
            for (name,), part in bars.partition_by("symbol", as_dict=True).items()
        }

    def take(self, signal: Signal) -> str:
        """Play a signal unless something stands against it; gives what does, else nothing."""
        if signal.status is SignalStatus.REJECTED:
            return ""
        symbol, now = self.symbols[signal.symbol], signal.created_at
        if symbol.rows[signal.at] + 1 == symbol.bars.height:
            return "no bars left"
        self._release(now)
        if any(deal.signal.symbol == signal.symbol for deal in self.active):
            return "symbol open"
        if len(self.active) >= self.strategy.risk.max_positions:
            return "max positions"
        asset = self.assets[signal.symbol]
        quantity = size(signal, self.strategy.risk, asset)
        notional = quantity * (signal.entry_price or ZERO)
        if notional < MIN_NOTIONAL_USD:
            return "min notional"
        committed = (deal.outcome.entry_amount or deal.notional for deal in self.active)
        if notional > self.cash - sum(committed, ZERO):
            return "buying power"
        outcome = self._play(signal, quantity)
        until = outcome.exit_at if outcome.exit_at is not None else signal.valid_until
        deal = Deal(signal, outcome, notional, until)
        self.deals.append(deal)
        self.active.append(deal)
        return ""

    def _release(self, now: datetime) -> None:
        """Book the PnL of the deals that are over, and forget them."""
        over = [deal for deal in self.active if deal.until <= now]
        self.active = [deal for deal in self.active if deal.until > now]
        self.cash += sum((deal.outcome.pnl_usd or ZERO for deal in over), ZERO)

    def _play(self, signal: Signal, quantity: Decimal) -> Simulated:
        symbol = self.symbols[signal.symbol]
        first = symbol.rows[signal.at] + 1
        after, columns = symbol.bars.slice(first), self._columns(symbol, signal).slice(first)
        if self.horizon is not None:
            last = signal.ds + timedelta(days=self.horizon)
            count = after.filter(pl.col("at").dt.date() <= last).height
            after, columns = after.head(count), columns.head(count)
        return play(
            signal,
            self.strategy,
            after,
            columns,
            self.assets[signal.symbol],
            quantity=quantity,
            fees=self.fees,
            slippage_bps=self.slippage,
        )

    def _columns(self, symbol: _Symbol, signal: Signal) -> pl.DataFrame:
        """Give trail and exit rules on a symbol's bars; once, unless they depend on the trade."""
        rules = rules_of(self.strategy, signal)
        if not rules:
            return pl.DataFrame()
        if self.own_trail:
            return evaluate_for(self.strategy, symbol.bars, rules)
        if symbol.columns.is_empty():
            symbol.columns = evaluate_for(self.strategy, symbol.bars, rules)
        return symbol.columns


def _metrics(
    strategy: Strategy,
    bars: pl.DataFrame,
    deals: list[Deal],
    equity: pl.DataFrame,
    cash: Decimal,
) -> metrics.Performance:
    """Give the statistics of view strategy_performance, against holding all symbols equally."""
    daily = equity.group_by("ds", maintain_order=True).last()
    days: list[date] = daily["ds"].to_list()
    marks = dict(zip(days, daily["equity"], strict=True))
    made: dict[date, Decimal] = {}
    for deal in deals:
        if deal.outcome.exit_at is not None and deal.outcome.pnl_usd is not None:
            ds = deal.outcome.exit_at.date()
            made[ds] = made.get(ds, ZERO) + deal.outcome.pnl_usd
    before = {days[0] - timedelta(days=1): cash} if days else {}
    return metrics.performance(
        [deal.outcome.pnl_usd for deal in deals if deal.outcome.pnl_usd is not None],
        metrics.daily_returns(made, {**before, **marks}, days),
        asset_class=strategy.asset_class,
        benchmark=_held(bars, days),
    )


def _held(bars: pl.DataFrame, days: list[date]) -> list[float]:
    """Give the mean daily return of all symbols that have a bar on the day and the one before."""
    closes: dict[date, dict[str, float]] = {day: {} for day in days}
    for symbol, at, close in bars.select("symbol", "at", "close").iter_rows():
        closes[at.date()][symbol] = close
    returns = [0.0]
    for yesterday, today in pairwise(days):
        moves = [
            close / closes[yesterday][symbol] - 1
            for symbol, close in closes[today].items()
            if symbol in closes[yesterday]
        ]
        returns.append(sum(moves) / len(moves) if moves else 0.0)
    return returns[: len(days)]
