"""Expressions: random rules are clean, and a batch that is not what a stream gives is caught."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pytoolkit as tk
from pytoolkit import ta
from pytoolkit.certificate.expressions import (
    Expressions,
    against_alone,
    against_cut,
    against_stream,
)
from pytoolkit.errors import BadRule
from pytoolkit.frames import Calendar
from tests.support.panels import panel

BARS = panel([60, 45], seed=1)
PERIOD = st.integers(2, 12)
COLUMN = st.sampled_from(["open", "high", "low", "close", "volume", "hl2"])
CALL = st.one_of(
    st.builds("{}({}, {})".format, st.sampled_from(["sma", "ema", "lag", "rsi"]), COLUMN, PERIOD),
    st.builds("{}({})".format, st.sampled_from(["atr", "adx", "highest", "lowest"]), PERIOD),
    st.sampled_from(["obv", "volume_ratio(5)", "macd.hist", "donchian(6).upper"]),
)
NUMBER = st.recursive(
    COLUMN | CALL,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        | st.builds("{}({}, {})".format, st.sampled_from(["ema", "sma", "lag"]), inner, PERIOD)
    ),
    max_leaves=4,
)
RULE = st.builds(
    "{} {} {}".format,
    NUMBER,
    st.sampled_from(["<", ">=", "crosses_above", "crosses_below"]),
    NUMBER,
)


def nobody(_what: str, _done: int, _all: int) -> None:
    """Take the progress."""


@settings(max_examples=25, deadline=None)
@given(rules=st.lists(NUMBER | RULE, min_size=1, max_size=3), seed=st.integers(0, 9))
def test_certify_of_random_rules_holds(rules: list[str], seed: int) -> None:
    bars = panel([50, 35], seed)

    found = tk.certify({f"r{n}": rule for n, rule in enumerate(rules)}, bars)

    assert found.holds, str(found)


def test_certify_of_expressions_says_what_it_looked_at() -> None:
    columns: dict[str, Any] = {"rsi": ta.rsi(14), "x": "ema(3) crosses_above ema(5)"}

    found = tk.certify(columns, BARS, name="two rules")

    assert (found.kind, found.subject) == ("expressions", "two rules")
    assert found.columns == ("rsi", "x")
    assert [check.name for check in found.checks] == ["later bars", "streaming", "other symbols"]
    assert found.verdict == "no output depends on later bars; streaming equals batch"
    same = tk.certify({"rsi": "rsi()", "x": "ema(3) crosses_above ema(5)"}, BARS)
    assert found.config_hash == same.config_hash != ""


@pytest.mark.parametrize("calendar", ["UTC", "XNYS"])
def test_certify_of_longer_bars_and_sessions_holds(calendar: Calendar) -> None:
    bars = panel([300, 200], minutes=15)
    columns = {
        "hour": 'on("1Hour", ema(3))',
        "day": 'on("1Day", lag(close, 1))',
        "v": "session_vwap",
    }

    found = tk.certify(columns, bars, timeframe="15Min", calendar=calendar)

    assert found.holds, str(found)


def test_certify_of_a_bad_rule_names_the_column() -> None:
    with pytest.raises(BadRule, match="column 'q'"):
        tk.certify({"q": "emma(3)"}, BARS)


def test_certify_of_a_function_around_the_core_catches_what_was_done_to_it() -> None:
    found = tk.certify(
        lambda bars: tk.evaluate(bars, {"x": "ema(3)", "y": "ema(3)"}).with_columns(
            pl.col("x").shift(-1).over("symbol")
        ),
        BARS,
    )

    assert [one.column for one in found.counter_examples] == ["x"]
    assert found.counter_example is not None
    # ema(3) is known from the third bar on, so the second bar is the first that knows too much.
    assert found.counter_example.at == BARS["at"][1]


def test_against_stream_names_the_first_bar_and_both_values() -> None:
    late = Expressions({"x": "lag(close, 1)", "y": "open"})
    whole = Expressions({"x": "close", "y": "open"}).batch(BARS)

    one, two = against_stream(late, whole, BARS, nobody)

    assert (one.check, one.symbol, one.column) == ("streaming", "S0000", "x")
    assert (one.at, one.cut) == (BARS["at"][0], BARS["at"][0])
    assert (one.value, one.other) == (BARS["close"][0], None)
    assert "pushed bar by bar" in one.reason
    assert "pushed together" in two.reason
    assert against_stream(late, late.batch(BARS), BARS, nobody) == []


def test_against_cut_finds_a_batch_that_saw_later_bars() -> None:
    rules = Expressions({"x": "sma(3)"})
    honest = rules.batch(BARS)
    ahead = honest.with_columns(pl.col("x").shift(-1).over("symbol"))
    cut = BARS["at"][20]

    (found,) = against_cut(rules, ahead, BARS, cut)

    assert (found.check, found.at, found.cut) == ("later bars", BARS["at"][1], cut)
    assert found.value == honest["x"][2]
    assert found.other is None
    assert against_cut(rules, honest, BARS, cut) == []


def test_against_alone_finds_a_batch_that_mixed_symbols() -> None:
    rules = Expressions({"x": "lag(close, 1)"})
    mixed = rules.batch(BARS).with_columns(x=BARS["close"].shift(1))

    (found,) = against_alone(rules, mixed, BARS, "S0001")

    assert (found.check, found.symbol, found.at) == ("other symbols", "S0001", BARS["at"][60])
    assert against_alone(rules, mixed, BARS, "S0000") == []
