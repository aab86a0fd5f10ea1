"""How long things took in this process: the newest of each kind, summed up when somebody asks."""

import time
from collections import deque

from pytoolkit.models.base import JsonDict
from pytoolkit.ports import StreamHint

KEPT = 1_000
FILLS = ("fill", "partial_fill")
MILLI = 1e3


class Latencies:
    """Milliseconds by kind: `bar_to_order`, `fill_to_position`.

    From a bar or a fill on the wire, as this process read it, to the order having been answered and
    to the position having been stored.
    """

    def __init__(self) -> None:
        self._newest: dict[str, deque[float]] = {}
        self._counts: dict[str, int] = {}
        self._fill_heard: float | None = None

    def note(self, kind: str, ms: float) -> None:
        """Note how long something took."""
        self._newest.setdefault(kind, deque(maxlen=KEPT)).append(ms)
        self._counts[kind] = self._counts.get(kind, 0) + 1

    def hear(self, hint: object) -> None:
        """Note a fill that is not in its position yet; the oldest of several counts."""
        if isinstance(hint, StreamHint) and hint.event in FILLS and self._fill_heard is None:
            self._fill_heard = hint.received

    def fills_are_in(self) -> None:
        """Note that every fill that was heard of is in its position."""
        if self._fill_heard is not None:
            self.note("fill_to_position", MILLI * (time.perf_counter() - self._fill_heard))
            self._fill_heard = None

    def summary(self) -> JsonDict:
        """Give count, p50, p99 and the last of each kind; the percentiles of the newest."""
        return {
            kind: {
                "count": self._counts[kind],
                "p50_ms": _percentile(ordered, 50),
                "p99_ms": _percentile(ordered, 99),
                "last_ms": round(newest[-1], 3),
            }
            for kind, newest in self._newest.items()
            if (ordered := sorted(newest))
        }


def _percentile(ordered: list[float], share: int) -> float:
    """Give the nearest-rank percentile."""
    rank = -(-len(ordered) * share // 100)
    return round(ordered[max(rank, 1) - 1], 3)
