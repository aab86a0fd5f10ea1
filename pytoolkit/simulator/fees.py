"""Regulatory fees of the account: charged on a day's sells, posted when the next session opens."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, localcontext

from pytoolkit import fees
from pytoolkit.frames import daily_at
from pytoolkit.models.base import MONEY_CONTEXT, canonical_decimal
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.ledger import Activity


class FeeBook:
    """Sells whose fees are not posted yet."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._sells: dict[date, list[Activity]] = {}

    def record(self, fill: Activity) -> None:
        """Remember a fill; only sells cost."""
        if fill.side == "sell":
            self._sells.setdefault(fill.ds, []).append(fill)

    def due(self) -> Iterator[Activity]:
        """Give the lines of the days that are over, dated those days, and forget the days."""
        for ds in sorted(self._sells):
            yield from self._lines(ds, self._sells.pop(ds))

    def _lines(self, ds: date, sells: list[Activity]) -> Iterator[Activity]:
        sales = []
        for fill in sells:
            assert fill.quantity is not None
            sales.append(fees.Sale(fill.quantity, fill.amount))
        shares = _total(sale.quantity for sale in sales)
        proceeds = _total(sale.amount for sale in sales)
        for fee in fees.regulatory_fees(ds, sales):
            what = f"${proceeds}" if fee.kind == "REG" else f"{shares} shares ({len(sales)} trades)"
            name = self._ids.posting("fee", fee.kind, ds.isoformat())
            yield Activity(
                activity_id=self._ids.activity(daily_at(ds), name),
                kind="FEE",
                ds=ds,
                at=daily_at(ds),
                net_amount=-fee.amount,
                description=f"{fee.kind} fee for proceed of {what} on {ds} by {self._ids.account}",
            )


def _total(amounts: Iterable[Decimal]) -> str:
    with localcontext(MONEY_CONTEXT):
        return canonical_decimal(sum(amounts, Decimal(0)))
