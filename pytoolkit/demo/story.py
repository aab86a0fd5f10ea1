"""The story: a simulator, the live service through months of bars, ten nights of runbooks."""

import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pytoolkit import frames
from pytoolkit.demo.summary import Summary, summarize
from pytoolkit.errors import UsageError
from pytoolkit.jobs.supervise import Progress, run_days
from pytoolkit.live.driver import Driver, Now
from pytoolkit.models.market import Session
from pytoolkit.settings import Settings
from pytoolkit.simulator import Handle, Options, start_simulator
from pytoolkit.wiring import open_context

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNBOOK = "daily"
NIGHTS = 10


@dataclass(frozen=True, slots=True)
class Script:
    """What is told.

    Attributes:
        first: the replay begins with the first session on or after this day.
        last: the last session is the newest one up to this day.
        nights: sessions at the end that are followed by the daily runbook; the first of them
            exports everything before it.
        seed: every id of the exchange depends on it.
    """

    first: date = date(2012, 6, 1)
    last: date = date(2013, 3, 1)
    nights: int = NIGHTS
    seed: int = 2012

    @property
    def sessions(self) -> list[Session]:
        """The sessions that are traded."""
        return frames.sessions(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told while it happens.

    Attributes:
        instant: called after the service handled an open or a close.
        waiting: called again and again while the service is at work, with its driver.
        job: told of every start and end of a job.
    """

    instant: Callable[[Now], None] | None = None
    waiting: Callable[[Driver], None] | None = None
    job: Callable[[Progress], None] | None = None


def tell(settings: Settings, script: Script, audience: Audience | None = None) -> Summary:
    """Tell the story in an empty environment and count what it left.

    Args:
        settings: broker and market must be `simulator:`; the state folder is emptied first.
        script: from when to when.
        audience: who is told while it happens.

    Raises:
        UsageError: the profile is not the demonstration's, whose state may be emptied.
        RunFailed: the simulator or the service cannot go on; says why.
    """
    sessions = script.sessions
    empty_state(settings)
    with replay(settings, script) as (exchange, driver):
        play(driver, exchange, settings, script, audience or Audience())
        driver.stop()
        ctx = open_context(settings)
        try:
            start = frames.daily_at(sessions[0].ds)
            bars = ctx.market.bars(traded_symbols(settings), "1Day", start, sessions[-1].close_at)
            return summarize(ctx, len(bars))
        finally:
            ctx.close()


def play(
    driver: Driver, exchange: Handle, settings: Settings, script: Script, audience: Audience
) -> None:
    """Trade every session, and after each of the last ones run the daily runbook."""
    sessions = script.sessions
    nights = {session.ds: session.close_at for session in sessions[-script.nights :]}

    def waiting(_now: Now) -> None:
        if audience.waiting is not None:
            audience.waiting(driver)

    def night_falls(ds: date) -> None:
        driver.play(nights[ds], audience.instant, waiting)
        exchange.rest()

    # The long way to the first night is outside of run_days, where Ctrl-C ends it at once.
    driver.play(min(nights.values()), audience.instant, waiting)
    run_days(RUNBOOK, list(nights), settings, audience.job, before_day=night_falls)


@contextmanager
def replay(settings: Settings, script: Script) -> "Iterator[tuple[Handle, Driver]]":
    """Start a simulator in step mode and give it with a driver of the live service."""
    options = Options(start=script.first.isoformat(), step=True, seed=script.seed)
    with start_simulator(options) as exchange:
        settings.simulator_file.write_text(exchange.url)
        ctx = open_context(settings)
        driver = Driver(settings, ctx.hot, exchange)
        try:
            yield exchange, driver
        finally:
            driver.stop()
            ctx.close()
            settings.simulator_file.unlink(missing_ok=True)


def empty_state(settings: Settings) -> None:
    """Remove what an earlier demonstration left; refuses any other environment."""
    if settings.profile != "demo":
        raise UsageError(f"profile {settings.profile!r} is not emptied; the story needs `demo`")
    shutil.rmtree(settings.state, ignore_errors=True)
    settings.state.mkdir(parents=True)


def traded_symbols(settings: Settings) -> list[str]:
    """List the symbols of the active strategies."""
    from pytoolkit.library import load_strategies

    strategies = load_strategies(settings.runbooks / "strategies.toml")
    return sorted({name for each in strategies if each.active for name in each.assets})
