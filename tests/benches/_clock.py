"""Measuring in pairs, and the line that tells the result."""

import statistics
import time
from collections.abc import Callable

Round = Callable[[], float]
"""Does the work once, gives its seconds."""


def seconds_of(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(
    ours: Round, peers: dict[str, Round], rounds: int = 15
) -> tuple[float, dict[str, float]]:
    """Take turns, so that what disturbs the machine disturbs all of them."""
    told: dict[str, list[float]] = {name: [] for name in peers}
    mine = []
    for _ in range(rounds):
        mine.append(ours())
        for name, peer in peers.items():
            told[name].append(peer())
    return statistics.median(mine), {name: statistics.median(s) for name, s in told.items()}


def report(what: str, ours: float, peers: dict[str, float], goal: str = "") -> None:
    """Print ours, and for each peer its seconds and the ratio ours / peer.

    Args:
        what: the work.
        ours: seconds.
        peers: seconds by name.
        goal: the goal in words.
    """
    factor, unit = (1e3, "ms") if ours > 1e-4 else (1e6, "us")
    told = "   ".join(
        f"{name} {seconds * factor:.3f} {unit}, ratio {ours / seconds:.3f}"
        for name, seconds in peers.items()
    )
    print(f"{what:<46} ours {ours * factor:9.3f} {unit}   {told}{goal and f'   (goal {goal})'}")
