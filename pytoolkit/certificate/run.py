"""Certify a strategy, expressions or a function over bars."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import polars as pl

from pytoolkit.certificate import expressions, functions, strategies
from pytoolkit.certificate.calling import Function
from pytoolkit.certificate.cuts import choose_cuts, spread
from pytoolkit.certificate.expressions import BATCH_CUTS, Expressions
from pytoolkit.certificate.result import Certificate, CounterExample, Examined, Kind, Progress
from pytoolkit.core import canonical
from pytoolkit.errors import BadBars, UsageError
from pytoolkit.expression import Rule, text_of
from pytoolkit.frames import BAR_COLUMNS, Calendar, check_bars
from pytoolkit.models.base import Timeframe, canonical_json, sha256_of
from pytoolkit.models.strategy import Strategy
from pytoolkit.scanning import bars_of

Subject = Strategy | Mapping[str, Rule | str] | Function
"""What can be certified."""
CUTS = 256


def certify(
    subject: Subject,
    bars: pl.DataFrame,
    *,
    name: str = "",
    cross_sectional: bool = False,
    cuts: int = CUTS,
    seed: int = 0,
    timeframe: Timeframe | None = None,
    calendar: Calendar = "UTC",
    progress: Progress | None = None,
) -> Certificate:
    """Prove that no output at a bar depends on later bars, or find the first that does.

    A strategy and expressions are proven for every one of the given bars: a stream, which has not
    seen later bars, must give the same bits. A function is called with the bars up to each cut, and
    with other bars after some of them; what no cut shows is not proven.

    Args:
        subject: a strategy; output name to expression, as for `evaluate`; or a function that takes
            a frame of bars and gives a DataFrame, LazyFrame or Series with one row per bar, in the
            order of the bars.
        bars: sorted by symbol, at. A strategy takes those of its assets; a function is also given
            columns beside those of bars.
        name: of the subject, to be shown; default: a strategy's id, a function's own name.
        cross_sectional: the function means to compare symbols with each other at each instant; if
            not, what a symbol gets must not change when the other symbols are left out.
        cuts: how many instants a function's bars are cut at: all, if there are no more of them.
        seed: of what is chosen at random.
        timeframe: of expressions, as in `evaluate`.
        calendar: of expressions, as in `evaluate`.
        progress: takes what is being done, how much of it is done, and how much there is.

    Raises:
        BadBars: there are no bars, a bar is wrong, or none is of the strategy's assets.
        BadRule: an expression does not parse; names the column.
    """
    if cuts < 1:
        raise UsageError(f"cuts must be at least 1, not {cuts}")
    began = time.perf_counter()
    own = bars_of(subject, bars) if isinstance(subject, Strategy) else _checked(bars)
    if own.is_empty():
        raise BadBars("there are no bars to check on")
    tell = progress or _silent
    chosen = choose_cuts(own, cuts, seed)
    kind: Kind
    if isinstance(subject, Strategy):
        kind, title, config_hash = "strategy", subject.strategy_id, subject.config_hash
        chosen = spread(chosen, BATCH_CUTS)
        examined = _strategy(subject, own, chosen, seed, tell)
    elif isinstance(subject, Mapping):
        chosen = spread(chosen, BATCH_CUTS)
        _, examined = expressions.examine(
            Expressions(subject, timeframe, calendar), own, chosen, tell
        )
        kind, title, config_hash = "expressions", "", _hash_of(subject)
    else:
        kind, title, config_hash = "function", _name_of(subject), ""
        examined = functions.examine(subject, own, chosen, cross_sectional, tell)
    return Certificate(
        kind=kind,
        subject=name or title,
        config_hash=config_hash,
        columns=examined.columns,
        empty=examined.empty,
        symbols=tuple(own["symbol"].unique(maintain_order=True)),
        bars=own.height,
        first=cast(datetime, own["at"].min()),
        last=cast(datetime, own["at"].max()),
        cuts=len(chosen),
        seconds=time.perf_counter() - began,
        checks=tuple(examined.checks),
        counter_examples=_first_of_each(examined.found),
    )


def _strategy(
    strategy: Strategy, bars: pl.DataFrame, cuts: list[datetime], seed: int, tell: Progress
) -> Examined:
    """Check a strategy's rules, then what it decides by them."""
    whole, rules = expressions.examine(strategies.rules(strategy), bars, cuts, tell)
    live, unlike = strategies.examine(strategy, bars, whole, cuts, seed=seed, tell=tell)
    return replace(rules, checks=[*rules.checks, live], found=[*rules.found, *unlike])


def _checked(bars: pl.DataFrame) -> pl.DataFrame:
    """Give the bars back, columns of the user's own included, if each is right."""
    if missing := [name for name in BAR_COLUMNS if name not in bars.columns]:
        raise BadBars(f"bars have no column {', '.join(missing)}")
    check_bars(bars.select(BAR_COLUMNS))
    return bars


def _hash_of(columns: Mapping[str, Rule | str]) -> str:
    texts = {name: canonical(text_of(rule)) for name, rule in columns.items()}
    return sha256_of(canonical_json(texts))


def _name_of(function: Function) -> str:
    module = getattr(function, "__module__", None) or ""
    name = getattr(function, "__qualname__", None) or repr(function)
    return f"{module}:{name}" if module not in ("", "__main__") else name


def _first_of_each(found: Iterable[CounterExample]) -> tuple[CounterExample, ...]:
    """Keep the earliest counter-example of each check and column, earliest bar first."""
    start = datetime.min.replace(tzinfo=UTC)
    kept: dict[tuple[str, str], CounterExample] = {}
    for one in sorted(found, key=lambda each: each.at or start):
        kept.setdefault((one.check, one.column), one)
    return tuple(kept.values())


def _silent(_what: str, _done: int, _all: int) -> None:
    """Tell nobody."""
