"""What people are told of an event."""

from datetime import date
from decimal import Decimal

import pytest

from pytoolkit.models.job import Event
from pytoolkit.models.position import Position
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.models.verdict import Verdict
from pytoolkit.notify.lines import Line, lines_of, money
from pytoolkit.orders import event_of
from tests.notify.conftest import NOW, Desk
from tests.support.trading import Execution, position_of

DAY = date(2013, 1, 3)


def lines(desk: Desk) -> list[Line]:
    return lines_of(desk.hot.tail("", 10_000)[0], desk.hot)


def texts(desk: Desk) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in lines(desk)]


def hold(desk: Desk, signal: Signal, *executions: Execution) -> Position:
    made = position_of("AAPL", executions)
    held = made.changed(
        position_id=signal.signal_id,
        strategy_id="test",
        stop_price=Decimal("500"),
        target_prices=(Decimal("700.5"),),
    )
    desk.hot.create(held)
    return held


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5612", "5,612.00"),
        ("1234567.1", "1,234,567.10"),
        ("0.000000001", "0.000000001"),
        ("-0.5", "-0.50"),
        ("-12345.678", "-12,345.678"),
        ("1" + 28 * "0" + ".123456789", "10" + 9 * ",000" + ".123456789"),
    ],
)
def test_money_is_exact_with_two_places_at_least(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


def test_first_fill_is_told_with_quantity_price_amount_and_way_out(desk: Desk) -> None:
    signal = desk.move(desk.signal(), SignalStatus.WAITING)
    hold(desk, signal, Execution(DAY, "buy", "10", "561.25", "o1"))
    desk.move(signal, SignalStatus.ACTIVE)

    assert texts(desk) == [
        (
            "entry",
            "AAPL bought 10 at 561.25 = 5,612.50 USD, stop 500.00, target 700.50 (test)",
        )
    ]


def test_exit_is_told_with_its_reason_and_exact_profit(desk: Desk) -> None:
    signal = desk.move(desk.signal(), SignalStatus.WAITING)
    signal = desk.move(signal, SignalStatus.ACTIVE)
    hold(
        desk,
        signal,
        Execution(DAY, "buy", "10", "561.25", "o1"),
        Execution(DAY, "sell", "10", "500.1", "o2", "STOP_LOSS"),
    )
    desk.move(signal, SignalStatus.CLOSED, "STOP_LOSS")

    assert texts(desk)[-1] == (
        "exit",
        "AAPL closed, STOP_LOSS: -611.50 USD before fees (test)",
    )


def test_part_that_is_closed_says_what_is_left(desk: Desk) -> None:
    signal = desk.move(desk.signal(), SignalStatus.WAITING)
    signal = desk.move(signal, SignalStatus.ACTIVE)
    hold(
        desk,
        signal,
        Execution(DAY, "buy", "10", "500", "o1"),
        Execution(DAY, "sell", "4", "600", "o2", "TP1"),
    )
    desk.move(signal, SignalStatus.TP1_HIT)

    assert texts(desk)[-1] == (
        "exit",
        "AAPL TP1_HIT, 4 closed: +400.00 USD before fees, 6 left (test)",
    )


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (RejectedBy.RISK, True),
        (RejectedBy.BROKER, True),
        (RejectedBy.KILL_SWITCH, True),
        (RejectedBy.GATE, False),
        (RejectedBy.VALIDATION, False),
    ],
)
def test_rejections_are_told_where_a_trade_was_wanted(
    desk: Desk, by: RejectedBy, told: bool
) -> None:
    desk.move(desk.signal(), SignalStatus.REJECTED, "no buying power", rejected_by=by)

    expected = [("risk_rejection", "AAPL not bought: no buying power (test)")] if told else []
    assert texts(desk) == expected


def test_alarm_that_stands_is_urgent_and_names_its_page(desk: Desk) -> None:
    desk.bare("s1")

    (line,) = lines(desk)
    assert (line.kind, line.text, line.urgent) == ("alarm", "s1 is open without a stop", True)
    assert line.page == "uncovered"


def test_alarm_that_came_and_went_is_one_line_that_wakes_nobody(desk: Desk) -> None:
    desk.bare("s1")
    desk.alarms().clear("uncovered", "s1", "a stop stands", NOW)

    (line,) = lines(desk)
    assert not line.urgent
    assert line.text == "alarm came and went: s1 is open without a stop (a stop stands)"


def verdict(desk: Desk, status: str, reason: str = "", failed: tuple[str, ...] = ()) -> None:
    row = Verdict.model_validate(
        {
            "runbook": "daily",
            "ds": DAY,
            "status": status,
            "reason": reason,
            "failed": failed,
            "at": NOW,
        }
    )
    desk.hot.create(row, event_of(row, at=NOW, reason=reason))


def test_verdict_that_proves_is_told_calmly(desk: Desk) -> None:
    verdict(desk, "PROVEN")

    (line,) = lines(desk)
    assert (line.text, line.urgent) == ("daily 2013-01-03: PROVEN", False)


def test_verdict_that_does_not_prove_is_urgent_and_says_why(desk: Desk) -> None:
    verdict(desk, "NOT PROVEN", "cash: 1 and 2 differ", ("books: failed",))

    (line,) = lines(desk)
    assert line.urgent
    assert line.text == (
        "daily 2013-01-03: NOT PROVEN; cash: 1 and 2 differ; jobs that failed: books: failed"
    )


def test_event_that_cannot_be_read_is_passed_over(desk: Desk) -> None:
    desk.bare("s1")
    documents = desk.hot.tail("", 10)[0]
    broken = [{**documents[0], "seq": "?"}, {}, *documents]

    assert [each.text for each in lines_of(broken, desk.hot)] == ["s1 is open without a stop"]


def test_event_of_a_signal_that_left_the_store_is_passed_over(desk: Desk) -> None:
    gone = Event(
        entity="signals",
        entity_key="gone",
        seq=2,
        from_status="WAITING",
        to_status="ACTIVE",
        at=NOW,
    )
    desk.hot.append(gone)

    assert lines(desk) == []
