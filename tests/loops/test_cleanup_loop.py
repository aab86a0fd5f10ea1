"""Cleanup: only what is terminal, verified in the warehouse and old, at the verified version."""

import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pytoolkit.adapters.cold_delta import DeltaStore
from pytoolkit.loops import cleanup, settlement, trades
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.signal import Signal, SignalStatus
from tests.support.environment import Environment
from tests.support.trading import ACCOUNT, CLOSE, Execution, fee, moment, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))
POSITION = position_of(
    "AAPL",
    [Execution(MONDAY, "buy", "1", "520", "in"), Execution(TUESDAY, "sell", "1", "521", "out")],
)
CLOSED_DAY = TUESDAY
PAST_90 = CLOSED_DAY + timedelta(days=91)
PAST_30 = CLOSED_DAY + timedelta(days=31)


def signal_of(position: Position, status: SignalStatus = SignalStatus.CLOSED) -> Signal:
    return Signal(
        signal_id=position.position_id,
        account_id=ACCOUNT,
        strategy_id=position.strategy_id,
        config_hash="h",
        symbol=position.symbol,
        asset_class="EQUITY",
        timeframe="1Day",
        side="buy",
        at=position.signal_at,
        ds=position.signal_at.date(),
        created_at=position.signal_at,
        valid_until=moment(WEDNESDAY, CLOSE),
        status=status,
        updated_at=moment(TUESDAY, CLOSE),
    )


def order_of(position: Position) -> OrderIntent:
    return OrderIntent(
        client_order_id=f"{position.key}.entry1.1",
        signal_id=position.position_id,
        leg="entry1",
        attempt=1,
        symbol=position.symbol,
        side="buy",
        kind="market",
        time_in_force="gtc",
        quantity=Decimal(1),
        status="FILLED",
        created_at=moment(MONDAY),
        updated_at=moment(MONDAY),
    )


@pytest.fixture
def traded(env: Environment) -> Environment:
    """An environment with one trade, its signal and its order; nothing exported yet."""
    env.hold(POSITION)
    env.ctx.hot.create(signal_of(POSITION))
    env.ctx.hot.create(order_of(POSITION))
    env.broker.book.append(fee(TUESDAY, "0.02", "REG"))
    return env


def left(env: Environment) -> tuple[int, int, int, int]:
    models = (Position, Settlement, Signal, OrderIntent)
    return tuple(len(env.ctx.hot.find(model)) for model in models)  # type: ignore[return-value]


def test_cleanup_before_the_export_deletes_nothing_however_old(traded: Environment) -> None:
    cleanup.run(PAST_90 + timedelta(days=900), traded.ctx)
    assert left(traded) == (1, 0, 1, 1)


def test_cleanup_of_an_unsettled_trade_keeps_the_position(traded: Environment) -> None:
    trades.run(TUESDAY, traded.ctx)
    cleanup.run(PAST_90, traded.ctx)
    assert left(traded) == (1, 0, 0, 1)  # the signal may go: its trade is archived


def test_cleanup_waits_for_retention_and_then_takes_everything(traded: Environment) -> None:
    trades.run(TUESDAY, traded.ctx)
    settlement.run(WEDNESDAY, traded.ctx)
    cleanup.run(CLOSED_DAY + timedelta(days=10), traded.ctx)
    assert left(traded) == (1, 1, 1, 1)
    cleanup.run(PAST_30, traded.ctx)
    assert left(traded) == (1, 1, 0, 1)
    result = cleanup.run(PAST_90, traded.ctx)
    assert left(traded) == (0, 0, 0, 0)
    assert result.balanced
    before = traded.ctx.cold.read("fact_trades")
    trades.run(PAST_90, traded.ctx)
    settlement.run(PAST_90, traded.ctx)
    assert traded.ctx.cold.read("fact_trades").equals(before)


def test_cleanup_of_a_position_edited_since_its_export_keeps_it(traded: Environment) -> None:
    trades.run(TUESDAY, traded.ctx)
    settlement.run(WEDNESDAY, traded.ctx)
    traded.ctx.hot.update(POSITION.next(exit_reason="MANUAL_EXIT"), POSITION.version)
    cleanup.run(PAST_90, traded.ctx)
    assert len(traded.ctx.hot.find(Position)) == 1


def test_cleanup_with_the_warehouse_gone_deletes_nothing(traded: Environment) -> None:
    trades.run(TUESDAY, traded.ctx)
    settlement.run(WEDNESDAY, traded.ctx)
    shutil.rmtree(traded.ctx.settings.state / "cold")
    traded.ctx.cold = DeltaStore(str(traded.ctx.settings.state / "cold"))
    cleanup.run(PAST_90, traded.ctx)
    assert left(traded) == (1, 1, 1, 1)


def test_cleanup_rejected_signal_stays_until_thirty_days_after_its_archive(
    env: Environment,
) -> None:
    from pytoolkit import library
    from pytoolkit.loops import rejections

    env.library(
        '[plain]\nasset_class = "EQUITY"\nassets = ["AAPL"]\nentry = "close > 0"\n'
        'stop = "low"\ntargets = ["high * 2"]\n'
    )
    strategy = library.load_strategies(env.ctx.settings.runbooks / "strategies.toml")[0]
    refused = signal_of(POSITION, SignalStatus.REJECTED).changed(
        rejected_by="risk", gate="symbol_open", config_hash=strategy.config_hash
    )
    env.ctx.hot.create(refused)
    cleanup.run(refused.ds + timedelta(days=300), env.ctx)
    assert len(env.ctx.hot.find(Signal)) == 1  # not archived: never deleted
    env.clock.at = datetime(2013, 1, 20, 6, tzinfo=UTC)
    rejections.run(date(2013, 1, 19), env.ctx)
    cleanup.run(date(2013, 2, 17), env.ctx)
    assert len(env.ctx.hot.find(Signal)) == 1
    cleanup.run(date(2013, 2, 19), env.ctx)
    assert env.ctx.hot.find(Signal) == []
