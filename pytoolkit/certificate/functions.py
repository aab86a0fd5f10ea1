"""Any function of a frame: it is called with less and with other bars, and must not notice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import polars as pl

from pytoolkit.certificate.calling import Function, Unusable, call
from pytoolkit.certificate.compare import Difference, always_null, differences
from pytoolkit.certificate.cuts import MOST_SYMBOLS, mirrored, shuffled, spread
from pytoolkit.certificate.result import Check, CounterExample, Examined, Name, Progress, shown
from pytoolkit.models.base import utc_text

Findings = list[CounterExample]
CUTS_WITH_OTHER_BARS = 4
"""At one cut in so many, later bars are also replaced: that costs a call with all the bars."""
NOWHERE = (None, "", None, None)
"""at, column and the values of a finding that has none."""
EVERY_ROW = pl.col("at").is_not_null()
OTHERS = (
    ("turned upside down", mirrored),
    ("in another order", partial(shuffled, seed=0)),
)
"""What is put in the place of later bars."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A function and what it says of all the bars."""

    function: Function
    bars: pl.DataFrame
    whole: pl.DataFrame
    columns: tuple[str, ...]
    """Outputs that are not a column of the bars handed through."""


def examine(
    function: Function,
    bars: pl.DataFrame,
    cuts: list[datetime],
    cross_sectional: bool,
    tell: Progress,
) -> Examined:
    """Check a function."""
    try:
        whole = call(function, bars)
    except Unusable as error:
        found = CounterExample("runs", "", None, "", None, None, None, f"the function {error}")
        return Examined((), (), [Check("runs", False, "called with all the bars")], [found])
    subject = Answered(function, bars, whole, _own_columns(whole, bars))
    empty = always_null(whole, subject.columns)
    examined = Examined(subject.columns, empty, [], [])

    def note(name: Name, tried: str, found: Findings) -> None:
        examined.checks.append(Check(name, not found, tried))
        examined.found.extend(found)

    note("repeats", "called twice with all the bars", list(_second_run(subject)))
    if examined.found:
        return examined
    symbols = bars["symbol"].unique(maintain_order=True).to_list()
    if len(symbols) > 1 and not cross_sectional:
        alone = spread(symbols, MOST_SYMBOLS)
        of = "each" if len(alone) == len(symbols) else f"{len(alone)} of {len(symbols)}"
        note("other symbols", f"{of} symbol alone", _alone(subject, alone, tell))
    replaced = len(cuts[::CUTS_WITH_OTHER_BARS])
    tried = f"later bars taken away at {len(cuts):,} cuts, replaced by others at {replaced:,}"
    note("later bars", tried, _cut(subject, cuts, tell))
    return examined


def _own_columns(whole: pl.DataFrame, bars: pl.DataFrame) -> tuple[str, ...]:
    """Leave out the columns of the bars that were only handed through."""
    own = tuple(
        name
        for name in whole.columns
        if name not in bars.columns or not whole[name].equals(bars[name], check_dtypes=True)
    )
    return own or tuple(whole.columns)


def _second_run(subject: Answered) -> Iterator[CounterExample]:
    for each in _compared(subject, subject.bars, EVERY_ROW, subject.columns):
        if isinstance(each, str):
            reason = f"the function {each}, when called again with the same bars"
            yield CounterExample("repeats", "", *NOWHERE, None, reason)
            return
        reason = f"{shown(each.value)}, and {shown(each.other)} when called again with the same"
        yield _counter_example("repeats", each, None, f"{reason} bars")


