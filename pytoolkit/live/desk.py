"""What the service works on: every unfinished signal with its orders and its position.

A mirror of the hot store. All writes go through `Desk.commit`, several documents in one
transaction; a writer from outside shows as Conflict, and the service then reads everything anew.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from pytoolkit.alarms import Alarms
from pytoolkit.live.deal import Deal
from pytoolkit.live.latency import Latencies
from pytoolkit.models.base import Document, JsonDict
from pytoolkit.models.job import Event
from pytoolkit.models.order import Fill, IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.orders import OPEN, WAITING, event_of, move
from pytoolkit.ports import Change, Condition, HotStore


class Desk:
    """Every unfinished deal.

    Attributes:
        job_id: who writes; in every event.
        alarms: what a human should know now.
        latencies: how long things took, in this process.
    """

    def __init__(self, hot: HotStore, job_id: str) -> None:
        self.hot = hot
        self.job_id = job_id
        self.alarms = Alarms(hot, job_id)
        self.latencies = Latencies()
        self.deals: dict[UUID, Deal] = {}
        self.seen: set[str] = set()
        """Executions that were folded, so that a re-read activity is known."""

    def load(self, since: datetime | None) -> None:
        """Read everything unfinished, and what finished since an instant, from the hot store."""
        self.deals = {
            signal.signal_id: Deal(signal)
            for signal in self.hot.find(Signal, [("status", "in", [*WAITING, *OPEN])])
        }
        ids = sorted(str(key) for key in self.deals)
        for intent in self.hot.find(OrderIntent, [("signal_id", "in", ids)]) if ids else ():
            self.deals[intent.signal_id].intents[intent.client_order_id] = intent
        for position in self.hot.find(Position, [("position_id", "in", ids)]) if ids else ():
            self.deals[position.position_id].position = position
        finished: list[Condition] = [("closed_at", ">=", since)] if since else []
        closed = self.hot.find(Position, [("status", "==", "CLOSED"), *finished])
        held = [deal.position for deal in self.deals.values()]
        self.alarms.load()
        self.seen = {fill.execution_id for each in (*closed, *held) for fill in _fills(each)}

    def __iter__(self) -> Iterator[Deal]:
        """Give the deals in order of signal time, strategy, symbol."""
        order = sorted(
            self.deals.values(),
            key=lambda deal: (deal.signal.at, deal.signal.strategy_id, deal.signal.symbol),
        )
        return iter(order)

    def commit(self, changes: Iterable[Change]) -> None:
        """Write documents and events in one transaction, then mirror them."""
        written = list(changes)
        if not written:
            return
        self.hot.commit(written)
        for change in written:
            self._mirror(change.row)

    def _mirror(self, row: Document) -> None:
        if isinstance(row, Signal):
            if row.status in (*WAITING, *OPEN):
                self.deals.setdefault(row.signal_id, Deal(row)).signal = row
            elif deal := self.deals.pop(row.signal_id, None):
                self.seen.update(fill.execution_id for fill in _fills(deal.position))
        elif isinstance(row, OrderIntent) and row.signal_id in self.deals:
            self.deals[row.signal_id].intents[row.client_order_id] = row
        elif isinstance(row, Position):
            if row.position_id in self.deals:
                self.deals[row.position_id].position = row
            self.seen.update(fill.execution_id for fill in row.fills)

    def born(self, row: Document, at: datetime, reason: str = "") -> Change:
        """Give the change that stores a new document."""
        return Change(row, None, event_of(row, at=at, reason=reason, job_id=self.job_id))

    def moved(
        self,
        document: Signal | OrderIntent,
        to: SignalStatus | IntentStatus,
        at: datetime,
        reason: str = "",
        evidence: JsonDict | None = None,
        **changes: Any,
    ) -> Change:
        """Give the change that moves a signal or intent along its table."""
        row: Signal | OrderIntent
        event: Event
        if isinstance(document, Signal):
            row, event = move(
                document, to, at=at, reason=reason, evidence=evidence, job_id=self.job_id, **changes
            )
        else:
            row, event = move(
                document, to, at=at, reason=reason, evidence=evidence, job_id=self.job_id, **changes
            )
        return Change(row, document.version, event)

    def altered(
        self, before: Document, after: Document, at: datetime, reason: str, **evidence: object
    ) -> Change:
        """Give the change of a document that keeps its state."""
        event = event_of(
            after,
            at=at,
            before=str(getattr(before, "status", "")),
            reason=reason,
            evidence=dict(evidence),
            job_id=self.job_id,
        )
        return Change(after, before.version, event)


def _fills(position: Position | None) -> tuple[Fill, ...]:
    return position.fills if position else ()
