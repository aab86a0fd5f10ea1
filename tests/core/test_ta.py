"""The rule builder, against rule text and the catalog."""

import copy
import inspect
import pydoc
from typing import Any

import numpy as np
import pytest

from pytoolkit import core, ta
from pytoolkit.builder import attribute
from pytoolkit.errors import BadRule
from pytoolkit.expression import Rule
from tests.support.calls import call, field, written

NAN = float("nan")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ta.ema(12).crosses_above(ta.ema(26)) & (ta.rsi(14) <= 70),
         "ema(12) crosses_above ema(26) and rsi(14) <= 70"),
        (ta.sma(ta.volume, 20), "sma(volume, 20)"),
        (ta.sma(ta.ema(5) + 1, period=20), "sma(ema(5) + 1, 20)"),
        (ta.bbands(20, up=2.5).upper, "bbands(20, 2.5, 2, 0).upper"),
        (ta.macd(12, 26, 9).hist, "macd(12, 26, 9).hist"),
        (ta.macd().signal, "macd(12, 26, 9).signal"),
        (ta.cdl.engulfing() > 0, "cdl.engulfing > 0"),
        (ta.candle.bullish_hammer(), "candle.bullish_hammer"),
        (ta.structure.double_bottom(), "structure.double_bottom(5)"),
        (ta.structure.double_bottom(pct=3).neckline, "structure.double_bottom(3).neckline"),
        (ta.within(ta.close > ta.open, 3), "within(close > open, 3)"),
        (~(ta.close > 1) | (ta.open < 2), "not close > 1 or open < 2"),
        (~((ta.close > 1) | (ta.open < 2)), "not (close > 1 or open < 2)"),
        (1 - ta.close / 2 - (3 - ta.low), "1 - close / 2 - (3 - low)"),
        (-(ta.close * 2) + 1e-7, "-(close * 2) + 0.0000001"),
        (70 >= ta.rsi(14), "rsi(14) <= 70"),
        (ta.close == ta.open, "close == open"),
        (ta.close != 3, "close != 3"),
        (ta.close.crosses_below("sma(50)"), "close crosses_below sma(50)"),
        (ta.entry_price + 2 * (ta.entry_price - ta.stop), "entry_price + 2 * (entry_price - stop)"),
        (ta.rule(" close>1 "), "close > 1"),
        (ta.any_of(ta.close > 1, "open > 2", ta.low < 3), "close > 1 or open > 2 or low < 3"),
        (ta.any_of(*[ta.close > ta.lag(ta.high, n) for n in (1, 2)]),
         "close > lag(high, 1) or close > lag(high, 2)"),
        (ta.all_of(ta.close > 1), "close > 1"),
        (ta.all_of(ta.close > 1, ta.any_of("open > 2", "low > 3")),
         "close > 1 and (open > 2 or low > 3)"),
        (ta.if_else(ta.close > ta.open, 1, -1) * ta.volume,
         "if_else(close > open, 1, -1) * volume"),
        (ta.crosses_above(ta.rsi(14), 30), "rsi(14) crosses_above 30"),
        (ta.rising(ta.sma(20), 3), "rising(sma(20), 3)"),
        (ta.falling(period=2), "falling(2)"),
        (ta.bars_since(ta.candle.bullish_hammer()) <= 5,
         "bars_since(candle.bullish_hammer) <= 5"),
        (ta.lag(ta.close > ta.open), "lag(close > open, 1)"),
        (ta.max(ta.open, ta.close, 10), "max(open, close, 10)"),
        (ta.min(ta.stop, ta.low - 1), "min(stop, low - 1)"),
        (abs(ta.close - ta.open) / ta.atr(), "abs(close - open) / atr(14)"),
        (ta.on("1Day", ta.close > ta.sma(20)), 'on("1Day", close > sma(20))'),
        (ta.cdl["engulfing"]() > 0, "cdl.engulfing > 0"),
        (ta.close > np.float64(2.5), "close > 2.5"),
        (ta.sma(np.int64(7)), "sma(7)"),
    ],
)  # fmt: skip
def test_builder_prints_canonical_rule_text(rule: Rule, text: str) -> None:
    assert str(rule) == text
    assert rule.__rule__ == text
    assert core.canonical(text) == text