def _alone(subject: Answered, symbols: list[str], tell: Progress) -> Findings:
    found: Findings = []
    for number, symbol in enumerate(symbols):
        tell("symbols alone", number, len(symbols))
        own = pl.col("symbol") == symbol
        for each in _compared(subject, subject.bars.filter(own), own, _open(subject, found)):
            if isinstance(each, str):
                reason = f"the function {each}, given only the bars of {symbol}"
                return [*found, CounterExample("other symbols", symbol, *NOWHERE, None, reason)]
            reason = (
                f"{shown(each.value)} among the other symbols, {shown(each.other)} without them; "
                'if it should look at one symbol only, compute it .over("symbol")'
            )
            found.append(_counter_example("other symbols", each, None, reason))
    return found


def _cut(subject: Answered, cuts: list[datetime], tell: Progress) -> Findings:
    found: Findings = []
    for number, cut in enumerate(cuts):
        tell("cuts", number, len(cuts))
        upto = pl.col("at") <= cut
        for each in _compared(subject, subject.bars.filter(upto), upto, _open(subject, found)):
            if isinstance(each, str):
                reason = f"the function {each}, given the bars up to {utc_text(cut)}"
                return [*found, CounterExample("later bars", "", *NOWHERE, cut, reason)]
            found.append(_taken_away(subject, each, cut))
        if number % CUTS_WITH_OTHER_BARS == 0:
            found += _replaced(subject, cut, number, _open(subject, found))
        if not _open(subject, found):
            break
    return found


def _taken_away(subject: Answered, each: Difference, cut: datetime) -> CounterExample:
    """Say of a value that changed with the bars after a cut what about them it depends on."""
    changed = any(
        other.row == each.row
        for _, replaced in OTHERS
        for other in _compared(
            subject, replaced(subject.bars, cut), pl.col("at") <= cut, (each.column,)
        )
        if not isinstance(other, str)
    )
    why = "" if changed else "; other bars in their place change nothing, so it may be their number"
    reason = (
        f"{shown(each.value)} with the bars after {utc_text(cut)}, {shown(each.other)} without{why}"
    )
    return _counter_example("later bars", each, cut, reason)


def _replaced(
    subject: Answered, cut: datetime, number: int, columns: tuple[str, ...]
) -> Iterator[CounterExample]:
    """Find what changes when the bars after a cut are others, as many as before."""
    what, replaced = OTHERS[number // CUTS_WITH_OTHER_BARS % len(OTHERS)]
    for each in _compared(subject, replaced(subject.bars, cut), pl.col("at") <= cut, columns):
        if isinstance(each, str):
            reason = f"the function {each}, with the bars after {utc_text(cut)} {what}"
            yield CounterExample("later bars", "", *NOWHERE, cut, reason)
            return
        reason = (
            f"{shown(each.value)}, but {shown(each.other)} with the bars after "
            f"{utc_text(cut)} {what}"
        )
        yield _counter_example("later bars", each, cut, reason)


def _open(subject: Answered, found: Iterable[CounterExample]) -> tuple[str, ...]:
    """Give the columns nothing was found of yet."""
    known = {each.column for each in found}
    return tuple(column for column in subject.columns if column not in known)


def _compared(
    subject: Answered, bars: pl.DataFrame, rows: pl.Expr, columns: tuple[str, ...]
) -> Iterator[Difference | str]:
    """Call with other bars and compare on some rows; a text where the call gave nothing.

    Args:
        subject: what is checked.
        bars: what the function is given.
        rows: which of its bars are compared; the others may differ.
        columns: which outputs.
    """
    try:
        answer = call(subject.function, bars)
    except Unusable as error:
        yield str(error)
        return
    if lost := [column for column in columns if column not in answer.columns]:
        yield f"leaves out the column {lost[0]}"
        return
    compared = subject.bars.select(rows).to_series()
    yield from differences(
        subject.bars.filter(compared),
        subject.whole.filter(compared),
        answer.filter(bars.select(rows).to_series()),
        columns,
    )


def _counter_example(
    check: Name, each: Difference, cut: datetime | None, reason: str
) -> CounterExample:
    return CounterExample(
        check, each.symbol, each.at, each.column, each.value, each.other, cut, reason
    )
