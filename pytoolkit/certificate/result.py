"""What a certificate says, as values and as text."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from pytoolkit.models.base import utc_text

Kind = Literal["strategy", "expressions", "function"]
Name = Literal["runs", "repeats", "later bars", "other symbols", "streaming", "live"]
Progress = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is; 0: not known."""
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A value that is not what it would have been with less to look at.

    Attributes:
        check: the check that found it.
        symbol: whose bar; empty where no bar can be named.
        at: start of that bar.
        column: output that differs; empty where there is no output.
        value: what all the bars give.
        other: what it is compared with: the same bar from the bars up to the cut, from the stream,
            from the symbol alone. None is null.
        cut: start of the last bar that the other computation saw; None: it saw all of its symbol.
        reason: what was done and why it must not happen, for people.
    """

    check: Name
    symbol: str
    at: datetime | None
    column: str
    value: object
    other: object
    cut: datetime | None
    reason: str

    def __str__(self) -> str:
        if not self.column:
            return self.reason
        place = "the first row" if self.at is None else f"{self.symbol} {utc_text(self.at)}"
        return f"{place} {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Check:
    """One property that was looked at.

    Attributes:
        name: which.
        holds: whether no counter-example was found.
        tried: what was compared with what, and how much of it.
    """

    name: Name
    holds: bool
    tried: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks of one subject give.

    Attributes:
        columns: outputs that were compared.
        empty: those that are null on every bar.
        checks: in the order they were made.
        found: counter-examples in any order, several of a column among them.
    """

    columns: tuple[str, ...]
    empty: tuple[str, ...]
    checks: list[Check]
    found: list[CounterExample]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was checked, and the first counter-example of each check and column.

    Attributes:
        kind: what the subject is.
        subject: its name.
        config_hash: of a strategy: its hash; of expressions: SHA-256 of their texts by name; empty
            for a function, whose text is not all that it depends on.
        columns: outputs that were compared.
        empty: those that are null on every bar: equal, but nothing was shown of them.
        symbols: whose bars.
        bars: how many.
        first: start of the first.
        last: start of the last.
        cuts: how many instants the bars were cut at.
        seconds: what it took.
        checks: in the order they were made; one that found something may end the search.
        counter_examples: earliest bar first; empty: the certificate is clean.
    """

    kind: Kind
    subject: str
    config_hash: str
    columns: tuple[str, ...]
    empty: tuple[str, ...]
    symbols: tuple[str, ...]
    bars: int
    first: datetime
    last: datetime
    cuts: int
    seconds: float
    checks: tuple[Check, ...]
    counter_examples: tuple[CounterExample, ...]

    @property
    def holds(self) -> bool:
        """Whether no counter-example was found."""
        return not self.counter_examples

    @property
    def counter_example(self) -> CounterExample | None:
        """The one at the earliest bar."""
        return self.counter_examples[0] if self.counter_examples else None

    @property
    def verdict(self) -> str:
        """One sentence."""
        if not self.holds:
            broken = [check.name for check in self.checks if not check.holds]
            return "NOT CLEAN: " + ", ".join(broken)
        if self.kind == "function":
            return f"no output depends on later bars, as far as {self.cuts:,} cuts show"
        return "no output depends on later bars; streaming equals batch"

    def __str__(self) -> str:
        return "\n".join([self.verdict, *(f"  {name:<14} {text}" for name, text in self.rows())])

    def rows(self) -> list[tuple[str, str]]:
        """Give what was checked, and what was found, as names and texts."""
        subject = filter(None, [self.kind, self.subject, self.config_hash[:12]])
        rows = [
            ("subject", " ".join(subject)),
            ("bars", f"{self.bars:,} of {_listed(self.symbols)}"),
            ("from, to", f"{utc_text(self.first)}, {utc_text(self.last)}"),
            ("columns", f"{len(self.columns)}: {_listed(self.columns)}"),
            *(
                (check.name, f"{'ok' if check.holds else 'FAILS'}: {check.tried}")
                for check in self.checks
            ),
            *(
                [("always null", f"{_listed(self.empty)}: nothing is shown of them")]
                if self.empty
                else []
            ),
            ("time", f"{self.seconds:.1f} s"),
            *(("found", str(each)) for each in self.counter_examples[:MOST_SHOWN]),
        ]
        more = len(self.counter_examples) - MOST_SHOWN
        return [*rows, ("found", f"and {more} more")] if more > 0 else rows

    def as_dict(self) -> dict[str, object]:
        """Give everything as plain values, what JSON cannot hold as text."""
        plain: dict[str, object] = {"holds": self.holds, "verdict": self.verdict, **asdict(self)}
        plain["counter_examples"] = [
            {**asdict(one), "value": _plain(one.value), "other": _plain(one.other)}
            for one in self.counter_examples
        ]
        return plain

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Show the text in a notebook, not the fields."""
        printer.text(str(self))


def shown(value: object) -> str:
    """Give a value as people and rule text write it: null, true, every digit of a float."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    return utc_text(value) if isinstance(value, datetime) else str(value)


def _plain(value: object) -> object:
    finite = not isinstance(value, float) or math.isfinite(value)
    plain = value is None or isinstance(value, bool | int | float | str)
    return value if plain and finite else shown(value)


def _listed(names: tuple[str, ...], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
