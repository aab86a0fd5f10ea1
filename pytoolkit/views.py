"""Named queries over the facts, readable like tables through `ColdStore.read`."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

PCT = 100.0
BOOTSTRAPS = 1000
SEED = 20130102
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class View:
    """A query over tables.

    Attributes:
        sources: tables it reads, in the order `compute` takes them.
        compute: frames of those tables to the view's frame.
        description: what a row says.
    """

    sources: tuple[str, ...]
    compute: Callable[..., pl.DataFrame]
    description: str


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


VIEWS: dict[str, View] = {
    "agg_strategy_daily": View(
        ("fact_trades",), agg_strategy_daily, "Closed trades by day, strategy and symbol"
    ),
}
