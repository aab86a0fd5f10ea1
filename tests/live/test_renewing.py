"""One renewal before a real exchange: what is due, and what goes wrong on its way."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from pytoolkit.live import renewal
from pytoolkit.live.deal import Deal
from pytoolkit.live.plan import entry_intents, guard_intent
from pytoolkit.live.protection import cover, protect
from pytoolkit.models.order import IntentStatus, OrderIntent
from pytoolkit.models.signal import SignalStatus
from pytoolkit.ports import BrokerOrder
from pytoolkit.positions import fold, opening
from tests.live.conftest import Bench, bought, ladder, make_signal

pytestmark = pytest.mark.process

D = Decimal
OLD = timedelta(days=86)
TARGETS = (D(700), D(800))


def listed(bench: Bench) -> dict[str, BrokerOrder]:
    parents = bench.context.broker.orders("open")
    return {each.order_id: each for parent in parents for each in (parent, *parent.legs)}


def entered(bench: Bench, **changes: Any) -> Deal:
    """Give a deal of two parts that was filled, at the close of its first day."""
    deal = bench.plan(**{"target_prices": TARGETS, **changes})
    bench.flush()
    bench.advance(2)
    assert deal.open_quantity == 10
    assert deal.protected_quantity == 10
    return deal


def renewed(bench: Bench, at: datetime) -> list[OrderIntent]:
    planned = renewal.plan(bench.desk, listed(bench), at)
    while bench.gateway.flush(at, "ACTIVE"):
        pass
    return planned


def fault(bench: Bench, then: dict[str, Any], **when: Any) -> None:
    scenario = {
        "name": "here",
        "description": "For a test.",
        "fault": [{"on": "orders", "when": {"times": 0, **when}, "then": then}],
    }
    answer = requests.post(f"{bench.exchange.url}/sim/faults", json=scenario, timeout=10)
    assert answer.ok, answer.text


def test_needed_begins_five_days_before_the_end(bench: Bench) -> None:
    deal = entered(bench)
    (end,) = {each.expires_at for each in listed(bench).values()}
    assert end is not None

    early = renewal.needed(deal, listed(bench), end - renewal.AHEAD)
    due = renewal.needed(deal, listed(bench), end - renewal.AHEAD + timedelta(seconds=1))

    assert early == []
    assert [(each.leg, each.quantity) for each in due] == [("tp1", 5), ("tp2", 5)]


def test_needed_without_a_time_of_the_broker_counts_ninety_days(bench: Bench) -> None:
    deal = entered(bench)
    told = {key: replace(each, expires_at=None) for key, each in listed(bench).items()}
    sent = min(each.submitted_at for each in told.values() if each.submitted_at)

    assert renewal.needed(deal, told, sent + timedelta(days=84)) == []
    assert len(renewal.needed(deal, told, sent + timedelta(days=86))) == 2


def test_renewal_cancels_one_part_after_the_other_and_all_are_covered(bench: Bench) -> None:
    deal = entered(bench)
    before = set(listed(bench))

    planned = renewed(bench, bench.now + OLD)

    assert len(planned) == 2
    assert not before & set(listed(bench))
    assert deal.protected_quantity == 10
    assert {each.price for each in deal.guards} == {D(500)}
    assert deal.targets_hit == 0
    bench.restart()
    bench.sync()
    deal = bench.desk.deals[deal.signal.signal_id]
    assert deal.protected_quantity == 10
    assert renewed(bench, bench.now) == []  # what is new stands for long


def test_renewal_after_a_crash_at_any_moment_is_made_once(bench: Bench) -> None:
    deal = entered(bench, target_prices=TARGETS[:1])
    at = bench.now + OLD
    (planned,) = renewal.plan(bench.desk, listed(bench), at)
    bench.gateway.end(deal, at, "ACTIVE", deal.intents[planned.renews])
    assert deal.protected_quantity == 0
    for _ in range(2):
        bench.restart()
        bench.sync()
        protect(bench.gateway, at, "ACTIVE")
        assert cover(bench.desk, at, "ACTIVE") == []
        bench.gateway.flush(at, "ACTIVE")
    deal = bench.desk.deals[deal.signal.signal_id]
    assert deal.protected_quantity == 10
    assert [each.order_class for each in bench.context.broker.orders("open")] == ["oco"]


def test_renewal_that_is_refused_thrice_ends_in_an_exit_and_an_alarm(bench: Bench) -> None:
    deal = entered(bench, target_prices=TARGETS[:1])
    then = {"do": "refuse", "reason": "NOT_TRADABLE", "values": {"symbol": "AAPL"}}
    fault(bench, then, request="submit", leg="target")
    at = bench.now + OLD

    renewed(bench, at)
    protect(bench.gateway, at, "ACTIVE")

    made = [each for each in deal.intents.values() if each.renews]
    assert [each.status for each in made] == [IntentStatus.REFUSED] * 3
    assert deal.is_leaving
    assert [each.kind for each in bench.desk.alarms.standing()] == ["uncovered"]


def test_renewal_of_what_filled_before_its_cancel_is_given_up(bench: Bench) -> None:
    deal = entered(bench, target_prices=TARGETS[:1])
    fault(bench, {"do": "fill"}, request="cancel", leg="target", times=1)
    at = bench.now + OLD

    (planned,) = renewed(bench, at)
    assert deal.intents[planned.client_order_id].status is IntentStatus.PLANNED
    bench.sync()

    assert bench.signal(deal).status is SignalStatus.CLOSED
    stored = bench.context.hot.get(OrderIntent, planned.client_order_id)
    assert stored is not None
    assert stored.status is IntentStatus.CANCELED
    assert bench.context.broker.positions() == []
    assert listed(bench) == {}


def test_renewal_under_halted_cancels_nothing_and_is_told_when_it_gets_late(bench: Bench) -> None:
    deal = entered(bench)
    before = listed(bench)
    (end,) = {each.expires_at for each in before.values()}
    assert end is not None
    at = end - timedelta(days=4)

    renewal.plan(bench.desk, before, at)
    bench.gateway.flush(at, "HALTED")

    assert set(listed(bench)) == set(before)
    assert deal.protected_quantity == 10
    assert renewal.late(bench.desk, before, at) == {}
    told = renewal.late(bench.desk, before, at + timedelta(days=3))
    assert list(told) == [deal.signal.key]


def test_renewal_of_a_waiting_entry_that_was_canceled_by_the_switch_ends_its_signal(
    bench: Bench,
) -> None:
    later = bench.now + timedelta(days=200)
    deal = bench.plan(order="limit", entry_price=D(300), stop_price=D(250), valid_until=later)
    bench.flush()
    at = bench.now + OLD
    (planned,) = renewal.plan(bench.desk, listed(bench), at)
    assert deal.entry is not None
    assert deal.entry.client_order_id == planned.renews  # what stands is the entry

    bench.gateway.end(deal, at, "REDUCING", deal.entry)
    bench.gateway.flush(at, "REDUCING")

    assert bench.signal(deal).status is SignalStatus.REJECTED
    assert listed(bench) == {}


def test_needed_of_a_pair_is_its_stop_once_more() -> None:
    now = datetime.fromisoformat("2026-01-05T00:00:00+00:00")
    signal = make_signal(
        now, symbol="BTC/USD", asset_class="CRYPTO", target_prices=(), status=SignalStatus.ACTIVE
    )
    (entry,) = entry_intents(signal, ladder((), D(10)), now)
    entry = entry.changed(status=IntentStatus.FILLED, order_id="e", filled_quantity=D(10))
    fill = bought("e", 561, now, symbol="BTC/USD")
    position = fold(opening(signal, at=now), [fill], entry_working=False, at=now)
    deal = Deal(signal, {entry.client_order_id: entry}, position)
    stop = guard_intent(deal, now).changed(status=IntentStatus.ACCEPTED, order_id="s")
    deal.intents[stop.client_order_id] = stop
    standing = {"s": order("s", now + timedelta(days=90))}

    (again,) = renewal.needed(deal, standing, now + OLD)

    assert (again.leg, again.kind, again.quantity, again.attempt) == ("stop", "stop_limit", 10, 2)
    assert (again.stop_price, again.limit_price) == (stop.stop_price, stop.limit_price)
    assert renewal.needed(deal, standing, now + timedelta(days=84)) == []


def order(order_id: str, expires_at: datetime) -> BrokerOrder:
    return BrokerOrder(
        order_id=order_id,
        client_order_id="",
        symbol="BTC/USD",
        side="sell",
        kind="stop_limit",
        order_class="simple",
        status="new",
        quantity=D(10),
        filled_quantity=D(0),
        filled_average_price=None,
        limit_price=None,
        stop_price=None,
        submitted_at=None,
        updated_at=None,
        replaced_by="",
        replaces="",
        legs=(),
        raw={},
        expires_at=expires_at,
    )
