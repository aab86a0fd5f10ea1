from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from pytoolkit.live.desk import Deal
from pytoolkit.live.reconcile import differences, explained
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.base import amount_of
from pytoolkit.models.order import Fill
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.positions import fold, opening

AT = datetime(2013, 1, 3, 14, 30, tzinfo=UTC)


def signal(number: int = 1, symbol: str = "AAPL", side: str = "buy") -> Signal:
    values: dict[str, Any] = {
        "signal_id": UUID(int=number),
        "account_id": "a",
        "strategy_id": "s",
        "config_hash": "h",
        "symbol": symbol,
        "asset_class": "EQUITY",
        "timeframe": "1Day",
        "side": side,
        "at": AT,
        "ds": AT.date(),
        "created_at": AT,
        "entry_price": Decimal(100),
        "stop_price": Decimal(95),
        "valid_until": AT,
        "status": SignalStatus.ACTIVE,
        "updated_at": AT,
    }
    return Signal.model_validate(values)


def held(quantity: str, price: str, number: int = 1, symbol: str = "AAPL") -> Position:
    q, p = Decimal(quantity), Decimal(price)
    fill = Fill(
        execution_id=f"x{number}",
        order_id=f"o{number}",
        leg="entry1",
        symbol=symbol,
        side="buy",
        quantity=q,
        price=p,
        amount=amount_of(q, p),
        at=AT,
        ds=AT.date(),
    )
    return fold(opening(signal(number, symbol), at=AT), [fill], entry_working=False, at=AT)


def told(symbol: str, quantity: str, average: str) -> BrokerPosition:
    return BrokerPosition(symbol=symbol, quantity=Decimal(quantity), average_price=Decimal(average))


def sale(quantity: str, minutes: int = 60, symbol: str = "AAPL", number: int = 9) -> Activity:
    at = AT + timedelta(minutes=minutes)
    return Activity(
        activity_id=f"f{number}",
        kind="FILL",
        ds=at.date(),
        at=at,
        symbol=symbol,
        side="sell",
        quantity=Decimal(quantity),
        price=Decimal(101),
        order_id="foreign",
    )


def test_differences_of_equal_books_are_none() -> None:
    assert differences([held("10", "100")], [told("AAPL", "10", "100")]) == []


def test_differences_compare_the_sum_of_our_positions_per_symbol() -> None:
    ours = [held("10", "100", 1), held("5", "103", 2)]

    assert differences(ours, [told("AAPL", "15", "101")]) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        (["10"], [], "zombie"),
        ([], ["10"], "orphan"),
        (["10"], ["9"], "quantity"),
        (["10"], ["10.00000001"], "quantity"),
    ],
)
def test_differences_are_named(ours: list[str], theirs: list[str], kind: str) -> None:
    found = differences(
        [held(quantity, "100") for quantity in ours],
        [told("AAPL", quantity, "100") for quantity in theirs],
    )

    assert [each.kind for each in found] == [kind]


def test_differences_tolerate_a_billionth_in_the_average_only() -> None:
    ours = [held("10", "100")]

    assert differences(ours, [told("AAPL", "10", "100.00000001")]) == []
    assert [d.kind for d in differences(ours, [told("AAPL", "10", "100.0001")])] == ["average"]


def test_explained_needs_executions_that_close_just_what_is_open() -> None:
    deal = Deal(signal(), position=held("10", "100"))

    assert explained(deal, [sale("10")])
    assert explained(deal, [sale("4"), sale("6", number=10)])
    assert not explained(deal, [])
    assert not explained(deal, [sale("9")])
    assert not explained(deal, [sale("11")])
    assert not explained(deal, [sale("10", minutes=-60)])
    assert not explained(deal, [sale("10", symbol="MSFT")])
