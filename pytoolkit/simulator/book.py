"""The orders of one account: which there are, who belongs to whom, and how they end."""

from collections.abc import Container
from dataclasses import replace

from pytoolkit.simulator.orders import ALIVE, OPEN, Order, Status, Update
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.timeline import Timeline


class Book:
    """Every order that ever was, the living ones, and what happened to them.

    Attributes:
        orders: all, by id.
        by_client_id: ids by client order id, unique for ever.
        alive: those that have not ended.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.orders: dict[str, Order] = {}
        self.by_client_id: dict[str, str] = {}
        self.alive: dict[str, Order] = {}
        self._updates: list[Update] = []

    # --- questions ---

    def find(self, order_id: str) -> Order:
        """Give an order by id.

        Raises:
            Refusal: there is none.
        """
        if order_id not in self.orders:
            raise Refusal(Reason.NO_ORDER, order_id=order_id)
        return self.orders[order_id]

    def require_new(self, client_order_id: str) -> None:
        """Refuse a client order id that was ever used."""
        if client_order_id in self.by_client_id:
            raise Refusal(Reason.DUPLICATE_CLIENT_ID, client_order_id=client_order_id)

    def standing(self) -> list[Order]:
        """List the living orders as they stand: by time, then id."""
        return sorted(self.alive.values(), key=lambda each: each.rank)

    def working(self, symbols: Container[str]) -> dict[str, list[Order]]:
        """Give the orders that work in some symbols, as they stand, by symbol."""
        books: dict[str, list[Order]] = {}
        for order in self.standing():
            if order.symbol in symbols and order.status in OPEN:
                books.setdefault(order.symbol, []).append(order)
        return dict(sorted(books.items()))

    def legs(self, order: Order) -> list[Order]:
        """List an order's legs as they stand, the newest of each chain of replacements."""
        return [self.orders[each] for each in order.leg_ids]

    def siblings(self, order: Order) -> list[Order]:
        """List the living exits that end with this one: the other leg, or half of a pair."""
        if not order.role:
            return []
        head = self.orders[order.parent_id] if order.parent_id else order
        family = [*self.legs(head), *([head] if head.role else [])]
        return [each for each in family if each is not order and each.status in ALIVE]

    def children(self, order: Order) -> list[Order]:
        """List the exits that wait for an entry's fill."""
        return [each for each in self.legs(order) if each.status == "held"]

    # --- what happens to orders ---

    def add(self, order: Order) -> None:
        """Take an order in."""
        self.orders[order.order_id] = order
        self.by_client_id[order.client_order_id] = order.order_id
        self.alive[order.order_id] = order

    def tell(self, event: str, order: Order) -> None:
        """Note an update with the order as it is now."""
        self.note(Update(event, replace(order), self._timeline.now))

    def note(self, update: Update) -> None:
        """Keep an update until somebody takes it."""
        self._updates.append(update)

    def take_updates(self) -> list[Update]:
        """Give what happened since somebody last asked."""
        taken, self._updates = self._updates, []
        return taken

    def work(self, order: Order) -> None:
        """Let an order that waited for the bell, or for its parent, work from now on."""
        order.status, order.updated_at = "new", self._timeline.now
        self.tell("new", order)

    def end(self, order: Order, status: Status) -> None:
        """End an order and what hangs on it: its waiting exits, or its sibling."""
        for each in (order, *self.children(order), *self.siblings(order)):
            self._end(each, status)

    def _end(self, order: Order, status: Status) -> None:
        now = self._timeline.now
        was_held = order.status == "held"
        order.status, order.updated_at = status, now
        if status == "canceled":
            order.canceled_at = now
        elif status == "expired":
            order.expired_at = now
        elif status == "rejected":
            order.failed_at = now
        del self.alive[order.order_id]
        if not was_held:
            self.tell(status, order)

    def succeed(self, old: Order, new: Order) -> None:
        """Put a new order in an old one's place in the family."""
        now = self._timeline.now
        was_held = old.status == "held"
        old.status, old.updated_at, old.replaced_at = "replaced", now, now
        old.replaced_by = new.order_id
        del self.alive[old.order_id]
        self.add(new)
        if new.parent_id:
            parent = self.orders[new.parent_id]
            parent.leg_ids = [
                new.order_id if each == old.order_id else each for each in parent.leg_ids
            ]
        for leg in self.legs(new):
            leg.parent_id = new.order_id
        old.leg_ids = []
        if not was_held:
            self.tell("replaced", old)
            self.tell(new.status, new)
