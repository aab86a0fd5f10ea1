"""What trading costs besides the price: rates with their dates, what is posted, what to expect.

Equities carry no commission. Sells carry two regulatory fees, which the broker posts once per day
and kind, rounded up to the cent: REG (section 31 of the Securities Exchange Act) by proceeds, TAF
(FINRA's trading activity fee) by share, capped per trade. Crypto pays maker or taker basis points
by 30-day volume. A broker's posted fee always wins over these tables.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import Literal, Self

from pytoolkit.models.base import MONEY_CONTEXT, AssetClass, Side, round_money
from pytoolkit.models.order import Fill

CENT = Decimal("0.01")
MILLION = Decimal(1_000_000)
BPS = Decimal(10_000)
TAF_MOST_SHARES = Decimal(50_000)
"""TAF is capped for each trade at what this many shares cost."""

REG_PER_MILLION: tuple[tuple[date, Decimal], ...] = tuple(
    (date.fromisoformat(since), Decimal(rate))
    for since, rate in (
        ("2000-01-01", "33.30"),
        ("2001-12-28", "15.00"),
        ("2002-04-01", "30.10"),
        ("2003-03-22", "25.20"),
        ("2003-04-01", "46.80"),
        ("2004-02-22", "39.00"),
        ("2004-04-01", "23.40"),
        ("2005-01-07", "32.90"),
        ("2005-04-01", "41.80"),
        ("2005-12-22", "30.70"),
        ("2007-03-17", "15.30"),
        ("2008-01-25", "11.00"),
        ("2008-04-01", "5.60"),
        ("2009-04-10", "25.70"),
        ("2010-01-15", "12.70"),
        ("2010-04-01", "16.90"),
        ("2011-01-21", "19.20"),
        ("2012-02-21", "18.00"),
        ("2012-04-01", "22.40"),
        ("2013-05-25", "17.40"),
        ("2014-03-18", "22.10"),
        ("2015-02-14", "18.40"),
        ("2016-02-16", "21.80"),
        ("2017-07-04", "23.10"),
        ("2018-05-22", "13.00"),
        ("2019-04-16", "20.70"),
        ("2020-02-18", "22.10"),
        ("2021-02-25", "5.10"),
        ("2022-05-14", "22.90"),
        ("2023-02-27", "8.00"),
        ("2024-05-22", "27.80"),
        ("2025-05-14", "0.00"),
        ("2026-04-04", "20.60"),
    )
)
"""First day and USD per million USD sold. Source: the SEC's fee rate advisories and FINRA's
information notices on section 31 fees."""

TAF_PER_SHARE: tuple[tuple[date, Decimal], ...] = tuple(
    (date.fromisoformat(since), Decimal(rate))
    for since, rate in (
        ("2000-01-01", "0.000075"),
        ("2011-07-01", "0.000090"),
        ("2012-03-01", "0.000095"),
        ("2012-07-01", "0.000119"),
        ("2022-01-01", "0.000130"),
        ("2023-01-01", "0.000145"),
        ("2024-01-01", "0.000166"),
        ("2026-01-01", "0.000195"),
    )
)
"""First day and USD per share sold. Source: FINRA By-Laws, Schedule A, section 1; regulatory
notices 11-27, 12-06, 12-31 and later ones."""


@dataclass(frozen=True, slots=True)
class CryptoTier:
    """Fees from a 30-day volume on, in basis points of what is received."""

    number: int
    volume_usd: Decimal
    maker_bps: Decimal
    taker_bps: Decimal


CRYPTO_TIERS: tuple[CryptoTier, ...] = tuple(
    CryptoTier(number, Decimal(volume), Decimal(maker), Decimal(taker))
    for number, (volume, maker, taker) in enumerate(
        (
            (0, 15, 25),
            (100_000, 12, 22),
            (500_000, 10, 20),
            (1_000_000, 8, 18),
            (10_000_000, 5, 15),
            (25_000_000, 2, 13),
            (50_000_000, 2, 12),
            (100_000_000, 0, 10),
        ),
        start=1,
    )
)
"""Source: Alpaca's maker/taker fee model, effective 2023-03-13."""


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


@dataclass(frozen=True, slots=True)
class Execution:
    """One fill of a trade, real or simulated, as far as fees go."""

    side: Side
    quantity: Decimal
    amount: Decimal
    """Cash amount, positive."""
    ds: date
    """Trade date."""
    maker: bool = False
    """Whether it waited in the book."""

    @classmethod
    def of(cls, fill: Fill) -> Self:
        """Take a fill; one at a target waited in the book."""
        return cls(fill.side, fill.quantity, fill.amount, fill.ds, fill.leg.startswith("tp"))


@dataclass(frozen=True, slots=True)
class FeeEstimate:
    """What a trade will cost in fees, before they are posted.

    Attributes:
        usd: sum over its fills, positive = paid.
        tier: schedule it was computed from.
    """

    usd: Decimal
    tier: str


def rate(table: tuple[tuple[date, Decimal], ...], ds: date) -> Decimal:
    """Give the rate in force on a day; before the table begins, its first."""
    return _line(table, ds)[1]


def _line(table: tuple[tuple[date, Decimal], ...], ds: date) -> tuple[date, Decimal]:
    index = bisect_right(table, ds, key=lambda line: line[0])
    return table[max(index - 1, 0)]


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


def crypto_tier(volume_usd: Decimal = Decimal(0)) -> CryptoTier:
    """Give the tier of a 30-day volume."""
    return next(tier for tier in reversed(CRYPTO_TIERS) if tier.volume_usd <= volume_usd)


def estimate_fees(
    asset_class: AssetClass, executions: Sequence[Execution], volume_usd: Decimal = Decimal(0)
) -> FeeEstimate:
    """Estimate the fees of one trade before any is posted.

    Equities: as if the trade were alone on its days, so rounded up per day and kind; trades that
    sell on the same day share the rounding and pay a little less. Crypto: by tier, valued in USD
    at each fill.

    Args:
        asset_class: equity or crypto.
        executions: the trade's fills.
        volume_usd: crypto volume of the 30 days before, of all symbols.
    """
    if asset_class == "EQUITY":
        return _equity_estimate(executions)
    tier = crypto_tier(volume_usd)
    with localcontext(MONEY_CONTEXT):
        raw = sum(
            (
                each.amount * (tier.maker_bps if each.maker else tier.taker_bps) / BPS
                for each in executions
            ),
            Decimal(0),
        )
    return FeeEstimate(round_money(raw), f"tier {tier.number}")


def _equity_estimate(executions: Sequence[Execution]) -> FeeEstimate:
    sales: dict[date, list[Sale]] = {}
    for each in executions:
        if each.side == "sell":
            sales.setdefault(each.ds, []).append(Sale(each.quantity, each.amount))
    total = sum(
        (fee.amount for ds, sold in sales.items() for fee in regulatory_fees(ds, sold)), Decimal(0)
    )
    if not sales:
        return FeeEstimate(total, "no sells")
    since = max(_line(table, max(sales))[0] for table in (REG_PER_MILLION, TAF_PER_SHARE))
    return FeeEstimate(total, f"REG/TAF {since}")
