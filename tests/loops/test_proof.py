"""The identities of the books, for hand-written cases and for any sequence of fills."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytoolkit import fees, frames, metrics, trades
from pytoolkit.loops.allocation import allocate
from pytoolkit.loops.proof import Books, Proof, as_of, prove
from pytoolkit.loops.rollback import Standing, signed_amount, signed_units, standing_at
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.trade import Trade
from tests.support.trading import CLOSE, Execution, fee, fill_activities, moment, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))
DAYS = (MONDAY, TUESDAY, WEDNESDAY)
CASH = Decimal(100_000)
NO_BARS = pl.DataFrame(schema=frames.BAR_SCHEMA)
NOW = moment(WEDNESDAY, CLOSE)


def settled(position: Position, activities: Sequence[Activity], ds: date) -> Settlement | None:
    """Settle as loop F would: trades of earlier days whose sell days have a posted fee."""
    allocation = allocate(activities, ds)
    sells = {fill.ds for fill in position.fills if fill.side == "sell"}
    if position.ds is None or position.ds >= ds or not sells <= allocation.days:
        return None
    return Settlement(
        trade_id=position.position_id,
        ds=position.ds,
        actual_fee_usd=metrics.total(part.amount for part in allocation.of(position)),
        fee_calculation_type="ACTUAL_FEE",
        reconciled_at=NOW,
    )


def row_of(position: Position, settlement: Settlement | None) -> Trade:
    executions = [fees.Execution.of(fill) for fill in position.fills]
    estimate = fees.estimate_fees("EQUITY", executions)
    return trades.trade_of(position, settlement, NO_BARS, estimate, recorded_at=NOW)


def books(positions: Sequence[Position], others: Sequence[Activity], ds: date) -> Books:
    """Let a broker book fills and fees, roll it back to a day, and archive what had closed."""
    rows = [*fill_activities(positions), *others]
    cash = metrics.total([CASH, *(signed_amount(each) for each in rows)])
    units: dict[str, Decimal] = {}
    for each in rows:
        units[each.symbol] = units.get(each.symbol, Decimal(0)) + signed_units(each)
    held = [
        BrokerPosition(symbol=symbol, quantity=quantity, average_price=Decimal(1))
        for symbol, quantity in units.items()
        if quantity
    ]
    then = [each for each in (as_of(position, ds) for position in positions) if each]
    return Books(
        ds=ds,
        opening=CASH,
        standing=standing_at(cash, held, rows, ds),
        activities=[each for each in rows if each.ds <= ds],
        positions=then,
        trades=[
            row_of(each, settled(each, rows, ds)) for each in then if each.ds and each.ds <= ds
        ],
    )


LONG = position_of(
    "AAPL",
    [
        Execution(MONDAY, "buy", "3", "33.3333", "a1"),
        Execution(TUESDAY, "sell", "1", "34", "a2", "TP1"),
        Execution(WEDNESDAY, "sell", "2", "33.01", "a3"),
    ],
)
SHORT = position_of(
    "IBM",
    [
        Execution(MONDAY, "sell", "10", "200", "i1"),
        Execution(TUESDAY, "buy", "10", "195.5", "i2", "TP1"),
    ],
)
HELD = position_of("GOOG", [Execution(TUESDAY, "buy", "7", "701.123456789", "g1")])
POSTED = [
    fee(MONDAY, "0.05", "REG"),
    fee(TUESDAY, "0.01", "REG"),
    fee(TUESDAY, "0.01", "TAF"),
    fee(WEDNESDAY, "0.02", "REG"),
]
ALL = (LONG, SHORT, HELD)


@pytest.mark.parametrize("ds", DAYS)
def test_prove_of_honest_books_holds_on_every_day(ds: date) -> None:
    proof = prove(books(ALL, POSTED, ds))
    assert proof.differing == []
    assert proof.verdict == "PROVEN"


def test_prove_figures_of_wednesday_match_the_hand_computed_ones() -> None:
    proof = prove(books(ALL, POSTED, WEDNESDAY))
    # long: 100.02 - 99.9999 - 0.02 (Tuesday, alone) - 0.02 (Wednesday, posted, not yet settled)
    # short: 2000 - 1955 - 0.05
    assert proof.closed_usd == Decimal("-0.0199") + Decimal("44.95")
    assert proof.open_usd == 0
    assert proof.open_cost == Decimal("4907.864197523")
    # estimated for the long: REG 0.01 + TAF 0.01 on each of two days; 0.04 was posted: none open
    assert proof.accrued_usd == 0
    assert proof.cash.fees == Decimal("-0.09")


def test_prove_estimated_fees_enter_no_sum_and_are_shown() -> None:
    proof = prove(books(ALL, [], WEDNESDAY))
    assert proof.proven
    # long 2 x 0.02, short: REG 2000 x 22.40 / 1,000,000 = 0.05 up, TAF 10 x 0.000119 = 0.01 up
    assert proof.accrued_usd == Decimal("0.10")


def test_prove_fee_of_no_sell_is_the_accounts_and_not_a_trades() -> None:
    service = Activity(
        activity_id="svc",
        kind="FEE",
        ds=TUESDAY,
        net_amount=Decimal(-9),
        description="data subscription of January",
        symbol="",
    )
    quiet = [LONG, HELD]
    proof = prove(books(quiet, [fee(WEDNESDAY, "0.02", "REG"), service], MONDAY))
    assert proof.proven
    lonely = prove(books([HELD], [service], WEDNESDAY))
    assert lonely.proven
    assert lonely.homeless_usd == 9


def test_prove_dividends_and_deposits_are_not_profit() -> None:
    extra = [
        Activity(activity_id="d", kind="DIV", ds=TUESDAY, symbol="GOOG", net_amount=Decimal(5)),
        Activity(activity_id="c", kind="CSD", ds=TUESDAY, net_amount=Decimal(1000)),
    ]
    with_them, without = (
        prove(books(ALL, rows, WEDNESDAY)) for rows in ([*POSTED, *extra], POSTED)
    )
    assert with_them.proven
    assert with_them.closed_usd == without.closed_usd


def wrong(proof: Proof) -> dict[str, tuple[str, ...]]:
    return {check.name: check.ids for check in proof.checks if not check.holds}


def test_prove_missing_cash_is_seen() -> None:
    honest = books(ALL, POSTED, WEDNESDAY)
    short_of_cash = Standing(honest.standing.cash - Decimal("0.01"), honest.standing.units)
    proof = prove(replace(honest, standing=short_of_cash))
    assert set(wrong(proof)) == {"cash of the broker", "profit and loss"}
    assert proof.verdict == "NOT PROVEN"


def test_prove_trade_that_was_not_archived_is_named() -> None:
    honest = books(ALL, POSTED, WEDNESDAY)
    proof = prove(replace(honest, trades=[t for t in honest.trades if t.symbol != "IBM"]))
    assert wrong(proof)["closed trades, hot and cold"] == (SHORT.key,)


def test_prove_tampered_pnl_in_the_warehouse_is_seen() -> None:
    honest = books(ALL, POSTED, WEDNESDAY)
    changed = [t.changed(pnl_usd=t.pnl_usd + Decimal("0.01")) for t in honest.trades[:1]]
    proof = prove(replace(honest, trades=[*changed, *honest.trades[1:]]))
    assert "profit and loss" in wrong(proof)


def test_prove_fee_summed_into_each_trade_of_a_symbol_is_named() -> None:
    twin = position_of(
        "IBM",
        [
            Execution(MONDAY, "sell", "10", "200", "j1"),
            Execution(TUESDAY, "buy", "10", "195", "j2"),
        ],
        strategy_id="other",
    )
    honest = books([SHORT, twin], [fee(MONDAY, "0.10", "REG")], WEDNESDAY)
    assert prove(honest).proven
    whole = [
        t.changed(
            actual_fee_usd=Decimal("0.10"),
            fee_usd=Decimal("0.10"),
            pnl_usd=t.pnl_usd - Decimal("0.05"),
        )
        for t in honest.trades
    ]
    proof = prove(replace(honest, trades=whole))
    assert set(wrong(proof)["fees of settled trades"]) == {SHORT.key, twin.key}


def test_prove_foreign_execution_and_units_are_named() -> None:
    manual = position_of("MSFT", [Execution(TUESDAY, "buy", "5", "27", "by-hand")])
    honest = books([*ALL, manual], POSTED, WEDNESDAY)
    proof = prove(replace(honest, positions=[p for p in honest.positions if p.symbol != "MSFT"]))
    assert wrong(proof)["executions"] == ("order by-hand, not ours",)
    assert wrong(proof)["open units"] == ("MSFT ours 0, the broker's 5",)


def test_prove_unreadable_position_is_named() -> None:
    proof = prove(replace(books(ALL, POSTED, WEDNESDAY), unread=["live_positions/x"]))
    assert wrong(proof)["executions"] == ("live_positions/x, unreadable",)


def test_prove_trades_that_left_the_hot_store_still_balance() -> None:
    honest = books(ALL, POSTED[:3], WEDNESDAY)
    kept = [p for p in honest.positions if p.symbol != "IBM"]
    assert prove(replace(honest, positions=kept)).proven


def test_as_of_day_before_the_exit_is_open_with_what_was_realized_by_then() -> None:
    then = as_of(LONG, TUESDAY)
    assert then is not None
    assert (then.status, then.ds, then.open_quantity) == ("OPEN", None, Decimal(2))
    assert then.realized_usd == Decimal("0.6667")  # 34 - 33.3333
    assert as_of(LONG, WEDNESDAY) is LONG
    assert as_of(HELD, MONDAY) is None


price = st.decimals("0.01", "2000", places=9)
size = st.integers(1, 500)


@st.composite
def any_position(draw: st.DrawFn, number: int) -> Position:
    """Give a position with any entries and exits over three days; short or long, closed or open."""
    side, other = draw(st.sampled_from([("buy", "sell"), ("sell", "buy")]))
    entries = [
        Execution(MONDAY, side, str(draw(size)), str(draw(price)), f"{number}-in")
        for _ in range(draw(st.integers(1, 2)))
    ]
    left = sum(int(each.quantity) for each in entries)
    exits = []
    for ds in draw(st.lists(st.sampled_from(DAYS), max_size=3).map(sorted)):
        part = draw(st.integers(1, left))
        exits.append(Execution(ds, other, str(part), str(draw(price)), f"{number}-{ds}", at=CLOSE))
        left -= part
        if not left:
            break
    symbol = draw(st.sampled_from(["AAPL", "IBM"]))
    return position_of(symbol, [*entries, *exits], strategy_id=f"s{number}")


posted_fees = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.decimals("0.01", "9", places=2),
        st.sampled_from(["REG", "TAF"]),
        st.sampled_from(["", "AAPL", "IBM"]),
    ),
    max_size=5,
)


@given(
    st.integers(1, 4).flatmap(lambda n: st.tuples(*(any_position(k) for k in range(n)))),
    posted_fees,
    st.sampled_from(DAYS),
)
def test_prove_holds_for_any_fills_and_fees_on_any_day(
    positions: tuple[Position, ...],
    posted: list[tuple[date, Decimal, str, str]],
    ds: date,
) -> None:
    rows = [
        fee(day, str(amount), kind, symbol=symbol, number=n)
        for n, (day, amount, kind, symbol) in enumerate(posted)
    ]
    proof = prove(books(positions, rows, ds))
    assert proof.differing == []
