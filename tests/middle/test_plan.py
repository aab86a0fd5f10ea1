"""A plan on the grid: rounding, parts, objections; the core rounds stops the same way."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytoolkit import core, plan
from pytoolkit.models.market import Asset
from tests.support.daily import strategy_of

D = Decimal
SHARE = Asset(
    symbol="AAPL", asset_class="EQUITY", price_increment=D("0.01"), qty_increment=D("0.001")
)


@pytest.mark.parametrize(
    ("price", "down", "up"),
    [
        (10.019, "10.01", "10.02"),
        (10.01, "10.01", "10.01"),
        (1.15, "1.15", "1.15"),  # 1.15 / 0.01 is below 115 in binary
        (0.123456, "0.1234", "0.1235"),
        (0.99999, "0.9999", "1"),
        (1000.005, "1000", "1000.01"),
    ],
)
def test_levels_go_down_or_up_to_the_grid(price: float, down: str, up: str) -> None:
    assert plan.on_grid(price, SHARE, up=False) == D(down)
    assert plan.on_grid(price, SHARE, up=True) == D(up)


def test_rounding_of_each_level_is_never_in_the_plans_favor() -> None:
    assert plan.stop_on_grid(9.999, "buy", SHARE) == D("9.99")
    assert plan.stop_on_grid(9.991, "sell", SHARE) == D("10")
    assert plan.target_on_grid(9.999, "buy", SHARE) == D("9.99")
    assert plan.target_on_grid(9.991, "sell", SHARE) == D("10")
    assert plan.entry_on_grid(9.999, "buy", "limit", SHARE) == D("9.99")
    assert plan.entry_on_grid(9.991, "buy", "stop", SHARE) == D("10")
    assert plan.entry_on_grid(9.991, "sell", "limit", SHARE) == D("10")
    assert plan.entry_on_grid(9.999, "sell", "stop", SHARE) == D("9.99")


def test_entry_of_a_market_order_is_the_close_itself() -> None:
    assert plan.entry_on_grid(10.0123456789, "buy", "market", SHARE) == D("10.012345679")


@given(st.floats(0.0001, 1e7), st.sampled_from(["buy", "sell"]))
def test_the_core_rounds_moved_stops_as_python_rounds_the_first(price: float, side: Any) -> None:
    ours = plan.stop_on_grid(price, side, SHARE)
    assume(ours > D("0.0002"))

    far, beyond = (0.0, 1e9) if side == "buy" else (1e9, 0.0)
    action, level = core.move_stop(side, far, price, beyond, plan.price_steps(SHARE))

    assert action == "to"
    assert D(repr(level)) == ours


@pytest.mark.parametrize(
    ("quantity", "targets", "trailed", "parts"),
    [
        (10, [], True, [("TP1", None, 10)]),
        (10, [1], True, [("TP1", 1.0, 10)]),
        (10, [1, 2], True, [("TP1", 1.0, 5), ("TP2", 2.0, 5)]),
        (11, [1, 2, 3], False, [("TP1", 1.0, 5), ("TP2", 2.0, 3), ("TP3", 3.0, 3)]),
        (11, [1, 2, 3], True, [("TP1", 1.0, 5), ("TP2", 2.0, 3), ("TP3", None, 3)]),
        (2, [1, 2, 3], False, [("TP1", 1.0, 1), ("TP3", 3.0, 1)]),
        (1, [1, 2, 3], False, [("TP3", 3.0, 1)]),
    ],
)
def test_parts_halve_the_rest_and_drop_zeros(
    quantity: int, targets: list[int], trailed: bool, parts: list[tuple[str, float | None, int]]
) -> None:
    found = plan.parts_of(D(quantity), [D(t) for t in targets], trailed, SHARE, False)

    assert [(part.label, part.target, size) for part, size in found] == parts


def test_parts_of_a_fraction_use_the_assets_increment() -> None:
    found = plan.parts_of(D("0.003"), [D(1), D(2)], False, SHARE, True)

    assert [size for _, size in found] == [D("0.001"), D("0.002")]


def decision(entry: float | None, stop: float | None, *targets: float | None) -> core.Decision:
    return core.Decision(0, ("close > 0",), False, (), {}, (), entry, stop, targets)


@pytest.mark.parametrize(
    ("side", "prices", "part"),
    [
        ("buy", (100.0, 95.0, 110.0), ""),
        ("sell", (100.0, 105.0, 90.0), ""),
        ("buy", (100.0, 100.0, 110.0), "stop"),
        ("buy", (100.0, 101.0, 110.0), "stop"),
        ("sell", (100.0, 99.0, 90.0), "stop"),
        ("buy", (100.0, -5.0, 110.0), "stop"),
        ("sell", (100.0, 105.0, -5.0), "targets"),
        ("buy", (100.0, 95.0, 99.0), "targets"),
        ("sell", (100.0, 105.0, 101.0), "targets"),
        ("buy", (100.0, 95.0, 110.0, 109.0), "targets"),
        ("buy", (0.0, -1.0, 1.0), "entry"),
        ("buy", (100.0, 95.0, 107.49), "reward_risk"),
        ("sell", (100.0, 105.0, 92.51), "reward_risk"),
        ("buy", (100.0, 95.0, 107.5), ""),
        ("buy", (100.0, 95.0), ""),
        ("buy", (None, 95.0, 110.0), "entry"),
        ("buy", (100.0, 95.0, None), "targets"),
    ],
)
def test_objection_names_the_part_that_fails(
    side: str, prices: tuple[float | None, ...], part: str
) -> None:
    strategy = strategy_of(side=side)
    found = decision(*prices)

    named, sentence = plan.objection(strategy, found, plan.levels_of(strategy, found, SHARE))

    assert named == part
    assert bool(sentence) == bool(part)
    assert (sentence == "not warm") == (None in prices)


def test_objection_at_high_conviction_uses_the_relaxed_limit() -> None:
    strategy = strategy_of()
    high = decision(100.0, 95.0, 106.0)._replace(high=True)
    low = high._replace(high=False)

    levels = plan.levels_of(strategy, high, SHARE)

    assert plan.objection(strategy, high, levels)[0] == ""
    assert plan.objection(strategy, low, levels)[0] == "reward_risk"


def test_exit_rules_rank_invalidation_first_then_by_name() -> None:
    strategy = strategy_of(
        exits={"weak": "close < 1", "color_flip": "close < 2"}, invalidation="close < 3"
    )

    assert plan.exit_rules(strategy) == {
        "STRUCTURAL_INVALIDATION": "close < 3",
        "COLOR_FLIP": "close < 2",
        "RULE:weak": "close < 1",
    }
