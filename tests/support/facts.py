"""A small fact to merge, and batches of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pytoolkit.models.base import Fact
from pytoolkit.models.trade import Trade
from pytoolkit.ports import Batch
from pytoolkit.schema import row_hash, rows_hash


def at(day: int, hour: int = 0) -> datetime:
    """Give an instant in January 2013."""
    return datetime(2013, 1, day, hour, tzinfo=UTC)


def trade(n: int, day: int = 1, pnl: str = "1", version: int = 1, **changes: Any) -> Trade:
    """Give trade number n, closed on a day of January 2013."""
    money = Decimal(10)
    values = {
        "ds": date(2013, 1, day), "version": version, "recorded_at": at(day),
        "trade_id": UUID(int=n), "account_id": "a", "strategy_id": "s", "config_hash": "c",
        "symbol": "IBM", "asset_class": "EQUITY", "timeframe": "1Day", "side": "buy",
        "conviction": "STANDARD", "signal_at": at(1), "entry_at": at(1), "exit_at": at(day),
        "duration_s": 1,
        "quantity": money, "target_entry_price": money, "entry_price": money, "exit_price": money,
        "stop_price": money, "target_prices": [money, Decimal("0.000000001")],
        "entry_amount": money, "exit_amount": money, "exit_reason": "TP1", "pnl_usd": Decimal(pnl),
        "pnl_pct": 0.1, "fee_usd": Decimal("0.01"), "slippage_pct": None, "mfe_pct": 1.0,
        "mae_pct": 1.0, "estimated_fee_usd": Decimal("0.01"), "fill_count": 2,
        "context": {"rsi": 33.3, "a": None},
    }  # fmt: skip
    return Trade.model_validate({**values, **changes})


def batch(rows: Sequence[Fact], recorded: int = 1, run: str = "run", **changes: Any) -> Batch:
    """Give a batch of facts, stamped as export does it."""
    stamped = [row.changed(run_id=run, recorded_at=at(recorded)) for row in rows]
    digest = rows_hash((row.key, row_hash(row)) for row in stamped)
    days = [row.ds for row in stamped]
    values = {
        "model": type(rows[0]), "rows": stamped, "batch_id": digest, "rows_hash": digest,
        "ds_from": min(days), "ds_to": max(days), "run_id": run, "recorded_at": at(recorded),
    }  # fmt: skip
    return Batch(**{**values, **changes})
