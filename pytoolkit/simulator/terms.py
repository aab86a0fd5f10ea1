"""Which orders there are at all: kind, class, time in force, size and prices that fit together.

The rules of the broker, apart from any market and any books.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from pytoolkit.simulator import assets
from pytoolkit.simulator.orders import Kind, OrderClass, Terms, tick
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.timeline import Timeline

PAIR_KINDS: tuple[Kind, ...] = ("market", "limit", "stop_limit")
PAIR_TERMS: tuple[Terms, ...] = ("gtc", "ioc")
LASTING: tuple[Terms, ...] = ("day", "gtc")
CLASS_NAMES: dict[OrderClass, str] = {"bracket": "otoco", "oto": "oto", "oco": "oco"}
"""What the broker calls the classes where it refuses them."""
LAST_CLS = timedelta(minutes=10)
"""Before the close; orders for the closing auction must be there by then."""
LAST_OPG = timedelta(minutes=2)
"""Before the open."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an order asks for, whoever asks.

    Attributes:
        prices: by the names of their fields.
    """

    symbol: str
    kind: Kind
    order_class: OrderClass
    time_in_force: Terms
    quantity: Decimal | None
    notional: Decimal | None
    prices: Mapping[str, Decimal]

    @property
    def is_part(self) -> bool:
        """Whether it asks for less than a whole share somewhere."""
        return self.quantity is None or self.quantity % assets.WHOLE != 0


def check_shape(shape: Shape) -> None:
    """Refuse what no market takes.

    Raises:
        Refusal: the parts of the order do not fit together.
    """
    if assets.is_pair(shape.symbol):
        _check_pair(shape)
    else:
        _check_equity(shape)


def check_auction(terms: Terms, timeline: Timeline, now: datetime) -> None:
    """Refuse orders for an auction that is over or too near.

    Raises:
        Refusal: the auction does not take them now.
    """
    if terms == "opg":
        opens = timeline.next_session.open_at
        if timeline.phase == "open" or now > opens - LAST_OPG:
            raise Refusal(Reason.AUCTION, value=terms, when="until 2 minutes before the open")
    late = timeline.phase == "open" and now > timeline.session.close_at - LAST_CLS
    if terms == "cls" and late:
        raise Refusal(Reason.AUCTION, value=terms, when="until 10 minutes before the close")


def _check_pair(shape: Shape) -> None:
    if shape.order_class != "simple":
        raise Refusal(Reason.PAIR_CLASS, value=CLASS_NAMES[shape.order_class])
    if shape.kind not in PAIR_KINDS:
        remedy = " or ".join(PAIR_KINDS)
        raise Refusal(Reason.PAIR_TERMS, name="type", value=shape.kind, remedy=remedy)
    if shape.time_in_force not in PAIR_TERMS:
        remedy = " or ".join(PAIR_TERMS)
        raise Refusal(
            Reason.PAIR_TERMS, name="time_in_force", value=shape.time_in_force, remedy=remedy
        )
    step = assets.price_step(shape.symbol)
    for name, price in shape.prices.items():
        if price % step:
            raise Refusal(Reason.SUB_PENNY, name=name, value=price)


def _check_equity(shape: Shape) -> None:
    for name, price in shape.prices.items():
        if price % tick(price):
            raise Refusal(Reason.SUB_PENNY, name=name, value=price)
    simple = shape.order_class == "simple"
    if shape.is_part and (
        not simple or shape.time_in_force != "day" or shape.kind == "trailing_stop"
    ):
        told = f"notional {shape.notional}" if shape.quantity is None else f"qty {shape.quantity}"
        raise Refusal(Reason.FRACTIONAL, value=told)
    if shape.time_in_force in LASTING:
        if shape.kind == "trailing_stop" and not simple:
            raise Refusal(Reason.UNWANTED, name="order_class", what="trailing_stop orders")
        return
    if not simple or shape.kind not in ("market", "limit"):
        what = f"{shape.order_class} {shape.kind} orders"
        raise Refusal(Reason.UNWANTED, name=f"time_in_force {shape.time_in_force}", what=what)
