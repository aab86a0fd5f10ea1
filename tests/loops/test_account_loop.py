"""Loop D: snapshots read on the day, derived afterwards, and kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pytoolkit.loops import account
from tests.support.environment import Environment
from tests.support.trading import Execution, fee, position_of

FRIDAY = date(2013, 1, 4)
MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))
# closes of AAPL in the shipped bars: 527.00 on the 4th, 523.90, 525.31, 517.10


def trade(env: Environment) -> None:
    env.hold(
        position_of(
            "AAPL",
            [
                Execution(MONDAY, "buy", "10", "522", "in"),
                Execution(WEDNESDAY, "sell", "10", "520", "out"),
            ],
        )
    )


def snapshots(env: Environment) -> list[tuple[date, Decimal, Decimal, str]]:
    table = env.ctx.cold.read("snapshot_accounts")
    return list(table.select("ds", "equity", "cash", "source").iter_rows())


def test_account_derives_every_missing_session_from_activities_and_closes(
    env: Environment,
) -> None:
    trade(env)
    env.broker.book.append(fee(WEDNESDAY, "0.13", "REG"))
    env.clock.at = datetime(2013, 1, 10, 14, 30, tzinfo=UTC)  # the next session is open
    result = account.run(WEDNESDAY, env.ctx)
    assert (result.read, result.exported, result.skipped) == (4, 4, 0)
    assert snapshots(env) == [
        (FRIDAY, Decimal(100000), Decimal(100000), "DERIVED"),
        (MONDAY, Decimal("100019"), Decimal(94780), "DERIVED"),
        (TUESDAY, Decimal("100033.1"), Decimal(94780), "DERIVED"),
        (WEDNESDAY, Decimal("99979.87"), Decimal("99979.87"), "DERIVED"),
    ]
    falls = env.ctx.cold.read("snapshot_accounts")["drawdown_pct"].to_list()
    assert falls[:3] == [0.0, 0.0, 0.0]
    assert falls[3] == pytest.approx(100 * (100033.1 - 99979.87) / 100033.1)


def test_account_of_the_day_itself_comes_from_the_broker(env: Environment) -> None:
    trade(env)
    result = account.run(WEDNESDAY, env.ctx)  # Thursday before the open: nothing has happened
    assert result.exported == 4
    assert snapshots(env)[-1] == (WEDNESDAY, Decimal(99980), Decimal(99980), "BROKER")
    raw = env.ctx.cold.read("snapshot_accounts")["raw"].to_list()
    assert "acc-1" in raw[-1]
    assert "acc-1" not in raw[0]


def test_account_existing_snapshots_are_kept(env: Environment) -> None:
    trade(env)
    account.run(WEDNESDAY, env.ctx)
    before = snapshots(env)
    env.broker.book.append(fee(TUESDAY, "5.00", "REG"))
    again = account.run(WEDNESDAY, env.ctx)
    assert (again.read, again.skipped, again.written) == (4, 4, 0)
    assert snapshots(env) == before


def test_account_of_an_older_day_gives_the_same_rows_as_a_run_on_time(env: Environment) -> None:
    trade(env)
    account.run(MONDAY, env.ctx)
    account.run(WEDNESDAY, env.ctx)
    stepwise = snapshots(env)
    assert [row[0] for row in stepwise] == [FRIDAY, MONDAY, TUESDAY, WEDNESDAY]
    assert stepwise[1][1:] == (Decimal("100019"), Decimal(94780), "DERIVED")


def test_account_without_activities_is_its_cash(env: Environment) -> None:
    account.run(WEDNESDAY, env.ctx)
    assert [row[0] for row in snapshots(env)] == [TUESDAY, WEDNESDAY]
    assert snapshots(env)[-1][3] == "BROKER"


def test_account_on_a_weekend_has_nothing_to_do(env: Environment) -> None:
    trade(env)
    account.run(WEDNESDAY, env.ctx)
    env.clock.at = datetime(2013, 1, 14, 6, tzinfo=UTC)
    saturday = account.run(date(2013, 1, 12), env.ctx)
    assert [row[0] for row in snapshots(env)][-2:] == [date(2013, 1, 10), date(2013, 1, 11)]
    assert saturday.exported == 2


def test_account_of_a_held_symbol_without_a_close_is_left_open(env: Environment) -> None:
    env.hold(position_of("ZZZZ", [Execution(TUESDAY, "buy", "1", "28", "z")]))
    result = account.run(WEDNESDAY, env.ctx)
    assert (result.exported, result.still_open) == (1, 2)
    assert result.balanced
    assert [row[0] for row in snapshots(env)] == [MONDAY]
    assert result.notes[0] == "2013-01-08 is left open: no close of ZZZZ is known"
