"""What the exchange admits at this market and to these books: refusals, or nothing."""

from decimal import Decimal
from typing import TYPE_CHECKING

from pytoolkit.models.base import canonical_decimal
from pytoolkit.simulator import assets
from pytoolkit.simulator.intake import PRICES, Change, Request
from pytoolkit.simulator.orders import CENT, OPEN, Order
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.terms import Shape, check_auction, check_shape
from pytoolkit.simulator.valuation import crosses, notional, opens, reserved_quantity

if TYPE_CHECKING:
    from pytoolkit.simulator.exchange import Exchange

LEAST_DISTANCE = CENT


def check_request(exchange: "Exchange", request: Request) -> Decimal:
    """Let a request pass that this market knows, and give the last price of its symbol.

    Raises:
        Refusal: trading is suspended, the symbol has no market, or there are no such orders.
    """
    if exchange.configuration.suspend_trade:
        raise Refusal(Reason.SUSPENDED)
    last = _last_price(exchange, request.symbol)
    check_shape(
        Shape(
            request.symbol,
            request.kind,
            request.order_class,
            request.time_in_force,
            request.quantity,
            request.notional,
            request.prices,
        )
    )
    check_auction(request.time_in_force, exchange.timeline, exchange.timeline.now)
    return last


def check_admission(exchange: "Exchange", order: Order, legs: list[Order]) -> None:
    """Admit a new order with its legs.

    Raises:
        Refusal: the legs' prices, the size, the quantity held, the buying power or an opposite
            order does not allow it.
    """
    last = _last_price(exchange, order.symbol)
    if order.stop_price is not None and order.stop_price <= 0:
        raise Refusal(Reason.TRAIL_TOO_LONG, best=canonical_decimal(last))
    if order.order_class == "oco":
        if opens(exchange.ledger, order):
            raise Refusal(Reason.NOT_AN_EXIT)
        assert order.limit_price is not None
        for base in (order.limit_price, last):
            _check_exit(legs[0], base)
    else:
        for leg in legs:
            _check_exit(leg, last if order.price is None else order.price)
    _check_size(exchange, order, last)
    if not opens(exchange.ledger, order):
        if legs and order.order_class != "oco":
            raise Refusal(Reason.NOT_AN_ENTRY, order_class=order.order_class)
        _check_quantity(exchange, order)
    else:
        _check_opening(exchange, order)
        _check_buying_power(exchange, order, notional(order, exchange.price))
    _check_wash_trade(exchange, order)


def check_change(exchange: "Exchange", old: Order, new: Order, change: Change) -> None:
    """Admit the order that is to take another's place.

    Raises:
        Refusal: nothing changes, a price does not belong to the order's kind, a quantity is bound
            to a bracket, or the new price or quantity is not allowed.
    """
    _check_fields(old, new, change)
    last = _last_price(exchange, new.symbol)
    if new.role:
        _check_exit(new, _leg_base(exchange, new, last))
        return
    if not opens(exchange.ledger, new):
        _check_quantity(exchange, new, old)
    else:
        more = notional(new, exchange.price) - notional(old, exchange.price)
        _check_buying_power(exchange, new, more)
    for leg in exchange.legs(new):
        _check_exit(leg, last if new.price is None else new.price)
    _check_wash_trade(exchange, new)


def _check_fields(old: Order, new: Order, change: Change) -> None:
    """Whether these fields of such an order may change at all."""
    if old.notional is not None or (old.triggered and old.kind != "stop_limit"):
        what = "a notional order" if old.notional is not None else "triggered"
        raise Refusal(Reason.NOT_REPLACEABLE, status=what)
    asked = {"limit_price": change.limit_price, "stop_price": change.stop_price}
    for name, price in asked.items():
        if price is not None and new.kind not in PRICES[name]:
            raise Refusal(Reason.UNWANTED, name=name, what=f"{new.kind} orders")
    if change.trail is not None and new.kind != "trailing_stop":
        raise Refusal(Reason.UNWANTED, name="trail", what=f"{new.kind} orders")
    if change.stop_price is not None and old.triggered:
        raise Refusal(Reason.UNWANTED, name="stop_price", what="orders whose stop was reached")
    total = change.quantity or old.quantity
    if total != old.quantity:
        if new.order_class != "simple":
            raise Refusal(Reason.UNWANTED, name="qty", what=f"replacing {new.order_class} orders")
        if total <= old.filled_quantity:
            filled = canonical_decimal(old.filled_quantity)
            remedy = f"{filled} are filled already"
            raise Refusal(Reason.BAD_PARAMETER, name="qty", value=str(total), remedy=remedy)
        if old.quantity % assets.WHOLE and not assets.is_pair(old.symbol):
            raise Refusal(Reason.UNWANTED, name="qty", what="replacing fractional orders")
    same = (total, new.limit_price, new.stop_price, new.time_in_force) == (
        old.quantity,
        old.limit_price,
        old.stop_price,
        old.time_in_force,
    )
    trails = (new.trail_price, new.trail_percent) == (old.trail_price, old.trail_percent)
    if same and trails:
        raise Refusal(Reason.NOTHING_TO_REPLACE)
    prices = {name: price for name, price in asked.items() if price is not None}
    check_shape(
        Shape(new.symbol, new.kind, new.order_class, new.time_in_force, new.quantity, None, prices)
    )


