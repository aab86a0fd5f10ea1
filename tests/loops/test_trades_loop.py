"""Loop A: closed positions to fact_trades."""

import sqlite3
from datetime import date, timedelta
from decimal import Decimal

from pytoolkit.loops import trades
from tests.support.environment import Environment
from tests.support.trading import Execution, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))


def closed(symbol: str, day: date = TUESDAY, strategy: str = "ema_cross") -> list[Execution]:
    return [
        Execution(MONDAY, "buy", "10", "100", f"{symbol}{strategy}-in"),
        Execution(day, "sell", "10", "101", f"{symbol}{strategy}-out", "TP1"),
    ]


def test_trades_run_takes_closed_positions_up_to_its_day(env: Environment) -> None:
    env.hold(
        position_of("AAPL", closed("AAPL")),
        position_of("IBM", closed("IBM", WEDNESDAY)),
        position_of("MSFT", [Execution(MONDAY, "buy", "1", "27", "m")]),
    )
    result = trades.run(TUESDAY, env.ctx)
    assert (result.read, result.exported, result.still_open, result.skipped) == (3, 1, 2, 0)
    assert result.balanced
    table = env.ctx.cold.read("fact_trades")
    assert table["symbol"].to_list() == ["AAPL"]
    assert table["ds"].to_list() == [TUESDAY]
    # 1010 - 1000 - REG 0.03 (1010 x 22.40 / 1,000,000) - TAF 0.01, both rounded up
    assert table["pnl_usd"].to_list() == [Decimal("9.96")]
    later = trades.run(WEDNESDAY, env.ctx)
    assert (later.exported, later.skipped, later.still_open) == (1, 1, 1)
    assert env.ctx.cold.read("fact_trades")["ds"].to_list() == [TUESDAY, WEDNESDAY]


def test_trades_run_again_writes_nothing_and_leaves_the_same_table(env: Environment) -> None:
    env.hold(position_of("AAPL", closed("AAPL")))
    trades.run(WEDNESDAY, env.ctx)
    before = env.ctx.cold.read("fact_trades")
    again = trades.run(WEDNESDAY, env.ctx)
    assert (again.read, again.skipped, again.written) == (1, 1, 0)
    assert env.ctx.cold.read("fact_trades").equals(before)


def test_trades_run_with_a_poisoned_position_exports_all_others(env: Environment) -> None:
    env.hold(position_of("AAPL", closed("AAPL")), position_of("IBM", closed("IBM")))
    poison = position_of("GOOG", closed("GOOG"))
    env.hold(poison)
    env.ctx.hot.close()
    path = env.ctx.settings.state / "hot.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE live_positions SET entry_amount = 'a lot' WHERE _key = ?", [poison.key])
    env.ctx.hot = type(env.ctx.hot)(path)  # type: ignore[call-arg]
    result = trades.run(WEDNESDAY, env.ctx)
    assert (result.read, result.exported, result.quarantined) == (3, 2, 1)
    assert "33.3 %" in result.failed  # more than the limit of 5 %
    assert sorted(env.ctx.cold.read("fact_trades")["symbol"]) == ["AAPL", "IBM"]
    assert len(env.ctx.hot.find_raw(type(poison))) == 3  # set aside, never deleted


def test_trades_run_of_a_symbol_without_bars_is_set_aside_with_the_reason(
    env: Environment,
) -> None:
    env.hold(position_of("AAPL", closed("AAPL")), position_of("ZZZZ", closed("ZZZZ")))
    result = trades.run(WEDNESDAY, env.ctx)
    assert (result.exported, result.quarantined) == (1, 1)
    assert "no bars of ZZZZ" in result.notes[0]


def test_trades_run_has_no_silent_limit(env: Environment) -> None:
    env.hold(
        *(
            position_of("AAPL", closed("AAPL", strategy=f"s{n}"), strategy_id=f"s{n}")
            for n in range(130)
        )
    )
    result = trades.run(WEDNESDAY, env.ctx)
    assert result.exported == 130
    assert env.ctx.cold.read("fact_trades").height == 130
