"""The definition of a strategy: one hash, default exits, refusals."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from pytoolkit.errors import BadRule
from pytoolkit.models.strategy import Strategy
from tests.support.daily import strategy_of


def bare(**fields: Any) -> Strategy:
    plain = {"strategy_id": "bare", "asset_class": "EQUITY", "assets": ["AAPL"]}
    return Strategy.model_validate({**plain, "entry": "close > open", **fields})


def test_hash_does_not_depend_on_the_order_of_names_or_assets() -> None:
    one = strategy_of(gates={"b": "close > 1", "a": "close > 2"}, assets=["MSFT", "AAPL"])
    other = strategy_of(assets=["AAPL", "MSFT"], gates={"a": "close > 2", "b": "close>1.0"})

    assert one.config_hash == other.config_hash
    assert list(one.gates) == list(other.gates) == ["a", "b"]


def test_definition_rebuilds_exactly_from_its_canonical_text() -> None:
    strategy = strategy_of(gates={"a": {"rule": "close > 2", "high": "close > 1"}}, trail="sma(9)")

    again = Strategy.model_validate(json.loads(strategy.canonical()))

    assert again == strategy
    assert again.config_hash == strategy.config_hash


def test_default_exits_apply_where_no_way_out_is_named() -> None:
    strategy = bare()

    assert strategy.stop == "low * 0.99"
    assert strategy.targets[2] == "entry_price + 6 * atr(14)"
    assert strategy.trail == "chandelier_long(22, 3)"


def test_default_exits_mirror_for_sells() -> None:
    strategy = bare(side="sell")

    assert strategy.stop == "high * 1.01"
    assert strategy.targets[0] == "entry_price - 2 * atr(14)"
    assert strategy.trail == "chandelier_short(22, 3)"


@pytest.mark.parametrize("way_out", [{"trail": "sma(9)"}, {"exits": {"weak": "close < open"}}])
def test_default_stop_alone_is_added_to_a_named_way_out(way_out: dict[str, Any]) -> None:
    strategy = bare(**way_out)

    assert strategy.stop == "low * 0.99"
    assert strategy.targets == ()


def test_plain_numbers_are_expressions() -> None:
    assert strategy_of(stop=90, targets=[120.5]).targets == ("120.5",)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"entry": "clsoe > 1"}, "close"),
        ({"entry": "close > entry_price"}, "entry: `entry_price` is not known here"),
        ({"stop": "stop - 1"}, "stop: `stop` is not known here"),
        ({"entry": "close"}, "a number where a condition is wanted"),
    ],
)
def test_bad_rule_is_refused_when_the_strategy_is_made(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRule, match=words):
        strategy_of(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"order": "limit"},
        {"targets": [], "trail": None},
        {"assets": "AAPL"},
        {"asset_class": "CRYPTO", "side": "sell"},
        {"nonsense": 1},
    ],
)
def test_strategy_that_cannot_be_traded_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        strategy_of(**fields)
