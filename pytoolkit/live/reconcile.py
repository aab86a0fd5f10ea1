"""Compare our positions with the broker's, symbol by symbol; mend only on evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from pytoolkit.alarms import Notice
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.merging import rest_ended
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.base import MONEY_CONTEXT, amount_of
from pytoolkit.models.order import Fill, Leg
from pytoolkit.models.position import Position
from pytoolkit.models.signal import SignalStatus
from pytoolkit.positions import fold

TOLERANCE = Decimal("0.000000001")
ZERO = Decimal(0)
Kind = Literal["zombie", "orphan", "quantity", "average"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One symbol in which we and the broker disagree.

    Attributes:
        kind: zombie: ours is open, the broker is flat; orphan: the broker holds what we do not
            know; quantity, average: both hold, but not the same.
        evidence: executions at the broker that are of no order of ours and would explain it.
    """

    symbol: str
    kind: Kind
    ours: Decimal
    brokers: Decimal
    our_average: Decimal | None
    brokers_average: Decimal | None
    evidence: tuple[str, ...] = ()

    def is_still(self, before: "Difference") -> bool:
        """Say whether it is the one that was found before."""
        mine = self.symbol, self.kind, self.ours, self.brokers
        return mine == (before.symbol, before.kind, before.ours, before.brokers)

    def __str__(self) -> str:
        return f"{self.symbol}: {self.kind}, ours {self.ours}, the broker's {self.brokers}"


def differences(
    positions: Iterable[Position],
    told: Iterable[BrokerPosition],
    foreign: Sequence[Activity] = (),
) -> list[Difference]:
    """Compare the sum of our positions per symbol with the broker's net positions.

    Args:
        positions: ours; closed ones count for nothing.
        told: the broker's, freshly read; a symbol that is not there is flat.
        foreign: executions of no order of ours, for evidence.
    """
    quantity: dict[str, Decimal] = {}
    cost: dict[str, Decimal] = {}
    for position in positions:
        sign = 1 if position.side == "buy" else -1
        held = sign * position.open_quantity
        quantity[position.symbol] = quantity.get(position.symbol, ZERO) + held
        cost[position.symbol] = cost.get(position.symbol, ZERO) + sign * position.remaining_cost
    brokers = {each.symbol: each for each in told}
    found = []
    for symbol in sorted({*quantity, *brokers}):
        ours = quantity.get(symbol, ZERO)
        other = brokers.get(symbol)
        theirs = other.quantity if other else ZERO
        average = MONEY_CONTEXT.divide(cost[symbol], ours) if ours else None
        kind = _kind(ours, theirs, average, other)
        if kind is not None:
            found.append(
                Difference(
                    symbol,
                    kind,
                    ours,
                    theirs,
                    average,
                    other.average_price if other else None,
                    tuple(each.activity_id for each in foreign if each.symbol == symbol),
                )
            )
    return found


def _kind(
    ours: Decimal, theirs: Decimal, average: Decimal | None, other: BrokerPosition | None
) -> Kind | None:
    if abs(ours - theirs) > TOLERANCE:
        if theirs == 0:
            return "zombie"
        return "orphan" if ours == 0 else "quantity"
    if average is None or other is None or "/" in other.symbol:
        return None  # of a pair brokers differ in whether its average knows of the fee
    # Relative where prices are large: the broker rounds its average to its own places.
    allowed = max(TOLERANCE, abs(average) * TOLERANCE)
    return "average" if abs(average - other.average_price) > allowed else None


def notices(found: Iterable[Difference]) -> dict[str, Notice]:
    """Give differences as alarms tell them, by symbol."""
    return {
        each.symbol: Notice(f"{each}; see pytoolkit reconcile", each.symbol, each.evidence)
        for each in found
    }


def explained(deal: Deal, foreign: Sequence[Activity]) -> list[Activity]:
    """Give the foreign executions that closed a deal's position, or nothing.

    Evidence is a closing execution in the symbol after our entry, and together they must be just
    what is open: less explains nothing, more belongs to somebody else as well.
    """
    position = deal.position
    if position is None or position.opened_at is None:
        return []
    closing = [
        each
        for each in foreign
        if each.symbol == position.symbol
        and each.side is not None
        and each.side != position.side
        and each.at is not None
        and each.at >= position.opened_at
    ]
    quantity = sum((abs(each.quantity or ZERO) for each in closing), ZERO)
    return closing if quantity == position.open_quantity else []


def close_on_evidence(
    desk: Desk, deal: Deal, closing: Sequence[Activity], at: datetime
) -> Position:
    """Close a zombie with the executions that explain it, reason CLOSED_EXTERNALLY."""
    position = deal.position
    assert position is not None, "explained() gives evidence for open positions only"
    fills = [fill_of(each, position.symbol, "flat", "CLOSED_EXTERNALLY") for each in closing]
    closed = fold(position, fills, entry_working=False, at=at)
    ids = [each.activity_id for each in closing]
    changes = [desk.altered(position, closed, at, "closed externally", executions=ids)]
    if closed.status == "CLOSED":
        changes.append(
            desk.moved(
                deal.signal, SignalStatus.CLOSED, at, closed.exit_reason, {"executions": ids}
            )
        )
        changes += rest_ended(desk, deal, at)
    desk.commit(changes)
    for each in closing:
        desk.alarms.clear("foreign_execution", each.activity_id, "it closed our position", at)
    return closed


def fill_of(
    activity: Activity, symbol: str, leg: Leg, reason: str = "", fee_quantity: Decimal = ZERO
) -> Fill:
    """Give the fill of an execution that is of no order of ours."""
    quantity = abs(activity.quantity or ZERO)
    return Fill.model_validate(
        {
            "execution_id": activity.activity_id,
            "order_id": activity.order_id or "unknown",
            "leg": leg,
            "symbol": symbol,
            "side": activity.side,
            "quantity": quantity,
            "price": activity.price,
            "amount": amount_of(quantity, activity.price or ZERO),
            "at": activity.at,
            "ds": activity.ds,
            "fee_quantity": fee_quantity,
            "reason": reason,
        }
    )
