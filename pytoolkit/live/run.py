"""Run the live service of a profile as a process of its own."""

import logging
import signal
import sys
from contextlib import ExitStack
from datetime import datetime
from queue import SimpleQueue

from pytoolkit.library import LIBRARY_FILE, load_strategies
from pytoolkit.live.lease import new_owner
from pytoolkit.live.service import Service
from pytoolkit.settings import Settings
from pytoolkit.wiring import open_bars, open_context, open_hints


def run(settings: Settings, *, stepping: bool = False, until: datetime | None = None) -> None:
    """Trade the active strategies of a profile until SIGTERM, SIGINT, or an instant.

    Args:
        settings: the environment.
        stepping: the market's clock is advanced by a driver (a simulator in step mode).
        until: end after the first instant at or after this one was handled.

    Raises:
        BadStrategy: no active strategy can be traded.
        LeaseHeld: another service trades this profile.
    """
    strategies = load_strategies(settings.runbooks / LIBRARY_FILE)
    context = open_context(settings, run_id=new_owner())
    hints: SimpleQueue[object] = SimpleQueue()
    with ExitStack() as opened:
        opened.callback(context.close)
        service = Service(context, strategies, stepping=stepping, hints=hints)
        if not stepping:
            opened.callback(open_hints(settings, hints.put))
            symbols = service.reflex.quick.symbols
            stocks = [symbol for symbol in symbols if "/" not in symbol]
            pairs = [symbol for symbol in symbols if "/" in symbol]
            if stocks:
                opened.callback(open_bars(settings, stocks, hints.put, service.reflex.is_open))
            if pairs:
                # Nobody may trade a pair for minutes: only the link itself tells that it lives.
                opened.callback(open_bars(settings, pairs, hints.put, lambda: False))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop.set())
        service.run(until)


def log_to_stderr(verbose: bool = False) -> None:
    """Show what the service does, one line per event."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("pytoolkit").setLevel(logging.DEBUG if verbose else logging.INFO)
