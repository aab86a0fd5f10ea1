"""What the exchange admits at this market and to these books: refusals, or nothing."""

from decimal import Decimal
from typing import TYPE_CHECKING

from pytoolkit.models.base import canonical_decimal
from pytoolkit.simulator.orders import SIGN, Order
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.valuation import crosses, notional, reserved_quantity

if TYPE_CHECKING:
    from pytoolkit.simulator.exchange import Exchange

LEAST_DISTANCE = Decimal("0.01")
LISTED_ONLY = ("BTC/USD",)
"""Known as assets, without a market here."""


def check_admission(exchange: "Exchange", order: Order, legs: list[Order]) -> None:
    """Admit a new order with its legs.

    Raises:
        Refusal: the asset, the legs' prices, the quantity held, the buying power or an opposite
            order does not allow it.
    """
    base = _base_price(exchange, order)
    for leg in legs:
        _check_exit(leg, base)
    held = exchange.ledger.quantity(order.symbol)
    if held * SIGN[order.side] < 0:
        if legs:
            raise Refusal(Reason.NOT_AN_ENTRY, order_class=order.order_class)
        _check_quantity(exchange, order, held)
    else:
        if order.side == "sell" and order.quantity != order.quantity.to_integral_value():
            raise Refusal(Reason.NO_SHORT, symbol=order.symbol)
        _check_buying_power(exchange, order, notional(order, exchange.price))
    _check_wash_trade(exchange, order)


def check_change(exchange: "Exchange", old: Order, new: Order) -> None:
    """Admit the order that is to take another's place.

    Raises:
        Refusal: nothing changes, a price does not belong to the order type, a quantity is bound
            to a bracket, or the new price or quantity is not allowed.
    """
    own = {"limit_price": "limit", "stop_price": "stop"}
    for name, kind in own.items():
        if getattr(new, name) is not None and new.kind != kind:
            raise Refusal(Reason.UNWANTED, name=name, what=f"{new.kind} orders")
    if new.quantity != old.quantity and new.order_class != "simple":
        raise Refusal(Reason.UNWANTED, name="qty", what=f"replacing {new.order_class} orders")
    same = (new.quantity, new.price, new.time_in_force) == (
        old.quantity,
        old.price,
        old.time_in_force,
    )
    if same:
        raise Refusal(Reason.NOTHING_TO_REPLACE)
    if new.parent_id:
        _check_exit(new, _leg_base(exchange, new))
        return
    held = exchange.ledger.quantity(new.symbol)
    if held * SIGN[new.side] < 0:
        _check_quantity(exchange, new, held, old)
    else:
        more = notional(new, exchange.price) - notional(old, exchange.price)
        _check_buying_power(exchange, new, more)
    for leg in exchange.legs(new):
        _check_exit(leg, _base_price(exchange, new))
    _check_wash_trade(exchange, new)


def _base_price(exchange: "Exchange", order: Order) -> Decimal:
    """The price that an entry's exits are measured from: its own, or the last one."""
    if order.symbol in LISTED_ONLY:
        raise Refusal(Reason.NOT_TRADABLE, symbol=order.symbol)
    if order.symbol not in exchange.market.symbols:
        raise Refusal(Reason.UNKNOWN_SYMBOL, symbol=order.symbol)
    last = exchange.price(order.symbol)
    if last is None:
        raise Refusal(Reason.NOT_TRADABLE, symbol=order.symbol)
    return last if order.price is None else order.price


def _leg_base(exchange: "Exchange", leg: Order) -> Decimal:
    """The price a moved exit is measured from: the market's, its parent's while it is held."""
    parent = exchange.orders[leg.parent_id]
    if leg.status == "held" and parent.price is not None:
        return parent.price
    last = exchange.price(leg.symbol)
    assert last is not None, "a leg's symbol has traded"
    return last


def _check_exit(leg: Order, base: Decimal) -> None:
    """A target must be in profit of the base price, a stop in loss of it."""
    assert leg.price is not None
    above = (leg.kind == "limit") == (leg.side == "sell")
    distance = leg.price - base if above else base - leg.price
    if distance < LEAST_DISTANCE:
        reason = Reason.TAKE_PROFIT_SIDE if leg.kind == "limit" else Reason.STOP_LOSS_SIDE
        raise Refusal(
            reason,
            {"base_price": canonical_decimal(base)},
            value=canonical_decimal(leg.price),
            relation="above" if above else "below",
            base=canonical_decimal(base),
        )


def _check_quantity(
    exchange: "Exchange", order: Order, held: Decimal, instead: Order | None = None
) -> None:
    others = (each for each in exchange.alive.values() if each is not instead)
    reserved = reserved_quantity(exchange.ledger, others, order.symbol)
    available = abs(held) - reserved
    if order.quantity > available:
        requested, there = canonical_decimal(order.quantity), canonical_decimal(available)
        raise Refusal(
            Reason.INSUFFICIENT_QTY,
            {
                "available": there,
                "existing_qty": canonical_decimal(abs(held)),
                "held_for_orders": canonical_decimal(reserved),
                "symbol": order.symbol,
            },
            requested=requested,
            available=there,
        )


def _check_buying_power(exchange: "Exchange", order: Order, needed: Decimal) -> None:
    power = exchange.valuation().buying_power
    if needed > power:
        raise Refusal(
            Reason.BUYING_POWER,
            {
                "buying_power": canonical_decimal(power),
                "cost_basis": canonical_decimal(needed),
                "symbol": order.symbol,
            },
        )


def _check_wash_trade(exchange: "Exchange", order: Order) -> None:
    for each in exchange.alive.values():
        if each.symbol == order.symbol and crosses(order, each):
            raise Refusal(
                Reason.WASH_TRADE,
                {"existing_order_id": each.order_id, "reject_reason": "opposite side order exists"},
            )