@pytest.mark.parametrize(
    ("build", "part"),
    [
        (lambda: ta.rsi(14) & (ta.close > 1), "a number where a condition is wanted"),
        (lambda: ta.rsi(0), "must be"),
        (lambda: ta.rsi(perod=3), "did you mean `period`"),
        (lambda: ta.macd(1000000), "must be"),
        (lambda: ta.close > ta.macd(), "take one of line, signal, hist"),
        (lambda: ta.close > None, "is not an expression"),
        (lambda: ta.close > True, "is not an expression"),
        (lambda: ta.close > NAN, "nan is not an expression"),
        (lambda: ta.rule("close >"), "found the end"),
        (lambda: ta.close > "emma(3)", "did you mean `ema`? (character 0)"),
        (lambda: ta.close > ta.ema, "`ema` is a function: call it, ta.ema(...)"),
        (lambda: ta.if_else(ta.close, 1, 2), "write `close > 0`"),
        (lambda: ta.on("2Hour", ta.close), "no timeframe"),
        (lambda: max(ta.open, ta.close), "ta.max"),
    ],
)
def test_builder_refuses_at_once_what_the_core_would_refuse(build: Any, part: str) -> None:
    with pytest.raises(BadRule) as refusal:
        build()

    assert part in str(refusal.value)


def test_rule_as_a_python_condition_says_what_to_write() -> None:
    with pytest.raises(TypeError, match="join conditions with & | ~"):
        bool(ta.close > 1)
    with pytest.raises(BadRule):
        _ = 1 < ta.close < 2
    with pytest.raises(TypeError):
        hash(ta.close)


@pytest.mark.parametrize(
    ("find", "part"),
    [
        (lambda: ta.emma(3), "did you mean `ema`"),
        (lambda: ta.macd().histogram, "it has line, signal, hist"),
        (lambda: ta.structure.double_bottom().nekline, "no output 'nekline'"),
        (lambda: ta.cdl.nothing, "`cdl.nothing` is not known"),
        (lambda: ta.candle.bulish_hammer, "did you mean `candle.bullish_hammer`"),
        (lambda: ta._nothing, "not known"),
    ],
)
def test_builder_without_such_a_name_is_an_attribute_error(find: Any, part: str) -> None:
    with pytest.raises(AttributeError) as refusal:
        find()

    assert part in str(refusal.value)


def test_room_asked_for_an_unknown_name_is_a_key_error_that_suggests_one() -> None:
    with pytest.raises(KeyError, match="did you mean `cdl.engulfing`"):
        ta.cdl["engulfin"]


def test_rule_can_be_copied_and_shown() -> None:
    pattern = copy.deepcopy(ta.structure.double_bottom())

    assert str(pattern.neckline) == "structure.double_bottom(5).neckline"
    assert repr(ta.close > 1) == "Rule('close > 1')"


@pytest.mark.parametrize("entry", core.catalog(), ids=lambda entry: entry.name)
def test_builder_has_every_name_of_the_catalog(entry: core.Entry) -> None:
    prefix, _, name = entry.name.rpartition(".")
    room: Any = getattr(ta, prefix) if prefix else ta

    found = getattr(room, attribute(name))

    assert attribute(name) in dir(room)
    assert found.__name__ == attribute(name)
    assert entry.doc in found.__doc__
    for param in entry.params:
        assert f"{param.name}: " in found.__doc__
        assert f"from {param.min:g} to {param.max:g}" in found.__doc__
    assert all(output in found.__doc__ for output in entry.outputs if output != "value")
    if prefix:
        assert room[name] is found


@pytest.mark.parametrize("entry", core.catalog(), ids=lambda entry: entry.name)
def test_builder_call_by_its_own_signature_is_the_call_of_rule_text(entry: core.Entry) -> None:
    prefix, _, name = entry.name.rpartition(".")
    made: Any = getattr(getattr(ta, prefix) if prefix else ta, attribute(name))
    signature = inspect.signature(made)
    named = {param.name: param.default for param in entry.params}
    inputs = [taken.default or written(taken) for taken in entry.inputs]
    signature.bind(*inputs, **named)

    built = made(*inputs, **named)

    assert str(output_of(built)) == core.canonical(call(entry) + field(entry))


def output_of(built: Any) -> Rule:
    return built if isinstance(built, Rule) else getattr(built, next(iter(built)))


def test_digits_that_a_candle_begins_with_are_spelled_out() -> None:
    assert attribute("cdl.2crows") == "two_crows"
    assert attribute("cdl.engulfing") == "engulfing"


def test_help_of_a_function_shows_formula_parameters_and_what_it_gives() -> None:
    text = pydoc.render_doc(ta.macd, renderer=pydoc.plaintext)

    assert "macd(real='close', /, fast=12, slow=26, signal=9)" in text
    assert "line = ema(fast) - ema(slow)" in text
    assert "fast: whole number from 2 to 100000, 12 unless given." in text
    assert "Numbers, each an attribute: line, signal, hist; null on the first 33 bars" in text


def test_completion_offers_the_vocabulary_and_nothing_else() -> None:
    offered = set(dir(ta))

    assert {"rsi", "close", "entry_price", "cdl", "any_of", "rule", "on"} <= offered
    assert offered.isdisjoint({"core", "BadRule", "Rule", "text_of"})
    assert {"line", "signal", "hist"} <= set(dir(ta.macd()))
