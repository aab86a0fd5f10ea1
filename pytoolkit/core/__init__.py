"""Thin typed functions over the native core; the only importer of `_core`."""

from pytoolkit.core.evaluation import ArrowArray, Engine, evaluate
from pytoolkit.core.grids import Grid, grid, grid_without_sessions
from pytoolkit.core.matching import Match, WorkingOrder, match_bar, match_inside, match_open
from pytoolkit.core.outcomes import Event, Part, Plan, PriceSteps, move_stop, simulate
from pytoolkit.core.resampling import Resampler, ToldBar, resample
from pytoolkit.core.rules import (
    Entry,
    Input,
    Kind,
    Param,
    canonical,
    catalog,
    is_timed,
    unanchored,
    warmup,
)
from pytoolkit.core.strategies import (
    CompiledStrategy,
    Decider,
    Decision,
    substituted,
    symbol_ranges,
)

__all__ = [
    "ArrowArray",
    "CompiledStrategy",
    "Decider",
    "Decision",
    "Engine",
    "Entry",
    "Event",
    "Grid",
    "Input",
    "Kind",
    "Match",
    "Param",
    "Part",
    "Plan",
    "PriceSteps",
    "Resampler",
    "ToldBar",
    "WorkingOrder",
    "canonical",
    "catalog",
    "evaluate",
    "grid",
    "grid_without_sessions",
    "is_timed",
    "match_bar",
    "match_inside",
    "match_open",
    "move_stop",
    "resample",
    "simulate",
    "substituted",
    "symbol_ranges",
    "unanchored",
    "warmup",
]
