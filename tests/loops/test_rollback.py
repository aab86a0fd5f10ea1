"""The broker's present, rolled back to the end of a past day."""

from datetime import date, timedelta
from decimal import Decimal

from pytoolkit.loops.rollback import (
    Cash,
    cash_of,
    signed_units,
    standing_at,
    unposted_units,
)
from pytoolkit.models.account import Activity, BrokerPosition
from tests.support.trading import Execution, fee, fill_activities, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))


def money(kind: str, ds: date, amount: str) -> Activity:
    return Activity(
        activity_id=f"{kind}-{ds}", kind=kind, ds=ds, symbol="", net_amount=Decimal(amount)
    )


def test_standing_at_takes_back_what_came_after_the_day() -> None:
    position = position_of(
        "AAPL",
        [
            Execution(MONDAY, "buy", "10", "100", "o1"),
            Execution(TUESDAY, "sell", "4", "110", "o2"),
            Execution(WEDNESDAY, "sell", "6", "90", "o3"),
        ],
    )
    rows = [*fill_activities([position]), fee(TUESDAY, "0.02", "REG"), money("DIV", TUESDAY, "5")]
    # 100,000 - 1,000 + 440 + 540 - 0.02 + 5
    now = Decimal("99984.98")
    assert standing_at(now, [], rows, WEDNESDAY).units == {}
    tuesday = standing_at(now, [], rows, TUESDAY)
    assert (tuesday.cash, tuesday.units) == (Decimal("99444.98"), {"AAPL": Decimal(6)})
    monday = standing_at(now, [], rows, MONDAY)
    assert (monday.cash, monday.units) == (Decimal(99000), {"AAPL": Decimal(10)})
    before = standing_at(now, [], rows, MONDAY - timedelta(days=1))
    assert (before.cash, before.units) == (Decimal(100000), {})


def test_standing_at_of_an_open_short_is_negative_units() -> None:
    short = position_of("IBM", [Execution(MONDAY, "sell", "5", "200", "o1")])
    held = [
        BrokerPosition(symbol="IBM", quantity=Decimal(-5), average_price=Decimal(200)),
    ]
    now = standing_at(Decimal(101000), held, fill_activities([short]), MONDAY)
    assert (now.cash, now.units) == (Decimal(101000), {"IBM": Decimal(-5)})
    before = standing_at(
        Decimal(101000), held, fill_activities([short]), MONDAY - timedelta(days=1)
    )
    assert (before.cash, before.units) == (Decimal(100000), {})


def test_cash_of_sorts_rows_by_source() -> None:
    position = position_of(
        "AAPL",
        [Execution(MONDAY, "buy", "1", "100", "o1"), Execution(TUESDAY, "sell", "1", "110", "o2")],
    )
    rows = [
        *fill_activities([position]),
        fee(TUESDAY, "0.03", "REG"),
        money("DIV", MONDAY, "2.5"),
        money("DIVNRA", MONDAY, "-0.5"),
        money("CSD", MONDAY, "1000"),
        money("INT", TUESDAY, "0.01"),
    ]
    cash = cash_of(rows)
    assert cash == Cash(Decimal(10), Decimal("-0.03"), Decimal(2), Decimal("1000.01"))
    assert cash.change == Decimal("1011.98")


def test_cash_of_a_crypto_fee_leaves_the_asset_and_not_the_cash() -> None:
    row = Activity(
        activity_id="c",
        kind="CFEE",
        ds=MONDAY,
        symbol="BTC/USD",
        quantity=Decimal("-0.001"),
        price=Decimal(20000),
        net_amount=Decimal(-20),
    )
    assert cash_of([row]).change == 0
    assert signed_units(row) == Decimal("-0.001")


def coin_fee(ds: date, quantity: str, amount: str = "0") -> Activity:
    return Activity(
        activity_id=f"cfee-{ds}-{quantity}-{amount}",
        kind="CFEE",
        ds=ds,
        symbol="BTC/USD" if quantity != "0" else "",
        quantity=Decimal(quantity),
        net_amount=Decimal(amount),
    )


def test_cash_of_counts_a_pairs_fee_only_where_it_left_the_cash() -> None:
    rows = [coin_fee(MONDAY, "-0.005"), coin_fee(MONDAY, "0", "-0.75")]
    assert cash_of(rows) == Cash(Decimal(0), Decimal("-0.75"), Decimal(0), Decimal(0))


def test_standing_at_knows_of_units_paid_as_fees_before_their_line_is_posted() -> None:
    bought = position_of("BTC/USD", [Execution(TUESDAY, "buy", "2", "100", "o1")])
    fills = [fill.changed(fee_quantity=Decimal("0.005")) for fill in bought.fills]
    rows = fill_activities([bought])
    now = [BrokerPosition(symbol="BTC/USD", quantity=Decimal("1.995"), average_price=Decimal(100))]
    unposted = unposted_units(fills, rows, MONDAY)
    assert standing_at(Decimal(0), now, rows, MONDAY, unposted).units == {}
    posted = [*rows, coin_fee(TUESDAY, "-0.005")]
    assert unposted_units(fills, posted, MONDAY) == {"BTC/USD": Decimal(0)}
    assert standing_at(Decimal(0), now, posted, MONDAY).units == {}
    assert unposted_units(fills, rows, TUESDAY) == {}
