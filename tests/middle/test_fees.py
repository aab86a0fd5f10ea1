"""Regulatory fees on equity sells."""

from datetime import date
from decimal import Decimal

import pytest

from pytoolkit.fees import RegulatoryFee, Sale, regulatory_fees

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
