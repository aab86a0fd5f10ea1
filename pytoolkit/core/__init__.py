"""Thin typed functions over the native core; the only importer of `_core`."""

from pytoolkit.core.evaluation import ArrowArray, Engine, evaluate
from pytoolkit.core.matching import Match, WorkingOrder, match_bar, match_inside, match_open
from pytoolkit.core.outcomes import Event, Part, Plan, PriceSteps, move_stop, simulate
from pytoolkit.core.rules import Entry, Input, Kind, Param, canonical, catalog, unanchored, warmup
from pytoolkit.core.strategies import CompiledStrategy, Decision, substituted, symbol_ranges

__all__ = [
    "ArrowArray",
    "CompiledStrategy",
    "Decision",
    "Engine",
    "Entry",
    "Event",
    "Input",
    "Kind",
    "Match",
    "Param",
    "Part",
    "Plan",
    "PriceSteps",
    "WorkingOrder",
    "canonical",
    "catalog",
    "evaluate",
    "match_bar",
    "match_inside",
    "match_open",
    "move_stop",
    "simulate",
    "substituted",
    "symbol_ranges",
    "unanchored",
    "warmup",
]
