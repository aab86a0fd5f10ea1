"""Rule text and the catalog of what it can call."""

import re
from typing import Literal, NamedTuple, cast

from pytoolkit import _core
from pytoolkit.core.grids import Grid

Kind = Literal["boolean", "number"]
"""Type of an expression in rule text."""


class Param(NamedTuple):
    """One numeric parameter of a catalog entry; bounds are inclusive."""

    name: str
    default: float
    min: float
    max: float
    integer: bool
    """Only whole numbers."""


class Input(NamedTuple):
    """One input expression of a catalog entry."""

    name: str
    default: str
    """Column where none is written; empty: it must be written."""
    kind: Kind | None
    """Null: either, and the value of the function is of the same type."""
    repeated: bool
    """May be written once or several times."""


class Entry(NamedTuple):
    """What the catalog knows of one indicator or pattern."""

    name: str
    """As in rule text."""
    canonical: str
    """As it prints: its name, or the real one if this is another name."""
    group: str
    inputs: tuple[Input, ...]
    params: tuple[Param, ...]
    """In TA-Lib's order."""
    outputs: tuple[str, ...]
    """In TA-Lib's order; a leading `value` is what the bare name means."""
    condition: bool
    """Whether `value` is a condition."""
    warmup: int
    """Leading nulls at the default parameters."""
    doc: str

    @property
    def summary(self) -> str:
        """The first sentence of the doc."""
        return re.split(r"(?<=\.) (?=[A-Z])", self.doc, maxsplit=1)[0]

    @property
    def written(self) -> tuple[Input, ...]:
        """Inputs that must be written; all of them, where one must be."""
        return self.inputs if any(not taken.default for taken in self.inputs) else ()

    @property
    def form(self) -> str:
        """How a call is written in full: `bbands(close, period=20, up=2, down=2, ma=0)`."""
        arguments = [taken.default or taken.name for taken in self.inputs]
        arguments += ["..."] * any(taken.repeated for taken in self.inputs)
        arguments += [f"{param.name}={param.default:g}" for param in self.params]
        return f"{self.name}({', '.join(arguments)})" if arguments else self.name


def canonical(text: str, wanted: Kind | None = None) -> str:
    """Print rule text in its one canonical form, every parameter written.

    A plan's `entry_price` and `stop` are allowed names.

    Raises:
        BadRule: it does not parse, names something unknown, or is not of the wanted type.
    """
    return _core.canonical(text, wanted)


def warmup(text: str, grid: Grid | None = None) -> int:
    """Count the leading bars on which an expression is null.

    A longer bar counts as the most bars of the grid it can be made of; as one without a grid.
    """
    return _core.warmup(text, grid)


def is_timed(text: str) -> bool:
    """Say whether an expression asks for longer bars or the session."""
    return _core.is_timed(text)


def catalog() -> list[Entry]:
    """List everything that rule text can call."""
    return [
        Entry(
            name,
            canonical,
            group,
            tuple(
                Input(called, default, _kind(kind), repeated)
                for called, default, kind, repeated in inputs
            ),
            tuple(Param(*told) for told in params),
            tuple(outputs),
            condition,
            warmup,
            doc,
        )
        for (
            name,
            canonical,
            group,
            inputs,
            params,
            outputs,
            condition,
            warmup,
            doc,
        ) in _core.catalog()
    ]


def unanchored() -> list[str]:
    """Name the functions whose values depend for ever on the bar the history starts at.

    They are sums or products since then: compare them only with others of the same history.
    """
    return _core.unanchored()


def _kind(told: str) -> Kind | None:
    return cast(Kind, told) if told else None
