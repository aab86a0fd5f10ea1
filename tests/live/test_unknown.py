"""Which executions of others make what the broker holds and we do not know."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pytoolkit.live.unknown import explaining
from pytoolkit.models.account import Activity

D = Decimal


def execution(number: int, side: str, quantity: str, order: str = "") -> Activity:
    at = datetime(2013, 1, 3, 15, number, tzinfo=UTC)
    return Activity.model_validate(
        {
            "activity_id": f"x{number}",
            "kind": "FILL",
            "ds": at.date(),
            "at": at,
            "symbol": "AAPL",
            "side": side,
            "quantity": D(quantity),
            "price": D(100),
            "order_id": order or f"o{number}",
        }
    )


@pytest.mark.parametrize(
    ("executions", "quantity", "count"),
    [
        ([("buy", "10")], "10", 1),
        ([("buy", "3"), ("buy", "10")], "10", 1),
        ([("buy", "3"), ("buy", "10")], "13", 2),
        ([("buy", "15"), ("sell", "5")], "10", 2),
        ([("buy", "10"), ("sell", "10"), ("buy", "10")], "10", 1),
        ([("buy", "10"), ("buy", "5"), ("sell", "5")], "10", 3),
        ([("buy", "10")], "11", 0),
        ([("buy", "10")], "9.99", 0),
        ([], "10", 0),
    ],
)
def test_explaining_takes_the_newest_executions_that_make_just_the_units(
    executions: list[tuple[str, str]], quantity: str, count: int
) -> None:
    foreign = [execution(number, *each) for number, each in enumerate(executions)]

    assert explaining(foreign, "buy", D(quantity), pair=False) == (count, 0)


def test_explaining_never_takes_a_part_of_an_order() -> None:
    foreign = [execution(1, "buy", "4", "a"), execution(2, "buy", "6", "a")]

    assert explaining(foreign, "buy", D(6), pair=False) == (0, 0)
    assert explaining(foreign, "buy", D(10), pair=False) == (2, 0)


def test_explaining_of_a_pair_knows_of_the_fee_in_units() -> None:
    foreign = [execution(1, "buy", "2"), execution(2, "sell", "1")]

    assert explaining(foreign, "buy", D("0.995"), pair=True) == (2, D("0.005"))
    assert explaining(foreign, "buy", D("0.9"), pair=True) == (0, 0)
