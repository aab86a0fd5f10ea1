"""The trade row against hand-computed cases: partial exits, shorts, excursions, fees."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from pytoolkit import frames, trades
from pytoolkit.fees import FeeEstimate
from pytoolkit.models.market import CorporateAction
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.trade import Trade
from tests.support.trading import CLOSE, Execution, moment, position_of

MONDAY, TUESDAY, WEDNESDAY = (date(2013, 1, 7) + timedelta(days=n) for n in range(3))
NO_BARS = pl.DataFrame(schema=frames.BAR_SCHEMA)
ESTIMATE = FeeEstimate(Decimal("0.05"), "regulatory")
NOW = moment(WEDNESDAY, CLOSE)


def bars_of(*rows: tuple[date, float, float, float, float]) -> pl.DataFrame:
    return pl.DataFrame(
        [("AAPL", frames.daily_at(ds), *prices, 1000.0) for ds, *prices in rows],
        schema=frames.BAR_SCHEMA,
        orient="row",
    )


def row_of(
    position: Position, settlement: Settlement | None = None, bars: pl.DataFrame = NO_BARS
) -> Trade:
    return trades.trade_of(position, settlement, bars, ESTIMATE, recorded_at=NOW, run_id="r")


def settled(position: Position, fee: str) -> Settlement:
    return Settlement(
        trade_id=position.position_id,
        ds=MONDAY,
        actual_fee_usd=Decimal(fee),
        fee_calculation_type="ACTUAL_FEE",
        reconciled_at=NOW,
    )


def test_trade_of_partial_exits_sums_amounts_not_averages() -> None:
    position = position_of(
        "AAPL",
        [
            Execution(MONDAY, "buy", "3", "33.3333", "o1"),
            Execution(TUESDAY, "sell", "1", "34", "o2", "TP1"),
            Execution(WEDNESDAY, "sell", "2", "33.01", "o3", "STOP_LOSS"),
        ],
        planned="33.00",
    )
    row = row_of(position)
    assert row.entry_amount == Decimal("99.9999")
    assert row.exit_amount == Decimal("100.02")  # 34 + 66.02
    assert row.pnl_usd == Decimal("-0.0299")  # 100.02 - 99.9999 - 0.05
    assert row.exit_reason == "STOP_LOSS"
    assert row.ds == WEDNESDAY
    assert row.fill_count == 3
    assert row.duration_s == 2 * 24 * 3600
    assert row.slippage_pct == pytest.approx(100 * 0.3333 / 33)
    assert row.pnl_pct == pytest.approx(-0.0299 / 99.9999 * 100)
    assert not row.fee_finalized
    assert row.fee_calculation_type == "ESTIMATED"


def test_trade_of_a_short_earns_when_the_price_falls() -> None:
    position = position_of(
        "AAPL",
        [
            Execution(MONDAY, "sell", "10", "50", "o1"),
            Execution(TUESDAY, "buy", "10", "45.5", "o2", "TP1"),
        ],
        planned="50.25",
    )
    row = row_of(position)
    assert row.pnl_usd == Decimal("44.95")  # 500 - 455 - 0.05
    assert row.slippage_pct == pytest.approx(100 * 0.25 / 50.25)  # sold lower than planned


def test_trade_of_a_settled_position_uses_the_posted_fee_and_a_newer_version() -> None:
    position = position_of(
        "AAPL",
        [
            Execution(MONDAY, "buy", "1", "10", "o1"),
            Execution(TUESDAY, "sell", "1", "11", "o2", "TP1"),
        ],
    )
    before, after = row_of(position), row_of(position, settled(position, "0.03"))
    assert (before.pnl_usd, after.pnl_usd) == (Decimal("0.95"), Decimal("0.97"))
    assert after.version == before.version + 1
    assert after.actual_fee_usd == after.fee_usd == Decimal("0.03")
    assert after.estimated_fee_usd == Decimal("0.05")
    assert after.fee_finalized
    assert after.fee_calculation_type == "ACTUAL_FEE"


def test_trade_of_a_settlement_of_zero_is_zero_not_the_estimate() -> None:
    position = position_of(
        "AAPL",
        [Execution(MONDAY, "buy", "1", "10", "o1"), Execution(TUESDAY, "sell", "1", "11", "o2")],
    )
    row = row_of(position, settled(position, "0"))
    assert row.pnl_usd == Decimal(1)
    assert row.actual_fee_usd == Decimal(0)


def test_trade_of_an_open_position_is_refused() -> None:
    position = position_of("AAPL", [Execution(MONDAY, "buy", "1", "10", "o1")])
    with pytest.raises(ValueError, match="is OPEN, not a closed trade"):
        row_of(position)


BARS = bars_of(
    (MONDAY, 100, 106, 97, 102), (TUESDAY, 103, 109, 95, 104), (WEDNESDAY, 107, 120, 80, 90)
)


@pytest.mark.parametrize(
    ("entry_at", "exit_at", "exit_price", "mfe", "mae"),
    [
        # entered at the open: all of Monday counts; left at Wednesday's open: only that price
        (moment(MONDAY), moment(WEDNESDAY), "107", 9.0, 5.0),
        # entered inside Monday: of Monday only the close is certain
        (moment(MONDAY, CLOSE), moment(WEDNESDAY), "107", 9.0, 5.0),
        # left inside Tuesday at 96: Tuesday's open and the exit are certain, its extremes are not
        (moment(MONDAY), moment(TUESDAY, CLOSE), "96", 6.0, 4.0),
        (moment(MONDAY, CLOSE), moment(TUESDAY, CLOSE), "96", 3.0, 4.0),
        # in and out within one bar: nothing but the two prices
        (moment(MONDAY), moment(MONDAY, CLOSE), "99", 0.0, 1.0),
    ],
)
def test_excursions_count_only_prices_between_entry_and_exit(
    entry_at: datetime, exit_at: datetime, exit_price: str, mfe: float, mae: float
) -> None:
    position = position_of(
        "AAPL",
        [
            Execution(entry_at.date(), "buy", "1", "100", "o1", at=entry_at.timetz()),
            Execution(exit_at.date(), "sell", "1", exit_price, "o2", at=exit_at.timetz()),
        ],
    )
    row = row_of(position, bars=BARS)
    assert (row.mfe_pct, row.mae_pct) == (pytest.approx(mfe), pytest.approx(mae))


def test_excursions_of_a_short_are_mirrored() -> None:
    position = position_of(
        "AAPL",
        [
            Execution(MONDAY, "sell", "1", "100", "o1"),
            Execution(WEDNESDAY, "buy", "1", "107", "o2"),
        ],
    )
    row = row_of(position, bars=BARS)
    assert (row.mfe_pct, row.mae_pct) == (pytest.approx(5.0), pytest.approx(9.0))


def test_in_units_of_a_day_before_a_later_split_gives_back_the_raw_prices() -> None:
    split = CorporateAction(symbol="AAPL", ds=WEDNESDAY, ratio=Decimal(2))
    adjusted = frames.adjusted(BARS, [split])
    assert adjusted["high"].to_list() == [53.0, 54.5, 120.0]
    raw = frames.in_units_of(adjusted, [split], TUESDAY)
    assert raw["high"].to_list() == [106.0, 109.0, 240.0]
    assert raw["volume"].to_list()[0] == 1000.0
    assert frames.in_units_of(adjusted, [split], WEDNESDAY).equals(adjusted)
