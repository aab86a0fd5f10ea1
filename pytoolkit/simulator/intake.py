"""Order requests as they arrive: JSON in, a checked value or a refusal out. Knows no market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeVar

from pytoolkit.models.base import MONEY_PLACES, JsonDict, Side
from pytoolkit.simulator.orders import Kind, OrderClass
from pytoolkit.simulator.refusals import Reason, Refusal

Word = TypeVar("Word", bound=str)

LONGEST_CLIENT_ID = 128
PRICE_OF: dict[Kind, str] = {"limit": "limit_price", "stop": "stop_price"}
KINDS: tuple[Kind, ...] = ("market", "limit", "stop")
CLASSES: tuple[OrderClass, ...] = ("simple", "bracket", "oto")
SIDES: tuple[Side, ...] = ("buy", "sell")
TERMS: tuple[Literal["day", "gtc"], ...] = ("day", "gtc")
LATER = ("notional", "trail_price", "trail_percent", "legs")
"""Fields of order types that are not served; silently ignoring one would trade something else."""


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed order."""

    symbol: str
    side: Side
    kind: Kind
    order_class: OrderClass
    time_in_force: Literal["day", "gtc"]
    quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    take_profit: Decimal | None
    stop_loss: Decimal | None
    client_order_id: str

    @property
    def price(self) -> Decimal | None:
        """Limit or stop price; None for market."""
        return self.limit_price if self.kind == "limit" else self.stop_price

    @property
    def is_fractional(self) -> bool:
        """Whether it asks for part of a share."""
        return self.quantity != self.quantity.to_integral_value()


@dataclass(frozen=True, slots=True)
class Change:
    """A well-formed replacement: what is None stays."""

    quantity: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    time_in_force: Literal["day", "gtc"] | None
    client_order_id: str


def read_order(body: JsonDict) -> Request:
    """Read the body of `POST /v2/orders`.

    Raises:
        Refusal: a field is missing, malformed, contradictory, or of an order type not served.
    """
    for name in LATER:
        if body.get(name) is not None:
            raise Refusal(
                Reason.NOT_SERVED, name=name, value=body[name], remedy="qty and whole orders"
            )
    if body.get("extended_hours"):
        raise Refusal(
            Reason.NOT_SERVED, name="extended_hours", value=True, remedy="regular sessions"
        )
    symbol = _text(body, "symbol")
    kind = _choice(body, "type", KINDS)
    order_class = _choice(
        {"order_class": body.get("order_class") or "simple"}, "order_class", CLASSES
    )
    take_profit, stop_loss = _legs(body, order_class)
    request = Request(
        symbol=symbol,
        side=_choice(body, "side", SIDES),
        kind=kind,
        order_class=order_class,
        time_in_force=_choice(body, "time_in_force", TERMS),
        quantity=_quantity(body),
        limit_price=_own_price(body, kind, "limit"),
        stop_price=_own_price(body, kind, "stop"),
        take_profit=take_profit,
        stop_loss=stop_loss,
        client_order_id=_client_id(body),
    )
    if request.is_fractional and (order_class != "simple" or request.time_in_force != "day"):
        raise Refusal(Reason.FRACTIONAL, value=request.quantity)
    return request


def read_change(body: JsonDict) -> Change:
    """Read the body of `PATCH /v2/orders/{id}`.

    Raises:
        Refusal: a field is malformed or not served.
    """
    if body.get("trail") is not None:
        raise Refusal(
            Reason.NOT_SERVED, name="trail", value=body["trail"], remedy="limit_price or stop_price"
        )
    return Change(
        quantity=None if body.get("qty") is None else _quantity(body),
        limit_price=_price(body, "limit_price"),
        stop_price=_price(body, "stop_price"),
        time_in_force=(
            None if body.get("time_in_force") is None else _choice(body, "time_in_force", TERMS)
        ),
        client_order_id=_client_id(body),
    )


