"""Loop F: posted fees and settled prices, exactly, and never without evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pytoolkit.errors import Unreachable
from pytoolkit.loops import settlement, trades
from pytoolkit.models.account import Activity
from pytoolkit.models.position import Position, Settlement
from tests.support.environment import Environment
from tests.support.trading import Execution, fee, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))


def closed(symbol: str, strategy: str = "ema_cross", quantity: str = "10") -> Position:
    return position_of(
        symbol,
        [
            Execution(MONDAY, "buy", quantity, "100", f"{symbol}-{strategy}-in"),
            Execution(TUESDAY, "sell", quantity, "101", f"{symbol}-{strategy}-out", "TP1"),
        ],
        strategy_id=strategy,
    )


def facts(env: Environment) -> dict[str, dict[str, object]]:
    return {row["symbol"]: row for row in env.ctx.cold.read("fact_trades").iter_rows(named=True)}


def test_settlement_allocates_the_posted_fees_and_keeps_the_estimate_in_history(
    env: Environment,
) -> None:
    env.hold(closed("AAPL", quantity="10"), closed("IBM", quantity="30"))
    trades.run(TUESDAY, env.ctx)
    env.broker.book += [fee(TUESDAY, "0.10", "REG"), fee(TUESDAY, "0.03", "TAF")]
    result = settlement.run(WEDNESDAY, env.ctx)
    assert (result.read, result.exported, result.written) == (2, 2, 2)
    rows = facts(env)
    # REG 0.10 by notional 1010 : 3030, TAF 0.03 by shares 10 : 30
    assert rows["AAPL"]["actual_fee_usd"] == Decimal("0.0325")
    assert rows["IBM"]["actual_fee_usd"] == Decimal("0.0975")
    assert rows["AAPL"]["pnl_usd"] == Decimal("9.9675")
    assert rows["AAPL"]["fee_finalized"]
    assert rows["AAPL"]["fee_calculation_type"] == "ACTUAL_FEE"
    history = env.ctx.cold.read("fact_trades_history")
    assert history["fee_finalized"].to_list() == [False, False]


def test_settlement_fees_of_one_symbol_are_split_among_its_trades_not_repeated(
    env: Environment,
) -> None:
    env.hold(closed("AAPL", "one"), closed("AAPL", "two"), closed("AAPL", "three"))
    env.broker.book.append(fee(TUESDAY, "0.09", "REG", symbol="AAPL"))
    settlement.run(WEDNESDAY, env.ctx)
    paid = env.ctx.cold.read("fact_trades")["actual_fee_usd"].to_list()
    assert paid == [Decimal("0.03")] * 3


def test_settlement_leaves_trades_of_its_own_day_alone(env: Environment) -> None:
    env.hold(closed("AAPL"))
    env.broker.book.append(fee(TUESDAY, "0.04", "REG"))
    result = settlement.run(TUESDAY, env.ctx)
    assert (result.read, result.still_open, result.exported) == (1, 1, 0)
    assert env.ctx.hot.find(Settlement) == []


def test_settlement_with_an_unreachable_broker_finalises_nothing(env: Environment) -> None:
    env.hold(closed("AAPL"))
    trades.run(TUESDAY, env.ctx)
    env.broker.book.append(fee(TUESDAY, "0.04", "REG"))
    env.broker.unreachable = True
    with pytest.raises(Unreachable):
        settlement.run(WEDNESDAY, env.ctx)
    assert env.ctx.hot.find(Settlement) == []
    assert not facts(env)["AAPL"]["fee_finalized"]


def test_settlement_without_a_posted_row_stays_an_estimate_until_there_is_evidence(
    env: Environment,
) -> None:
    env.hold(closed("AAPL"))
    trades.run(TUESDAY, env.ctx)
    waiting = settlement.run(WEDNESDAY, env.ctx)
    assert waiting.still_open == 1
    assert "no fee of 2013-01-08 was posted yet" in waiting.notes[0]
    assert not facts(env)["AAPL"]["fee_finalized"]
    settlement.run(TUESDAY + timedelta(days=14), env.ctx)
    row = facts(env)["AAPL"]
    assert row["fee_finalized"]
    assert row["actual_fee_usd"] == Decimal(0)
    assert row["pnl_usd"] == Decimal(10)


def test_settlement_again_changes_nothing(env: Environment) -> None:
    env.hold(closed("AAPL"), closed("IBM"))
    env.broker.book.append(fee(TUESDAY, "0.07", "REG"))
    settlement.run(WEDNESDAY, env.ctx)
    before, hot = env.ctx.cold.read("fact_trades"), env.ctx.hot.find(Settlement)
    again = settlement.run(WEDNESDAY, env.ctx)
    older = trades.run(TUESDAY, env.ctx)
    assert (again.written, older.written) == (0, 0)
    assert env.ctx.cold.read("fact_trades").equals(before)
    assert env.ctx.hot.find(Settlement) == hot


def test_settlement_takes_a_fee_that_came_later_and_ignores_one_that_vanished(
    env: Environment,
) -> None:
    env.hold(closed("AAPL"))
    first, second = fee(TUESDAY, "0.04", "REG"), fee(TUESDAY, "0.01", "TAF")
    env.broker.book.append(first)
    settlement.run(WEDNESDAY, env.ctx)
    env.broker.book.append(second)
    settlement.run(WEDNESDAY, env.ctx)
    assert facts(env)["AAPL"]["actual_fee_usd"] == Decimal("0.05")
    env.broker.book.remove(first)
    settlement.run(WEDNESDAY, env.ctx)
    assert facts(env)["AAPL"]["actual_fee_usd"] == Decimal("0.05")


def test_settlement_late_price_recomputes_the_pnl_from_amounts(env: Environment) -> None:
    position = closed("AAPL")
    env.hold(position)
    trades.run(TUESDAY, env.ctx)
    env.broker.book = [
        row.changed(price=Decimal("100.5")) if row.side == "sell" else row
        for row in env.broker.book
    ]
    env.broker.book.append(fee(TUESDAY, "0.04", "REG"))
    settlement.run(WEDNESDAY, env.ctx)
    row = facts(env)["AAPL"]
    assert row["exit_amount"] == Decimal(1005)
    assert row["pnl_usd"] == Decimal("4.96")  # 1005 - 1000 - 0.04: not zero, not the old price
    stored = env.ctx.hot.get(Position, position.key)
    assert stored is not None
    assert stored.version == position.version + 1
    (event,) = env.ctx.hot.events(Position, position.key)
    assert event.reason == "prices as the broker settled them"


def test_settlement_executions_that_differ_from_the_brokers_are_not_final(
    env: Environment,
) -> None:
    env.hold(closed("AAPL"), closed("IBM"))
    env.broker.book = [row for row in env.broker.book if row.order_id != "AAPL-ema_cross-out"]
    env.broker.book.append(fee(TUESDAY, "0.04", "REG"))
    result = settlement.run(WEDNESDAY, env.ctx)
    assert (result.exported, result.still_open) == (1, 1)
    assert "executions of order AAPL-ema_cross-out differ" in result.notes[0]
    assert list(facts(env)) == ["IBM"]


def test_settlement_of_a_short_pays_at_its_entry(env: Environment) -> None:
    short = position_of(
        "AAPL",
        [
            Execution(MONDAY, "sell", "10", "100", "in"),
            Execution(TUESDAY, "buy", "10", "99", "out", "TP1"),
        ],
    )
    env.hold(short)
    env.broker.book.append(fee(MONDAY, "0.03", "REG"))
    settlement.run(WEDNESDAY, env.ctx)
    assert facts(env)["AAPL"]["pnl_usd"] == Decimal("9.97")


def test_settlement_names_a_fee_that_describes_no_sell(env: Environment) -> None:
    env.hold(closed("AAPL"))
    lonely = Activity(
        activity_id="monthly",
        kind="FEE",
        ds=WEDNESDAY,
        net_amount=Decimal(-9),
        description="market data",
    )
    env.broker.book += [fee(TUESDAY, "0.04", "REG"), lonely]
    result = settlement.run(WEDNESDAY, env.ctx)
    assert any("monthly describes no sell" in note for note in result.notes)
    assert facts(env)["AAPL"]["actual_fee_usd"] == Decimal("0.04")
