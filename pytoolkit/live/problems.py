"""What is wrong with an environment, the worst first, each in one sentence with what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pytoolkit import frames
from pytoolkit.alarms import ABOUT_PROCESSES
from pytoolkit.live.looks import Overview
from pytoolkit.models.base import canonical_decimal

Severity = Literal["ACT", "LOOK"]
QUIET = timedelta(seconds=15)
"""The service speaks once a second; a slow answer of the broker may keep it busy for a while."""
LONG = timedelta(seconds=60)
SILENT = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        severity: ACT: a human should act now; LOOK: should know.
        age: how long it is so; None: unknown.
        page: `runbooks/incidents/<page>.md` says what to do; empty where the text does.
    """

    severity: Severity
    text: str
    age: timedelta | None = None
    page: str = ""


def problems(overview: Overview) -> list[Problem]:
    """Give what is wrong, what asks for action first, then the oldest first."""
    found = [
        *_alarms(overview),
        *_service(overview),
        *_uncovered(overview),
        *_streams(overview),
        *_rest(overview),
    ]
    oldest = timedelta()
    return sorted(found, key=lambda each: (each.severity != "ACT", -(each.age or oldest)))


def _alarms(overview: Overview) -> Iterator[Problem]:
    if overview.unreadable:
        yield Problem("ACT", f"the hot store cannot be read: {overview.unreadable}")
    for alarm in overview.alarms:
        clock = overview.wall if alarm.kind in ABOUT_PROCESSES else overview.market
        age = None if clock is None else clock - alarm.first_seen_at
        yield Problem("ACT", alarm.message, age, alarm.kind)


def _service(overview: Overview) -> Iterator[Problem]:
    service, wall = overview.service, overview.wall
    told = {alarm.kind for alarm in overview.alarms}
    seen = service.heartbeat_at
    if service.died and "service_died" not in told:
        age = None if seen is None else wall - seen
        words = f"the live service died ({service.owner}): stops at the broker stand"
        yield Problem("ACT", words, age, "service_died")
    elif not service.alive and not service.died and (overview.positions or overview.waiting):
        held, waiting = len(overview.positions), len(overview.waiting)
        yield Problem(
            "LOOK",
            f"no live service runs: nothing is decided; open {held}, waiting {waiting}. "
            f"Start it: pytoolkit live --profile {overview.profile}",
        )
    if not service.alive:
        return
    quiet = timedelta() if service.beat_at is None else wall - service.beat_at
    if quiet > QUIET:
        severity: Severity = "ACT" if quiet > LONG else "LOOK"
        yield Problem(severity, "the live service says nothing", quiet, "service_stuck")
    elif service.trouble and "service_stuck" not in told:
        age = wall - (service.trouble_since or wall)
        words = f"the live service cannot go on: {service.trouble}"
        yield Problem("ACT" if age > LONG else "LOOK", words, age, "service_stuck")


def _uncovered(overview: Overview) -> Iterator[Problem]:
    told = {alarm.subject for alarm in overview.alarms if alarm.kind == "uncovered"}
    for held in overview.positions:
        if held.uncovered and held.signal_id not in told:
            units = canonical_decimal(held.uncovered)
            words = f"{held.symbol}: {units} units are protected by nothing"
            yield Problem("ACT", words, page="uncovered")


def _streams(overview: Overview) -> Iterator[Problem]:
    if not overview.service.alive:
        return
    told = {alarm.kind for alarm in overview.alarms}
    trading = overview.market is not None and frames.session_at(overview.market) is not None
    for stream in overview.streams:
        if stream.name == "data" and "no_bars" in told:
            continue
        age = None if stream.heard_at is None else overview.wall - stream.heard_at
        if not stream.connected:
            words = f"the {stream.name} stream is not connected; what it misses is read over REST"
            yield Problem("LOOK", words, age)
        elif stream.name == "data" and trading and age is not None and age > SILENT:
            yield Problem("LOOK", "the data stream is silent while the market is open", age)


def _rest(overview: Overview) -> Iterator[Problem]:
    if overview.kill_switch != "ACTIVE":
        why = f" ({overview.kill_reason})" if overview.kill_reason else ""
        words = f"the kill switch is {overview.kill_switch}{why}; pytoolkit resume ends it"
        yield Problem("LOOK", words)
    for unsent in overview.unsent:
        age = None if overview.market is None else overview.market - unsent.created_at
        if age is not None and age > LONG:
            words = (
                f"{unsent.symbol}: {unsent.client_order_id} is {unsent.status} without an answer"
            )
            yield Problem("LOOK", words, age)
    if overview.services and overview.service.alive and not overview.teller:
        yield Problem("LOOK", "no process runs that tells people", page="notify_failing")
