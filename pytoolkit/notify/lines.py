"""What people are told of an event: one line each, money exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pytoolkit import validate
from pytoolkit.models.alarm import Alarm
from pytoolkit.models.base import Document, JsonDict, canonical_decimal
from pytoolkit.models.job import Event
from pytoolkit.models.position import Position
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus
from pytoolkit.models.verdict import Verdict
from pytoolkit.ports import HotStore
from pytoolkit.settings import NotifyKind

D = TypeVar("D", bound=Document)

ENTERED = {SignalStatus.ACTIVE}
LEFT = {
    SignalStatus.TP1_HIT,
    SignalStatus.TP2_HIT,
    SignalStatus.CLOSED,
    SignalStatus.INVALIDATED,
}
BY_RISK = {RejectedBy.RISK, RejectedBy.BROKER, RejectedBy.KILL_SWITCH}
CENTS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened.

    Attributes:
        event_id: of the event; the same event has the same id for ever.
        urgent: a human should look now.
        page: incident that says what to do; empty where there is nothing to do.
    """

    event_id: str
    kind: NotifyKind
    text: str
    urgent: bool = False
    page: str = ""


def lines_of(documents: Iterable[JsonDict], hot: HotStore) -> list[Line]:
    """Give the lines of some events as stored, oldest first; an event of no interest has none.

    An event that cannot be read is passed over: it must not hold up those behind it. An alarm that
    came and went is one line.
    """
    sources = ((f"{each.get('entity_key')}", each) for each in documents)
    events = [each for each in validate.rows(Event, sources).good if each.entity in TELLERS]
    found: list[Line] = []
    for table, tell in TELLERS.items():
        found += tell([each for each in events if each.entity == table], hot)
    order = {each.key: place for place, each in enumerate(events)}
    return sorted(found, key=lambda line: order[line.event_id])


def _of_signals(events: Sequence[Event], hot: HotStore) -> list[Line]:
    wanted = {*ENTERED, *LEFT, SignalStatus.REJECTED}
    moves = [(each, SignalStatus(each.to_status)) for each in events if each.to_status in wanted]
    keys = sorted({event.entity_key for event, _ in moves})
    signals = _by_key(Signal, "signal_id", keys, hot)
    positions = _by_key(Position, "position_id", keys, hot)
    found = []
    for event, status in moves:
        signal = signals.get(event.entity_key)
        if signal is None:
            continue  # it left the hot store long ago
        position = positions.get(event.entity_key)
        if status in ENTERED:
            found.append(Line(event.key, "entry", _entry(signal, position)))
        elif status in LEFT:
            found.append(Line(event.key, "exit", _exit(signal, position, status)))
        elif signal.rejected_by in BY_RISK:
            words = f"{signal.symbol} not {_past(signal.side)}: {signal.reason or event.reason}"
            found.append(Line(event.key, "risk_rejection", f"{words} ({signal.strategy_id})"))
    return found


def _entry(signal: Signal, position: Position | None) -> str:
    if position is None or not position.entry_quantity:
        return f"{signal.symbol} {_past(signal.side)} ({signal.strategy_id})"
    fills = [fill for fill in position.fills if fill.side == position.side]
    price = fills[0].price if len(fills) == 1 else position.entry_amount / position.entry_quantity
    about = "" if len(fills) == 1 else "about "
    targets = ", ".join(map(money, position.target_prices))
    return (
        f"{signal.symbol} {_past(signal.side)} {canonical_decimal(position.entry_quantity)} at "
        f"{about}{money(_rounded(price))} = {money(position.entry_amount)} USD, stop "
        f"{money(position.stop_price)}{f', target {targets}' if targets else ''} "
        f"({signal.strategy_id})"
    )


def _exit(signal: Signal, position: Position | None, status: SignalStatus) -> str:
    if position is None:
        return f"{signal.symbol} {status}: {signal.reason} ({signal.strategy_id})"
    pnl = position.realized_usd
    sign = "+" if pnl > 0 else ""
    if position.status == "CLOSED":
        what = f"closed, {position.exit_reason}"
        left = ""
    else:
        what = f"{status}, {canonical_decimal(position.exit_quantity)} closed"
        left = f", {canonical_decimal(position.open_quantity)} left"
    return (
        f"{signal.symbol} {what}: {sign}{money(pnl)} USD before fees{left} ({signal.strategy_id})"
    )


def _of_alarms(events: Sequence[Event], hot: HotStore) -> list[Line]:
    newest = {each.entity_key: each for each in events}
    raised_here = {each.entity_key for each in events if each.to_status == "STANDING"}
    found = []
    for key, event in newest.items():
        alarm = _get(Alarm, key, hot)
        kind = key.partition("|")[0]
        message = alarm.message if alarm is not None else key
        # What is over by now needs nobody out of bed.
        over = event.to_status == "CLEARED" or (alarm is not None and alarm.status == "CLEARED")
        if not over:
            found.append(Line(event.key, "alarm", message, urgent=True, page=kind))
            continue
        because = alarm.cleared_because if alarm is not None else event.reason
        was = "came and went" if key in raised_here else "over"
        found.append(Line(event.key, "alarm", f"alarm {was}: {message} ({because})"))
    return found


def standing_lines(alarms: Iterable[Alarm]) -> list[Line]:
    """Give the lines of alarms that stand, for who has not been told of anything yet."""
    return [
        Line(f"{each.TABLE.name}|{each.key}", "alarm", each.message, urgent=True, page=each.kind)
        for each in alarms
    ]


def _of_verdicts(events: Sequence[Event], hot: HotStore) -> list[Line]:
    newest = {each.entity_key: each for each in events}
    found = []
    for key, event in newest.items():
        runbook, _, ds = key.partition("|")
        verdict = _get(Verdict, key, hot)
        status = verdict.status if verdict is not None else event.to_status
        reason = verdict.reason if verdict is not None else event.reason
        failed = verdict.failed if verdict is not None else ()
        told = [f"{runbook} {ds}: {status}", reason]
        if failed:
            told.append(f"jobs that failed: {', '.join(failed)}")
        bad = status != "PROVEN" or bool(failed)
        text = "; ".join(filter(None, told))
        page = "not_proven" if bad else ""
        found.append(Line(event.key, "verdict", text, urgent=bad, page=page))
    return found


TELLERS = {
    Signal.TABLE.name: _of_signals,
    Alarm.TABLE.name: _of_alarms,
    Verdict.TABLE.name: _of_verdicts,
}
"""Tables whose moves people may want to know of."""


def money(value: Decimal) -> str:
    """Give an amount exactly, with at least two places and its thousands apart."""
    sign = "-" if value < 0 else ""
    whole, _, part = canonical_decimal(value.copy_abs()).partition(".")
    return f"{sign}{int(whole):,}.{part.ljust(CENTS, '0')}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def _past(side: str) -> str:
    return "bought" if side == "buy" else "sold short"


def _by_key(model: type[D], field: str, keys: Sequence[str], hot: HotStore) -> dict[str, D]:
    """Read some documents; one that cannot be read is as if it were not there."""
    if not keys:
        return {}
    return {row.key: row for row in validate.documents(hot, model, [(field, "in", keys)]).good}


def _get(model: type[D], key: str, hot: HotStore) -> D | None:
    where = list(zip(model.TABLE.key, key.split("|", len(model.TABLE.key) - 1), strict=False))
    found = validate.documents(hot, model, [(name, "==", part) for name, part in where]).good
    return found[0] if found else None
