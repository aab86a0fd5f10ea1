"""What the account is worth and what it may still buy: pure functions of books and prices."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pytoolkit.models.base import MONEY_CONTEXT, amount_of, round_money
from pytoolkit.simulator.ledger import Ledger, Position
from pytoolkit.simulator.orders import OPEN, OPPOSITE, SIGN, Order

PriceOf = Callable[[str], Decimal | None]
MULTIPLIER = Decimal(2)
"""A Regulation T margin account; no interest is charged."""
INITIAL, MAINTENANCE = Decimal("0.5"), Decimal("0.3")


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


def value(ledger: Ledger, orders: Iterable[Order], price_of: PriceOf) -> Valuation:
    """Value the books, with what open orders reserve."""
    with localcontext(MONEY_CONTEXT):
        values = [market_value(each, price_of) for each in ledger.positions.values()]
        long = sum((each for each in values if each > 0), Decimal(0))
        short = sum((each for each in values if each < 0), Decimal(0))
        equity = ledger.cash + long + short
        reserved = opening_notional(ledger, orders, price_of)
        initial = round_money(INITIAL * (long - short))
        free = equity - initial - INITIAL * reserved
        return Valuation(
            equity=equity,
            long_market_value=long,
            short_market_value=short,
            initial_margin=initial,
            maintenance_margin=round_money(MAINTENANCE * (long - short)),
            buying_power=round_money(max(Decimal(0), MULTIPLIER * free)),
            non_marginable_buying_power=max(Decimal(0), ledger.cash + short - reserved),
        )


def notional(order: Order, price_of: PriceOf) -> Decimal:
    """Give what an order would trade for, at its own price or the last one."""
    price = order.price if order.price is not None else price_of(order.symbol)
    return Decimal(0) if price is None else amount_of(order.quantity, price)


def opening_notional(ledger: Ledger, orders: Iterable[Order], price_of: PriceOf) -> Decimal:
    """Sum the notional of open orders that enlarge a position."""
    return sum(
        (
            notional(each, price_of)
            for each in orders
            if each.status in OPEN
            and not each.parent_id
            and ledger.quantity(each.symbol) * SIGN[each.side] >= 0
        ),
        Decimal(0),
    )


def reserved_quantity(ledger: Ledger, orders: Iterable[Order], symbol: str) -> Decimal:
    """Give how many units of a position its open exit orders hold; two legs of one group, once."""
    held = ledger.quantity(symbol)
    groups: dict[str, Decimal] = {}
    for each in orders:
        if each.symbol == symbol and each.status in OPEN and SIGN[each.side] * held < 0:
            groups[each.group] = max(groups.get(each.group, Decimal(0)), each.quantity)
    return sum(groups.values(), Decimal(0))


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
