"""What the account is worth and what it may still buy: pure functions of books and prices."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pytoolkit.models.base import MONEY_CONTEXT, AssetClass, amount_of, round_money
from pytoolkit.simulator.ledger import Ledger, Position
from pytoolkit.simulator.market import asset_class_of
from pytoolkit.simulator.orders import OPEN, OPPOSITE, SIGN, Order

PriceOf = Callable[[str], Decimal | None]
MULTIPLIER = Decimal(2)
"""A Regulation T margin account; no interest is charged."""
INITIAL: dict[AssetClass, Decimal] = {"EQUITY": Decimal("0.5"), "CRYPTO": Decimal(1)}
MAINTENANCE: dict[AssetClass, Decimal] = {"EQUITY": Decimal("0.3"), "CRYPTO": Decimal(1)}
"""Shares of a position's value that the account must own; pairs are paid in full."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Valuation:
    """The account at the prices of one moment."""

    equity: Decimal
    long_market_value: Decimal
    short_market_value: Decimal
    initial_margin: Decimal
    maintenance_margin: Decimal
    buying_power: Decimal
    non_marginable_buying_power: Decimal


def market_value(position: Position, price_of: PriceOf) -> Decimal:
    """Give a position's value, negative for a short; its cost where no price is known."""
    price = price_of(position.symbol)
    return position.cost if price is None else amount_of(position.quantity, price)


def equity(ledger: Ledger, price_of: PriceOf) -> Decimal:
    """Give what the account is worth."""
    with localcontext(MONEY_CONTEXT):
        values = (market_value(each, price_of) for each in ledger.positions.values())
        return sum(values, ledger.cash)


def value(
    ledger: Ledger,
    orders: Iterable[Order],
    price_of: PriceOf,
    multiplier: Decimal = MULTIPLIER,
) -> Valuation:
    """Value the books, with what open orders reserve.

    Args:
        ledger: cash and positions.
        orders: those that live.
        price_of: gives the last known price.
        multiplier: 1 for an account that buys with its cash only, else 2.
    """
    with localcontext(MONEY_CONTEXT):
        values = {each.symbol: market_value(each, price_of) for each in ledger.positions.values()}
        long = sum((each for each in values.values() if each > 0), ZERO)
        short = sum((each for each in values.values() if each < 0), ZERO)
        worth = ledger.cash + long + short
        initial, maintenance = (
            round_money(
                sum((abs(values[each]) * rate[asset_class_of(each)] for each in values), ZERO)
            )
            for rate in (INITIAL, MAINTENANCE)
        )
        reserved = opening_notional(ledger, orders, price_of)
        needed = sum((INITIAL[each] * amount for each, amount in reserved.items()), ZERO)
        unspent = max(ZERO, ledger.cash + short - sum(reserved.values(), ZERO))
        margin = round_money(max(ZERO, MULTIPLIER * (worth - initial - needed)))
        return Valuation(
            equity=worth,
            long_market_value=long,
            short_market_value=short,
            initial_margin=initial,
            maintenance_margin=maintenance,
            buying_power=margin if multiplier > 1 else unspent,
            non_marginable_buying_power=unspent,
        )


def notional(order: Order, price_of: PriceOf) -> Decimal:
    """Give what an order would still trade for, at its own price or the last one."""
    if order.notional is not None:
        return order.notional
    price = order.price if order.price is not None else price_of(order.symbol)
    return ZERO if price is None else amount_of(order.leaves, price)


def opening_notional(
    ledger: Ledger, orders: Iterable[Order], price_of: PriceOf
) -> dict[AssetClass, Decimal]:
    """Sum the notional of open orders that enlarge a position."""
    sums: dict[AssetClass, Decimal] = {}
    for each in orders:
        if each.status in OPEN and not each.role and opens(ledger, each):
            kind = asset_class_of(each.symbol)
            sums[kind] = sums.get(kind, ZERO) + notional(each, price_of)
    return sums


def opens(ledger: Ledger, order: Order) -> bool:
    """Say whether an order enlarges a position, rather than closes of it."""
    return ledger.quantity(order.symbol) * SIGN[order.side] >= 0


def reserved_quantity(ledger: Ledger, orders: Iterable[Order], symbol: str) -> Decimal:
    """Give how many units of a position its open exit orders hold; two legs of one group, once."""
    groups: dict[str, Decimal] = {}
    for each in orders:
        if each.symbol == symbol and each.status in OPEN and not opens(ledger, each):
            groups[each.group] = max(groups.get(each.group, ZERO), each.leaves)
    return sum(groups.values(), ZERO)


def crosses(order: Order, other: Order) -> bool:
    """Say whether two opposite orders of one account could trade with each other."""
    if other.side != OPPOSITE[order.side] or other.status not in OPEN:
        return False
    if order.price is None or other.price is None:
        return True
    buy, sell = (order, other) if order.side == "buy" else (other, order)
    assert buy.price is not None
    assert sell.price is not None
    return buy.price >= sell.price
