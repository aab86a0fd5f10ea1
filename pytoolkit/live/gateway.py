"""The order gateway: every durable intent leaves once, and every answer is known or asked for."""

import logging
import time
from datetime import datetime
from decimal import Decimal

from pytoolkit import frames
from pytoolkit.decision import bar_end
from pytoolkit.errors import Ambiguous, BrokerRefused, Unreachable
from pytoolkit.live.desk import Deal, Desk
from pytoolkit.live.instants import DAY
from pytoolkit.live.notices import about, fields
from pytoolkit.live.states import FINAL_AT_BROKER, legs_of
from pytoolkit.live.steps import step
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.ports import Broker, BrokerOrder, Change
from pytoolkit.risk import KillSwitch

log = logging.getLogger(__name__)

MOST_EXIT_ATTEMPTS = 3
CANCEL_PATIENCE_SECONDS = 10.0
CANCEL_POLL_SECONDS = 0.05
ZERO = Decimal(0)
EXITS = ("exit", "flat")


class Gateway:
    """Sends what the desk planned; the only place that changes anything at the broker."""

    def __init__(self, desk: Desk, broker: Broker) -> None:
        self.desk = desk
        self.broker = broker

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
        if is_entry and (switch != "ACTIVE" or not is_due(deal.signal, at)):
            self._drop_entry(deal, intent, at, switch)
            return True
        if switch == "HALTED":
            return False
        if not is_entry and deal.open_quantity_is_zero:
            reason = "nothing is open any more"
            self.desk.commit([self._moved(intent, IntentStatus.CANCELED, at, reason)])
            return True
        if intent.leg in EXITS:
            self._clear_the_way(deal)
        self._send(deal, intent, at)
        return True

    def _clear_the_way(self, deal: Deal) -> None:
        """Cancel the legs that reserve the quantity; a fill among them stops the exit."""
        folded: dict[str, Decimal] = {}
        for fill in deal.position.fills if deal.position else ():
            folded[fill.order_id] = folded.get(fill.order_id, ZERO) + fill.quantity
        for order in self.cancel(deal):
            if order.filled_quantity != folded.get(order.order_id, ZERO):
                raise Unreachable(
                    f"{order.order_id} filled while it was being canceled; reading it first"
                )

    def _send(self, deal: Deal, intent: OrderIntent, at: datetime) -> None:
        if intent.status is not IntentStatus.SUBMITTED:
            self.desk.commit([self._moved(intent, IntentStatus.SUBMITTED, at)])
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
                self._refuse(deal, intent, refusal, at)
            return
        except Ambiguous as lost:
            self.desk.commit([self._moved(intent, IntentStatus.AMBIGUOUS, at, str(lost))])
            raise Unreachable(f"{intent.client_order_id} is ambiguous: {lost}") from lost
        step("gateway.answered", intent.client_order_id)
        self._accept(deal, intent, order, at)

    def _accept(self, deal: Deal, intent: OrderIntent, order: BrokerOrder, at: datetime) -> None:
        changes = [
            self._moved(
                intent,
                IntentStatus.ACCEPTED,
                at,
                order_id=order.order_id,
                legs=legs_of(order),
            )
        ]
        if intent.leg.startswith("entry") and deal.signal.status is SignalStatus.CREATED:
            changes.append(self.desk.moved(deal.signal, SignalStatus.WAITING, at))
        if intent.replaces:
            changes += self._stop_moved(deal, intent, order, at)
        self.desk.commit(changes)
        step("gateway.accepted", intent.client_order_id)

    def _stop_moved(
        self, deal: Deal, intent: OrderIntent, order: BrokerOrder, at: datetime
    ) -> list[Change]:
        """Give the changes of a stop leg that was replaced: parent, older request, position."""
        changes = []
        price = order.stop_price or intent.stop_price
        parent = deal.entry
        if parent is not None and price is not None:
            legs = tuple(
                leg.changed(order_id=order.order_id, price=price) if leg.leg == "stop" else leg
                for leg in parent.legs
            )
            changed = parent.next(legs=legs, updated_at=at)
            changes.append(
                self.desk.altered(parent, changed, at, "stop leg replaced", order=order.order_id)
            )
        changes += [
            self._moved(older, IntentStatus.REPLACED, at)
            for older in deal.working
            if older.leg == "stop" and older.client_order_id != intent.client_order_id
        ]
        if deal.position is not None and price is not None:
            held = deal.position
            tightened = held.next(stop_price=price, updated_at=at)
            changes.append(
                self.desk.altered(held, tightened, at, "stop moved", order=order.order_id)
            )
        return changes

    def _refuse(
        self, deal: Deal, intent: OrderIntent, refusal: BrokerRefused, at: datetime
    ) -> None:
        log.warning("%s refused: %s", intent.client_order_id, refusal, extra=fields(intent))
        changes = [self._moved(intent, IntentStatus.REFUSED, at, f"{refusal.code}: {refusal}")]
        if intent.leg.startswith("entry"):
            changes.append(
                self.desk.moved(
                    deal.signal,
                    SignalStatus.REJECTED,
                    at,
                    str(refusal),
                    rejected_by=RejectedBy.BROKER,
                    gate=str(refusal.code),
                )
            )
        elif intent.leg in EXITS and intent.attempt < MOST_EXIT_ATTEMPTS:
            again = intent.changed(
                client_order_id=f"{deal.signal.key}.{intent.leg}.{intent.attempt + 1}",
                attempt=intent.attempt + 1,
                status=IntentStatus.PLANNED,
                version=1,
                reason="",
            )
            changes.append(self.desk.born(again, at, "the attempt before was refused"))
        elif intent.leg in EXITS:
            notice = about(deal, f"is open and cannot be closed: {refusal}", intent.client_order_id)
            self.desk.alarms.sound("cannot_close", deal.signal.key, notice, at)
        self.desk.commit(changes)

    def _drop_entry(
        self, deal: Deal, intent: OrderIntent, at: datetime, switch: KillSwitch
    ) -> None:
        by_switch = switch != "ACTIVE"
        late = "it did not leave in time: the market has moved on since its bar"
        reason = f"the kill switch is {switch}" if by_switch else late
        changes = [self._moved(intent, IntentStatus.CANCELED, at, reason)]
        if deal.signal.status in (SignalStatus.CREATED, SignalStatus.WAITING):
            changes.append(
                self.desk.moved(
                    deal.signal,
                    SignalStatus.REJECTED,
                    at,
                    reason,
                    rejected_by=RejectedBy.KILL_SWITCH if by_switch else RejectedBy.RISK,
                    gate="kill_switch" if by_switch else "session",
                )
            )
        self.desk.commit(changes)

    def cancel(self, deal: Deal) -> list[BrokerOrder]:
        """Cancel all of a deal that works at the broker and wait until nothing does.

        Returns:
            The entry and its legs in their final states.

        Raises:
            Unreachable: no answer, or an order that does not come to its end in time.
        """
        asked: set[str] = set()
        deadline = time.monotonic() + CANCEL_PATIENCE_SECONDS
        while True:
            orders = read_chain(self.broker, deal)
            standing = [order for order in orders if order.status not in FINAL_AT_BROKER]
            if not standing:
                return orders
            fresh = [order for order in standing if order.order_id not in asked]
            for order in fresh:
                asked.add(order.order_id)
                self._ask_cancel(order)
            if not fresh:
                time.sleep(CANCEL_POLL_SECONDS)
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

    def _moved(
        self,
        intent: OrderIntent,
        to: IntentStatus,
        at: datetime,
        reason: str = "",
        **changes: object,
    ) -> Change:
        return self.desk.moved(
            intent, to, at, reason, {"client_order_id": intent.client_order_id}, **changes
        )


