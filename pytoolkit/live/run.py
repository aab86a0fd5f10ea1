"""Run the live service of a profile as a process of its own."""

import signal
from contextlib import ExitStack
from datetime import datetime
from queue import SimpleQueue

from pytoolkit.library import LIBRARY_FILE, load_strategies
from pytoolkit.live.lease import new_owner
from pytoolkit.live.service import Service
from pytoolkit.logs import Format
from pytoolkit.notify.process import Companion
from pytoolkit.settings import Settings
from pytoolkit.wiring import open_bars, open_context, open_hints


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
            streams["trades"] = open_hints(settings, hints.put)
            opened.callback(streams["trades"].close)
            symbols = service.reflex.quick.symbols
            if symbols:
                streams["data"] = open_bars(settings, symbols, hints.put, service.reflex.is_open)
                opened.callback(streams["data"].close)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop.set())
        service.run(until)
