"""What a signal would have made: hand-computed trades, both sides."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pytoolkit import frames
from pytoolkit.decision import bar_end, bar_start, decide, evaluate_for, validity_end
from pytoolkit.models.market import Asset
from pytoolkit.outcome import Simulated, exact_columns, what_if
from tests.support.daily import Row, daily, strategy_of

D = Decimal
SHARE = Asset(symbol="AAPL", asset_class="EQUITY", price_increment=D("0.01"), qty_increment=D(1))
SIGNAL: Row = (100.0, 101.0, 99.0, 100.0)


def outcome(
    *after: Row,
    quantity: int | None = 10,
    days: int = 7,
    fees: Any = "none",
    slippage: str = "0",
    **fields: Any,
) -> Simulated:
    """Give what becomes of a signal on a bar that closes at 100, over the bars after it."""
    strategy = strategy_of(**fields)
    bars = daily([SIGNAL, *after])
    at = bars["at"][0]
    now = bar_end(at, "1Day", "EQUITY")
    found = decide(strategy, bars.head(1), SHARE, now=now, valid_until=validity_end(at, strategy))
    assert found is not None
    if quantity is not None:
        found = found.changed(quantity=D(quantity))
    end = at.date() + timedelta(days=days)
    return what_if(found, strategy, bars, SHARE, end, fees=fees, slippage_bps=D(slippage))


def day(number: int) -> Any:
    """Give the start of the n-th bar after the signal's."""
    return daily([SIGNAL] * (number + 1))["at"][-1]


def test_what_if_target_of_a_market_entry() -> None:
    found = outcome((101.0, 103.0, 98.0, 102.0), (103.0, 111.5, 102.0, 109.0))

    assert [fill.reason for fill in found.fills] == ["ENTRY", "TP1"]
    assert found.entry_at == bar_start(day(1), "1Day", "EQUITY")
    assert found.exit_at == bar_end(day(2), "1Day", "EQUITY")
    assert (found.entry_price, found.exit_price) == (D(101), D(110))
    assert (found.entry_amount, found.exit_amount) == (D(1010), D(1100))
    assert found.pnl_usd == D(90)
    assert found.pnl_pct == pytest.approx(100 * 90 / 1010)
    assert found.slippage_pct == pytest.approx(1.0)
    assert found.exit_reason == "TP1"
    assert not found.censored
    assert found.duration_s == 86_400 + 6.5 * 3600


def test_what_if_sell_mirrors() -> None:
    found = outcome((99.0, 102.0, 97.0, 98.0), (97.0, 98.0, 88.5, 91.0), side="sell")

    assert [(fill.side, fill.price) for fill in found.fills] == [("sell", D(99)), ("buy", D(90))]
    assert found.pnl_usd == D(90)
    assert found.slippage_pct == pytest.approx(1.0)
    assert found.mfe_pct == pytest.approx(100 * 9 / 99)
    assert found.mae_pct == pytest.approx(100 * 3 / 99)


def test_what_if_stop_through_a_gap_fills_at_the_open() -> None:
    found = outcome((100.0, 102.0, 98.0, 101.0), (90.123, 92.0, 89.0, 91.0))

    assert found.exit_price == D("90.123")
    assert found.exit_at == bar_start(day(2), "1Day", "EQUITY")
    assert found.exit_reason == "STOP_LOSS"
    assert found.pnl_usd == D("-98.77")


def test_what_if_open_at_the_horizon_is_marked_and_censored() -> None:
    quiet = (100.0, 102.0, 98.0, 101.0)
    crash = (10.0, 11.0, 9.0, 10.0)

    found = outcome(quiet, quiet, crash, days=2, fees="tier")

    assert found.censored
    assert found.exit_reason == "HORIZON"
    assert found.exit_price == D(101)
    assert found.exit_at == bar_end(day(2), "1Day", "EQUITY")
    assert (found.fee_usd, found.pnl_usd) == (D(0), D(10))
    assert (found.mfe_pct, found.mae_pct) == (2.0, 2.0)


def test_what_if_horizon_counts_calendar_days_after_the_signal() -> None:
    quiet = (100.0, 102.0, 98.0, 101.0)

    # The signal is a Monday's: seven days later is the next Monday, five sessions on.
    found = outcome(*[quiet] * 9, days=7)

    assert found.exit_at == bar_end(day(5), "1Day", "EQUITY")


def test_what_if_entry_that_never_fills_is_not_entered() -> None:
    away = (100.0, 102.0, 98.0, 101.0)
    fields = {"order": "limit", "entry_price": "close - 10"}

    found = outcome(*[away] * 3, (90.0, 91.0, 80.0, 90.0), **fields)

    assert found == Simulated(D(10))
    assert not found.entered
    assert found.pnl_usd is None


def test_what_if_plan_without_a_stop_is_not_entered() -> None:
    assert not outcome((100.0, 102.0, 98.0, 101.0), stop="entry_price - 200").entered


def test_what_if_without_bars_is_not_entered() -> None:
    assert not outcome().entered


def test_what_if_rejected_plan_is_played_as_it_is() -> None:
    found = outcome((100.0, 102.0, 98.0, 101.0), stop="entry_price + 1")

    assert [(fill.reason, fill.price) for fill in found.fills] == [
        ("ENTRY", D(100)),
        ("STOP_LOSS", D(100)),
    ]


def test_what_if_fees_and_slippage_reduce_the_pnl() -> None:
    bars = ((100.0, 102.0, 98.0, 101.0), (101.0, 102.0, 94.0, 95.0))

    found = outcome(*bars, fees="tier", slippage="10")

    assert (found.entry_price, found.exit_price) == (D("100.1"), D("94.905"))
    # REG 949.05 x 22.40 / 1e6 = 0.0213 -> 0.03; TAF 10 x 0.000095 -> 0.01
    assert found.fee_usd == D("0.04")
    assert found.fee_tier == "REG/TAF 2012-04-01"
    assert found.pnl_usd == D("949.05") - D(1001) - D("0.04")


