from decimal import Decimal

import pytest

from pytoolkit.live.gateway import read_chain
from pytoolkit.live.plan import exit_intent, stop_intent
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import RejectedBy, SignalStatus
from pytoolkit.orders import move
from tests.live.conftest import Bench

pytestmark = pytest.mark.process


def stored_intent(bench: Bench, key: str) -> OrderIntent:
    found = bench.context.hot.get(OrderIntent, key)
    assert found is not None
    return found


def position_of(bench: Bench, key: str) -> Position:
    found = bench.context.hot.get(Position, key)
    assert found is not None
    return found


def test_flush_sends_a_bracket_that_fills_and_is_folded(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()

    assert bench.signal(deal).status is SignalStatus.WAITING
    assert deal.entry is not None
    assert deal.entry.status is IntentStatus.ACCEPTED
    assert {leg.leg: leg.price for leg in deal.legs} == {"tp1": 700, "stop": 500}

    bench.advance()
    position = position_of(bench, deal.signal.key)
    assert (position.status, position.open_quantity) == ("OPEN", Decimal(10))
    assert bench.signal(deal).status is SignalStatus.ACTIVE
    assert [fill.leg for fill in position.fills] == ["entry1"]
    assert bench.context.broker.positions()[0].quantity == 10


def test_flush_twice_and_after_a_crash_sends_once(bench: Bench) -> None:
    deal = bench.plan()
    intent = deal.entry
    assert intent is not None
    # The process died after the request left and before the answer was stored.
    submitted, event = move(intent, IntentStatus.SUBMITTED, at=bench.now)
    bench.context.hot.update(submitted, intent.version, event)
    bench.context.broker.submit(submitted)

    bench.restart()
    bench.flush()
    bench.flush()

    assert len(bench.context.broker.orders("all")) == 1
    assert stored_intent(bench, intent.key).status is IntentStatus.ACCEPTED


@pytest.mark.parametrize("status", [IntentStatus.SUBMITTED, IntentStatus.AMBIGUOUS])
def test_flush_of_a_request_that_never_arrived_sends_it_under_the_same_id(
    bench: Bench, status: IntentStatus
) -> None:
    deal = bench.plan()
    intent = deal.entry
    assert intent is not None
    lost, event = move(intent, IntentStatus.SUBMITTED, at=bench.now)
    bench.context.hot.update(lost, intent.version, event)
    if status is IntentStatus.AMBIGUOUS:
        unclear, event = move(lost, status, at=bench.now)
        bench.context.hot.update(unclear, lost.version, event)

    bench.restart()
    bench.flush()

    orders = bench.context.broker.orders("all")
    assert [order.client_order_id for order in orders] == [intent.client_order_id]


def test_flush_of_a_refused_entry_rejects_the_signal_with_the_brokers_code(bench: Bench) -> None:
    deal = bench.plan(quantity=Decimal(100_000))
    bench.flush()

    signal = bench.signal(deal)
    assert (signal.status, signal.rejected_by) == (SignalStatus.REJECTED, RejectedBy.BROKER)
    assert signal.gate == "40310000"
    assert bench.context.broker.orders("all") == []
    assert not bench.desk.deals


def test_flush_of_an_entry_after_the_next_open_rejects_it(bench: Bench) -> None:
    deal = bench.plan()
    bench.exchange.advance()
    bench.flush()

    signal = bench.signal(deal)
    assert (signal.status, signal.gate) == (SignalStatus.REJECTED, "session")
    assert bench.context.broker.orders("all") == []


@pytest.mark.parametrize("switch", ["REDUCING", "HALTED"])
def test_flush_under_the_kill_switch_sends_no_entry(bench: Bench, switch: str) -> None:
    deal = bench.plan()
    bench.gateway.flush(bench.now, switch)  # type: ignore[arg-type]

    signal = bench.signal(deal)
    assert (signal.status, signal.rejected_by) == (SignalStatus.REJECTED, RejectedBy.KILL_SWITCH)


def test_exit_cancels_the_legs_first_and_closes_at_the_next_open(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.advance(2)
    bench.desk.commit([bench.desk.born(exit_intent(deal, "RULE:enough", bench.now), bench.now)])
    bench.flush()

    open_orders = bench.context.broker.orders("open")
    assert [order.kind for order in open_orders] == ["market"]

    bench.advance()
    position = position_of(bench, deal.signal.key)
    assert (position.status, position.exit_reason) == ("CLOSED", "RULE:enough")
    assert bench.signal(deal).status is SignalStatus.CLOSED
    assert bench.context.broker.positions() == []
    assert {i.status for i in deal.intents.values()} == {IntentStatus.FILLED}


def test_stop_move_replaces_the_leg_and_its_fill_is_a_trail(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.advance(2)
    stop = deal.leg("stop")
    assert stop is not None
    price = Decimal("562")
    moved = stop_intent(deal, price, stop.order_id, bench.now)
    bench.desk.commit([bench.desk.born(moved, bench.now)])
    bench.flush()

    assert position_of(bench, deal.signal.key).stop_price == price
    leg = deal.leg("stop")
    assert leg is not None
    assert (leg.price, leg.order_id != stop.order_id) == (price, True)

    while bench.desk.deals:
        bench.advance()
    position = position_of(bench, deal.signal.key)
    assert (position.exit_reason, position.fills[-1].leg) == ("TRAIL", "stop")
    assert {i.status for i in deal.intents.values()} == {IntentStatus.FILLED}


def test_stop_move_that_was_done_before_a_crash_is_not_done_twice(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.advance(2)
    stop = deal.leg("stop")
    assert stop is not None
    moved = stop_intent(deal, Decimal("540"), stop.order_id, bench.now)
    bench.desk.commit([bench.desk.born(moved, bench.now)])
    sent, event = move(moved, IntentStatus.SUBMITTED, at=bench.now)
    bench.context.hot.update(sent, moved.version, event)
    bench.context.broker.replace(stop.order_id, sent)

    bench.restart()
    bench.sync()
    bench.flush()

    deal = bench.desk.deals[deal.signal.signal_id]
    assert position_of(bench, deal.signal.key).stop_price == Decimal("540")
    chain = read_chain(bench.context.broker, deal)
    moved_to = [order.order_id for order in chain if order.stop_price == Decimal("540")]
    leg = deal.leg("stop")
    assert leg is not None
    assert (leg.price, [leg.order_id]) == (Decimal("540"), moved_to)


def test_expired_entry_ends_its_signal_once_it_is_canceled(bench: Bench) -> None:
    deal = bench.plan(order="limit", entry_price=Decimal("400"), stop_price=Decimal("390"))
    bench.flush()
    while bench.now < deal.signal.valid_until:
        bench.advance()
    bench.gateway.cancel(deal)
    bench.sync()

    assert bench.signal(deal).status is SignalStatus.EXPIRED
    assert stored_intent(bench, f"{deal.signal.key}.entry1.1").status is IntentStatus.CANCELED
    assert bench.context.broker.orders("open") == []


def test_sync_of_known_executions_changes_nothing(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.advance()
    version = position_of(bench, deal.signal.key).version

    bench.restart()
    for _ in range(3):
        bench.sync()

    assert position_of(bench, deal.signal.key).version == version == 1


def test_sync_of_a_foreign_execution_is_told_apart(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    foreign = deal.entry
    assert foreign is not None
    bench.context.broker.submit(
        foreign.changed(
            client_order_id="by-hand",
            symbol="MSFT",
            order_class="simple",
            take_profit_price=None,
            stop_loss_price=None,
        )
    )
    bench.exchange.advance()
    picture = bench.sync()

    assert [fill.symbol for fill in picture.foreign] == ["MSFT"]
    (alarm,) = bench.context.hot.find(Alarm)
    assert (alarm.kind, alarm.symbol) == ("foreign_execution", "MSFT")
    assert alarm.evidence == (picture.foreign[0].activity_id, picture.foreign[0].order_id)
    assert position_of(bench, deal.signal.key).open_quantity == 10


def test_exit_for_more_than_is_open_is_planned_anew_for_the_rest(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.advance(2)
    planned = exit_intent(deal, "RULE:enough", bench.now).changed(quantity=Decimal(14))
    bench.desk.commit([bench.desk.born(planned, bench.now)])
    bench.flush()

    found = {
        each.client_order_id.rpartition(".")[2]: each
        for each in deal.intents.values()
        if each.leg == "exit"
    }
    assert found["1"].status is IntentStatus.CANCELED
    assert (found["2"].quantity, found["2"].exit_reason) == (Decimal(10), "RULE:enough")
    bench.flush()
    bench.advance()
    assert position_of(bench, deal.signal.key).status == "CLOSED"
