"""One signal on its way: its order intents, what stands at the broker for it, its position."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pytoolkit.models.order import BrokerLeg, IntentStatus, OrderIntent
from pytoolkit.models.position import ZERO, Position
from pytoolkit.models.signal import Signal
from pytoolkit.orders import TERMINAL, UNSENT, WORKING


class Guard(NamedTuple):
    """A stop that works at the broker."""

    order_id: str
    price: Decimal
    quantity: Decimal


@dataclass(slots=True)
class Deal:
    """A signal, its order intents by client id, and its position once filled."""

    signal: Signal
    intents: dict[str, OrderIntent] = field(default_factory=dict)
    position: Position | None = None

    @property
    def entries(self) -> list[OrderIntent]:
        """Each part's entry, nearest target first: what stands or has filled, else the newest."""
        found = (
            [intent for intent in self.intents.values() if intent.leg == leg]
            for leg in ("entry1", "entry2", "entry3")
        )
        return [max(own, key=lambda each: (_counts(each), each.attempt)) for own in found if own]

    @property
    def entry(self) -> OrderIntent | None:
        """The first part's entry."""
        return next(iter(self.entries), None)

    @property
    def exit(self) -> OrderIntent | None:
        """The newest order of ours that closes all at the market."""
        return self._newest("exit") or self._newest("flat")

    @property
    def parents(self) -> list[OrderIntent]:
        """What was sent with exits of its own: entries with their legs, and exit pairs."""
        return [
            intent
            for intent in self.intents.values()
            if intent.order_class != "simple" and intent.order_id
        ]

    @property
    def legs(self) -> tuple[BrokerLeg, ...]:
        """Children of all parents as last read."""
        return tuple(leg for parent in self.parents for leg in parent.legs)

    @property
    def guards(self) -> list[Guard]:
        """The stops that work at the broker: legs that are armed, and stops of ours."""
        found = [
            Guard(leg.order_id, leg.price, leg.quantity)
            for parent in self.parents
            for leg in parent.legs
            if leg.leg == "stop" and _is_armed(parent)
        ]
        known = {guard.order_id for guard in found}
        for intent in self.working:
            if intent.leg == "stop" and intent.order_id not in known and intent.stop_price:
                left = intent.quantity - intent.filled_quantity
                found.append(Guard(intent.order_id, intent.stop_price, left))
        return found

    @property
    def protected_quantity(self) -> Decimal:
        """Units that a stop at the broker protects."""
        return sum((guard.quantity for guard in self.guards), ZERO)

    @property
    def unsent(self) -> list[OrderIntent]:
        """Intents whose request has no definite answer yet."""
        return [intent for intent in self.intents.values() if intent.status in UNSENT]

    @property
    def working(self) -> list[OrderIntent]:
        """Intents that stand at the broker."""
        return [intent for intent in self.intents.values() if intent.status in WORKING]

    @property
    def entry_may_fill(self) -> bool:
        """Whether more units may still come in."""
        return any(intent.status not in TERMINAL for intent in self.entries)

    @property
    def is_simple(self) -> bool:
        """Whether its exits are no legs at the broker: of pairs and fractions the service sees."""
        return any(intent.order_class == "simple" for intent in self.entries)

    @property
    def open_quantity(self) -> Decimal:
        """Units held."""
        return ZERO if self.position is None else self.position.open_quantity

    @property
    def targets_hit(self) -> int:
        """Parts that were closed at their target."""
        if self.position is None:
            return 0
        alive = (*self.working, *self.unsent)  # what is being renewed is on its way
        standing = {leg.leg for leg in self.legs} | {intent.leg for intent in alive}
        hit = {fill.leg for fill in self.position.fills if fill.leg.startswith("tp")}
        return len(hit - standing)

    @property
    def is_leaving(self) -> bool:
        """Whether all of it is being closed at the market."""
        return self.exit is not None and self.exit.status not in TERMINAL

    def leg(self, name: str) -> BrokerLeg | None:
        """The first child of a role."""
        return next((leg for leg in self.legs if leg.leg == name), None)

    def attempts(self, leg: str) -> int:
        """How many requests of a role were made."""
        return sum(intent.leg == leg for intent in self.intents.values())

    def _newest(self, leg: str) -> OrderIntent | None:
        found = [intent for intent in self.intents.values() if intent.leg == leg]
        return max(found, key=lambda intent: intent.attempt, default=None)


def _counts(entry: OrderIntent) -> bool:
    return entry.status in WORKING or entry.filled_quantity > 0


def _is_armed(parent: OrderIntent) -> bool:
    """Say whether the exits work: of an entry once all of it is filled, of a pair at once."""
    if parent.leg.startswith("entry"):
        return parent.status is IntentStatus.FILLED
    return parent.status in WORKING
