"""The order gateway: every durable intent leaves once, and every answer is known or asked for."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from pytoolkit.errors import Ambiguous, BrokerRefused, Unreachable
from pytoolkit.live import answers, merging, renewal
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.plan import is_due
from pytoolkit.live.states import FINAL_AT_BROKER
from pytoolkit.live.steps import step
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.ports import Broker, BrokerOrder
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

CANCEL_PATIENCE_SECONDS = 10.0
CANCEL_POLL_SECONDS = 0.05
ZERO = Decimal(0)


class FilledMeanwhile(Unreachable):
    """An order filled before its cancel came; its execution is to be read before anything else."""


class Gateway:
    """Sends what the desk planned; the only place that changes anything at the broker.

    Args:
        desk: what was planned.
        broker: where it goes.
        pause: lets seconds pass.

    Attributes:
        zombies: symbols of which the broker holds none, whatever we think: nothing closes them.
    """

    def __init__(
        self, desk: Desk, broker: Broker, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.desk = desk
        self.broker = broker
        self._pause = pause
        self.zombies: frozenset[str] = frozenset()

    def flush(
        self, at: datetime, switch: KillSwitch, planned_before: datetime | None = None
    ) -> bool:
        """Bring every unsent intent to a definite answer.

        Args:
            at: market time of the moves.
            switch: HALTED sends nothing, REDUCING no entries; what was sent is still asked for.
            planned_before: leave intents of this instant and later where they are.

        Returns:
            Whether anything was answered.

        Raises:
            Unreachable: the broker does not answer; everything is durable, flush again.
        """
        answered = False
        for deal in list(self.desk):
            for intent in sorted(deal.unsent, key=lambda each: each.client_order_id):
                if planned_before is None or intent.created_at < planned_before:
                    answered |= self._one(deal, intent, at, switch)
        return answered

    def send(self, deal: Deal, at: datetime) -> None:
        """Send what was stored as submitted a moment ago by this very process."""
        for intent in deal.unsent:
            self._send(deal, intent, at)

    def _one(self, deal: Deal, intent: OrderIntent, at: datetime, switch: KillSwitch) -> bool:
        if intent.status is not IntentStatus.PLANNED:
            # A request left before we stopped, or its answer was lost: ask before anything else.
            found = self.broker.order_by_client_id(intent.client_order_id)
            if found is not None:
                self._accept(deal, intent, found, at)
                return True
        is_entry = intent.leg.startswith("entry")
        if is_entry and (switch != "ACTIVE" or not _may_leave(deal, intent, at)):
            self.desk.commit(answers.dropped(self.desk, deal, intent, at, switch))
            return True
        if switch == "HALTED" or (not is_entry and deal.signal.symbol in self.zombies):
            return False
        if intent.renews:
            return self._renew(deal, intent, at, switch)
        if not is_entry and deal.open_quantity < intent.quantity:
            self.desk.commit(answers.outgrown(self.desk, deal, intent, at))
            return True
        if intent.leg in answers.EXITS or (deal.is_simple and not is_entry):
            # What stands reserves the units; of pairs and fractions only one order does.
            try:
                self.end(deal, at, switch)
            except FilledMeanwhile as news:
                log.info("%s waits: %s", intent.client_order_id, news)
                return False
        self._send(deal, intent, at)
        return True

    def _renew(self, deal: Deal, intent: OrderIntent, at: datetime, switch: KillSwitch) -> bool:
        """Cancel what a renewal takes the place of, and send it; again, it goes on from there."""
        old = deal.intents[intent.renews]
        try:
            orders = self.end(deal, at, switch, old)
        except FilledMeanwhile as news:
            log.info("%s waits: %s", intent.client_order_id, news)
            return False
        left = renewal.left(intent, old, orders)
        if not intent.leg.startswith("entry"):
            left = min(left, deal.open_quantity)
        if left == intent.quantity:
            self._send(deal, intent, at)
        else:
            self.desk.commit(answers.outgrown(self.desk, deal, intent, at, left))
        return True

    def end(
        self, deal: Deal, at: datetime, switch: KillSwitch, only: OrderIntent | None = None
    ) -> list[BrokerOrder]:
        """Cancel what stands of a deal, or one order of it, and note how each ended.

        Returns:
            The orders and their legs in their final states.

        Raises:
            FilledMeanwhile: a fill came in between: it is read and folded first.
            Unreachable: no answer.
        """
        folded: dict[str, Decimal] = {}
        for fill in deal.position.fills if deal.position else ():
            folded[fill.order_id] = folded.get(fill.order_id, ZERO) + fill.quantity
        orders = self.cancel(deal, only)
        for order in orders:
            if order.filled_quantity != folded.get(order.order_id, ZERO):
                raise FilledMeanwhile(
                    f"{order.order_id} filled while it was being canceled; reading it first"
                )
        told = merging.Told({order.order_id: order for order in orders}, ())
        self.desk.commit(merging.changes(self.desk, deal, told, at, switch))
        step("cancel.done", deal.signal.key)
        return orders

    def _send(self, deal: Deal, intent: OrderIntent, at: datetime) -> None:
        if intent.status is not IntentStatus.SUBMITTED:
            self.desk.commit([answers.moved(self.desk, intent, IntentStatus.SUBMITTED, at)])
            intent = deal.intents[intent.client_order_id]
        step("gateway.submitted", intent.client_order_id)
        try:
            if intent.replaces:
                order = self.broker.replace(intent.replaces, intent)
            else:
                order = self.broker.submit(intent)
        except BrokerRefused as refusal:
            # An earlier, unanswered request may have got through: then the id is taken. And a
            # replace may answer an error and succeed.
            found = self.broker.order_by_client_id(intent.client_order_id)
            if found is not None:
                self._accept(deal, intent, found, at)
            else:
                self.desk.commit(answers.refused(self.desk, deal, intent, refusal, at))
            return
        except Ambiguous as lost:
            self.desk.commit(
                [answers.moved(self.desk, intent, IntentStatus.AMBIGUOUS, at, str(lost))]
            )
            raise Unreachable(f"{intent.client_order_id} is ambiguous: {lost}") from lost
        step("gateway.answered", intent.client_order_id)
        self._accept(deal, intent, order, at)

    def _accept(self, deal: Deal, intent: OrderIntent, order: BrokerOrder, at: datetime) -> None:
        self.desk.commit(answers.accepted(self.desk, deal, intent, order, at))
        step("gateway.accepted", intent.client_order_id)

    def cancel(self, deal: Deal, only: OrderIntent | None = None) -> list[BrokerOrder]:
        """Cancel all of a deal that works at the broker, or one order, and wait for the end.

        Returns:
            The orders and their legs in their final states.

        Raises:
            Unreachable: no answer, or an order that does not come to its end in time.
        """
        asked: set[str] = set()
        deadline = time.monotonic() + CANCEL_PATIENCE_SECONDS
        while True:
            orders = read_chain(self.broker, deal, only)
            standing = [order for order in orders if order.status not in FINAL_AT_BROKER]
            if not standing:
                return orders
            fresh = [order for order in standing if order.order_id not in asked]
            for order in fresh:
                asked.add(order.order_id)
                self._ask_cancel(order)
            if not fresh:
                self._pause(CANCEL_POLL_SECONDS)
            if time.monotonic() > deadline:
                names = ", ".join(order.order_id for order in standing)
                raise Unreachable(f"the cancel of {names} did not come to its end")

    def _ask_cancel(self, order: BrokerOrder) -> None:
        try:
            self.broker.cancel(order.order_id)
        except BrokerRefused as refusal:
            # Filled, or gone with its sibling: the next reading tells.
            log.info("cancel of %s: %s", order.order_id, refusal)
        except Ambiguous as lost:
            log.info("cancel of %s: %s", order.order_id, lost)
        step("cancel.asked", order.order_id)


def _may_leave(deal: Deal, entry: OrderIntent, at: datetime) -> bool:
    """Say whether the time of an entry has not passed; one that is renewed has waited already."""
    return at < deal.signal.valid_until if entry.renews else is_due(deal.signal, at)


def read_chain(broker: Broker, deal: Deal, only: OrderIntent | None = None) -> list[BrokerOrder]:
    """Read all of a deal that may stand at the broker, or of one order and its legs.

    What was sent with exits, the exits, those that took a replaced one's place, and single orders
    that have not ended.

    Raises:
        Unreachable: the broker does not know an order that it had accepted.
    """
    orders: dict[str, BrokerOrder] = {}
    for intent in [only] if only is not None else deal.parents:
        parent = _known(broker, intent.order_id)
        orders |= {order.order_id: order for order in (parent, *parent.legs)}
    if only is None:
        wanted = {leg.order_id for leg in deal.legs}
        wanted |= {intent.order_id for intent in deal.working}
    else:
        wanted = {leg.order_id for leg in only.legs}
    wanted |= {order.replaced_by for order in orders.values() if order.replaced_by}
    for order_id in sorted(wanted - set(orders)):
        orders[order_id] = _known(broker, order_id)
    return list(orders.values())


def _known(broker: Broker, order_id: str) -> BrokerOrder:
    order = broker.order(order_id)
    if order is None:
        raise Unreachable(f"the broker does not know order {order_id} any more")
    return order
