"""Strategies that look at longer bars: the same decisions from all bars, and as live."""

from datetime import date

import polars as pl
import pytest
from pydantic import ValidationError

import pytoolkit as tk
from pytoolkit.decision import compiled, history_of
from tests.support.minutes import buckets, minutes

MINUTES = minutes(date(2012, 7, 9), date(2012, 7, 20), seed=3, traded=1.1)
REGULAR = MINUTES.filter(pl.col("at").is_in(buckets(MINUTES, "1d")["at"].implode()))
BARS = tk.resample(REGULAR, "5Min", timeframe="1Min", calendar="XNYS").drop("end")


def strategy(**changes: object) -> tk.Strategy:
    fields: dict[str, object] = {
        "strategy_id": "longer",
        "asset_class": "EQUITY",
        "assets": ["S0"],
        "timeframe": "5Min",
        "entry": 'close crosses_above on("1Hour", ema(3))',
        "gates": {"day_up": 'on("1Day", close > open)'},
        "context": {"vwap": "session_vwap", "day_high": 'on("1Day", high)'},
        "stop": "low - 0.05",
        "targets": ["entry_price + 0.5"],
        "trail": 'on("1Hour", low) - 0.1',
        "history": 500,
    }
    return tk.Strategy(**{**fields, **changes})  # type: ignore[arg-type]


def test_scan_of_longer_bars_finds_signals_and_rejections_with_their_values() -> None:
    found = tk.scan(strategy(), BARS)

    assert set(found["status"]) == {"CREATED", "REJECTED"}
    known = tk.evaluate(
        BARS,
        {"high": 'on("1Day", high)', "vwap": "session_vwap"},
        timeframe="5Min",
        calendar="XNYS",
    ).join(found, on=["symbol", "at"])
    told = known["context"].struct.unnest()
    assert told["day_high"].equals(known["high"].alias("day_high"))
    assert told["vwap"].equals(known["vwap"])


def test_scan_exact_sees_the_longer_bars_of_its_history_only() -> None:
    own = strategy(history=BARS.height)

    assert tk.scan(own, BARS, exact=True).equals(tk.scan(own, BARS))


def test_backtest_trails_on_longer_bars() -> None:
    result = tk.backtest(strategy(targets=[], gates={}), BARS)

    assert "TRAIL" in set(result.trades["exit_reason"])


def test_history_covers_ten_warm_ups_counted_in_the_strategys_own_bars() -> None:
    own = strategy(history=None)

    # The day is the longest: one session of 78 bars of five minutes.
    assert compiled(own).warmup == 77
    assert history_of(own) == 770


def test_strategy_on_bars_that_are_not_longer_is_refused_by_the_field() -> None:
    with pytest.raises((ValidationError, tk.errors.BadRule), match=r"gates\.up: .*longer bars"):
        strategy(gates={"up": 'on("5Min", close > open)'})
