"""What must be true of all that is open: protected, on its way out, or an alarm on record."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pytoolkit.live import controls, shelter
from pytoolkit.live.deal import Deal
from pytoolkit.live.keeper import ROUNDS
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.live.overview import look
from pytoolkit.live.plan import exit_intent
from pytoolkit.models.order import IntentStatus
from tests.live.conftest import Bench, entered, opened

pytestmark = pytest.mark.process

D = Decimal
NOTHING_SELLS = """
name = "nothing-sells"
description = "No order that sells is taken."
[[fault]]
on = "orders"
when = { request = "submit", side = "sell", times = 0 }
then = { do = "refuse", reason = "INSUFFICIENT_QTY" }
"""
CLOSING = "AAPL is open without a stop at the broker; closing it"
TOLD = "AAPL is open without a stop at the broker; the kill switch is HALTED, so nothing is sent"


def beyond_the_market(bench: Bench, deal: Deal) -> None:
    """Put the stop of a deal where the broker takes none."""
    assert deal.position is not None
    tight = deal.position.next(stop_price=D(5000), updated_at=bench.now)
    bench.desk.commit([bench.desk.altered(deal.position, tight, bench.now, "for the test")])


def test_refused_protection_is_tried_anew_at_once_and_then_closed(parts: Bench) -> None:
    deal = entered(parts)
    beyond_the_market(parts, deal)
    held = deal.open_quantity

    parts.keeper.secure(parts.now + shelter.PATIENCE, "ACTIVE")

    tried = [each for each in deal.intents.values() if each.leg == "tp1"]
    assert [each.status for each in tried] == [IntentStatus.REFUSED] * shelter.MOST_ATTEMPTS
    assert deal.exit is not None
    assert (deal.exit.leg, deal.exit.quantity) == ("flat", held)
    assert deal.exit.order_id
    assert parts.alarms() == [("uncovered", CLOSING)]
    for _ in range(4):
        parts.advance()
        parts.keeper.secure(parts.now, "ACTIVE")
    assert parts.context.broker.positions() == []
    assert parts.alarms() == []


def test_broker_that_refuses_everything_is_left_alone_until_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "nothing-sells.toml"
    file.write_text(NOTHING_SELLS)
    with opened(tmp_path, partial_fills=1.0, faults=[str(file)]) as parts:
        deal = entered(parts)

        parts.keeper.secure(parts.now + shelter.PATIENCE, "ACTIVE")

        refused = [each for each in deal.intents.values() if each.status is IntentStatus.REFUSED]
        assert shelter.MOST_ATTEMPTS < len(refused) <= ROUNDS
        assert ("uncovered", CLOSING) in parts.alarms()


def test_halted_watches_nothing_so_what_fills_in_part_is_told(parts: Bench) -> None:
    deal = entered(parts)

    parts.keeper.secure(parts.now, "HALTED")
    assert parts.alarms() == [("uncovered", TOLD)]
    assert deal.exit is None

    parts.keeper.secure(parts.now, "ACTIVE")
    assert parts.alarms() == []


def test_protection_that_halted_keeps_back_protects_nothing(parts: Bench) -> None:
    deal = entered(parts)
    held, later = deal.open_quantity, parts.now + shelter.PATIENCE

    parts.keeper.secure(later, "HALTED")

    (planned,) = deal.unsent
    assert planned.leg == "tp1"
    assert parts.alarms() == [("uncovered", TOLD)]
    # A service lives: with the switch ACTIVE it would answer for these units.
    Holder(parts.context.hot, new_owner()).take(later)
    for switch, expected in (("ACTIVE", (0, held)), ("HALTED", (held, 0))):
        controls.set_kill_switch(parts.context.hot, switch, "test", later)
        (look_at,) = look(parts.context.hot, parts.context.settings, later).positions
        assert (look_at.uncovered, look_at.watched) == expected
    parts.keeper.secure(later, "ACTIVE")
    assert deal.protected_quantity == deal.open_quantity
    assert parts.alarms() == []


def test_entry_that_filled_before_its_cancel_is_read_and_then_protected(parts: Bench) -> None:
    deal = entered(parts)
    before = deal.open_quantity
    parts.exchange.advance()  # more of it fills, and nobody has told
    later = parts.now + shelter.PATIENCE

    parts.keeper.secure(later, "ACTIVE")

    (held,) = parts.context.broker.positions()
    assert before < deal.open_quantity == held.quantity
    assert deal.protected_quantity == held.quantity
    assert parts.alarms() == []


def test_leg_canceled_by_hand_is_seen_while_halted_keeps_an_exit_back(bench: Bench) -> None:
    deal = bench.plan(stop_price=D(400))
    bench.flush()
    bench.advance()
    leaving = exit_intent(deal, "STRATEGY_EXIT", bench.now)
    bench.desk.commit([bench.desk.born(leaving, bench.now, "for the test")])
    bench.keeper.secure(bench.now, "HALTED")
    assert bench.alarms() == []  # its stop stands

    bench.context.broker.cancel(deal.guards[0].order_id)
    bench.keeper.sync(bench.now, every=True)
    bench.keeper.secure(bench.now + timedelta(seconds=1), "HALTED")

    assert deal.guards == []
    assert bench.alarms() == [("uncovered", TOLD)]
