"""Daily bars of hand-written prices, on real sessions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from pytoolkit import frames
from pytoolkit.models.strategy import Strategy

MONDAY = date(2012, 6, 4)
Row = tuple[float, float, float, float]
"""open, high, low, close."""


def daily(rows: Sequence[Row], symbol: str = "AAPL", start: date = MONDAY) -> pl.DataFrame:
    """Give bars on consecutive sessions, each with a volume of 1,000."""
    days = [start, *(session.ds for session in frames.sessions_after(start, len(rows)))]
    return pl.DataFrame(
        [
            (symbol, frames.daily_at(ds), *map(float, row), 1000.0)
            for ds, row in zip(days, rows, strict=False)
        ],
        schema=frames.BAR_SCHEMA,
        orient="row",
    )


def flat(count: int, price: float = 100.0) -> list[Row]:
    """Give bars that range one around a price."""
    return [(price, price + 1, price - 1, price)] * count


def strategy_of(**fields: Any) -> Strategy:
    """Give a strategy on AAPL that fires on every bar, with a stop of 5 and a target of 10."""
    sign = "-" if fields.get("side", "buy") == "buy" else "+"
    other = "+" if sign == "-" else "-"
    plain = {
        "strategy_id": "test",
        "asset_class": "EQUITY",
        "assets": ["AAPL"],
        "entry": "close > 0",
        "stop": f"entry_price {sign} 5",
        "targets": [f"entry_price {other} 10"],
    }
    return Strategy.model_validate({**plain, **fields})
