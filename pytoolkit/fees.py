"""What the regulators take from equity sells; commissions are zero.

REG (Section 31 of the Securities Exchange Act) goes by proceeds, TAF (FINRA's trading activity
fee) by shares. Both are charged per day and kind and rounded up to the cent.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import Literal

from pytoolkit.models.base import MONEY_CONTEXT

CENT = Decimal("0.01")
MILLION = Decimal(1_000_000)
TAF_MOST_SHARES = Decimal(50_000)
"""TAF is capped for each trade at what this many shares cost."""

REG_PER_MILLION: tuple[tuple[date, Decimal], ...] = (
    (date(2000, 1, 1), Decimal("33.33")),
    (date(2001, 12, 28), Decimal("15.00")),
    (date(2002, 4, 1), Decimal("30.10")),
    (date(2003, 4, 1), Decimal("46.80")),
    (date(2004, 4, 1), Decimal("23.40")),
    (date(2005, 1, 7), Decimal("32.90")),
    (date(2006, 4, 1), Decimal("30.70")),
    (date(2007, 3, 17), Decimal("15.30")),
    (date(2008, 1, 25), Decimal("11.00")),
    (date(2008, 4, 1), Decimal("5.60")),
    (date(2009, 4, 10), Decimal("25.70")),
    (date(2010, 1, 15), Decimal("12.70")),
    (date(2010, 4, 1), Decimal("16.90")),
    (date(2011, 1, 21), Decimal("19.20")),
    (date(2012, 2, 21), Decimal("18.00")),
    (date(2012, 4, 1), Decimal("22.40")),
    (date(2013, 5, 25), Decimal("17.40")),
    (date(2014, 3, 18), Decimal("22.10")),
    (date(2015, 2, 14), Decimal("18.40")),
    (date(2016, 2, 16), Decimal("21.80")),
    (date(2017, 7, 4), Decimal("23.10")),
    (date(2018, 5, 22), Decimal("13.00")),
    (date(2019, 4, 16), Decimal("20.70")),
    (date(2020, 2, 18), Decimal("22.10")),
    (date(2021, 2, 25), Decimal("5.10")),
    (date(2022, 5, 14), Decimal("22.90")),
    (date(2023, 2, 27), Decimal("8.00")),
    (date(2024, 5, 22), Decimal("27.80")),
    (date(2025, 5, 14), Decimal("0.00")),
)
"""First day and USD per million USD sold; from the SEC's fee rate advisories, those before 2010
from memory of them. A broker's posted fee always wins over this table."""

TAF_PER_SHARE: tuple[tuple[date, Decimal], ...] = (
    (date(2000, 1, 1), Decimal("0.000095")),
    (date(2012, 7, 1), Decimal("0.000119")),
    (date(2022, 1, 1), Decimal("0.000130")),
    (date(2023, 1, 1), Decimal("0.000145")),
    (date(2024, 1, 1), Decimal("0.000166")),
)
"""First day and USD per share sold."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One equity sell, as far as fees go."""

    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RegulatoryFee:
    """One fee of one day, positive."""

    kind: Literal["REG", "TAF"]
    amount: Decimal


def rate(table: tuple[tuple[date, Decimal], ...], ds: date) -> Decimal:
    """Give the rate in force on a day; before the table begins, its first."""
    index = bisect_right(table, ds, key=lambda line: line[0])
    return table[max(index - 1, 0)][1]


def regulatory_fees(ds: date, sales: Iterable[Sale]) -> list[RegulatoryFee]:
    """Compute the fees of one day's sells, each rounded up to the cent; those of zero left out."""
    sold = list(sales)
    with localcontext(MONEY_CONTEXT):
        proceeds = sum((sale.amount for sale in sold), Decimal(0))
        shares = sum((min(sale.quantity, TAF_MOST_SHARES) for sale in sold), Decimal(0))
        raw: dict[Literal["REG", "TAF"], Decimal] = {
            "REG": proceeds * rate(REG_PER_MILLION, ds) / MILLION,
            "TAF": shares * rate(TAF_PER_SHARE, ds),
        }
        return [
            RegulatoryFee(kind, amount.quantize(CENT, rounding=ROUND_CEILING))
            for kind, amount in raw.items()
            if amount > 0
        ]
