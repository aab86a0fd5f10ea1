"""Posted fees and the sells they describe; every part is counted once and nothing is left."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pytoolkit.loops.allocation import allocate
from pytoolkit.metrics import total
from pytoolkit.models.account import Activity
from tests.support.trading import Execution, fee, fill_activities, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))


def trade(symbol: str, day: date, quantity: str, price: str, order: str = "") -> list[Execution]:
    return [
        Execution(day, "buy", quantity, price, f"{symbol}{order}-in"),
        Execution(day, "sell", quantity, price, f"{symbol}{order}-out"),
    ]


def test_allocate_reg_goes_by_notional_and_the_remainder_to_the_largest_fill() -> None:
    small = position_of("AAPL", trade("AAPL", MONDAY, "1", "100"))
    middle = position_of("IBM", trade("IBM", MONDAY, "1", "100"))
    large = position_of("GOOG", trade("GOOG", MONDAY, "4", "100"))
    allocation = allocate(
        [*fill_activities([small, middle, large]), fee(MONDAY, "0.10", "REG")], MONDAY
    )
    amounts = {part.order_id: part.amount for part in allocation.parts}
    # 0.10 / 6 = 0.016666666(6...), 4 x that = 0.066666666(6...); cut to 9 places 2e-9 are left
    assert amounts == {
        "AAPL-out": Decimal("0.016666666"),
        "IBM-out": Decimal("0.016666666"),
        "GOOG-out": Decimal("0.066666668"),
    }
    assert total(amounts.values()) == Decimal("0.10")


def test_allocate_taf_goes_by_shares() -> None:
    cheap = position_of("FB", trade("FB", MONDAY, "30", "20"))
    dear = position_of("GOOG", trade("GOOG", MONDAY, "10", "700"))
    allocation = allocate([*fill_activities([cheap, dear]), fee(MONDAY, "0.04", "TAF")], MONDAY)
    assert {part.order_id: part.amount for part in allocation.parts} == {
        "FB-out": Decimal("0.03"),
        "GOOG-out": Decimal("0.01"),
    }


def test_allocate_two_trades_of_one_symbol_share_the_fee_instead_of_each_bearing_all() -> None:
    first = position_of("AAPL", trade("AAPL", MONDAY, "10", "100", "a"))
    second = position_of("AAPL", trade("AAPL", MONDAY, "10", "100", "b"), strategy_id="other")
    posted = fee(MONDAY, "0.08", "REG", symbol="AAPL")
    allocation = allocate([*fill_activities([first, second]), posted], MONDAY)
    shares = [total(part.amount for part in allocation.of(each)) for each in (first, second)]
    assert shares == [Decimal("0.04"), Decimal("0.04")]


def test_allocate_row_with_a_symbol_leaves_other_symbols_alone() -> None:
    apple = position_of("AAPL", trade("AAPL", MONDAY, "1", "100"))
    ibm = position_of("IBM", trade("IBM", MONDAY, "9", "100"))
    posted = fee(MONDAY, "0.02", "REG", symbol="AAPL")
    allocation = allocate([*fill_activities([apple, ibm]), posted], MONDAY)
    assert [part.order_id for part in allocation.parts] == ["AAPL-out"]
    assert allocation.of(ibm) == []


def test_allocate_sells_of_strangers_bear_their_share() -> None:
    ours = position_of("AAPL", trade("AAPL", MONDAY, "1", "100"))
    theirs = position_of("IBM", trade("IBM", MONDAY, "1", "100"), strategy_id="manual")
    allocation = allocate([*fill_activities([ours, theirs]), fee(MONDAY, "0.03", "REG")], MONDAY)
    assert total(part.amount for part in allocation.of(ours)) == Decimal("0.015")


def test_allocate_short_entries_are_sells_and_covers_are_not() -> None:
    short = position_of(
        "AAPL",
        [
            Execution(MONDAY, "sell", "10", "100", "short"),
            Execution(TUESDAY, "buy", "10", "90", "cover"),
        ],
    )
    posted = [fee(MONDAY, "0.02", "REG"), fee(TUESDAY, "0.05", "REG")]
    allocation = allocate([*fill_activities([short]), *posted], TUESDAY)
    assert total(part.amount for part in allocation.of(short)) == Decimal("0.02")
    assert [each.activity_id for each in allocation.homeless] == [posted[1].activity_id]


def test_allocate_row_whose_text_names_a_day_belongs_to_that_day() -> None:
    sold = position_of("AAPL", trade("AAPL", MONDAY, "1", "100"))
    late = Activity(
        activity_id="late",
        kind="FEE",
        ds=TUESDAY,
        net_amount=Decimal("-0.01"),
        description="REG fee for proceed of 100.00 on 2013-01-07 by acc-1",
    )
    allocation = allocate([*fill_activities([sold]), late], TUESDAY)
    assert [part.fee_id for part in allocation.of(sold)] == ["late"]
    assert allocation.days == {MONDAY}


def test_allocate_rows_after_the_day_are_not_looked_at() -> None:
    sold = position_of("AAPL", trade("AAPL", TUESDAY, "1", "100"))
    rows = [*fill_activities([sold]), fee(TUESDAY, "0.01", "REG")]
    assert allocate(rows, MONDAY).parts == ()
    assert len(allocate(rows, TUESDAY).parts) == 1


def test_is_known_needs_a_row_of_the_day_or_time_as_evidence() -> None:
    sold = position_of("AAPL", trade("AAPL", MONDAY, "1", "100"))
    fills = fill_activities([sold])
    assert not allocate(fills, WEDNESDAY).is_known(MONDAY)
    assert allocate([*fills, fee(MONDAY, "0.01", "REG")], WEDNESDAY).is_known(MONDAY)
    next_day = allocate([*fills, fee(TUESDAY, "0.01", "REG")], WEDNESDAY)
    assert not next_day.is_known(MONDAY)  # rows can be missing for a while
    later = fee(MONDAY + timedelta(days=3), "0.01", "REG")
    assert allocate([*fills, later], later.ds).is_known(MONDAY)
    assert not allocate(fills, MONDAY + timedelta(days=13)).is_known(MONDAY)
    assert allocate(fills, MONDAY + timedelta(days=14)).is_known(MONDAY)


@given(
    st.lists(
        st.tuples(st.integers(1, 5_000), st.decimals("0.01", "2000", places=9)),
        min_size=1,
        max_size=12,
    ),
    st.decimals("0.01", "99", places=2),
    st.sampled_from(["REG", "TAF"]),
)
def test_allocate_parts_of_any_fee_add_up_to_it_exactly(
    sells: list[tuple[int, Decimal]], posted: Decimal, kind: str
) -> None:
    positions = [
        position_of("AAPL", trade("AAPL", MONDAY, str(quantity), str(price), str(n)))
        for n, (quantity, price) in enumerate(sells)
    ]
    allocation = allocate([*fill_activities(positions), fee(MONDAY, str(posted), kind)], MONDAY)
    assert total(part.amount for part in allocation.parts) == posted
    assert all(part.amount >= 0 for part in allocation.parts)
    assert len(allocation.parts) == len(sells)
