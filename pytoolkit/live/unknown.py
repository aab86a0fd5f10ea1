"""What the broker holds and we do not know, and which executions of others made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pytoolkit.errors import Refused
from pytoolkit.live import unit_fees
from pytoolkit.live.desk import Desk
from pytoolkit.live.reconcile import TOLERANCE, ZERO
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.base import Side, canonical_decimal
from pytoolkit.models.order import OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.ports import Broker

WINDOWS = (timedelta(days=30), timedelta(days=365), None)
"""How far back executions are looked for; None: to the first."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Units that the broker holds and we do not know."""

    side: Side
    quantity: Decimal
    held: BrokerPosition
    executions: Sequence[Activity] = ()
    fees: Mapping[str, Decimal] = field(default_factory=dict)


def find(desk: Desk, broker: Broker, symbol: str) -> Unknown | None:
    """Give what the broker holds of a symbol beyond our positions; None where that is nothing.

    Raises:
        Refused: the broker holds less than we know, or the other way round.
    """
    told = {each.symbol: each for each in broker.positions()}
    ours = ZERO
    for deal in desk:
        if deal.signal.symbol == symbol and deal.position is not None:
            ours += deal.open_quantity if deal.position.side == "buy" else -deal.open_quantity
    held = told.get(symbol)
    theirs = held.quantity if held is not None else ZERO
    extra = theirs - ours
    if abs(extra) <= TOLERANCE:
        return None
    if held is None or extra * theirs < 0 or ours * theirs < 0:
        raise Refused(
            f"the broker holds {canonical_decimal(theirs)} {symbol}, we know of "
            f"{canonical_decimal(ours)}: there is nothing more of it to adopt; "
            "see pytoolkit reconcile"
        )
    return Unknown("buy" if extra > 0 else "sell", abs(extra), held)


def explained(desk: Desk, broker: Broker, found: Unknown, at: datetime) -> Unknown:
    """Add the executions that made the units.

    Raises:
        Refused: they do not explain all of it; says what is missing.
    """
    symbol = found.held.symbol
    foreign: list[Activity] = []
    for window in WINDOWS:
        after = None if window is None else (at - window).date()
        foreign = _foreign(desk, broker, symbol, after)
        count, fee = explaining(foreign, found.side, found.quantity, pair="/" in symbol)
        if not count:
            continue
        executions = foreign[-count:]
        _check_strangers(broker, executions)
        bought = [each for each in executions if each.side == found.side]
        fees = unit_fees.shared(fee, bought) if fee else {}
        return replace(found, executions=executions, fees=fees)
    made = sum((_signed(each, found.side) for each in foreign), ZERO)
    ids = ", ".join(each.activity_id for each in foreign) or "there are none"
    raise Refused(
        f"the broker holds {canonical_decimal(found.quantity)} {symbol} that we do not know; "
        f"executions of no order of ours make {canonical_decimal(made)} ({ids}): "
        f"{canonical_decimal(abs(found.quantity - made))} are not explained (a transfer, a "
        "split?). --at-average takes all of it at the broker's average price, and the proof of "
        "books will name it"
    )


def explaining(
    foreign: Sequence[Activity], side: Side, quantity: Decimal, *, pair: bool
) -> tuple[int, Decimal]:
    """Count the newest executions that together make a quantity; 0: none do.

    Before them nothing of the symbol was held by others, so they are all that the units stand on.
    An order's executions are taken together.

    Args:
        foreign: executions of no order of ours in one symbol, oldest first.
        side: of what is held.
        quantity: what is held.
        pair: what buys made may be more, by the fee that they paid in units.

    Returns:
        How many, and the units that were paid as fees.
    """
    net = gross = ZERO
    for count, each in enumerate(reversed(foreign), start=1):
        net += _signed(each, side)
        gross += abs(each.quantity or ZERO) if each.side == side else ZERO
        earlier = foreign[: len(foreign) - count]
        if any(other.order_id == each.order_id for other in earlier):
            continue
        fee = net - quantity
        if fee == 0 or (pair and 0 < fee <= gross * unit_fees.MOST):
            return count, fee
    return 0, ZERO


def _signed(activity: Activity, side: Side) -> Decimal:
    quantity = abs(activity.quantity or ZERO)
    return quantity if activity.side == side else -quantity


def _foreign(desk: Desk, broker: Broker, symbol: str, after: date | None) -> list[Activity]:
    """Read the executions in a symbol of no order that we know, finished ones included."""
    positions = desk.hot.find(Position, [("symbol", "==", symbol)])
    known = {fill.execution_id for each in positions for fill in each.fills}
    intents = desk.hot.find(OrderIntent, [("symbol", "==", symbol)])
    orders = {each.order_id for each in intents}
    orders |= {leg.order_id for each in intents for leg in each.legs}
    return [
        each
        for each in broker.activities(("FILL",), after=after)
        if each.symbol == symbol and each.activity_id not in known and each.order_id not in orders
    ]


def _check_strangers(broker: Broker, executions: Sequence[Activity]) -> None:
    """Make sure that orders we do not know were not sent by us after all."""
    for order_id in sorted({each.order_id for each in executions}):
        order = broker.order(order_id)
        if order is not None and _looks_like_ours(order.client_order_id):
            raise Refused(
                f"order {order_id} has an id of ours, {order.client_order_id}, but the hot store "
                "does not know it: is this the store that the service writes to?"
            )


def _looks_like_ours(client_order_id: str) -> bool:
    signal_id, _, rest = client_order_id.partition(".")
    try:
        UUID(signal_id)
    except ValueError:
        return False
    return bool(rest)
