"""Life of a signal and of an order: both transition tables, and the one function that moves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pytoolkit.errors import IllegalMove
from pytoolkit.models.base import Document, JsonDict
from pytoolkit.models.job import Event
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import Signal, SignalStatus

S = SignalStatus
I = IntentStatus  # noqa: E741  (reads as a column of the table below)

SIGNAL_MOVES: Mapping[SignalStatus, frozenset[SignalStatus]] = {
    # CREATED -> EXPIRED: decided, but the service was down until the validity had passed.
    S.CREATED: frozenset({S.WAITING, S.EXPIRED, S.REJECTED}),
    # WAITING -> REJECTED: the broker took the order and refused it later, or the kill switch.
    S.WAITING: frozenset({S.ACTIVE, S.EXPIRED, S.REJECTED}),
    # Open ones end CLOSED; INVALIDATED is that end where the structure they stood on was gone.
    S.ACTIVE: frozenset({S.TP1_HIT, S.TP2_HIT, S.CLOSED, S.INVALIDATED}),
    S.TP1_HIT: frozenset({S.TP2_HIT, S.CLOSED, S.INVALIDATED}),
    S.TP2_HIT: frozenset({S.CLOSED, S.INVALIDATED}),
    S.CLOSED: frozenset(),
    S.EXPIRED: frozenset(),
    S.INVALIDATED: frozenset(),
    S.REJECTED: frozenset(),
}

INTENT_MOVES: Mapping[IntentStatus, frozenset[IntentStatus]] = {
    # PLANNED -> CANCELED: overtaken before it left (stale, kill switch, a leg filled first).
    I.PLANNED: frozenset({I.SUBMITTED, I.CANCELED}),
    # SUBMITTED or AMBIGUOUS -> CANCELED: the broker, asked after a restart, knows no such id, and
    # the time to send it has passed.
    I.SUBMITTED: frozenset({I.ACCEPTED, I.REFUSED, I.AMBIGUOUS, I.CANCELED}),
    # AMBIGUOUS -> SUBMITTED: the broker knows no such id, so the same id is sent once more.
    I.AMBIGUOUS: frozenset({I.ACCEPTED, I.REFUSED, I.SUBMITTED, I.CANCELED}),
    # ACCEPTED -> REFUSED: Alpaca answers `accepted` and may reject at the exchange later.
    I.ACCEPTED: frozenset(
        {I.PARTIALLY_FILLED, I.FILLED, I.CANCELED, I.EXPIRED, I.REPLACED, I.REFUSED}
    ),
    # PARTIALLY_FILLED -> itself: each further execution is a move of its own.
    I.PARTIALLY_FILLED: frozenset(
        {I.PARTIALLY_FILLED, I.FILLED, I.CANCELED, I.EXPIRED, I.REPLACED}
    ),
    I.FILLED: frozenset(),
    I.CANCELED: frozenset(),
    I.EXPIRED: frozenset(),
    I.REFUSED: frozenset(),
    I.REPLACED: frozenset(),
}

WAITING = (S.CREATED, S.WAITING)
"""Signals that may still enter."""
OPEN = (S.ACTIVE, S.TP1_HIT, S.TP2_HIT)
"""Signals with units in the market."""
UNSENT = (I.PLANNED, I.SUBMITTED, I.AMBIGUOUS)
"""Intents whose request has no definite answer yet: the outbox."""
WORKING = (I.ACCEPTED, I.PARTIALLY_FILLED)
"""Intents that stand at the broker."""
TERMINAL = tuple(status for status, targets in INTENT_MOVES.items() if not targets)
"""Intents that nothing can move any more."""

M = TypeVar("M", Signal, OrderIntent)
D = TypeVar("D", bound=Document)


def move(
    document: M,
    to: SignalStatus | IntentStatus,
    *,
    at: datetime,
    reason: str = "",
    evidence: JsonDict | None = None,
    job_id: str = "",
    **changes: Any,
) -> tuple[M, Event]:
    """Move a signal or an order intent along its table.

    Args:
        document: where it stands.
        to: where it shall go.
        at: market time of the move.
        reason: why; kept in the event and, where given, in the document.
        evidence: ids that prove it.
        job_id: service or run that moves it.
        changes: other fields that change with the move.

    Returns:
        The document's next version and the event that tells of it; the store takes both at once.

    Raises:
        IllegalMove: the table does not list it; names document, state and wish.
    """
    moves: Mapping[Any, frozenset[Any]] = (
        SIGNAL_MOVES if isinstance(document, Signal) else INTENT_MOVES
    )
    if to not in moves[document.status]:
        allowed = ", ".join(sorted(moves[document.status])) or "nothing, it is final"
        raise IllegalMove(
            f"{document.TABLE.name} {document.key} cannot go from {document.status} to {to}; "
            f"allowed: {allowed}"
        )
    if reason:
        changes["reason"] = reason
    moved = document.next(status=to, updated_at=at, **changes)
    return moved, event_of(
        moved, before=document.status, reason=reason, evidence=evidence, at=at, job_id=job_id
    )


def event_of(
    document: Document,
    *,
    at: datetime,
    before: str = "",
    reason: str = "",
    evidence: JsonDict | None = None,
    job_id: str = "",
) -> Event:
    """Give the event of a document as it now is: its birth, a move, or another change."""
    return Event(
        entity=document.TABLE.name,
        entity_key=document.key,
        seq=document.version,
        from_status=before,
        to_status=str(getattr(document, "status", "")),
        reason=reason,
        evidence=evidence or {},
        at=at,
        job_id=job_id,
    )
