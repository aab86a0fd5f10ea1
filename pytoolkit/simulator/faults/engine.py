"""Decides which fault strikes: each match counts, and what was done is remembered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TypeVar

from pytoolkit.models.base import JsonDict, utc_text
from pytoolkit.simulator.faults import model
from pytoolkit.simulator.faults.model import Fault, Place, Scenario

Facts = Mapping[str, str]
"""What is known of a request, message or order, by the names of `When`."""
T = TypeVar("T")
NAMES = ("method", "event", "symbol", "side", "leg", "request", "stage")


@dataclass(slots=True)
class Armed:
    """A fault that lies in wait.

    Attributes:
        matched: how many came that are meant.
        fired: how often it struck.
        last_at: market time of the last time.
    """

    scenario: str
    fault: Fault
    matched: int = 0
    fired: int = 0
    last_at: datetime | None = None

    def strikes(self, facts: Facts, now: datetime) -> bool:
        """Count a candidate, and say whether the fault strikes it."""
        when = self.fault.when
        if not self._means(facts) or (when.after is not None and now < when.after):
            return False
        self.matched += 1
        late = self.matched - when.nth
        due = late >= 0 and late % when.every == 0
        if not due or (when.times and self.fired >= when.times):
            return False
        self.fired += 1
        self.last_at = now
        return True

    def _means(self, facts: Facts) -> bool:
        when = self.fault.when
        if when.path is not None and not fnmatchcase(facts.get("path", ""), when.path):
            return False
        named = {name: getattr(when, name) for name in NAMES}
        return all(value is None or facts.get(name) == value for name, value in named.items())


@dataclass(slots=True)
class Faults:
    """The faults of one simulator; without any it costs nothing.

    Attributes:
        now: gives market time.
    """

    now: Callable[[], datetime]
    armed: list[Armed] = field(default_factory=list)

    def arm(self, scenario: Scenario) -> None:
        """Let a scenario's faults lie in wait."""
        self.armed += [Armed(scenario.name, fault) for fault in scenario.fault]

    def disarm(self) -> None:
        """Take all faults away."""
        self.armed.clear()

    def waits(self, place: Place) -> bool:
        """Say whether any fault lies in wait at a place."""
        return any(each.fault.on == place for each in self.armed)

    def strike(self, place: Place, facts: Facts, *kinds: type[T]) -> T | None:
        """Give what strikes here, the first fault of some kinds; None: nothing does."""
        for each in self._at(place):
            then = each.fault.then
            if isinstance(then, kinds) and each.strikes(facts, self.now()):
                return then
        return None

    def report(self) -> list[JsonDict]:
        """Tell of each fault how often it was met and struck."""
        return [
            {
                "scenario": each.scenario,
                "on": each.fault.on,
                "do": each.fault.then.do,
                "when": each.fault.when.model_dump(mode="json", exclude_defaults=True),
                "matched": each.matched,
                "fired": each.fired,
                "last_at": None if each.last_at is None else utc_text(each.last_at),
            }
            for each in self.armed
        ]

    @property
    def skew_seconds(self) -> float:
        """How far the clock is ahead."""
        found = (each.fault.then for each in self._at("clock"))
        return sum(then.seconds for then in found if isinstance(then, model.Skew))

    def _at(self, place: Place) -> Iterable[Armed]:
        return [each for each in self.armed if each.fault.on == place]
