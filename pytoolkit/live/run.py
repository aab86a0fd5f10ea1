"""Run the live service of a profile as a process of its own."""

import gc
import signal
import sys
from contextlib import ExitStack, closing
from datetime import datetime
from queue import SimpleQueue

from pytoolkit.library import LIBRARY_FILE, load_strategies
from pytoolkit.live.lease import new_owner
from pytoolkit.live.service import Service
from pytoolkit.logs import Format
from pytoolkit.notify.companion import Companion
from pytoolkit.settings import Settings
from pytoolkit.wiring import open_bars, open_context, open_hints

SWITCH_SECONDS = 0.0001
"""A thread that reads an answer lets the one that decides go on after this long, not after 5 ms."""


def run(
    settings: Settings,
    *,
    stepping: bool = False,
    until: datetime | None = None,
    log_format: Format = "text",
) -> None:
    """Trade the active strategies of a profile until SIGTERM, SIGINT, or an instant.

    Args:
        settings: the environment.
        stepping: the market's clock is advanced by a driver (a simulator in step mode).
        until: end after the first instant at or after this one was handled.
        log_format: of the processes beside it.

    Raises:
        BadStrategy: no active strategy can be traded.
        LeaseHeld: another service trades this profile.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    strategies = load_strategies(settings.runbooks / LIBRARY_FILE)
    context = open_context(settings, run_id=new_owner())
    hints: SimpleQueue[object] = SimpleQueue()
    with ExitStack() as opened:
        # Opened first and closed last, so that people are told of the end too.
        opened.callback(Companion(settings, "--log-format", log_format).close)
        opened.callback(context.close)
        service = Service(context, strategies, stepping=stepping, hints=hints)
        if not stepping:
            streams = service.pulse.streams
            streams["trades"] = opened.enter_context(closing(open_hints(settings, hints.put)))
            symbols = service.reflex.quick.symbols
            stocks = [symbol for symbol in symbols if "/" not in symbol]
            pairs = [symbol for symbol in symbols if "/" in symbol]
            if stocks:
                stream = open_bars(settings, stocks, hints.put, service.reflex.is_open)
                streams["data"] = opened.enter_context(closing(stream))
                service.feeds.streams.append(stream)
            if pairs:
                # Nobody may trade a pair for minutes: only the link itself tells that it lives.
                stream = open_bars(settings, pairs, hints.put, lambda: False)
                streams["data of pairs"] = opened.enter_context(closing(stream))
                service.feeds.streams.append(stream)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop.set())
        # What was loaded stays: looking through it for garbage would take tens of milliseconds.
        gc.collect()
        gc.freeze()
        service.run(until)
