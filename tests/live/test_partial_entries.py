"""Entries that fill in part: watched until they are whole, or given exits of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pytoolkit.live import shelter, watch
from pytoolkit.live.protection import cover, protect
from pytoolkit.live.steps import CRASH_AT
from pytoolkit.live.watch import Seen
from pytoolkit.models.order import IntentStatus
from tests.live.conftest import Bench, entered
from tests.live.test_ladder import LADDERS
from tests.support.playing import Played, assert_same, intents_of, play

pytestmark = pytest.mark.process

D = Decimal
MORE = ("cancel.asked:1", "protect.planned:1")
"""Deaths for `make crash`."""
UNTIL = datetime(2012, 6, 29, 20, tzinfo=UTC)


def test_entry_filled_in_part_is_watched_and_no_alarm(parts: Bench) -> None:
    deal = entered(parts)
    assert 0 < deal.open_quantity < 100
    assert deal.protected_quantity == 0
    assert shelter.sheltered_quantity(deal) == deal.open_quantity
    assert cover(parts.desk, parts.now, "ACTIVE") == []
    assert shelter.overdue(deal, parts.now + shelter.PATIENCE - timedelta(seconds=1)) == []


def test_entry_that_stays_filled_in_part_is_canceled_and_gets_a_pair_of_exits(
    parts: Bench,
) -> None:
    deal = entered(parts)
    later = parts.now + shelter.PATIENCE
    protect(parts.gateway, later, "ACTIVE")
    assert deal.entry is not None
    assert deal.entry.status is IntentStatus.CANCELED
    (planned,) = deal.unsent
    assert (planned.leg, planned.order_class, planned.quantity) == (
        "tp1",
        "oco",
        deal.open_quantity,
    )
    assert cover(parts.desk, later, "ACTIVE") == []  # it is on its way
    parts.gateway.flush(later, "ACTIVE")
    assert deal.protected_quantity == deal.open_quantity
    assert {leg.leg for leg in deal.legs} == {"stop"}
    protect(parts.gateway, later, "ACTIVE")
    assert deal.unsent == []


def test_part_without_target_gets_a_stop(parts: Bench) -> None:
    deal = entered(parts, target_prices=())
    later = parts.now + shelter.PATIENCE
    protect(parts.gateway, later, "ACTIVE")
    parts.gateway.flush(later, "ACTIVE")
    (guard,) = deal.guards
    assert (guard.price, guard.quantity) == (D(400), deal.open_quantity)


def test_protection_after_a_crash_at_any_moment_is_made_once(parts: Bench) -> None:
    deal = entered(parts)
    later = parts.now + shelter.PATIENCE
    for _ in range(3):
        parts.restart()
        parts.sync()
        protect(parts.gateway, later, "ACTIVE")
        parts.restart()
        parts.gateway.flush(later, "ACTIVE")
    deal = parts.desk.deals[deal.signal.signal_id]
    assert deal.attempts("tp1") == 1
    standing = parts.context.broker.orders("open")
    assert [order.order_class for order in standing] == ["oco"]


@pytest.mark.parametrize(
    ("low", "start_after", "leaves"),
    [(399.0, True, True), (401.0, True, False), (399.0, False, False)],
)
def test_stop_reached_while_the_entry_is_not_whole_closes_it(
    parts: Bench, low: float, start_after: bool, leaves: bool
) -> None:
    deal = entered(parts)
    assert deal.position is not None
    assert deal.position.opened_at is not None
    start = deal.position.opened_at + timedelta(minutes=1 if start_after else -1)
    seen = Seen("AAPL", start, low, 600.0, 450.0)
    planned = watch.needed(deal, seen, parts.now)
    assert [(each.leg, each.exit_reason) for each in planned] == (
        [("exit", "STOP_LOSS")] if leaves else []
    )


def test_stop_that_stands_at_the_broker_is_not_watched(bench: Bench) -> None:
    deal = bench.plan(stop_price=D(400))
    bench.flush()
    bench.advance()
    assert watch.needed(deal, Seen("AAPL", bench.now, 1.0, 600.0, 1.0), bench.now) == []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("parts")
    with play(folder, strategies=LADDERS, partial_fills=0.5, until=UNTIL) as played:
        yield played


def test_run_with_fills_in_parts_agrees_with_the_broker(undisturbed: Played) -> None:
    held: dict[str, Decimal] = {}
    for row in undisturbed.positions:
        left = row["entry_quantity"] - row["exit_quantity"]
        held[row["symbol"]] = held.get(row["symbol"], D(0)) + left
    brokers = {each.symbol: each.quantity for each in undisturbed.context.broker.positions()}
    assert {symbol: units for symbol, units in held.items() if units} == brokers
    account = undisturbed.context.broker.account()
    fees = sum(each.net_amount or 0 for each in undisturbed.context.broker.activities(("FEE",)))
    ours = sum(row["exit_amount"] - row["entry_amount"] for row in undisturbed.positions)
    assert account.cash == 100_000 + ours + fees
    planned = intents_of(undisturbed)
    assert any(each.order_class == "oco" for each in planned)
    assert [each for each in planned if each.leg == "flat"] == []


@pytest.mark.parametrize(
    "where", ["cancel.done:1", *(pytest.param(each, marks=pytest.mark.crash) for each in MORE)]
)
def test_run_killed_while_it_protects_a_part_ends_as_undisturbed(
    where: str, tmp_path: Path, undisturbed: Played
) -> None:
    with play(
        tmp_path, [{CRASH_AT: where}], strategies=LADDERS, partial_fills=0.5, until=UNTIL
    ) as played:
        assert played.deaths == 1
        assert_same(played, undisturbed)
