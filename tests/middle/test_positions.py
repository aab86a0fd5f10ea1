import itertools
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytoolkit import positions
from pytoolkit.models.base import amount_of
from pytoolkit.models.order import Fill
from pytoolkit.models.position import Position

AT = datetime(2013, 1, 2, 14, 30, tzinfo=UTC)
LATER = AT + timedelta(days=30)
Side = Literal["buy", "sell"]


def empty(side: Side = "buy") -> Position:
    return Position(
        position_id=UUID(int=7),
        account_id="acc",
        strategy_id="ema_cross",
        config_hash="h",
        symbol="AAPL",
        asset_class="EQUITY",
        timeframe="1Day",
        side=side,
        signal_at=AT,
        planned_entry=Decimal(100),
        planned_stop=Decimal(95),
        stop_price=Decimal(95),
        updated_at=AT,
    )


def fill(number: int, side: Side, quantity: str, price: str, minutes: int = 0) -> Fill:
    q, p = Decimal(quantity), Decimal(price)
    at = AT + timedelta(minutes=minutes)
    return Fill(
        execution_id=f"x{number:03}",
        order_id="o",
        leg="entry1" if side == "buy" else "tp1",
        symbol="AAPL",
        side=side,
        quantity=q,
        price=p,
        amount=amount_of(q, p),
        at=at,
        ds=at.date(),
        reason="" if side == "buy" else "TP1",
    )


units = st.decimals("0.000000001", "5000", places=9)
prices = st.decimals("0.01", "2000", places=9)


@st.composite
def round_trips(draw: st.DrawFn) -> list[Fill]:
    """Draw entries, then exits of random parts that close all of them."""
    entries = draw(st.lists(st.tuples(units, prices), min_size=1, max_size=5))
    total = sum(quantity for quantity, _ in entries)
    cuts = draw(st.lists(st.decimals(0, total, places=9), max_size=5))
    edges = sorted({Decimal(0), *cuts, total})
    fills = [
        fill(number, "buy", str(quantity), str(price), number)
        for number, (quantity, price) in enumerate(entries)
    ]
    for number, (low, high) in enumerate(itertools.pairwise(edges)):
        price = draw(prices)
        fills.append(fill(100 + number, "sell", str(high - low), str(price), 100 + number))
    return fills


@given(round_trips(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_fold_in_any_order_with_duplicates_gives_the_same_position(
    fills: list[Fill], order: random.Random, pieces: int
) -> None:
    at_once = positions.fold(empty(), fills, entry_working=False, at=LATER)

    arriving = fills + order.choices(fills, k=len(fills))
    order.shuffle(arriving)
    step = max(1, len(arriving) // pieces)
    position = empty()
    for start in range(0, len(arriving), step):
        batch = arriving[start : start + step]
        position = positions.fold(position, batch, entry_working=False, at=LATER)

    assert position.changed(version=1) == at_once
    assert at_once.status == "CLOSED"


@given(round_trips())
def test_fold_of_a_round_trip_realizes_exits_minus_entries_exactly(fills: list[Fill]) -> None:
    position = positions.fold(empty(), fills, entry_working=False, at=LATER)

    assert position.remaining_cost == 0
    assert position.realized_usd == position.exit_amount - position.entry_amount


@given(round_trips(), st.integers(0, 8))
def test_fold_of_an_open_position_keeps_cash_and_cost_in_balance(
    fills: list[Fill], count: int
) -> None:
    position = positions.fold(empty(), fills[: 1 + count], entry_working=False, at=LATER)

    cash = position.exit_amount - position.entry_amount
    assert position.realized_usd == cash + position.remaining_cost


@given(round_trips())
def test_fold_of_a_short_mirrors_the_long(fills: list[Fill]) -> None:
    turned = [
        each.changed(side="sell" if each.side == "buy" else "buy", reason=each.reason)
        for each in fills
    ]

    long = positions.fold(empty(), fills, entry_working=False, at=LATER)
    short = positions.fold(empty("sell"), turned, entry_working=False, at=LATER)

    assert short.realized_usd == -long.realized_usd
    assert short.status == "CLOSED"


def test_fold_of_known_fills_gives_the_same_object() -> None:
    fills = [fill(1, "buy", "3", "100"), fill(2, "sell", "1", "110", 5)]
    position = positions.fold(empty(), fills, entry_working=False, at=LATER)

    assert positions.fold(position, reversed(fills), entry_working=False, at=LATER) is position


def test_fold_partial_exits_round_cost_and_leave_the_rest_to_the_last() -> None:
    fills = [
        fill(1, "buy", "3", "33.333333333"),
        fill(2, "sell", "1", "40", 1),
        fill(3, "sell", "2", "40", 2),
    ]
    opened = positions.fold(empty(), fills[:2], entry_working=False, at=LATER)
    closed = positions.fold(opened, fills, entry_working=False, at=LATER)

    assert opened.remaining_cost == Decimal("66.666666666")
    assert closed.realized_usd == Decimal("120") - Decimal("99.999999999")
    assert closed.version == 2


def test_fold_entry_and_exit_at_one_instant_counts_the_entry_first() -> None:
    # An entry filled inside a bar can be stopped in that bar: both at the session's close.
    fills = [fill(9, "buy", "5", "100", 60), fill(1, "sell", "5", "95", 60)]

    position = positions.fold(empty(), fills, entry_working=False, at=LATER)

    assert (position.status, position.realized_usd) == ("CLOSED", Decimal(-25))
    assert position.ds == fills[1].ds


def test_fold_flat_while_the_entry_still_works_stays_open() -> None:
    fills = [fill(1, "buy", "2", "100"), fill(2, "sell", "2", "101", 1)]

    waiting = positions.fold(empty(), fills, entry_working=True, at=LATER)
    done = positions.fold(waiting, [], entry_working=False, at=LATER)

    assert (waiting.status, waiting.ds) == ("OPEN", None)
    assert (done.status, done.closed_at) == ("CLOSED", fills[1].at)


def test_fold_exit_before_its_entry_is_known_waits_uncounted() -> None:
    exit_fill = fill(2, "sell", "2", "101", 1)

    position = positions.fold(empty(), [exit_fill], entry_working=False, at=LATER)

    assert position.fills == (exit_fill,)
    assert (position.exit_quantity, position.status) == (Decimal(0), "OPEN")


@pytest.mark.parametrize(
    ("leg", "price", "reason"),
    [
        ("tp1", "110", "TP1"),
        ("stop", "95", "STOP_LOSS"),
        ("stop", "100", "BREAKEVEN"),
        ("stop", "97.5", "TRAIL"),
        ("flat", "97.5", "MANUAL_EXIT"),
    ],
)
def test_exit_reason_follows_leg_and_price(leg: str, price: str, reason: str) -> None:
    assert positions.exit_reason_of(empty(), None, leg, Decimal(price)) == reason
