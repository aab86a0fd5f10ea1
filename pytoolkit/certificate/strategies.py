"""A strategy: its rules as expressions, its decisions against them, and the live way to decide."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from pytoolkit import core
from pytoolkit.certificate.compare import same
from pytoolkit.certificate.cuts import spread
from pytoolkit.certificate.expressions import Expressions
from pytoolkit.certificate.result import Check, CounterExample, Progress, shown
from pytoolkit.decision import (
    bar_end,
    compiled,
    decide,
    history_of,
    research_asset,
    signals_of,
    validity_end,
)
from pytoolkit.frames import CALENDARS
from pytoolkit.library import written_out
from pytoolkit.models.base import utc_text
from pytoolkit.models.signal import Signal
from pytoolkit.models.strategy import Strategy
from pytoolkit.scanning import NEGLIGIBLE, Difference, difference_between, find_signals

SILENT = 32
"""Bars on which the entry did not fire that are decided as live too."""
SCANS = 3
"""Cuts at which the whole scan, cooldowns included, is repeated."""


def rules(strategy: Strategy) -> Expressions:
    """Give everything a strategy evaluates as named expressions of the bars alone."""
    graph = compiled(strategy)
    columns = written_out(strategy)
    columns |= {f"fired {text}": text for text in graph.alternatives}
    columns |= {f"observed {text}": text for text in graph.observed}
    return Expressions(columns, strategy.timeframe, CALENDARS[strategy.asset_class])


def examine(
    strategy: Strategy,
    bars: pl.DataFrame,
    whole: pl.DataFrame,
    cuts: Sequence[datetime],
    *,
    seed: int,
    tell: Progress,
) -> tuple[Check, list[CounterExample]]:
    """Check a strategy's decisions.

    Args:
        strategy: the definition.
        bars: of its assets.
        whole: its rules on those bars.
        cuts: some instants after which bars are taken away.
        seed: of the choice of bars on which nothing fired.
        tell: takes the progress.
    """
    tell("scans", 0, 0)
    graph, history = compiled(strategy), history_of(strategy)
    decisions = graph.run(bars)
    fired = [decision.row for decision in decisions]
    rest = sorted(set(range(len(bars))).difference(fired))
    silent = random.Random(seed).sample(rest, min(SILENT, len(rest)))
    rows = sorted([*fired, *silent])
    exact = dict(zip(rows, graph.decide(bars, rows, history), strict=True))
    scans = spread(list(cuts), SCANS)
    found = [
        *against_rules(strategy, bars, whole, decisions),
        *against_shorter(strategy, bars, find_signals(strategy, bars), scans),
        *against_live(strategy, bars, exact, tell),
    ]
    apart = difference_between(strategy, bars, decisions, [exact[row] for row in fired])
    tried = (
        f"{len(fired):,} decisions, {len(silent):,} silent bars, each again as the newest of "
        f"{history:,} bars; {len(scans)} shorter scans"
    )
    return Check("live", not found, f"{tried}{_sentence(apart)}"), found


def _sentence(apart: Difference) -> str:
    """Say what the bars before the history change, which is meant and no counter-example."""
    if apart.largest <= NEGLIGIBLE or apart.at is None:
        return ""
    if apart.largest == float("inf"):
        return f"; all bars decide otherwise on {apart.symbol} {utc_text(apart.at)}"
    return f"; from all bars {apart.value} differs by up to {apart.largest:.1g} (relative)"


def against_rules(
    strategy: Strategy,
    bars: pl.DataFrame,
    whole: pl.DataFrame,
    decisions: Sequence[core.Decision],
) -> list[CounterExample]:
    """Compare what a scan decides on with the rules' values, which a stream has given too."""
    made = {decision.row: decision for decision in decisions}
    fires = whole["entry"].fill_null(False)
    found = [
        _told(bars, row, "entry", row in made, fires[row])
        for row in sorted(set(made) ^ set(fires.arg_true()))
    ]
    for row, rules in zip(made, whole[list(made)].iter_rows(named=True), strict=True):
        ours, wanted = _values(strategy, made[row]), _wanted(strategy, rules)
        found += [
            _told(bars, row, name, value, wanted[name])
            for name, value in ours.items()
            if not same(value, wanted[name])
        ]
    return found


