"""Regulatory fees on equity sells, crypto tiers, estimates for one trade."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pytoolkit.fees import (
    CRYPTO_TIERS,
    REG_PER_MILLION,
    TAF_PER_SHARE,
    Execution,
    FeeEstimate,
    RegulatoryFee,
    Sale,
    crypto_tier,
    estimate_fees,
    regulatory_fees,
)
from pytoolkit.models.order import Fill

D = Decimal
DAY = date(2012, 9, 4)


@pytest.mark.parametrize(
    ("sales", "reg", "taf"),
    [
        ([Sale(D(10), D(100))], "0.01", "0.01"),
        ([Sale(D(100), D(66_520))], "1.50", "0.02"),  # 1.490048 and 0.0119
        ([Sale(D(50), D(33_260)), Sale(D(50), D(33_260))], "1.50", "0.02"),  # once for the day
        ([Sale(D(60_000), D(1_000_000))], "22.40", "5.95"),  # the cap of one trade
        ([Sale(D(30_000), D(1)), Sale(D(30_000), D(1))], "0.01", "7.14"),  # two trades, no cap
    ],
)
def test_regulatory_fees_of_a_day_are_rounded_up_once(
    sales: list[Sale], reg: str, taf: str
) -> None:
    assert regulatory_fees(DAY, sales) == [
        RegulatoryFee("REG", D(reg)),
        RegulatoryFee("TAF", D(taf)),
    ]


def test_regulatory_fees_without_sells_are_none() -> None:
    assert regulatory_fees(DAY, []) == []


def test_regulatory_fees_at_a_rate_of_zero_post_no_line() -> None:
    assert [fee.kind for fee in regulatory_fees(date(2025, 6, 2), [Sale(D(1), D(9))])] == ["TAF"]


def test_regulatory_fees_on_the_day_of_a_new_rate_use_it() -> None:
    sale = [Sale(D(1), D(1_000_000))]
    assert regulatory_fees(date(2012, 3, 31), sale)[0].amount == D("18.00")
    assert regulatory_fees(date(2012, 4, 1), sale)[0].amount == D("22.40")


def test_rate_tables_ascend() -> None:
    for table in (REG_PER_MILLION, TAF_PER_SHARE):
        dates = [since for since, _ in table]
        assert dates == sorted(set(dates))
    volumes = [tier.volume_usd for tier in CRYPTO_TIERS]
    assert volumes == sorted(set(volumes))


def test_estimate_of_an_equity_trade_is_what_would_be_posted_for_it_alone() -> None:
    executions = [
        Execution("buy", D(100), D(66_000), date(2012, 9, 3)),
        Execution("sell", D(50), D(33_260), DAY),
        Execution("sell", D(50), D(33_260), DAY),
    ]

    estimate = estimate_fees("EQUITY", executions)

    assert estimate == FeeEstimate(D("1.50") + D("0.02"), "REG/TAF 2012-07-01")


def test_estimate_without_sells_is_nothing() -> None:
    assert estimate_fees("EQUITY", [Execution("buy", D(1), D(9), DAY)]).usd == 0


@pytest.mark.parametrize(
    ("volume", "number"), [("0", 1), ("99999.99", 1), ("100000", 2), ("999999999", 8)]
)
def test_crypto_tier_begins_at_its_volume(volume: str, number: int) -> None:
    assert crypto_tier(D(volume)).number == number


def test_estimate_of_a_crypto_trade_tells_maker_from_taker() -> None:
    entry = Execution("buy", D("0.5"), D(10_000), DAY)
    target = Execution("sell", D("0.5"), D(12_000), DAY, maker=True)

    assert estimate_fees("CRYPTO", [entry, target]) == FeeEstimate(D(25) + D(18), "tier 1")


def test_execution_of_a_fill_at_a_target_is_a_maker() -> None:
    at = datetime(2012, 9, 4, 20, tzinfo=UTC)
    fill = Fill(
        execution_id="e",
        order_id="o",
        leg="tp1",
        symbol="AAPL",
        side="sell",
        quantity=D(1),
        price=D(500),
        amount=D(500),
        at=at,
        ds=at.date(),
    )

    assert Execution.of(fill) == Execution("sell", D(1), D(500), DAY, maker=True)
