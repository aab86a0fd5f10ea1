"""Where the live service spends its time: run its command with the named functions timed.

`python -m tests.benches._budget FILE live ...` runs `pytoolkit live ...` and leaves the spans in
FILE. The package itself knows nothing of it: the functions are wrapped here, by name, so one that
is renamed ends the benchmark.
"""

import functools
import importlib
import inspect
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

RECEIVE, DECIDE, HTTP = "receive, unpack", "decide", "HTTP"
FUNCTIONS = {
    "pytoolkit.adapters.stream_bars:BarStream._take": RECEIVE,
    "pytoolkit.live.reflex:Reflex.take": "take",
    "pytoolkit.live.quick:Quick.take": DECIDE,
    "pytoolkit.live.entries:signal_of": "signal model",
    "pytoolkit.live.entries:Entries._view": "risk view",
    "pytoolkit.live.entries:judge": "risk gates",
    "pytoolkit.live.entries:entry_intents": "intent model",
    "pytoolkit.live.desk:Desk.born": "events, moves",
    "pytoolkit.live.desk:Desk.moved": "events, moves",
    "pytoolkit.adapters.hot_sqlite:SqliteStore.get": "look-ups",
    "pytoolkit.adapters.hot_sqlite:SqliteStore.find": "look-ups",
    "pytoolkit.adapters.hot_sqlite:SqliteStore.commit": "SQLite commit",
    "pytoolkit.adapters.broker_alpaca:order_body": "request build",
    "pytoolkit.adapters.alpaca_rest:Rest.post": HTTP,
}
COMMIT = "SQLite commit"
WIRE, HAND_OVER, OTHER = "to our socket", "hand-over", "other"

Span = tuple[str, int, float, float, list[str]]
"""Part, thread, begin and end by `time.perf_counter()`, symbols of positions that were written."""

_spans: list[Span] = []


def _timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
    clock, thread, spans = time.perf_counter, threading.get_ident, _spans

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        begin = clock()
        try:
            return function(*args, **kwargs)
        finally:
            written = _positions(args[1]) if part == COMMIT else []
            spans.append((part, thread(), begin, clock(), written))

    @functools.wraps(function)
    def items(*args: Any, **kwargs: Any) -> Iterator[Any]:
        told = function(*args, **kwargs)
        while True:
            begin = clock()
            item = next(told, told)
            spans.append((part, thread(), begin, clock(), []))
            if item is told:
                return
            yield item

    return items if inspect.isgeneratorfunction(function) else call


def _positions(changes: Sequence[Any]) -> list[str]:
    return [each.row.symbol for each in changes if each.row.TABLE.name == "live_positions"]


def _wrap() -> None:
    for name, part in FUNCTIONS.items():
        module, _, path = name.partition(":")
        owner = importlib.import_module(module)
        *parents, last = path.split(".")
        for parent in parents:
            owner = getattr(owner, parent)
        setattr(owner, last, _timed(getattr(owner, last), part))


def spans_of(file: Path) -> list[Span]:
    """Read what a run has left."""
    return [(part, *rest) for part, *rest in json.loads(file.read_text())]


def budget(spans: Sequence[Span], began: float, ended: float) -> dict[str, float]:
    """Split the seconds of one bar among the parts; what lies in several counts for the innermost.

    Args:
        spans: of the run.
        began: when the bar was sent.
        ended: when its order had come.
    """
    inside = [each for each in spans if each[2] < ended and each[3] > began]
    received = next((each for each in inside if each[0] == RECEIVE), None)
    taken = next((each for each in inside if each[0] == "take" and each[3] >= ended), None)
    if received is None or taken is None:
        return {}
    own = [each for each in inside if each[1] == taken[1] and each[2] >= taken[2]]
    parts: dict[str, float] = {
        WIRE: received[2] - began,
        RECEIVE: received[3] - received[2],
        HAND_OVER: taken[2] - received[3],
    }
    for part, seconds in _exclusive(own, ended).items():
        name = OTHER if part == "take" else part
        parts[name] = parts.get(name, 0.0) + seconds
    return parts


def _exclusive(spans: Sequence[Span], ended: float) -> Mapping[str, float]:
    """Give each part its seconds without those of the spans within."""
    parts: dict[str, float] = {}
    open_: list[Span] = []
    at = spans[0][2] if spans else ended
    edges = sorted(
        edge
        for span in spans
        for edge in ((span[2], 1, -span[3], span), (min(span[3], ended), 0, -span[2], span))
    )
    for when, begins, _, span in edges:
        if open_:
            parts[open_[-1][0]] = parts.get(open_[-1][0], 0.0) + when - at
        at = when
        if begins:
            open_.append(span)
        else:
            open_.remove(span)
    return parts


def main() -> None:
    """Run the command."""
    file = Path(sys.argv.pop(1))
    sys.argv[0] = "pytoolkit"
    _wrap()
    from pytoolkit.cli import main as command

    try:
        command()
    finally:
        file.write_text(json.dumps(_spans))


if __name__ == "__main__":
    main()