def _told(
    bars: pl.DataFrame, row: int, column: str, value: object, other: object
) -> CounterExample:
    at = bars["at"][row]
    reason = f"{shown(value)} in the scan's decision, {shown(other)} by the rule itself"
    return CounterExample("live", bars["symbol"][row], at, column, value, other, at, reason)


def against_live(
    strategy: Strategy,
    bars: pl.DataFrame,
    exact: Mapping[int, core.Decision | None],
    tell: Progress,
) -> list[CounterExample]:
    """Compare exact decisions on rows of a history with those made when the row is the newest.

    Args:
        strategy: the definition.
        bars: of its assets.
        exact: row to the decision as `scan(exact=True)` makes it, None where nothing fired.
        tell: takes the progress.
    """
    history = history_of(strategy)
    starts = {name: first for name, first, _ in core.symbol_ranges(bars)}
    made = [one for one in exact.values() if one is not None]
    scanned = dict(zip((one.row for one in made), signals_of(strategy, bars, made), strict=True))
    found: list[CounterExample] = []
    for count, row in enumerate(exact):
        tell("decisions", count, len(exact))
        at, symbol = bars["at"][row], bars["symbol"][row]
        live = _decided(strategy, bars[max(starts[symbol], row + 1 - history) : row + 1])
        found += _unlike(scanned.get(row), live, "when decided live", at)
    return found


def _decided(strategy: Strategy, bars: pl.DataFrame) -> Signal | None:
    """Decide on the newest bar as the live service does when it has closed."""
    at, symbol = bars["at"][-1], bars["symbol"][-1]
    return decide(
        strategy,
        bars,
        research_asset(strategy, symbol),
        now=bar_end(at, strategy.timeframe, strategy.asset_class),
        valid_until=validity_end(at, strategy),
    )


def against_shorter(
    strategy: Strategy, bars: pl.DataFrame, signals: Sequence[Signal], cuts: Sequence[datetime]
) -> list[CounterExample]:
    """Compare a scan's signals with those of scans of the bars up to some instants."""
    whole = {(one.at, one.symbol): one for one in signals}
    found: list[CounterExample] = []
    for cut in cuts:
        part = find_signals(strategy, bars.filter(pl.col("at") <= cut))
        early = {(one.at, one.symbol): one for one in part}
        how = f"in a scan of the bars up to {utc_text(cut)}"
        for place in sorted({*early, *(place for place in whole if place[0] <= cut)}):
            found += _unlike(whole.get(place), early.get(place), how, cut)
    return found


def _unlike(
    ours: Signal | None, theirs: Signal | None, how: str, cut: datetime
) -> list[CounterExample]:
    """Find the first field in which two signals of a bar differ."""
    one = ours or theirs
    if one is None or ours == theirs:
        return []
    if ours is None or theirs is None:
        pairs: list[tuple[str, object, object]] = [("signal", ours is not None, theirs is not None)]
    else:
        pairs = [(name, getattr(ours, name), getattr(theirs, name)) for name in Signal.model_fields]
    name, value, other = next(pair for pair in pairs if pair[1] != pair[2])
    reason = f"{shown(value)} in the scan, {shown(other)} {how}"
    return [CounterExample("live", one.symbol, one.at, name, value, other, cut, reason)]


def _values(strategy: Strategy, decision: core.Decision) -> dict[str, object]:
    """Give what a decision tells by the name of the rule it comes from."""
    targets = enumerate(decision.targets, start=1)
    return {
        "fired": decision.fired,
        "conviction": decision.high,
        **{f"gate {name}": one for name, one in zip(strategy.gates, decision.gates, strict=True)},
        **{f"observed {text}": value for text, value in decision.observed.items()},
        **{
            f"context {name}": one
            for name, one in zip(strategy.context, decision.context, strict=True)
        },
        "entry price": decision.entry_price,
        "stop": decision.stop,
        **{f"target {rank}": value for rank, value in targets},
    }


def _wanted(strategy: Strategy, rules: Mapping[str, Any]) -> dict[str, object]:
    """Give the same from the rules' values on the bar."""
    high = rules.get("conviction") is True
    relaxed = {f"gate {name}" for name, gate in strategy.gates.items() if high and gate.high}
    alternatives = compiled(strategy).alternatives
    return {
        **{name: rules[f"{name}, HIGH" if name in relaxed else name] for name in rules},
        "fired": tuple(text for text in alternatives if rules[f"fired {text}"] is True),
        "conviction": high,
    }