def _last_price(exchange: "Exchange", symbol: str) -> Decimal:
    if symbol not in exchange.market.symbols:
        known = symbol in exchange.symbols
        raise Refusal(Reason.NOT_TRADABLE if known else Reason.UNKNOWN_SYMBOL, symbol=symbol)
    last = exchange.price(symbol)
    if last is None or not assets.is_tradable(symbol):
        raise Refusal(Reason.NOT_TRADABLE, symbol=symbol)
    return last


def _leg_base(exchange: "Exchange", leg: Order, last: Decimal) -> Decimal:
    """The price a moved exit is measured from: the market's, its parent's while it is held."""
    if leg.status == "held":
        return exchange.find(leg.parent_id).price or last
    return last


def _check_exit(leg: Order, base: Decimal) -> None:
    """A target must be in profit of the base price, a stop in loss of it."""
    target = leg.role == "take_profit"
    price = leg.limit_price if target else leg.stop_price
    assert price is not None
    above = target == (leg.side == "sell")
    distance = price - base if above else base - price
    if distance < LEAST_DISTANCE:
        reason = Reason.TAKE_PROFIT_SIDE if target else Reason.STOP_LOSS_SIDE
        raise Refusal(
            reason,
            {"base_price": canonical_decimal(base)},
            value=canonical_decimal(price),
            relation="above" if above else "below",
            base=canonical_decimal(base),
        )


def _check_size(exchange: "Exchange", order: Order, last: Decimal) -> None:
    """Whether it is large enough, and whether fractions are allowed."""
    pair = assets.is_pair(order.symbol)
    part = order.notional is not None or order.quantity % assets.WHOLE != 0
    if part and not pair and not exchange.configuration.fractional_trading:
        raise Refusal(Reason.NOT_FRACTIONABLE, value=order.notional or order.quantity)
    worth = notional(order, exchange.price)
    least = assets.LEAST_VALUE["CRYPTO" if pair else "EQUITY"]
    if order.side == "buy" and (part or pair) and worth < least:
        raise Refusal(Reason.LEAST_VALUE, least=least)
    if pair and order.quantity < assets.least_size(last):
        raise Refusal(Reason.LEAST_SIZE, least=canonical_decimal(assets.least_size(last)))


def _check_quantity(exchange: "Exchange", order: Order, instead: Order | None = None) -> None:
    """Whether so much is held that no other exit reserves."""
    held = abs(exchange.ledger.quantity(order.symbol))
    group = instead.group if instead else ""
    others = (each for each in exchange.alive.values() if each.group != group)
    reserved = reserved_quantity(exchange.ledger, others, order.symbol)
    available = held - reserved
    if order.quantity <= available:
        return
    requested, there = canonical_decimal(order.quantity), canonical_decimal(available)
    if assets.is_pair(order.symbol):
        raise _no_balance(assets.base(order.symbol), requested, there, canonical_decimal(held))
    raise Refusal(
        Reason.INSUFFICIENT_QTY,
        {
            "available": there,
            "existing_qty": canonical_decimal(held),
            "held_for_orders": canonical_decimal(reserved),
            "symbol": order.symbol,
        },
        requested=requested,
        available=there,
    )


def _no_balance(asset: str, requested: str, available: str, balance: str) -> Refusal:
    details = {"available": available, "balance": balance, "symbol": assets.DOLLAR}
    return Refusal(
        Reason.INSUFFICIENT_BALANCE,
        details,
        asset=asset,
        requested=requested,
        available=available,
    )


def _check_opening(exchange: "Exchange", order: Order) -> None:
    """Whether the account may open in this direction now."""
    if order.side == "sell":
        if assets.is_pair(order.symbol):
            raise _no_balance(
                assets.base(order.symbol), canonical_decimal(order.quantity), "0", "0"
            )
        if order.quantity % assets.WHOLE:
            raise Refusal(Reason.NO_FRACTIONAL_SHORT, symbol=order.symbol)
        if not exchange.configuration.may_short:
            raise Refusal(Reason.NO_SHORTING)
    for each in exchange.alive.values():
        against = each.symbol == order.symbol and each.side != order.side
        if against and each.status in OPEN and opens(exchange.ledger, each):
            buys = each.side == "buy"
            raise Refusal(Reason.OPENS_AGAINST_BUY if buys else Reason.OPENS_AGAINST_SELL)


def _check_buying_power(exchange: "Exchange", order: Order, needed: Decimal) -> None:
    valuation = exchange.valuation()
    if assets.is_pair(order.symbol):
        there = valuation.non_marginable_buying_power
        if needed > there:
            requested, available = canonical_decimal(needed), canonical_decimal(there)
            raise _no_balance(assets.DOLLAR, requested, available, available)
        return
    power = valuation.buying_power
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
        # Complex orders are what the broker recommends instead: their exits cross nobody's entry.
        both = order.order_class != "simple" and each.order_class != "simple"
        if each.symbol == order.symbol and not both and crosses(order, each):
            raise Refusal(
                Reason.WASH_TRADE,
                {"existing_order_id": each.order_id, "reject_reason": "opposite side order exists"},
            )
