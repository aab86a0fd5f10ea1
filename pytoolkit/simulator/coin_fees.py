"""Fees of pairs: taken from what is received, posted when the UTC day is over.

A buy's fee leaves the units at once, its line tells of it later; a sell's leaves the cash with its
line. No line names an order.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, localcontext

from pytoolkit.fees import BPS, crypto_tier
from pytoolkit.frames import daily_at
from pytoolkit.models.base import MONEY_CONTEXT, round_money
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.ledger import Activity

VOLUME_DAYS = timedelta(days=30)
ASSET_FEE, USD_FEE = "Coin Pair Transaction Fee (Non USD)", "Coin Pair Transaction Fee (USD)"


class CoinFees:
    """Fees of pairs that are charged and not posted yet, and the volume their rates depend on."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._lines: list[Activity] = []
        self._days: list[date] = []
        self._volumes: list[Decimal] = []

    def charge(self, fill: Activity, execution_id: str, *, takes: bool) -> Decimal:
        """Charge a fill, and give the units that leave what was bought; none of a sell."""
        assert fill.quantity is not None
        tier = crypto_tier(self.volume(fill.ds))
        self._count(fill.ds, fill.amount)
        rate = MONEY_CONTEXT.divide(tier.taker_bps if takes else tier.maker_bps, BPS)
        bought = fill.side == "buy"
        received = fill.quantity if bought else fill.amount
        fee = round_money(MONEY_CONTEXT.multiply(received, rate))
        if not fee:
            return fee
        start = daily_at(fill.ds)
        self._lines.append(
            Activity(
                activity_id=self._ids.activity(start, self._ids.posting("coin fee", execution_id)),
                kind="CFEE",
                ds=fill.ds,
                at=start,
                symbol=fill.symbol if bought else "",
                quantity=-fee if bought else Decimal(0),
                price=fill.price if bought else None,
                net_amount=Decimal(0) if bought else -fee,
                description=ASSET_FEE if bought else USD_FEE,
            )
        )
        return fee if bought else Decimal(0)

    def due(self, today: date) -> Iterator[Activity]:
        """Give the lines of the days before this one, and forget them."""
        over = [line for line in self._lines if line.ds < today]
        self._lines = [line for line in self._lines if line.ds >= today]
        yield from over

    @property
    def accrued(self) -> Decimal:
        """USD that are charged and not posted yet."""
        return sum((-(line.net_amount or Decimal(0)) for line in self._lines), Decimal(0))

    @property
    def pending(self) -> tuple[Activity, ...]:
        """The lines that are not posted yet."""
        return tuple(self._lines)

    def volume(self, ds: date) -> Decimal:
        """Give the USD traded in pairs in the 30 days before a day."""
        first = bisect_left(self._days, ds - VOLUME_DAYS)
        with localcontext(MONEY_CONTEXT):
            return sum(self._volumes[first : bisect_left(self._days, ds)], Decimal(0))

    def _count(self, ds: date, amount: Decimal) -> None:
        if not self._days or self._days[-1] != ds:
            self._days.append(ds)
            self._volumes.append(Decimal(0))
        self._volumes[-1] = MONEY_CONTEXT.add(self._volumes[-1], amount)
