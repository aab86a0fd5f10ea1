"""Views: figures computed by hand, empty tables, ranges."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pytoolkit import views
from pytoolkit.models.account import AccountSnapshot
from pytoolkit.models.tables import FACT_OF_TABLE
from pytoolkit.models.trade import RejectedSignal, Trade
from pytoolkit.schema import polars_schema, to_frame
from tests.support.facts import at, trade


def snapshot(day: int, equity: int) -> AccountSnapshot:
    return AccountSnapshot(
        ds=date(2013, 1, day), recorded_at=at(day), account_id="a", equity=Decimal(equity),
        cash=Decimal(equity), drawdown_pct=0.0, source="BROKER",
    )  # fmt: skip


def rejected(n: int, gate: str, pnl_pct: float | None) -> RejectedSignal:
    values = {
        name: getattr(trade(n), name)
        for name in RejectedSignal.model_fields
        if name in Trade.model_fields
    }
    return RejectedSignal.model_validate(
        {
            **values, "trade_type": "FILTERED", "signal_id": trade(n).trade_id,
            "rejected_by": "gate", "reason": "r", "gate": gate, "gate_text": "adx(14) > 20",
            "horizon_end": date(2013, 1, 8), "censored": False, "entered": pnl_pct is not None,
            "pnl_pct": pnl_pct,
        }
    )  # fmt: skip


@pytest.mark.parametrize("name", views.VIEWS)
def test_view_of_empty_tables_is_empty(name):
    view = views.VIEWS[name]
    tables = [*view.sources, *view.whole]
    found = view.compute(*(pl.DataFrame(schema=polars_schema(FACT_OF_TABLE[t])) for t in tables))
    assert found.height == 0
    assert found.width > 3


def test_strategy_performance_counts_days_without_trades_as_zero():
    trades = to_frame(Trade, [trade(1, day=2, pnl="1000"), trade(2, day=7, pnl="-505")])
    accounts = to_frame(AccountSnapshot, [snapshot(1, 100_000), snapshot(4, 101_000)])
    row = views.strategy_performance(trades, accounts).row(0, named=True)
    assert (row["strategy_id"], row["trades"], row["days"]) == ("s", 2, 4)  # 2, 3, 4 and 7 January
    assert row["pnl_usd"] == Decimal(495)
    assert row["win_rate_pct"] == pytest.approx(50.0)
    assert row["profit_factor"] == pytest.approx(1000 / 505)
    assert row["max_drawdown_pct"] == pytest.approx(0.5)  # 505 of 101,000
    growth = 1.01 * 0.995
    assert row["annual_return_pct"] == pytest.approx(100 * (growth ** (252 / 4) - 1))


def test_strategy_performance_without_earlier_equity_uses_the_first_known():
    trades = to_frame(Trade, [trade(1, day=2, pnl="1000")])
    row = views.strategy_performance(trades, to_frame(AccountSnapshot, [snapshot(2, 50_000)]))
    assert row["trades"].to_list() == [1]


def test_gate_value_takes_blocked_and_realised_apart():
    blocked = [rejected(1, "adx", -2.0), rejected(2, "adx", -1.0), rejected(3, "adx", None)]
    frame = to_frame(RejectedSignal, [*blocked, rejected(4, "volume", 3.0)])
    trades = to_frame(Trade, [trade(9, pnl_pct=5.0), trade(8, strategy_id="other", pnl_pct=9.0)])
    adx, volume = views.gate_value(frame, trades).rows(named=True)
    assert (adx["gate"], adx["n"], adx["entered"]) == ("adx", 3, 2)
    assert (adx["blocked_pct"], adx["blocked_median_pct"]) == (-1.5, -1.5)
    assert -2.0 <= adx["blocked_low_pct"] <= adx["blocked_high_pct"] <= -1.0
    assert (adx["realised_n"], adx["realised_pct"]) == (1, 5.0)
    assert volume["blocked_pct"] == 3.0
