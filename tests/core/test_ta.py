"""The rule builder, against rule text and the catalog."""

import ast
import copy
from typing import Any

import pytest

from pytoolkit import core, ta
from pytoolkit.builder import attribute
from pytoolkit.errors import BadRule
from pytoolkit.expression import Rule
from tests.core.ta_stub import STUB, render

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
        (ta.cdl["engulfing"]() > 0, "cdl.engulfing > 0"),
        (ta.cdl["2crows"](), "cdl.2crows"),
        (ta.cdl.two_crows(), "cdl.2crows"),
        (ta.cdl.three_blackcrows() < 0, "cdl.3blackcrows < 0"),
        (ta.cdl.three_inside(), "cdl.3inside"),
        (ta.cdl["abandonedbaby"](0.5), "cdl.abandonedbaby(0.5)"),
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
        (lambda: ta.cdl.nothing, "no 'nothing' here"),
    ],
)
def test_builder_without_such_a_name_is_an_attribute_error(find: Any, part: str) -> None:
    with pytest.raises(AttributeError) as refusal:
        find()

    assert part in str(refusal.value)


def test_rule_can_be_copied_and_shown() -> None:
    pattern = copy.deepcopy(ta.structure.double_bottom())

    assert str(pattern.neckline) == "structure.double_bottom(5).neckline"
    assert repr(ta.close > 1) == "Rule('close > 1')"


def test_builder_has_every_name_of_the_catalog() -> None:
    for entry in core.catalog():
        prefix, _, name = entry.name.rpartition(".")
        room: Any = getattr(ta, prefix) if prefix else ta
        found = getattr(room, attribute(name))
        assert entry.doc in found.__doc__
        if prefix:
            assert room[name] is found


@pytest.mark.parametrize("name", ["nothing", "two_crows", ""])
def test_room_asked_for_a_name_that_the_catalog_has_not_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError, match="the catalog has no"):
        ta.cdl[name]


def test_stub_can_be_read_by_python_and_names_candles_as_python_can() -> None:
    classes = {
        node.name: {method.name for method in node.body if isinstance(method, ast.FunctionDef)}
        for node in ast.walk(ast.parse(STUB.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    assert {"__getitem__", "engulfing", "two_crows", "three_inside"} <= classes["_Cdl"]


def test_stub_is_what_the_catalog_gives() -> None:
    assert STUB.read_text() == render(), "run `python -m tests.core.ta_stub`"
