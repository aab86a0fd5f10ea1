"""What a backtest gives: trades, equity, statistics and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from pytoolkit import report
from pytoolkit.metrics import Performance
from pytoolkit.models.base import MONEY_DIGITS, MONEY_PLACES
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.outcome import Simulated
from pytoolkit.research.charts import trade_chart

MONEY = pl.Decimal(MONEY_DIGITS, MONEY_PLACES)
AT = pl.Datetime("us", "UTC")
TRADE_SCHEMA = pl.Schema(
    {
        "signal_id": pl.String(),
        "symbol": pl.String(),
        "side": pl.String(),
        "conviction": pl.String(),
        "signal_at": AT,
        "entry_at": AT,
        "exit_at": AT,
        "duration_s": pl.Int64(),
        "quantity": MONEY,
        "entry_price": MONEY,
        "exit_price": MONEY,
        "stop_price": MONEY,
        "target_prices": pl.List(MONEY),
        "exit_reason": pl.String(),
        "censored": pl.Boolean(),
        "entry_amount": MONEY,
        "exit_amount": MONEY,
        "fee_usd": MONEY,
        "pnl_usd": MONEY,
        "pnl_pct": pl.Float64(),
        "slippage_pct": pl.Float64(),
        "mfe_pct": pl.Float64(),
        "mae_pct": pl.Float64(),
    }
)
FROM_SIGNAL = ("symbol", "side", "conviction", "stop_price")


@dataclass(frozen=True, slots=True)
class Deal:
    """A signal that was taken, and what came of it."""

    signal: Signal
    outcome: Simulated
    notional: Decimal
    """Committed while the entry waits."""
    until: datetime
    """Instant from which the symbol is free again."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """A strategy's trades over a history.

    Attributes:
        strategy: what was traded.
        bars: what it was traded on.
        signals: as from `scan`, with `blocked`: why the account did not take it, else empty.
        trades: one row per trade entered, in order of signal; money as Decimal.
        equity: at, ds, equity, cash, open_value, drawdown_pct at every bar's close.
        metrics: statistics of the view strategy_performance: daily returns are PnL of trades closed
            on the day / equity of the day before; alpha and beta against holding all symbols.
        blocked: how many signals the account did not take, by reason.
    """

    strategy: Strategy
    bars: pl.DataFrame = field(repr=False)
    signals: pl.DataFrame = field(repr=False)
    trades: pl.DataFrame = field(repr=False)
    equity: pl.DataFrame = field(repr=False)
    metrics: Performance
    blocked: dict[str, int]

    def plot(
        self, symbol: str | None = None, start: date | None = None, end: date | None = None
    ) -> report.Html:
        """Draw the equity curve, or one symbol's bars with the trades on them.

        Args:
            symbol: None: the equity curve.
            start: first day shown; None: about a year before the end.
            end: last day shown; None: the newest.
        """
        if symbol is not None:
            return trade_chart(self.bars, self.trades, symbol, start, end)
        equity = self.equity
        if start is not None:
            equity = equity.filter(pl.col("ds") >= start)
        if end is not None:
            equity = equity.filter(pl.col("ds") <= end)
        daily = equity.group_by("ds", maintain_order=True).last()
        title = f"{self.strategy.strategy_id}: equity, USD"
        return report.equity_curve(
            daily["ds"].to_list(), [float(value) for value in daily["equity"]], title=title
        )

    def _repr_html_(self) -> str:
        """Show the main figures and the equity curve in a notebook."""
        return report.stack(report.tiles(*self._tiles()), self.plot()).text

    def _tiles(self) -> list[report.Tile]:
        found = self.metrics
        rate = "-" if found.win_rate_pct is None else f"{found.win_rate_pct.value:.0f} %"
        return [
            report.Tile("Trades", f"{found.trades:,}"),
            report.Tile("PnL, USD", f"{found.pnl_usd:,.2f}"),
            report.Tile("Win rate", rate),
            report.Tile("Profit factor", _figure(found.profit_factor)),
            report.Tile("Sharpe", _figure(found.sharpe)),
            report.Tile("Max drawdown", f"{found.max_drawdown_pct:.1f} %"),
        ]


def trades_frame(deals: Sequence[Deal]) -> pl.DataFrame:
    """Give entered trades as a frame."""
    rows = []
    for deal in deals:
        signal, outcome = deal.signal, deal.outcome
        row = {name: getattr(outcome, name, None) for name in TRADE_SCHEMA}
        row |= {name: getattr(signal, name) for name in FROM_SIGNAL}
        row["signal_id"] = str(signal.signal_id)
        row["signal_at"] = signal.at
        row["target_prices"] = list(signal.target_prices)
        rows.append(row)
    return pl.DataFrame(rows, schema=TRADE_SCHEMA)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
