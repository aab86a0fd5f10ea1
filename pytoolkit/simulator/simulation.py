"""The exchange in time: steps or runs through the days, and tells the streams what happened."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from pytoolkit import frames
from pytoolkit.errors import UsageError
from pytoolkit.models.base import JsonDict, utc_text
from pytoolkit.simulator.exchange import Exchange
from pytoolkit.simulator.faults import Faults, Scenario, load_scenario
from pytoolkit.simulator.identity import Ids
from pytoolkit.simulator.market import Instant, Market
from pytoolkit.simulator.orders import Update
from pytoolkit.simulator.refusals import Reason, Refusal
from pytoolkit.simulator.timeline import Timeline

Mode = Literal["standing", "step", "speed"]


@dataclass(frozen=True, slots=True)
class Options:
    """What a simulator is started with.

    Attributes:
        port: on 127.0.0.1; 0 takes a free one.
        bars: file of bars, of any one length; empty: the shipped ones with their splits.
        start: ISO date: the replay starts before that day's session; or an ISO instant. Empty:
            after the last bar, with `step` or `speed` before the first.
        step: time stands still until it is advanced.
        speed: simulated seconds for each second; 0: time stands.
        partial_fills: share of orders that fill in parts, 0 to 1; Alpaca's paper trading has 0.1.
        faults: scenarios, each a file or the name of one that comes with the package.
        seed: the account and every id depend on it.
        key: with `secret`, the only accepted credentials; empty: any are.
        secret: see key.
        rate_limit: requests for each minute of wall time.
        ready_file: written once requests are served: `{"url", "port", "pid"}`.
        with_stdin: end when standard input is closed, so that no orphan stays.
    """

    port: int = 0
    bars: str = ""
    start: str = ""
    step: bool = False
    speed: float = 0.0
    partial_fills: float = 0.0
    faults: Sequence[str] = ()
    seed: int = 0
    key: str = ""
    secret: str = ""
    rate_limit: int = 1_000_000
    ready_file: str = ""
    with_stdin: bool = False

    @property
    def mode(self) -> Mode:
        """How time moves."""
        return "step" if self.step else "speed" if self.speed else "standing"

    def as_dict(self) -> dict[str, Any]:
        """Give the plain values, for another process."""
        return asdict(self) | {"faults": list(self.faults)}


class Audience(Protocol):
    """Who listens: the two streams."""

    def updated(self, updates: list[Update]) -> None:
        """Something happened to orders."""

    def traded(self, instant: Instant) -> None:
        """Bars began or ended."""


class Simulation:
    """One exchange, its time, and its audience."""

    def __init__(self, options: Options, *, wall: Callable[[], float] = time.monotonic) -> None:
        """Load the bars and stand where the options say.

        Raises:
            BadBars: the file of bars cannot be used.
            UsageError: options that contradict each other, or no session to start at.
        """
        if options.step and options.speed:
            raise UsageError("--step and --speed exclude each other; give one of them")
        if options.speed < 0:
            raise UsageError(f"--speed {options.speed} is negative; give a factor above 0")
        if not 0 <= options.partial_fills <= 1:
            raise UsageError(
                f"--partial-fills {options.partial_fills} is no share; give a number from 0 to 1"
            )
        if bool(options.key) != bool(options.secret):
            raise UsageError("a key needs a secret; give both or none")
        scenarios = [load_scenario(place) for place in options.faults]
        options = _for_scenarios(options, scenarios)
        self.options = options
        self.market = _market(options.bars)
        self.timeline = Timeline(self.market, self._start(options))
        self.faults = Faults(lambda: self.timeline.now)
        for scenario in scenarios:
            self.faults.arm(scenario)
        self.exchange = Exchange(
            self.market,
            self.timeline,
            Ids(options.seed),
            partial_fills=options.partial_fills,
            faults=self.faults,
        )
        self.audience: list[Audience] = []
        self._wall = wall
        self._began = (wall(), self.timeline.now)

    def _start(self, options: Options) -> date | datetime | None:
        if options.start:
            try:
                if len(options.start) == len("2012-06-01"):
                    return date.fromisoformat(options.start)
                instant = datetime.fromisoformat(options.start)
            except ValueError as error:
                raise UsageError(
                    f"--from {options.start!r} is not a date like 2012-06-01, nor an instant like "
                    "2012-06-01T13:30:00Z"
                ) from error
            return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        trading = self.market.sessions
        return trading[1].ds if options.mode != "standing" and len(trading) > 1 else None

    def authorized(self, key: object, secret: object) -> bool:
        """Say whether credentials are accepted."""
        if self.options.key:
            return (key, secret) == (self.options.key, self.options.secret)
        return bool(key) and bool(secret)

    def state(self) -> JsonDict:
        """Tell where time stands."""
        following = self.timeline.next_instant
        return {
            "now": utc_text(self.timeline.now),
            "phase": self.timeline.phase,
            "session": self.timeline.session.ds.isoformat(),
            "next": None if following is None else utc_text(following),
            "over": following is None,
            "timeframe": self.market.timeframe,
            "mode": self.options.mode,
            "seed": self.options.seed,
            "first_session": self.market.sessions[0].ds.isoformat(),
            "last_session": self.market.sessions[-1].ds.isoformat(),
        }

    def step(self) -> None:
        """Advance to the next instant: bars end, others begin, the bells.

        Raises:
            Refusal: time moves by itself here, or the bars have ended.
        """
        if self.options.mode == "speed":
            raise Refusal(Reason.NOT_STEPPING)
        if self.timeline.next_instant is None:
            raise Refusal(Reason.REPLAY_OVER, ds=self.timeline.session.ds)
        self._advance()

    def rest(self) -> None:
        """Advance a closed market past the end of its UTC day, when a night's jobs begin.

        Raises:
            Refusal: time moves by itself here, or the market is open.
        """
        if self.options.mode == "speed":
            raise Refusal(Reason.NOT_STEPPING)
        if self.timeline.phase == "open":
            raise Refusal(Reason.MARKET_IS_OPEN, ds=self.timeline.session.ds)
        night = self.timeline.night
        while (following := self.timeline.next_instant) is not None and following <= night:
            self._advance()  # pairs trade on after the close
        self.timeline.now = night
        self.exchange.pass_day(night.date())

    def catch_up(self) -> None:
        """Let everything happen that is due at this speed; does nothing in other modes."""
        if self.options.mode != "speed":
            return
        wall, start = self._began
        now = start + timedelta(seconds=(self._wall() - wall) * self.options.speed)
        while (following := self.timeline.next_instant) is not None and following <= now:
            self._advance()
        if following is not None:
            self.timeline.now = now

    def seconds_to_next(self) -> float | None:
        """Give the wall seconds until something happens by itself; None: nothing will."""
        following = self.timeline.next_instant
        if self.options.mode != "speed" or following is None:
            return None
        return max(0.0, (following - self.timeline.now).total_seconds() / self.options.speed)

    def flush(self) -> None:
        """Hand what happened to the audience."""
        updates = self.exchange.take_updates()
        if updates:
            for each in self.audience:
                each.updated(updates)

    def _advance(self) -> None:
        instant = self.timeline.advance()
        self.exchange.happen(instant)
        self.flush()
        for each in self.audience:
            each.traded(instant)


def _for_scenarios(options: Options, scenarios: Iterable[Scenario]) -> Options:
    """Take over what scenarios ask of a replay, where the options leave it open."""
    for scenario in scenarios:
        options = replace(
            options,
            start=options.start or scenario.start,
            partial_fills=options.partial_fills or scenario.partial_fills,
        )
    return options


def _market(file: str) -> Market:
    if file:
        return Market(frames.load_bars(Path(file)), [])
    return Market(frames.shipped_bars(), frames.corporate_actions())
