"""Expressions: the batch against a stream, which is a proof for every bar it was given.

A stream has seen no bar after the one it answers for. Where a batch gives the same bits on every
bar, no value of it can depend on a later one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from pytoolkit.certificate.compare import Difference, always_null, differences
from pytoolkit.certificate.cuts import MOST_SYMBOLS, spread
from pytoolkit.certificate.result import Check, CounterExample, Examined, Name, Progress, shown
from pytoolkit.certificate.streaming import push_each, push_together
from pytoolkit.expression import Rule
from pytoolkit.frames import Calendar
from pytoolkit.models.base import Timeframe, utc_text
from pytoolkit.signals import Stream, evaluate

BATCH_CUTS = 8
"""Cuts of the batch itself; the stream covers every bar already."""
TOGETHER = 60
"""Instants, the last ones, whose bars are pushed together into a stream warmed with the rest."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """Expressions, and the bars they are for.

    Attributes:
        columns: output name to expression.
        timeframe: as in `evaluate`.
        calendar: as in `evaluate`.
    """

    columns: Mapping[str, Rule | str]
    timeframe: Timeframe | None = None
    calendar: Calendar = "UTC"

    def batch(self, bars: pl.DataFrame) -> pl.DataFrame:
        """Evaluate over bars."""
        return evaluate(bars, self.columns, timeframe=self.timeframe, calendar=self.calendar)

    def stream(self) -> Stream:
        """Open a cold stream."""
        return Stream(self.columns, timeframe=self.timeframe, calendar=self.calendar)


def examine(
    subject: Expressions, bars: pl.DataFrame, cuts: Sequence[datetime], tell: Progress
) -> tuple[pl.DataFrame, Examined]:
    """Check expressions.

    Args:
        subject: the expressions.
        bars: sorted by symbol, at.
        cuts: instants after which the batch itself is cut.
        tell: takes the progress.

    Returns:
        What the batch gives, and what the checks do.
    """
    whole = subject.batch(bars)
    later = [found for cut in cuts for found in against_cut(subject, whole, bars, cut)]
    streaming = against_stream(subject, whole, bars, tell)
    symbols = bars["symbol"].unique(maintain_order=True).to_list()
    alone = spread(symbols, MOST_SYMBOLS)
    apart = [found for symbol in alone for found in against_alone(subject, whole, bars, symbol)]
    instants = min(TOGETHER, bars["at"].n_unique())
    checks = [
        Check(
            "later bars",
            not later and not streaming,
            f"each of {len(bars):,} bars against a stream that had seen no later one; "
            f"{len(cuts)} cuts",
        ),
        Check(
            "streaming",
            not streaming,
            f"bar by bar; the last {instants:,} instants also with all symbols together",
        ),
    ]
    if len(symbols) > 1:
        checks.append(Check("other symbols", not apart, f"{len(alone)} symbols alone"))
    columns = tuple(subject.columns)
    empty = always_null(whole, columns)
    return whole, Examined(columns, empty, checks, [*later, *streaming, *apart])


def against_stream(
    subject: Expressions, whole: pl.DataFrame, bars: pl.DataFrame, tell: Progress
) -> list[CounterExample]:
    """Compare a batch with the answers of streams."""
    each = push_each(subject.stream(), bars, whole.schema, tell)
    found = [
        _told("streaming", one, one.at, "pushed bar by bar")
        for one in differences(bars, whole, each, subject.columns)
    ]
    together = push_together(subject.stream(), bars, TOGETHER)
    tail = whole.filter(pl.col("at") >= together["at"].min())
    return found + [
        _told("streaming", one, one.at, "pushed together with the bars of other symbols")
        for one in differences(tail, tail, together, subject.columns)
    ]


def against_cut(
    subject: Expressions, whole: pl.DataFrame, bars: pl.DataFrame, cut: datetime
) -> list[CounterExample]:
    """Compare a batch with the batch of the bars up to an instant."""
    upto = pl.col("at") <= cut
    known = whole.filter(upto)
    return [
        _told("later bars", one, cut, f"from the bars up to {utc_text(cut)}")
        for one in differences(known, known, subject.batch(bars.filter(upto)), subject.columns)
    ]


def against_alone(
    subject: Expressions, whole: pl.DataFrame, bars: pl.DataFrame, symbol: str
) -> list[CounterExample]:
    """Compare a batch with the batch of one symbol's bars."""
    own = pl.col("symbol") == symbol
    known = whole.filter(own)
    return [
        _told("other symbols", one, None, "without the other symbols")
        for one in differences(known, known, subject.batch(bars.filter(own)), subject.columns)
    ]


def _told(check: Name, one: Difference, cut: datetime | None, how: str) -> CounterExample:
    reason = f"{shown(one.value)} from all bars, {shown(one.other)} {how}"
    return CounterExample(check, one.symbol, one.at, one.column, one.value, one.other, cut, reason)
