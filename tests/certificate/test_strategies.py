"""Strategies: shipped-like definitions are clean, and decisions that are not live's are caught."""

from typing import Any

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import frames
from pytoolkit.certificate.strategies import against_live, against_rules, against_shorter, rules
from pytoolkit.decision import compiled, history_of
from pytoolkit.errors import BadBars
from pytoolkit.library import written_out
from pytoolkit.scanning import find_signals
from tests.support.daily import daily, strategy_of

SHIPPED = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())
BARS = (
    SHIPPED.filter(pl.col("symbol").is_in(["AAPL", "FB"]))
    .group_by("symbol", maintain_order=True)
    .tail(240)
)
FIELDS: dict[str, Any] = {
    "assets": ["AAPL", "FB"],
    "entry": "ema(5) crosses_above ema(10) or close crosses_above lag(highest(high, 20), 1)",
    "conviction": "close > sma(20)",
    "gates": {"strong": {"rule": "rsi(14) >= 55", "high": "rsi(14) >= 45"}, "calm": "natr <= 4"},
    "context": {"rsi": "rsi(14)", "adx": "adx(14)"},
    "order": "limit",
    "entry_price": "close - 0.1 * atr(14)",
    "stop": "entry_price - 1.5 * atr(14)",
    "targets": ["entry_price + 2 * (entry_price - stop)", "entry_price + 4 * atr(14)"],
    "trail": "chandelier_long(22, 3) + 0 * stop",
    "invalidation": "close < sma(50)",
    "exits": {"flip": "ema(5) crosses_below ema(10)"},
    "cooldown": {"bars": 3, "escape_pct": 4.0},
    "history": 120,
}


def nobody(_what: str, _done: int, _all: int) -> None:
    """Take the progress."""


def test_certify_of_a_strategy_with_every_part_holds() -> None:
    strategy = strategy_of(**FIELDS)

    found = tk.certify(strategy, SHIPPED.filter(pl.col("at") >= BARS["at"].min()))

    assert found.holds, str(found)
    assert (found.kind, found.subject) == ("strategy", "test")
    assert found.config_hash == strategy.config_hash
    assert found.symbols == ("AAPL", "FB")
    names = [check.name for check in found.checks]
    assert names == ["later bars", "streaming", "other symbols", "live"]
    assert {"entry", "gate strong, HIGH", "stop", "target 2", "trail", "exit flip"} <= {
        *found.columns
    }
    assert "each again as the newest of 120 bars; 3 shorter scans" in found.checks[-1].tried


def test_certify_of_a_short_history_says_how_far_all_bars_lead() -> None:
    found = tk.certify(strategy_of(**{**FIELDS, "history": 40}), BARS)

    assert found.holds, str(found)
    assert "(relative)" in found.checks[-1].tried or "otherwise" in found.checks[-1].tried


def test_certify_of_bars_too_few_to_be_warm_says_so() -> None:
    found = tk.certify(strategy_of(gates={"slow": "close > sma(200)"}), BARS.head(50))

    assert found.holds
    assert {"gate slow", "observed sma(200)"} <= {*found.empty}
    assert "entry" not in found.empty


def test_certify_of_foreign_bars_is_refused() -> None:
    with pytest.raises(BadBars, match="strategy test wants AAPL"):
        tk.certify(strategy_of(), BARS.filter(pl.col("symbol") == "FB"))


def test_against_rules_finds_a_plan_that_is_not_the_rules_own() -> None:
    strategy = strategy_of(**FIELDS)
    whole = rules(strategy).batch(BARS)
    honest = compiled(strategy).run(BARS)
    other = compiled(strategy_of(**{**FIELDS, "stop": "entry_price - 1.4 * atr(14)"})).run(BARS)

    found = against_rules(strategy, BARS, whole, other)

    assert against_rules(strategy, BARS, whole, honest) == []
    assert [one.column for one in found[:2]] == ["stop", "target 1"]
    assert found[0].at == BARS["at"][honest[0].row]
    assert (found[0].value, found[0].other) == (other[0].stop, honest[0].stop)


def test_against_rules_finds_a_decision_too_many_and_one_too_few() -> None:
    strategy = strategy_of(**FIELDS)
    whole = rules(strategy).batch(BARS)
    honest = compiled(strategy).run(BARS)
    moved = [honest[0]._replace(row=honest[0].row + 1), *honest[1:]]

    found = [one for one in against_rules(strategy, BARS, whole, moved) if one.column == "entry"]

    rows = honest[0].row, honest[0].row + 1
    assert [(one.at, one.value, one.other) for one in found] == [
        (BARS["at"][rows[0]], False, True),
        (BARS["at"][rows[1]], True, False),
    ]


def test_against_live_finds_decisions_from_another_history() -> None:
    strategy = strategy_of(**FIELDS)
    rows = [decision.row for decision in compiled(strategy).run(BARS)]
    honest = compiled(strategy).decide(BARS, rows, history_of(strategy))
    other = compiled(strategy).decide(BARS, rows, 60)

    found = against_live(strategy, BARS, dict(zip(rows, other, strict=True)), nobody)

    assert against_live(strategy, BARS, dict(zip(rows, honest, strict=True)), nobody) == []
    assert {one.check for one in found} == {"live"}
    assert found[0].at == found[0].cut
    assert found[0].column in {"observed", "entry_price", "signal", "fired"}


def test_against_live_finds_a_signal_where_live_is_silent() -> None:
    strategy = strategy_of(entry="close > 100")
    bars = daily([(99.0, 102.0, 98.0, 101.0), (99.0, 102.0, 98.0, 99.5)])
    (decision,) = compiled(strategy).run(bars)

    (found,) = against_live(strategy, bars, {1: decision._replace(row=1)}, nobody)

    assert (found.column, found.value, found.other) == ("signal", True, False)
    assert found.at == bars["at"][1]


def test_against_shorter_finds_a_cooldown_that_knows_later_signals() -> None:
    strategy = strategy_of(**FIELDS)
    honest = find_signals(strategy, BARS)
    cuts = [honest[3].at, honest[8].at]
    silenced = [*honest[:2], *honest[3:]]

    (one, two) = against_shorter(strategy, BARS, silenced, cuts)

    assert against_shorter(strategy, BARS, honest, cuts) == []
    assert (one.at, one.column, one.value, one.other) == (honest[2].at, "signal", False, True)
    assert (one.cut, two.cut) == tuple(cuts)


def test_written_out_leaves_no_name_of_the_plan() -> None:
    written = written_out(strategy_of(**FIELDS))

    assert written["entry price"] == "close - 0.1 * atr(14)"
    assert written["stop"] == "(close - 0.1 * atr(14)) - 1.5 * atr(14)"
    assert not [text for text in written.values() if "entry_price" in text or "stop" in text]
    assert written_out(strategy_of())["stop"] == "(close) - 5"
