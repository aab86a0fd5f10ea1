"""Order requests as they arrive: JSON in, a checked value or a refusal out. Knows no market."""

from dataclasses import dataclass
from decimal import Decimal

from pytoolkit.models.base import JsonDict, Side
from pytoolkit.simulator.fields import Fields, choice, client_id, flag, positive, text
from pytoolkit.simulator.orders import Kind, OrderClass, Terms
from pytoolkit.simulator.refusals import Reason, Refusal

PRICES: dict[str, tuple[Kind, ...]] = {
    "limit_price": ("limit", "stop_limit"),
    "stop_price": ("stop", "stop_limit"),
}
"""Which kinds of orders have, and need, which price."""
TRAILS = ("trail_price", "trail_percent")
KINDS: tuple[Kind, ...] = ("market", "limit", "stop", "stop_limit", "trailing_stop")
CLASSES: tuple[OrderClass, ...] = ("simple", "bracket", "oto", "oco")
SIDES: tuple[Side, ...] = ("buy", "sell")
TERMS: tuple[Terms, ...] = ("day", "gtc", "ioc", "fok", "opg", "cls")


@dataclass(frozen=True, slots=True)
class Exits:
    """Prices of the exits that come with an order; None: not that one."""

    take_profit: Decimal | None = None
    stop_loss: Decimal | None = None
    stop_limit: Decimal | None = None

    @property
    def prices(self) -> dict[str, Decimal | None]:
        """The prices by the names of their fields."""
        return {
            "take_profit.limit_price": self.take_profit,
            "stop_loss.stop_price": self.stop_loss,
            "stop_loss.limit_price": self.stop_limit,
        }


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed order: either a quantity, or an amount of USD."""

    symbol: str
    side: Side
    kind: Kind
    order_class: OrderClass
    time_in_force: Terms
    quantity: Decimal | None
    notional: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    trail_price: Decimal | None
    trail_percent: Decimal | None
    extended_hours: bool
    exits: Exits
    client_order_id: str

    @property
    def prices(self) -> dict[str, Decimal]:
        """All its prices, by the names of their fields."""
        named = {
            "limit_price": self.limit_price,
            "stop_price": self.stop_price,
            "trail_price": self.trail_price,
            **self.exits.prices,
        }
        return {name: price for name, price in named.items() if price is not None}


@dataclass(frozen=True, slots=True)
class Change:
    """A well-formed replacement: what is None stays."""

    quantity: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    trail: Decimal | None
    time_in_force: Terms | None
    client_order_id: str


def read_order(body: JsonDict) -> Request:
    """Read the body of `POST /v2/orders`.

    Raises:
        Refusal: a field is missing, malformed or contradictory.
    """
    symbol = text(body, "symbol")
    kind = choice(body, "type", KINDS)
    order_class = choice(body, "order_class", CLASSES, "simple")
    if order_class == "oco" and kind != "limit":
        raise Refusal(Reason.NOT_SERVED, name="type", value=kind, remedy="limit for oco orders")
    exits = _exits(body, order_class)
    quantity, notional = _one_of(body, ("qty", "notional"), "every order")
    trail_price, trail_percent = _trails(body, kind)
    own = {name: _own_price(body, kind, name, order_class) for name in PRICES}
    time_in_force = choice(body, "time_in_force", TERMS)
    extended = flag(body, "extended_hours") or False
    if extended and (kind != "limit" or time_in_force not in ("day", "gtc") or exits != Exits()):
        raise Refusal(Reason.EXTENDED)
    return Request(
        symbol=symbol,
        side=choice(body, "side", SIDES),
        kind=kind,
        order_class=order_class,
        time_in_force=time_in_force,
        quantity=quantity,
        notional=notional,
        limit_price=exits.take_profit if order_class == "oco" else own["limit_price"],
        stop_price=own["stop_price"],
        trail_price=trail_price,
        trail_percent=trail_percent,
        extended_hours=extended,
        exits=exits,
        client_order_id=client_id(body),
    )


def read_change(body: JsonDict) -> Change:
    """Read the body of `PATCH /v2/orders/{id}`.

    Raises:
        Refusal: a field is malformed.
    """
    asked = body.get("time_in_force") is not None
    return Change(
        quantity=positive(body, "qty"),
        limit_price=positive(body, "limit_price"),
        stop_price=positive(body, "stop_price"),
        trail=positive(body, "trail"),
        time_in_force=choice(body, "time_in_force", TERMS) if asked else None,
        client_order_id=client_id(body),
    )


def _one_of(
    body: Fields, names: tuple[str, str], what: str
) -> tuple[Decimal | None, Decimal | None]:
    """Read two numbers of which exactly one must be there."""
    first, second = (positive(body, name) for name in names)
    if first is None and second is None:
        raise Refusal(Reason.MISSING, name=" or ".join(names), what=what)
    if first is not None and second is not None:
        raise Refusal(Reason.BOTH, names=" and ".join(names))
    return first, second


def _trails(body: Fields, kind: Kind) -> tuple[Decimal | None, Decimal | None]:
    if kind == "trailing_stop":
        return _one_of(body, TRAILS, "trailing_stop orders")
    for name in TRAILS:
        if body.get(name) is not None:
            raise Refusal(Reason.UNWANTED, name=name, what=f"{kind} orders")
    return None, None


def _own_price(body: Fields, kind: Kind, name: str, order_class: OrderClass) -> Decimal | None:
    price = positive(body, name)
    if order_class == "oco":  # its price is the target's
        return None
    if kind in PRICES[name] and price is None:
        raise Refusal(Reason.MISSING, name=name, what=f"{kind} orders")
    if kind not in PRICES[name] and price is not None:
        raise Refusal(Reason.UNWANTED, name=name, what=f"{kind} orders")
    return price


def _exits(body: Fields, order_class: OrderClass) -> Exits:
    """Read take_profit and stop_loss as the order class wants them."""
    found = Exits(
        take_profit=_exit(body, "take_profit", "limit_price", order_class),
        stop_loss=_exit(body, "stop_loss", "stop_price", order_class),
        stop_limit=_exit(body, "stop_loss", "limit_price", order_class, optional=True),
    )
    missing = [found.take_profit, found.stop_loss].count(None)
    if order_class in ("bracket", "oco") and missing:
        what = f"{order_class} orders"
        raise Refusal(Reason.MISSING, name="take_profit and stop_loss", what=what)
    if order_class == "oto" and missing != 1:
        raise Refusal(
            Reason.MISSING, name="exactly one of take_profit and stop_loss", what="oto orders"
        )
    return found


def _exit(
    body: Fields, leg: str, name: str, order_class: OrderClass, *, optional: bool = False
) -> Decimal | None:
    inner = body.get(leg)
    if inner is None:
        return None
    if order_class == "simple":
        raise Refusal(Reason.UNWANTED, name=leg, what="simple orders")
    price = positive(inner, name, f"{leg}.{name}") if isinstance(inner, dict) else None
    if price is None and not optional:
        raise Refusal(Reason.MISSING, name=f"{leg}.{name}", what=f"{order_class} orders")
    return price
