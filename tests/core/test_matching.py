"""The binding of the matching function; its cases are hand-written in core_rs/src/matching."""

import pytest

from pytoolkit.core import Match, WorkingOrder, match_bar, match_inside, match_open

BRACKET = [
    WorkingOrder("entry", "buy", "market", None),
    WorkingOrder("target", "sell", "limit", 104.0, parent="entry", oco="exits"),
    WorkingOrder("stop", "sell", "stop", 96.0, parent="entry", oco="exits"),
]


def test_match_open_entry_and_children_fill_at_open_only() -> None:
    assert match_open(100.0, BRACKET) == [Match("entry", 100.0, "open")]


def test_match_bar_stop_and_target_reached_takes_stop() -> None:
    matches = match_bar(100.0, 105.0, 95.0, 101.0, BRACKET)

    assert matches == [Match("entry", 100.0, "open"), Match("stop", 96.0, "inside")]


def test_match_inside_entered_inside_order_takes_no_profit() -> None:
    orders = [
        WorkingOrder("target", "sell", "limit", 104.0, oco="exits", entered_inside=True),
        WorkingOrder("stop", "sell", "stop", 96.0, oco="exits", entered_inside=True),
    ]

    assert match_inside(105.0, 97.0, 101.0, 100.0, orders) == []
    assert match_inside(105.0, 96.0, 101.0, 100.0, orders) == [Match("stop", 96.0, "inside")]


def test_match_open_parent_not_in_book_child_stays_dormant() -> None:
    orphan = WorkingOrder("target", "sell", "limit", 99.0, parent="gone")

    assert match_open(100.0, [orphan]) == []


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (WorkingOrder("a", "short", "stop", 1.0), "side must be"),  # type: ignore[arg-type]
        (WorkingOrder("a", "buy", "trailing", 1.0), "kind must be"),  # type: ignore[arg-type]
        (WorkingOrder("a", "buy", "stop", None), "order a needs a price"),
        (WorkingOrder("a", "buy", "limit", float("nan")), "order a needs a price"),
    ],
)
def test_match_open_malformed_order_names_what_is_wrong(order: WorkingOrder, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        match_open(100.0, [order])
