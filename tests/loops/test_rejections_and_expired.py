"""Loops B and C: what became of signals that were not traded, on shipped bars, by hand.

MSFT, daily: Jan 2 closes at 27.62. Jan 3: 27.63 27.65 27.16 27.25, Jan 4: 27.27 27.34 26.73 26.74,
Jan 7: 26.77 26.88 26.64 26.69, Jan 8: 26.75 26.79 26.46 26.55, Jan 9: 26.72 26.75 26.56 26.70.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pytoolkit import library
from pytoolkit.loops import expired, rejections
from pytoolkit.models.signal import Signal, signal_id_of
from pytoolkit.models.strategy import StrategyVersion
from tests.support.environment import Environment

SIGNAL_AT = datetime(2013, 1, 2, 5, tzinfo=UTC)
JAN_2, JAN_7, JAN_8, JAN_9 = (date(2013, 1, day) for day in (2, 7, 8, 9))
LIBRARY = """
[plain]
asset_class = "EQUITY"
assets = ["MSFT"]
entry = "close > 0"
targets = ["entry_price + 1"]
stop = "entry_price - 1"
"""


@pytest.fixture(autouse=True)
def _library(env: Environment) -> None:
    env.library(LIBRARY)


def signal(env: Environment, symbol: str = "MSFT", at: datetime = SIGNAL_AT, **plan: Any) -> Signal:
    """Store a signal of the strategy `plain`, rejected by a gate unless the plan says otherwise."""
    path = env.ctx.settings.runbooks / "strategies.toml"
    strategy = library.load_strategies(path)[0]
    row = Signal.model_validate(
        {
            "signal_id": signal_id_of(at, "plain", symbol, "1Day"),
            "account_id": "acc-1",
            "strategy_id": "plain",
            "config_hash": strategy.config_hash,
            "symbol": symbol,
            "asset_class": "EQUITY",
            "timeframe": "1Day",
            "side": "buy",
            "at": at,
            "ds": at.date(),
            "created_at": at + timedelta(hours=16),
            "entry_price": Decimal("27.62"),
            "stop_price": Decimal("26.50"),
            "target_prices": (Decimal("28.50"),),
            "valid_until": datetime(2013, 1, 7, 21, tzinfo=UTC),
            "status": "REJECTED",
            "rejected_by": "gate",
            "reason": "gate quiet does not hold",
            "gate": "quiet",
            "gate_text": "adx(14) >= 20",
            "observed": {"adx(14)": 12.5},
            "updated_at": at + timedelta(hours=16),
            **plan,
        }
    )
    env.ctx.hot.create(row)
    return row


def rejected(env: Environment) -> list[dict[str, Any]]:
    return list(env.ctx.cold.read("fact_rejected_signals").iter_rows(named=True))


def test_rejections_stopped_out_inside_the_horizon_by_hand(env: Environment) -> None:
    signal(env)
    result = rejections.run(JAN_9, env.ctx)
    assert (result.read, result.exported, result.quarantined) == (1, 1, 0)
    (row,) = rejected(env)
    # 10,000 / 27.62 = 362 shares, in at Thursday's open 27.63, out at 26.50 on Tuesday (low 26.46)
    assert (row["quantity"], row["entry_price"]) == (Decimal(362), Decimal("27.63"))
    assert row["exit_amount"] == Decimal(9593)
    assert row["exit_reason"] == "STOP_LOSS"
    assert row["pnl_usd"] == Decimal("-409.33")  # 9593 - 10002.06 - REG 0.22 - TAF 0.05
    assert row["exit_at"] == datetime(2013, 1, 8, 21, tzinfo=UTC)
    assert (row["ds"], row["horizon_end"]) == (JAN_2, JAN_9)
    assert (row["trade_type"], row["gate"], row["censored"]) == ("FILTERED", "quiet", False)


def test_rejections_open_at_the_horizon_is_marked_at_its_last_close(env: Environment) -> None:
    signal(env, stop_price=Decimal("26.00"))
    rejections.run(JAN_9, env.ctx)
    (row,) = rejected(env)
    assert (row["exit_reason"], row["censored"]) == ("HORIZON", True)
    assert row["pnl_usd"] == Decimal("-286.44")  # 308 x (26.70 - 27.63), no sale: no fee


def test_rejections_due_seven_days_after_their_bar_and_not_before(env: Environment) -> None:
    signal(env)
    early = rejections.run(JAN_8, env.ctx)
    assert (early.read, early.still_open, early.exported) == (1, 1, 0)
    assert rejected(env) == []
    assert len(env.ctx.hot.find(Signal)) == 1


def test_rejections_horizon_does_not_depend_on_when_the_loop_runs(env: Environment) -> None:
    signal(env, stop_price=Decimal("26.00"))
    rejections.run(date(2013, 2, 28), env.ctx)
    assert rejected(env)[0]["horizon_end"] == JAN_9
    assert rejected(env)[0]["pnl_usd"] == Decimal("-286.44")


def test_rejections_again_writes_nothing(env: Environment) -> None:
    signal(env)
    rejections.run(JAN_9, env.ctx)
    before = env.ctx.cold.read("fact_rejected_signals")
    again = rejections.run(JAN_9 + timedelta(days=1), env.ctx)
    assert (again.skipped, again.written) == (1, 0)
    assert env.ctx.cold.read("fact_rejected_signals").equals(before)


@pytest.mark.parametrize(
    ("rejected_by", "trade_type"),
    [
        ("gate", "FILTERED"),
        ("validation", "VALIDATION_FAILED"),
        ("risk", "RISK_BLOCKED"),
        ("kill_switch", "RISK_BLOCKED"),
        ("broker", "THEORETICAL"),
    ],
)
def test_rejections_by_anybody_are_archived(
    env: Environment, rejected_by: str, trade_type: str
) -> None:
    signal(env, rejected_by=rejected_by, gate="x")
    rejections.run(JAN_9, env.ctx)
    assert rejected(env)[0]["trade_type"] == trade_type


def test_rejections_of_a_plan_without_levels_are_archived_as_not_entered(
    env: Environment,
) -> None:
    plan = {"entry": 27.62, "stop": None}
    signal(env, rejected_by="validation", stop_price=None, target_prices=(), original=plan)
    rejections.run(JAN_9, env.ctx)
    (row,) = rejected(env)
    assert (row["entered"], row["pnl_usd"], row["quantity"]) == (False, None, None)


def test_rejections_poison_row_unknown_definition_and_symbol_block_no_other(
    env: Environment,
) -> None:
    signal(env)
    signal(env, symbol="AAPL", config_hash="lost", entry_price=Decimal(549))
    signal(env, symbol="ZZZZ")
    result = rejections.run(JAN_9, env.ctx)
    assert (result.exported, result.quarantined) == (1, 2)
    assert any("no definition with the hash lost" in note for note in result.notes)
    assert any("no bars of ZZZZ" in note for note in result.notes)
    assert len(env.ctx.hot.find(Signal)) == 3  # nothing is dropped


def test_rejections_more_than_a_hundred_are_all_exported(env: Environment) -> None:
    start = datetime(2012, 6, 1, 4, tzinfo=UTC)
    for day in range(120):
        signal(env, at=start + timedelta(days=day))
    result = rejections.run(JAN_9, env.ctx)
    assert result.exported == 120


def test_rejections_definition_from_the_warehouse_when_the_library_moved_on(
    env: Environment,
) -> None:
    from pytoolkit.loops import strategies

    env.clock.at = datetime(2013, 1, 3, 5, tzinfo=UTC)
    strategies.run(JAN_2, env.ctx)
    signal(env)
    env.library(LIBRARY.replace("entry_price - 1", "entry_price - 2"))
    assert rejections.run(JAN_9, env.ctx).exported == 1
    assert env.ctx.cold.read(StrategyVersion.TABLE.name).height == 1


def lapsed(env: Environment) -> dict[str, Any]:
    (row,) = env.ctx.cold.read("fact_signals_expired").iter_rows(named=True)
    return dict(row)


STOP_ENTRY = {
    "status": "EXPIRED",
    "rejected_by": None,
    "order": "stop",
    "entry_price": Decimal("27.80"),
    "stop_price": Decimal("26.70"),
    "target_prices": (Decimal("30"),),
}


def test_expired_stop_entry_tells_how_near_it_came_and_what_it_missed(env: Environment) -> None:
    signal(env, **STOP_ENTRY)
    result = expired.run(JAN_7, env.ctx)
    assert (result.read, result.exported) == (1, 1)
    row = lapsed(env)
    assert row["ds"] == JAN_7
    assert row["nearest_price"] == Decimal("27.65")  # Thursday's high
    assert row["distance_pct"] == pytest.approx(100 * 0.15 / 27.80)
    assert row["mfe_pct"] == pytest.approx(100 * 0.03 / 27.62)
    # at 27.62 with a stop at 26.70: Friday's low is 26.73, Monday opens at 26.77 and falls to 26.64
    assert row["outcome_pct"] == pytest.approx(100 * (26.70 - 27.62) / 27.62)
    assert row["outcome_reason"] == "STOP_LOSS"


def test_expired_limit_entry_looks_at_lows(env: Environment) -> None:
    limit = {"order": "limit", "entry_price": Decimal("26.60"), "stop_price": Decimal("26.00")}
    signal(env, **{**STOP_ENTRY, **limit})
    expired.run(JAN_7, env.ctx)
    row = lapsed(env)
    assert row["nearest_price"] == Decimal("26.64")  # Monday's low
    assert row["outcome_reason"] == "HORIZON"
    assert row["outcome_pct"] == pytest.approx(100 * (26.69 - 27.62) / 27.62)


def test_expired_before_its_validity_ends_is_not_due(env: Environment) -> None:
    signal(env, **STOP_ENTRY)
    result = expired.run(date(2013, 1, 4), env.ctx)
    assert (result.still_open, result.exported) == (1, 0)
    assert env.ctx.cold.read("fact_signals_expired").height == 0


def test_expired_row_is_the_same_whenever_the_loop_runs(env: Environment) -> None:
    signal(env, **STOP_ENTRY)
    expired.run(date(2013, 2, 20), env.ctx)
    assert lapsed(env)["ds"] == JAN_7
    assert lapsed(env)["outcome_reason"] == "STOP_LOSS"
    before = env.ctx.cold.read("fact_signals_expired")
    assert expired.run(JAN_7, env.ctx).written == 0
    assert env.ctx.cold.read("fact_signals_expired").equals(before)


def test_expired_and_rejected_keep_to_their_own(env: Environment) -> None:
    signal(env, **STOP_ENTRY)
    signal(env, symbol="AAPL", entry_price=Decimal(549), stop_price=Decimal(500))
    expired.run(JAN_9, env.ctx)
    rejections.run(JAN_9, env.ctx)
    tables = ("fact_signals_expired", "fact_rejected_signals")
    symbols = [env.ctx.cold.read(table)["symbol"].to_list() for table in tables]
    assert symbols == [["MSFT"], ["AAPL"]]
    assert isinstance(env.ctx.cold.read(tables[0]), pl.DataFrame)
