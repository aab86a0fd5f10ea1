"""The account as it stood at the end of a past day: the present, minus what came later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pytoolkit.metrics import total
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.base import MONEY_CONTEXT, amount_of
from pytoolkit.models.order import Fill

ZERO = Decimal(0)
FILL, FEE, ASSET_FEE, SPLIT, DIVIDENDS = "FILL", "FEE", "CFEE", "SPLIT", "DIV"


@dataclass(frozen=True, slots=True)
class Cash:
    """Where the cash of a stretch of days came from; all signed, received positive.

    Attributes:
        fills: sum of signed fill amounts.
        fees: posted fees, negative where paid.
        dividends: dividends of every kind.
        transfers: everything else: deposits, interest, journals.
    """

    fills: Decimal
    fees: Decimal
    dividends: Decimal
    transfers: Decimal

    @property
    def change(self) -> Decimal:
        """Sum of the four."""
        return total((self.fills, self.fees, self.dividends, self.transfers))


@dataclass(frozen=True, slots=True)
class Standing:
    """Cash and units at the end of a day."""

    cash: Decimal
    units: Mapping[str, Decimal]


def signed_amount(activity: Activity) -> Decimal:
    """Give the cash an activity moved: a sell brings it in, a buy takes it out.

    The fee of a pair's buy leaves the received units, that of its sell leaves the cash.
    """
    if activity.kind == FILL:
        amount = amount_of(activity.quantity or ZERO, activity.price or ZERO)
        return amount if activity.side == "sell" else -amount
    in_units = activity.kind == ASSET_FEE and activity.quantity
    return ZERO if in_units else activity.net_amount or ZERO


def signed_units(activity: Activity) -> Decimal:
    """Give the units an activity added to the account."""
    quantity = activity.quantity or ZERO
    if activity.kind == FILL:
        return quantity if activity.side == "buy" else -quantity
    return quantity if activity.kind in (ASSET_FEE, SPLIT) else ZERO


def cash_of(activities: Iterable[Activity]) -> Cash:
    """Sum up the cash of some activities by where it came from."""
    sums: dict[str, list[Decimal]] = {"fills": [], "fees": [], "dividends": [], "transfers": []}
    for each in activities:
        if each.kind == FILL:
            source = "fills"
        elif each.kind in (FEE, ASSET_FEE):
            source = "fees"
        else:
            source = "dividends" if each.kind.startswith(DIVIDENDS) else "transfers"
        sums[source].append(signed_amount(each))
    return Cash(**{source: total(amounts) for source, amounts in sums.items()})


def unposted_units(
    fills: Iterable[Fill], activities: Iterable[Activity], ds: date
) -> dict[str, Decimal]:
    """Give the units that fills after a day paid as fees of which no line tells yet.

    A pair's fee leaves its position at the fill; its line comes when the UTC day is over.
    """
    units: dict[str, Decimal] = {}
    for fill in fills:
        if fill.ds > ds and fill.fee_quantity:
            units[fill.symbol] = units.get(fill.symbol, ZERO) + fill.fee_quantity
    for each in activities:
        if each.ds > ds and each.kind == ASSET_FEE:
            units[each.symbol] = units.get(each.symbol, ZERO) + (each.quantity or ZERO)
    return {symbol: max(ZERO, left) for symbol, left in units.items()}


def standing_at(
    cash: Decimal,
    positions: Iterable[BrokerPosition],
    activities: Iterable[Activity],
    ds: date,
    unposted: Mapping[str, Decimal] | None = None,
) -> Standing:
    """Roll the broker's present back to the end of a day.

    Args:
        cash: the broker's now.
        positions: the broker's now.
        activities: all with a date after ds, up to now; earlier ones are left out.
        ds: the day.
        unposted: units paid as fees after the day, of which no activity tells yet.
    """
    units = {each.symbol: each.quantity for each in positions}
    for symbol, fee in (unposted or {}).items():
        units[symbol] = MONEY_CONTEXT.add(units.get(symbol, ZERO), fee)
    for each in activities:
        if each.ds <= ds:
            continue
        cash = MONEY_CONTEXT.subtract(cash, signed_amount(each))
        if moved := signed_units(each):
            held = units.get(each.symbol, ZERO)
            units[each.symbol] = MONEY_CONTEXT.subtract(held, moved)
    return Standing(cash, {symbol: held for symbol, held in units.items() if held})
