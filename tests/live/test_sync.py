"""A picture of the broker that is older than what has happened since undoes and invents nothing."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import pytest

from pytoolkit.live import sync
from pytoolkit.live.mirror import Mirror
from pytoolkit.live.plan import entry_intents
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.ports import Broker
from tests.live.conftest import Bench, ladder, make_signal

pytestmark = pytest.mark.process

IBM: dict[str, Any] = {
    "symbol": "IBM",
    "entry_price": Decimal(189),
    "stop_price": Decimal(170),
    "target_prices": (Decimal(250),),
}


class Interposed:
    """The real broker, with something that happens just before or after one of its answers."""

    def __init__(self, broker: Broker, call: str, **happens: Callable[[], object]) -> None:
        self._broker, self._call = broker, call
        self._happens = happens

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._broker, name)
        if name != self._call:
            return found

        def call(*values: Any, **named: Any) -> Any:
            self._happen("before")
            answer = found(*values, **named)
            self._happen("after")
            return answer

        return call

    def _happen(self, when: str) -> None:
        happens = self._happens.pop(when, None)
        if happens is not None:
            happens()


def interposed(bench: Bench, call: str, **happens: Callable[[], object]) -> Broker:
    return cast("Broker", Interposed(bench.context.broker, call, **happens))


def mirror(bench: Bench, broker: Broker) -> Mirror:
    return Mirror(bench.desk, broker, time.sleep, stepping=False)


def planned(signal: Signal, bench: Bench) -> OrderIntent:
    assert signal.quantity is not None
    parts = ladder(signal.target_prices, signal.quantity)
    (intent,) = entry_intents(signal, parts, bench.now)
    return intent


def read(bench: Bench, broker: Broker) -> sync.Picture:
    picture = sync.read(bench.desk, broker, bench.now.date(), every=True)
    sync.merge(bench.desk, picture, bench.now, "ACTIVE")
    return picture


def test_read_while_an_order_fills_between_its_calls_tells_of_both(bench: Bench) -> None:
    bench.context.broker.submit(planned(make_signal(bench.now, **IBM), bench))
    bench.exchange.advance()
    # An execution that nobody knows makes it look at every order.
    deal = bench.plan()
    bench.flush()
    broker = interposed(bench, "activities", after=lambda: advanced(bench, 2))

    picture = read(bench, broker)

    assert not picture.behind
    assert deal.position is not None
    assert deal.position.open_quantity == 10
    assert bench.signal(deal).status is SignalStatus.ACTIVE


def advanced(bench: Bench, count: int) -> None:
    for _ in range(count):
        bench.exchange.advance()


def test_read_of_executions_that_are_not_listed_leaves_the_deal_as_it_was(bench: Bench) -> None:
    late, prompt = bench.plan(), bench.plan(**IBM)
    bench.flush()
    bench.exchange.advance()
    entry = late.entry
    assert entry is not None
    listed = bench.context.broker.activities
    kept = Unlisted(bench.context.broker, entry.order_id)

    picture = read(bench, cast("Broker", kept))
    assert picture.behind
    assert late.position is None
    assert late.signal.status is SignalStatus.WAITING
    assert prompt.position is not None

    assert listed(("FILL",))
    assert not read(bench, bench.context.broker).behind
    assert late.position is not None


class Unlisted(Interposed):
    """The real broker, which does not list the executions of an order yet."""

    def __init__(self, broker: Broker, order_id: str) -> None:
        super().__init__(broker, "activities")
        self._order_id = order_id

    def activities(self, *values: Any, **named: Any) -> Any:
        found = self._broker.activities(*values, **named)
        return [each for each in found if each.order_id != self._order_id]


def test_merge_of_a_picture_with_fills_of_an_order_sent_meanwhile_is_no_alarm(
    bench: Bench,
) -> None:
    bench.plan()
    bench.flush()
    born = []

    def another_is_sent_and_filled() -> None:
        born.append(bench.plan(**IBM))
        bench.flush()
        bench.exchange.advance()

    broker = interposed(bench, "activities", before=another_is_sent_and_filled)
    picture = read(bench, broker)

    (deal,) = born
    assert picture.foreign == []
    assert deal.position is None
    assert deal.signal.status is SignalStatus.WAITING
    read(bench, bench.context.broker)
    assert deal.position is not None
    assert bench.context.hot.find(Alarm) == []


def test_merge_of_fills_that_an_unanswered_request_may_explain_waits(
    bench: Bench,
) -> None:
    known = bench.plan(**IBM)
    bench.flush()
    signal = make_signal(bench.now)
    intent = planned(signal, bench)
    bench.context.broker.submit(intent)
    bench.desk.commit([bench.desk.born(signal, bench.now), bench.desk.born(intent, bench.now)])
    deal = bench.desk.deals[signal.signal_id]
    for status in (IntentStatus.SUBMITTED, IntentStatus.AMBIGUOUS):
        bench.desk.commit([bench.desk.moved(deal.intents[intent.key], status, bench.now)])
    bench.exchange.advance()

    assert read(bench, bench.context.broker).foreign == []
    assert known.position is not None
    assert deal.position is None

    bench.flush()
    read(bench, bench.context.broker)
    assert deal.position is not None
    assert bench.context.hot.find(Alarm) == []


def test_mirror_of_a_fill_between_executions_and_positions_finds_no_difference(
    bench: Bench,
) -> None:
    deal = bench.plan()
    bench.flush()
    broker = interposed(bench, "positions", before=bench.exchange.advance)
    ours = mirror(bench, broker)

    ours.read(bench.now, bench.now.date(), every=True, anew=True)

    assert ours.differences == []
    assert bench.context.hot.get(Position, deal.signal.key) is not None


def test_mirror_of_a_position_that_is_not_ours_finds_it_again_and_says_so(bench: Bench) -> None:
    stranger = planned(make_signal(bench.now, **IBM), bench)
    bench.context.broker.submit(stranger)
    bench.exchange.advance()
    ours = mirror(bench, bench.context.broker)

    ours.read(bench.now, bench.now.date(), every=True, anew=True)

    assert [(each.symbol, each.kind) for each in ours.differences] == [("IBM", "orphan")]


def test_read_asks_no_further_back_than_a_page_that_is_known(bench: Bench) -> None:
    deal = bench.plan()
    bench.flush()
    bench.exchange.advance()
    read(bench, bench.context.broker)
    broker = bench.context.broker
    seen = bench.desk.seen

    assert deal.position is not None
    assert [each.execution_id for each in deal.position.fills] == sorted(seen)
    assert broker.activities(("FILL",), seen=seen) == []
    assert [each.activity_id for each in broker.activities(("FILL",))] == sorted(seen)
