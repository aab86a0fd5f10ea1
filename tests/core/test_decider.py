"""Decisions as bars arrive equal those of the scan, bar by bar."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pytoolkit import core, decision, frames
from pytoolkit.errors import BadBars
from pytoolkit.library import load_strategies

LIBRARY = Path(__file__).parents[2] / "runbooks" / "strategies.toml"
ADJUSTED = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())


def shipped(symbol: str, count: int) -> pl.DataFrame:
    return ADJUSTED.filter(pl.col("symbol") == symbol).tail(count)


@pytest.mark.parametrize("strategy", load_strategies(LIBRARY), ids=lambda each: each.strategy_id)
def test_decider_pushed_bar_by_bar_decides_what_the_exact_scan_decides(strategy: object) -> None:
    compiled = decision.compiled(strategy)  # type: ignore[arg-type]
    history, warmed = 120, 150
    bars = pl.concat([shipped("AAPL", 500), shipped("IBM", 500)])
    expected = {
        found.row: found._replace(row=0)
        for found in compiled.run(bars, history)
        if found.row % 500 >= warmed
    }
    decider = core.Decider(compiled, history)
    decider.warm(pl.concat([bars[:warmed], bars[500 : 500 + warmed]]))
    told = {}
    for row, (symbol, *bar) in enumerate(bars.iter_rows()):
        if row % 500 >= warmed and (found := decider.push(symbol, *bar)) is not None:
            told[row] = found._replace(row=0)
    assert told == expected


def test_decider_refuses_an_old_bar_and_one_that_is_not_finite() -> None:
    (strategy, *_) = load_strategies(LIBRARY)
    decider = core.Decider(decision.compiled(strategy), 50)
    bars = shipped("AAPL", 60)
    decider.warm(bars)
    last: datetime = bars["at"][-1]

    with pytest.raises(BadBars, match="not later than the symbol's last bar"):
        decider.push("AAPL", last, 1.0, 1.0, 1.0, 1.0, 1.0)
    with pytest.raises(BadBars, match="low is NaN"):
        decider.push("AAPL", last.replace(year=2014), 1.0, 1.0, float("nan"), 1.0, 1.0)

    assert decider.last("AAPL") == int(last.timestamp() * 1e6)
    assert decider.last("IBM") is None


def test_decider_with_a_corrected_bar_decides_as_if_it_had_known() -> None:
    (strategy,) = (each for each in load_strategies(LIBRARY) if each.strategy_id == "ema_cross")
    compiled = decision.compiled(strategy)
    bars = shipped("AAPL", 400)
    wrong, right = core.Decider(compiled, 100), core.Decider(compiled, 100)
    decided = 0
    for _, at, *prices in bars.iter_rows():
        expected = right.push("AAPL", at, *prices)
        wrong.push("AAPL", at, *(price * 1.5 for price in prices))
        assert wrong.revise("AAPL", at, *prices)
        assert wrong.decide("AAPL") == expected
        decided += expected is not None
    assert decided > 2


def test_decider_of_bars_that_come_together_decides_as_of_one_after_the_other() -> None:
    (strategy,) = (each for each in load_strategies(LIBRARY) if each.strategy_id == "ema_cross")
    compiled = decision.compiled(strategy)
    single, many = core.Decider(compiled, 60), core.Decider(compiled, 60)
    symbols = [f"S{number}" for number in range(100)]
    decided = 0
    for at, (_, _, *prices) in enumerate(shipped("AAPL", 500).iter_rows()):
        bars = [
            (name, at, *(price * (1 + number % 7 / 100) for price in prices))
            for number, name in enumerate(symbols)
        ]
        expected = [(place, single.push(*bar)) for place, bar in enumerate(bars)]
        # One is no number, one was told before, and one has more to say than is asked for.
        bad = ("S5", at + 1, float("nan"), *bars[5][3:])
        found, refused = many.push_many([*bars, bad, bars[0], (*bars[1], "more")])
        assert found == [pair for pair in expected if pair[1] is not None]
        assert len(refused) == 1
        assert "open is NaN" in refused[0]
        decided += len(found)
    assert decided > 100
