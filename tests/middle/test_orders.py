from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from pytoolkit import orders
from pytoolkit.errors import IllegalMove
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import SignalStatus

AT = datetime(2013, 1, 2, 21, tzinfo=UTC)


def intent(status: IntentStatus = IntentStatus.PLANNED) -> OrderIntent:
    return OrderIntent(
        client_order_id="s.entry1.1",
        signal_id=UUID(int=1),
        leg="entry1",
        attempt=1,
        symbol="AAPL",
        side="buy",
        kind="market",
        time_in_force="gtc",
        quantity=Decimal(3),
        status=status,
        created_at=AT,
        updated_at=AT,
    )


def test_move_legal_gives_next_version_and_its_event() -> None:
    moved, event = orders.move(
        intent(), IntentStatus.SUBMITTED, at=AT, reason="sent", evidence={"a": 1}, job_id="svc"
    )

    assert (moved.status, moved.version, moved.reason) == (IntentStatus.SUBMITTED, 2, "sent")
    assert (event.entity, event.entity_key, event.seq) == ("orders", "s.entry1.1", 2)
    assert (event.from_status, event.to_status) == ("PLANNED", "SUBMITTED")
    assert event.evidence == {"a": 1}


def test_move_without_reason_keeps_the_last_one() -> None:
    first, _ = orders.move(intent(), IntentStatus.SUBMITTED, at=AT, reason="sent")
    second, _ = orders.move(first, IntentStatus.ACCEPTED, at=AT)

    assert second.reason == "sent"


@pytest.mark.parametrize("before", list(IntentStatus))
@pytest.mark.parametrize("after", list(IntentStatus))
def test_move_not_in_the_table_is_illegal(before: IntentStatus, after: IntentStatus) -> None:
    if after in orders.INTENT_MOVES[before]:
        moved, _ = orders.move(intent(before), after, at=AT)
        assert moved.status is after
    else:
        with pytest.raises(IllegalMove, match=rf"from {before} to {after}"):
            orders.move(intent(before), after, at=AT)


def test_signal_table_lists_every_state_and_ends_each_life_once() -> None:
    final = {status for status, targets in orders.SIGNAL_MOVES.items() if not targets}

    assert set(orders.SIGNAL_MOVES) == set(SignalStatus)
    assert final == {
        SignalStatus.CLOSED,
        SignalStatus.EXPIRED,
        SignalStatus.INVALIDATED,
        SignalStatus.REJECTED,
    }


def test_signal_table_never_brings_an_active_signal_back_to_waiting() -> None:
    reset = {SignalStatus.CREATED, SignalStatus.WAITING, SignalStatus.REJECTED}

    for status in orders.OPEN:
        assert not orders.SIGNAL_MOVES[status] & reset
