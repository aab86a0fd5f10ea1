"""Loop S: versions of definitions, with the time they were in force."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pytoolkit.errors import BadStrategy
from pytoolkit.loops import strategies
from pytoolkit.models.strategy import Strategy
from tests.support.environment import Environment

WEDNESDAY, THURSDAY, FRIDAY = date(2013, 1, 9), date(2013, 1, 10), date(2013, 1, 11)
CROSS = """
[cross]
asset_class = "EQUITY"
assets = ["AAPL"]
entry = "sma(5) crosses_above sma(10)"
targets = ["entry_price * 1.1"]
stop = "low * 0.95"
"""


def versions(env: Environment) -> list[tuple[str, date, date | None, int]]:
    table = env.ctx.cold.read("dim_strategies")
    rows = table.select("strategy_id", "valid_from", "valid_to", "version").iter_rows()
    return [(name, begin.date(), end and end.date(), version) for name, begin, end, version in rows]


def at(env: Environment, ds: date) -> None:
    """Put the clock into the night after a day."""
    env.clock.at = datetime(ds.year, ds.month, ds.day + 1, 5, tzinfo=UTC)


def test_strategies_change_closes_the_old_version_and_opens_a_new_one(env: Environment) -> None:
    env.library(CROSS)
    assert strategies.run(WEDNESDAY, env.ctx).exported == 1
    at(env, THURSDAY)
    env.library(CROSS.replace("0.95", "0.9"))
    assert strategies.run(THURSDAY, env.ctx).exported == 2
    assert versions(env) == [("cross", WEDNESDAY, THURSDAY, 2), ("cross", THURSDAY, None, 1)]
    assert env.ctx.cold.read("dim_strategies_history").height == 1


def test_strategies_stored_config_rebuilds_the_strategy_exactly(env: Environment) -> None:
    env.library(CROSS)
    strategies.run(WEDNESDAY, env.ctx)
    (row,) = env.ctx.cold.rows(
        strategies.StrategyVersion, ["cross|2013-01-09T00:00:00Z"], WEDNESDAY, WEDNESDAY
    )
    assert isinstance(row, strategies.StrategyVersion)
    assert Strategy.model_validate(row.config).config_hash == row.config_hash


def test_strategies_again_without_a_change_writes_nothing(env: Environment) -> None:
    env.library(CROSS)
    strategies.run(WEDNESDAY, env.ctx)
    again = strategies.run(WEDNESDAY, env.ctx)
    assert (again.read, again.skipped, again.written) == (1, 1, 0)
    at(env, THURSDAY)
    assert strategies.run(THURSDAY, env.ctx).written == 0


def test_strategies_removed_are_closed_and_may_come_back(env: Environment) -> None:
    env.library(CROSS)
    strategies.run(WEDNESDAY, env.ctx)
    at(env, THURSDAY)
    env.library("")
    strategies.run(THURSDAY, env.ctx)
    assert versions(env) == [("cross", WEDNESDAY, THURSDAY, 2)]
    at(env, FRIDAY)
    env.library(CROSS)
    strategies.run(FRIDAY, env.ctx)
    assert versions(env)[1] == ("cross", FRIDAY, None, 1)


def test_strategies_changed_twice_in_a_day_keep_the_last_and_the_history(
    env: Environment,
) -> None:
    for stop in ("0.95", "0.9", "0.85"):
        env.library(CROSS.replace("0.95", stop))
        strategies.run(WEDNESDAY, env.ctx)
    env.library("")
    strategies.run(WEDNESDAY, env.ctx)
    env.library(CROSS)
    strategies.run(WEDNESDAY, env.ctx)
    assert versions(env) == [("cross", WEDNESDAY, None, 5)]
    assert env.ctx.cold.read("dim_strategies_history").height == 4


def test_strategies_for_an_older_day_are_skipped_history_is_closed(env: Environment) -> None:
    env.library(CROSS)
    at(env, THURSDAY)
    result = strategies.run(WEDNESDAY, env.ctx)
    assert result.notes == ("skipped: history is closed",)
    assert (result.read, result.failed) == (0, "")
    assert env.ctx.cold.read("dim_strategies").height == 0


def test_strategies_on_monday_friday_is_still_the_newest_day(env: Environment) -> None:
    env.library(CROSS)
    env.clock.at = datetime(2013, 1, 14, 14, 30, tzinfo=UTC)
    assert strategies.run(FRIDAY, env.ctx).exported == 1


def test_strategies_bad_block_is_set_aside_and_its_old_version_left_alone(
    env: Environment,
) -> None:
    other = CROSS.replace("[cross]", "[other]")
    env.library(CROSS + other)
    strategies.run(WEDNESDAY, env.ctx)
    at(env, THURSDAY)
    env.library(CROSS.replace("sma(10)", "smaa(10)") + other.replace("0.95", "0.9"))
    result = strategies.run(THURSDAY, env.ctx)
    assert result.quarantined == 1
    assert result.failed
    assert "smaa" in result.notes[0]
    assert ("cross", WEDNESDAY, None, 1) in versions(env)
    assert ("other", THURSDAY, None, 1) in versions(env)


def test_strategies_file_that_is_not_toml_closes_nothing(env: Environment) -> None:
    env.library(CROSS)
    strategies.run(WEDNESDAY, env.ctx)
    at(env, THURSDAY)
    env.library("[cross")
    with pytest.raises(BadStrategy, match=r"strategies\.toml is not valid TOML"):
        strategies.run(THURSDAY, env.ctx)
    assert versions(env) == [("cross", WEDNESDAY, None, 1)]


def test_library_missing_file_says_so(tmp_path: Path) -> None:
    from pytoolkit.library import load_strategies

    with pytest.raises(BadStrategy, match="does not exist"):
        load_strategies(tmp_path / "strategies.toml")