def is_due(signal: Signal, at: datetime) -> bool:
    """Say whether an entry may still leave.

    Not once the session after its daily bar has opened; not once the next bar within a session has
    ended, nor the session.
    """
    if signal.timeframe == DAY:
        return at < frames.next_session(signal.ds).open_at
    ended = bar_end(signal.at, signal.timeframe, signal.asset_class)
    session = frames.session_at(at)
    return session is not None and at < ended + frames.LENGTHS[signal.timeframe]


def read_chain(broker: Broker, deal: Deal) -> list[BrokerOrder]:
    """Read a deal's entry and all its legs, those that took a replaced one's place included.

    Raises:
        Unreachable: the broker does not know an order that it had accepted.
    """
    entry = deal.entry
    if entry is None or not entry.order_id:
        return []
    parent = broker.order(entry.order_id)
    if parent is None:
        raise Unreachable(f"the broker does not know {entry.client_order_id} any more")
    orders = {order.order_id: order for order in (parent, *parent.legs)}
    wanted = {leg.order_id for leg in deal.legs}
    wanted |= {order.replaced_by for order in orders.values() if order.replaced_by}
    for order_id in sorted(wanted - set(orders)):
        found = broker.order(order_id)
        if found is not None:
            orders[order_id] = found
    return list(orders.values())