def test_what_if_slippage_spares_limits() -> None:
    target = outcome((100.0, 111.0, 98.0, 101.0), slippage="10")
    limit = outcome(
        (100.0, 102.0, 97.0, 98.0),
        (98.0, 99.0, 90.0, 91.0),
        slippage="10",
        order="limit",
        entry_price="close - 2",
    )

    assert [fill.price for fill in target.fills] == [D("100.1"), D(110)]
    assert [fill.price for fill in limit.fills] == [D(98), D("92.907")]


def test_what_if_fees_in_basis_points_of_every_fill() -> None:
    found = outcome((100.0, 111.0, 98.0, 101.0), fees=D(5))

    assert found.fee_usd == (D(1000) + D(1100)) * D("0.0005")


def test_what_if_ladder_splits_the_quantity_and_moves_the_stop() -> None:
    found = outcome(
        (100.0, 110.5, 99.0, 108.0),
        (107.0, 108.0, 99.5, 101.0),
        quantity=11,
        targets=["entry_price + 10", "entry_price + 20", "entry_price + 30"],
    )

    assert [(fill.reason, fill.quantity, fill.price) for fill in found.exits] == [
        ("TP1", D(5), D(110)),
        ("BREAKEVEN", D(3), D(100)),
        ("BREAKEVEN", D(3), D(100)),
    ]
    assert found.pnl_usd == D(50)
    assert found.exit_reason == "BREAKEVEN"


def test_what_if_trail_knows_the_trades_own_prices() -> None:
    found = outcome(
        (100.0, 104.0, 99.0, 103.0),
        (103.0, 104.0, 97.0, 98.0),
        targets=[],
        trail="close - (entry_price - stop)",
    )

    # The trail stands at 103 - 5 = 98 after the first bar.
    assert (found.exit_reason, found.exit_price) == ("TRAIL", D(98))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"exits": {"weak": "close < 100"}}, "RULE:weak"),
        ({"exits": {"color_flip": "close < open"}}, "COLOR_FLIP"),
        ({"exits": {"a": "close < 100"}, "invalidation": "low < 98"}, "STRUCTURAL_INVALIDATION"),
    ],
)
def test_what_if_rules_close_at_the_next_open(fields: dict[str, Any], reason: str) -> None:
    found = outcome((100.0, 101.0, 97.0, 99.0), (98.5, 99.0, 98.0, 98.0), **fields)

    assert (found.exit_reason, found.exit_price) == (reason, D("98.5"))


def test_what_if_rules_see_exactly_their_history() -> None:
    bars = ((100.0, 101.0, 99.0, 100.0), (100.0, 101.0, 99.0, 100.0), (100.0, 101.0, 99.0, 99.5))
    fields: dict[str, Any] = {"exits": {"weak": "close < sma(4)"}}

    assert outcome(*bars, (99.0, 100.0, 98.0, 99.0), history=4, **fields).exit_reason == "RULE:weak"
    assert outcome(*bars, (99.0, 100.0, 98.0, 99.0), history=3, **fields).censored


def test_what_if_sizes_a_signal_without_quantity_by_risk_at_least_one_unit() -> None:
    quiet = (100.0, 102.0, 98.0, 101.0)

    assert outcome(quiet, quantity=None).quantity == D(100)  # 500 at risk / 5, 10,000 notional
    assert outcome(quiet, quantity=None, risk={"max_notional_usd": "99"}).quantity == D(1)


def test_what_if_entry_inside_its_bar_counts_only_the_close_of_that_bar() -> None:
    found = outcome(
        (100.0, 103.0, 96.0, 97.5),
        (97.0, 99.0, 96.5, 98.0),
        order="limit",
        entry_price="close - 2",
    )

    assert found.entry_at == bar_end(day(1), "1Day", "EQUITY")
    assert found.mfe_pct == pytest.approx(100 * 1 / 98)
    assert found.mae_pct == pytest.approx(100 * 1.5 / 98)


def test_what_if_looks_at_its_symbol_only() -> None:
    strategy = strategy_of()
    bars = daily([SIGNAL, (100.0, 111.0, 99.0, 105.0)])
    other = daily([SIGNAL, (100.0, 101.0, 1.0, 2.0)], "MSFT")
    at = bars["at"][0]
    now = bar_end(at, "1Day", "EQUITY")
    found = decide(strategy, bars.head(1), SHARE, now=now, valid_until=now)
    assert found is not None

    mixed = what_if(found, strategy, pl.concat([bars, other]), SHARE, day(3).date(), fees="none")

    assert mixed.exit_reason == "TP1"
    assert frames.session_of(at.date()) is not None


@pytest.mark.parametrize("together", [1, 700, 10_000_000])
def test_exact_columns_are_those_of_each_window_alone(
    together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytoolkit.outcome.WINDOWED_ROWS", together)
    bars = frames.shipped_bars().filter(pl.col("symbol") == "AAPL").head(130)
    strategy = strategy_of(history=40)
    rules = {"trail": "highest(high, 5) - 1.5 * atr(14)", "tired": "rsi(14) < 40"}

    found = exact_columns(strategy, bars, 3, rules)

    alone = [
        evaluate_for(strategy, bars.slice(max(0, row - 39), min(row + 1, 40)), rules).tail(1)
        for row in range(3, bars.height)
    ]
    assert found.equals(pl.concat(alone))
    assert found["tired"].null_count() < found.height
