"""Named queries over the facts, readable like tables through `ColdStore.read`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import polars as pl

from pytoolkit import frames, metrics

MONEY = pl.Decimal(38, 9)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class View:
    """A query over tables.

    Attributes:
        description: what a row says.
        compute: frames of the tables to the view's frame.
        sources: tables it reads in the asked range, the first arguments of `compute`.
        whole: tables it reads from their beginning up to the range's end, the next arguments.
    """

    description: str
    compute: Callable[..., pl.DataFrame]
    sources: tuple[str, ...]
    whole: tuple[str, ...] = ()


def agg_strategy_daily(trades: pl.DataFrame) -> pl.DataFrame:
    """Sum closed trades by ds, strategy and symbol; win_rate is the share with a profit, 0..1."""
    return (
        trades.group_by("ds", "strategy_id", "symbol")
        .agg(
            total_pnl=pl.col("pnl_usd").sum(),
            win_rate=(pl.col("pnl_usd") > 0).mean(),
            trade_count=pl.len().cast(pl.Int64),
        )
        .sort("ds", "strategy_id", "symbol")
    )


PERFORMANCE = {
    "strategy_id": pl.String(),
    "asset_class": pl.String(),
    "first_ds": pl.Date(),
    "last_ds": pl.Date(),
    "trades": pl.Int64(),
    "days": pl.Int64(),
    "pnl_usd": MONEY,
    "win_rate_pct": pl.Float64(),
    "win_rate_low_pct": pl.Float64(),
    "win_rate_high_pct": pl.Float64(),
    **dict.fromkeys(
        ("profit_factor", "annual_return_pct", "sharpe", "sortino", "max_drawdown_pct", "calmar"),
        pl.Float64(),
    ),
}


def strategy_performance(trades: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Sum up each strategy from its first to its last trade; days without trades count as zero.

    A day's return is its PnL over the account's equity of the day before; before the first
    snapshot of the account, over that snapshot's.
    """
    equity = dict(accounts.sort("ds").select("ds", "equity").iter_rows())
    rows = []
    for (strategy, asset_class), part in trades.group_by("strategy_id", "asset_class"):
        pnl = dict(part.group_by("ds").agg(pl.col("pnl_usd").sum()).iter_rows())
        days = _days(min(pnl), max(pnl), asset_class == "CRYPTO")
        days = sorted({*days, *pnl})  # a fill outside the calendar still counts
        returns = metrics.daily_returns(pnl, _since(equity, days[0]), days) if equity else []
        found = metrics.performance(
            part["pnl_usd"].to_list(),
            returns,
            asset_class="CRYPTO" if asset_class == "CRYPTO" else "EQUITY",
        )
        rows.append(
            {
                "strategy_id": strategy,
                "asset_class": asset_class,
                "first_ds": min(pnl),
                "last_ds": max(pnl),
                **_interval("win_rate", found.win_rate_pct),
                **{
                    field.name: getattr(found, field.name)
                    for field in fields(found)
                    if field.name in PERFORMANCE and field.name != "win_rate_pct"
                },
            }
        )
    return pl.DataFrame(rows, schema=PERFORMANCE).sort("strategy_id", "asset_class")


def _days(first: date, last: date, every: bool) -> list[date]:
    if every:
        return [first + n * DAY for n in range((last - first).days + 1)]
    return [session.ds for session in frames.sessions(first, last)]


def _since(equity: dict[date, Decimal], first: date) -> dict[date, Decimal]:
    """Make sure that some equity is known before the first day."""
    earliest = min(equity)
    return equity if earliest < first else {first - DAY: equity[earliest], **equity}


def _interval(name: str, found: metrics.Interval | None) -> dict[str, float | None]:
    return {
        f"{name}_pct": None if found is None else found.value,
        f"{name}_low_pct": None if found is None else found.low,
        f"{name}_high_pct": None if found is None else found.high,
    }


GATE_VALUE = {
    "rejected_by": pl.String(),
    "gate": pl.String(),
    "n": pl.Int64(),
    "entered": pl.Int64(),
    "censored": pl.Int64(),
    **dict.fromkeys(
        (
            "blocked_pct", "blocked_low_pct", "blocked_high_pct", "blocked_median_pct",
            "realised_pct", "realised_low_pct", "realised_high_pct", "realised_median_pct",
        ),
        pl.Float64(),
    ),
    "realised_n": pl.Int64(),
}  # fmt: skip


def gate_value(rejected: pl.DataFrame, trades: pl.DataFrame) -> pl.DataFrame:
    """Say what each gate kept out: mean and median simulated outcome in % of the entry.

    Beside it stands the realised outcome of what the same strategies traded in the range: another
    horizon and real fills, so a reference, not the other arm of an experiment. Intervals are
    bootstrapped means; entries that would never have filled have no outcome and are only counted.
    """
    rows = []
    for (by, gate), part in rejected.group_by("rejected_by", "gate"):
        passed = trades.filter(pl.col("strategy_id").is_in(part["strategy_id"].to_list()))
        rows.append(
            {
                "rejected_by": by,
                "gate": gate,
                "n": part.height,
                "entered": int(part["entered"].sum()),
                "censored": int(part["censored"].sum()),
                **_outcome("blocked", part["pnl_pct"].drop_nulls().to_list()),
                **_outcome("realised", passed["pnl_pct"].drop_nulls().to_list()),
                "realised_n": passed.height,
            }
        )
    return pl.DataFrame(rows, schema=GATE_VALUE).sort("rejected_by", "gate")


def _outcome(name: str, values: Iterable[float]) -> dict[str, Any]:
    known = sorted(values)
    return {
        **_interval(name, metrics.bootstrap_mean(known)),
        f"{name}_median_pct": median(known) if known else None,
    }


VIEWS: dict[str, View] = {
    "agg_strategy_daily": View(
        "Closed trades by day, strategy and symbol", agg_strategy_daily, ("fact_trades",)
    ),
    "strategy_performance": View(
        "Statistics of each strategy over its trades",
        strategy_performance,
        ("fact_trades",),
        ("snapshot_accounts",),
    ),
    "gate_value": View(
        "Simulated outcome of what each gate kept out",
        gate_value,
        ("fact_rejected_signals", "fact_trades"),
    ),
}
