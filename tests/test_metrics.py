"""Statistics against hand-computed values."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pytoolkit import metrics

DAY = date(2026, 1, 5)
DAYS = [DAY + timedelta(days=n) for n in range(4)]


def test_daily_returns_day_without_trades_counts_as_zero() -> None:
    pnl = {DAYS[1]: Decimal("500"), DAYS[3]: Decimal("-210")}
    equity = {
        DAY - timedelta(days=1): Decimal("100000"),
        DAYS[1]: Decimal("100500"),
        DAYS[2]: Decimal("105000"),
        DAYS[3]: Decimal("104790"),
    }
    assert metrics.daily_returns(pnl, equity, DAYS) == [0.0, 0.005, 0.0, -0.002]


def test_daily_returns_trades_before_any_equity_are_an_error_not_zero() -> None:
    with pytest.raises(ValueError, match="no equity above zero is known before 2026-01-05"):
        metrics.daily_returns({DAY: Decimal(1)}, {DAY: Decimal(100)}, DAYS)


def test_performance_of_four_days_matches_hand_computed_values() -> None:
    # returns 1 %, -2 %, 0, 3 %: mean 0.005, squared deviations 25 + 625 + 25 + 625 (1e-6)
    returns = [0.01, -0.02, 0.0, 0.03]
    result = metrics.performance(
        [Decimal("10"), Decimal("-20"), Decimal("30")], returns, benchmark=[0.01, -0.01, 0.0, 0.02]
    )
    deviation = (1300e-6 / 3) ** 0.5
    assert result.sharpe == pytest.approx(0.005 / deviation * 252**0.5)
    assert result.sortino == pytest.approx(0.005 / (4e-4 / 4) ** 0.5 * 252**0.5)
    assert result.max_drawdown_pct == pytest.approx(2.0)
    growth = 1.01 * 0.98 * 1.03
    assert result.annual_return_pct == pytest.approx(100 * (growth**63 - 1))
    assert result.calmar == pytest.approx((growth**63 - 1) * 100 / 2.0)
    assert result.profit_factor == pytest.approx(2.0)
    assert result.pnl_usd == Decimal("20")
    # slope = Sxy / Sxx = (1e-4 + 2e-4 + 6e-4 - 4*0.005*0.005) / (6e-4 - 4*0.005**2)
    assert result.beta == pytest.approx(8e-4 / 5e-4)
    assert result.alpha_pct == pytest.approx(100 * 252 * (0.005 - 1.6 * 0.005))


def test_performance_crypto_has_365_days() -> None:
    equity = metrics.performance([], [0.01, 0.02], asset_class="EQUITY").sharpe
    crypto = metrics.performance([], [0.01, 0.02], asset_class="CRYPTO").sharpe
    assert equity is not None
    assert crypto is not None
    assert crypto / equity == pytest.approx((365 / 252) ** 0.5)


def test_performance_without_trades_has_no_ratio_and_no_drawdown() -> None:
    result = metrics.performance([], [0.0, 0.0, 0.0])
    assert (result.trades, result.pnl_usd, result.max_drawdown_pct) == (0, Decimal(0), 0.0)
    assert result.win_rate_pct is None
    assert result.profit_factor is None
    assert result.sharpe is None
    assert result.sortino is None
    assert result.calmar is None


def test_profit_factor_without_a_loss_is_none_not_infinite() -> None:
    assert metrics.profit_factor([Decimal(1), Decimal(2)]) is None


def test_drawdowns_fall_from_the_highest_so_far() -> None:
    assert metrics.drawdowns_pct([100, 120, 90, 130, 117]) == pytest.approx([0, 0, 25, 0, 10])


def test_calmar_of_own_curve_is_none_before_a_drawdown() -> None:
    assert metrics.calmar([100.0, 101.0, 102.0], 252) is None
    assert metrics.calmar([100.0, 98.0, 101.0], 252) == pytest.approx(100 * (1.01**126 - 1) / 2.0)


def test_wilson_five_of_ten_matches_the_published_interval() -> None:
    interval = metrics.wilson_pct(5, 10)
    assert interval.value == 50.0
    assert interval.low == pytest.approx(23.659, abs=1e-3)
    assert interval.high == pytest.approx(76.341, abs=1e-3)


@pytest.mark.parametrize(("wins", "low", "high"), [(0, 0.0, 27.753), (10, 72.247, 100.0)])
def test_wilson_at_the_edges_stays_inside_0_to_100(wins: int, low: float, high: float) -> None:
    interval = metrics.wilson_pct(wins, 10)
    assert interval.low == pytest.approx(low, abs=1e-3)
    assert interval.high == pytest.approx(high, abs=1e-3)


def test_bootstrap_mean_covers_the_mean_and_repeats_itself() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 10.0]
    first, second = metrics.bootstrap_mean(values), metrics.bootstrap_mean(values)
    assert first == second
    assert first is not None
    assert first.low < first.value == 4.0 < first.high
    assert metrics.bootstrap_mean([]) is None


def test_total_keeps_all_38_digits() -> None:
    big = Decimal("12345678901234567890123456789.123456789")
    assert metrics.total([big, Decimal("0.000000001")]) == Decimal(
        "12345678901234567890123456789.123456790"
    )