def number(name: str, value: object) -> Decimal:
    """Read a number or its text exactly; JSON numbers arrive as Decimal.

    Raises:
        Refusal: it is not a number, or has more than nine places.
    """
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise InvalidOperation
        found = Decimal(value)
        if not found.is_finite() or found != round(found, MONEY_PLACES):
            raise InvalidOperation
    except InvalidOperation as error:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name=name,
            value=str(value),
            remedy=f"give a number with at most {MONEY_PLACES} places",
        ) from error
    return found


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(Reason.MISSING, name=name, what="every order")
    return value


def _choice(body: Mapping[str, object], name: str, allowed: Sequence[Word]) -> Word:
    value = _text(body, name)
    for each in allowed:
        if value == each:
            return each
    raise Refusal(Reason.NOT_SERVED, name=name, value=value, remedy=" or ".join(allowed))


def _client_id(body: JsonDict) -> str:
    value = body.get("client_order_id") or ""
    if not isinstance(value, str) or len(value) > LONGEST_CLIENT_ID:
        raise Refusal(
            Reason.BAD_PARAMETER,
            name="client_order_id",
            value=value,
            remedy=f"give at most {LONGEST_CLIENT_ID} characters",
        )
    return value


def _quantity(body: JsonDict) -> Decimal:
    if body.get("qty") is None:
        raise Refusal(Reason.MISSING, name="qty", what="every order")
    quantity = number("qty", body["qty"])
    if quantity <= 0:
        raise Refusal(
            Reason.BAD_PARAMETER, name="qty", value=str(quantity), remedy="it must be above 0"
        )
    return quantity


def _price(body: Mapping[str, object], name: str, shown: str = "") -> Decimal | None:
    """Read a price that may be absent; it must be positive and on the tick."""
    if body.get(name) is None:
        return None
    label = shown or name
    price = number(label, body[name])
    if price <= 0:
        raise Refusal(
            Reason.BAD_PARAMETER, name=label, value=str(price), remedy="it must be above 0"
        )
    if price != round(price, 2 if price >= 1 else 4):
        raise Refusal(Reason.SUB_PENNY, name=label, value=price)
    return price


def _own_price(body: JsonDict, kind: Kind, of: Kind) -> Decimal | None:
    name = PRICE_OF[of]
    price = _price(body, name)
    if kind == of and price is None:
        raise Refusal(Reason.MISSING, name=name, what=f"{kind} orders")
    if kind != of and price is not None:
        raise Refusal(Reason.UNWANTED, name=name, what=f"{kind} orders")
    return price


def _legs(body: JsonDict, order_class: OrderClass) -> tuple[Decimal | None, Decimal | None]:
    """Read take_profit and stop_loss as the order class wants them."""
    found: dict[str, Decimal | None] = {}
    for leg, name in (("take_profit", "limit_price"), ("stop_loss", "stop_price")):
        inner = body.get(leg)
        if inner is None:
            found[leg] = None
            continue
        if order_class == "simple":
            raise Refusal(Reason.UNWANTED, name=leg, what="simple orders")
        if not isinstance(inner, dict) or inner.get(name) is None:
            raise Refusal(Reason.MISSING, name=f"{leg}.{name}", what=f"{order_class} orders")
        if leg == "stop_loss" and inner.get("limit_price") is not None:
            raise Refusal(
                Reason.NOT_SERVED,
                name="stop_loss.limit_price",
                value=str(inner["limit_price"]),
                remedy="stop_price alone",
            )
        found[leg] = _price(inner, name, f"{leg}.{name}")
    missing = sum(price is None for price in found.values())
    if order_class == "bracket" and missing:
        raise Refusal(Reason.MISSING, name="take_profit and stop_loss", what="bracket orders")
    if order_class == "oto" and missing != 1:
        raise Refusal(
            Reason.MISSING, name="exactly one of take_profit and stop_loss", what="oto orders"
        )
    return found["take_profit"], found["stop_loss"]
