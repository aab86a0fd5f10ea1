"""Expressions of the rule language as Python objects; they only print rule text."""

from math import isfinite
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, NoReturn

from pytoolkit import core
from pytoolkit.errors import BadRule


class NoTruth(BadRule, TypeError):
    """An expression was used as a Python condition."""


class Rule:
    """An expression of the rule language: `str()` of it is its canonical text.

    Arithmetic and comparisons are Python's operators; conditions are joined by `&`, `|` and `~`,
    because Python's `and`, `or` and `not` cannot be overloaded. Numbers and rule text stand in
    for expressions: `ta.close > 10`, `ta.close.crosses_above("sma(50)")`.

    Raises:
        BadRule: the text does not parse, or an operand has the wrong type.
    """

    __slots__ = ("__rule__",)

    def __init__(self, text: str) -> None:
        self.__rule__ = core.canonical(text)
        """Canonical text."""

    def __str__(self) -> str:
        return self.__rule__

    def __repr__(self) -> str:
        return f"Rule({self.__rule__!r})"

    def __bool__(self) -> NoReturn:
        raise NoTruth(
            f"`{self}` has no truth value before it is evaluated: join conditions with & | ~ in "
            "brackets instead of and, or, not; choose with ta.if_else, ta.min and ta.max; and do "
            "not chain comparisons"
        )

    # A rule compares into a rule, so it cannot be a key.
    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "+", other)

    def __radd__(self, other: "Rule | str | float") -> "Rule":
        return _join(other, "+", self)

    def __sub__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "-", other)

    def __rsub__(self, other: "Rule | str | float") -> "Rule":
        return _join(other, "-", self)

    def __mul__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "*", other)

    def __rmul__(self, other: "Rule | str | float") -> "Rule":
        return _join(other, "*", self)

    def __truediv__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "/", other)

    def __rtruediv__(self, other: "Rule | str | float") -> "Rule":
        return _join(other, "/", self)

    def __neg__(self) -> "Rule":
        return Rule(f"-({self})")

    def __abs__(self) -> "Rule":
        return Rule(f"abs({self})")

    def __lt__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "<", other)

    def __le__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, "<=", other)

    def __gt__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, ">", other)

    def __ge__(self, other: "Rule | str | float") -> "Rule":
        return _join(self, ">=", other)

    def __eq__(self, other: "Rule | str | float") -> "Rule":  # type: ignore[override]
        return _join(self, "==", other)

    def __ne__(self, other: "Rule | str | float") -> "Rule":  # type: ignore[override]
        return _join(self, "!=", other)

    def __and__(self, other: "Rule | str") -> "Rule":
        return _join(self, "and", other)

    def __rand__(self, other: str) -> "Rule":
        return _join(other, "and", self)

    def __or__(self, other: "Rule | str") -> "Rule":
        return _join(self, "or", other)

    def __ror__(self, other: str) -> "Rule":
        return _join(other, "or", self)

    def __invert__(self) -> "Rule":
        return Rule(f"not ({self})")

    def crosses_above(self, other: "Rule | str | float") -> "Rule":
        """Tell whether this was at or below `other` on the last bar and is above it now."""
        return _join(self, "crosses_above", other)

    def crosses_below(self, other: "Rule | str | float") -> "Rule":
        """Tell whether this was at or above `other` on the last bar and is below it now."""
        return _join(self, "crosses_below", other)


def text_of(value: object) -> str:
    """Give the rule text of an operand.

    Raises:
        BadRule: it is neither an expression nor text nor a number.
    """
    if isinstance(value, Rule):
        return value.__rule__
    if isinstance(value, str):
        # Read by itself, so that a refusal points into the caller's text.
        return core.canonical(value)
    if isinstance(value, Real) and not isinstance(value, bool) and isfinite(value):
        return repr(int(value) if isinstance(value, Integral) else float(value))
    if isinstance(value, Outputs):
        raise BadRule(f"`{value!r}` has several outputs: take one of {', '.join(value)}")
    if callable(value) and (name := getattr(value, "__name__", None)):
        raise BadRule(f"`{name}` is a function: call it, ta.{name}(...)")
    raise BadRule(f"{value!r} is not an expression, rule text or a finite number")


def _join(left: object, operator: str, right: object) -> Rule:
    return Rule(f"({text_of(left)}) {operator} ({text_of(right)})")


class Outputs:
    """A call with several outputs: take one as an attribute, `ta.macd(12, 26, 9).hist`."""

    __slots__ = ("_call", "_names")

    def __init__(self, call: str, names: tuple[str, ...]) -> None:
        self._call = call
        self._names = names

    def __iter__(self) -> Any:
        return iter(self._names)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._names]

    def __repr__(self) -> str:
        return self._call

    if not TYPE_CHECKING:  # the stub names the outputs of each function

        def __getattr__(self, name: str) -> Rule:
            # Copying asks a half-made object, which has no slots filled yet.
            if name.startswith("_"):
                raise AttributeError(name)
            if name not in self._names:
                names = ", ".join(self._names)
                raise AttributeError(f"`{self._call}` has no output {name!r}: it has {names}")
            return Rule(f"{self._call}.{name}")


class Pattern(Rule):
    """A condition whose details are attributes: `ta.structure.double_bottom().neckline`."""

    __slots__ = ("_call", "_names")

    def __init__(self, call: str, names: tuple[str, ...]) -> None:
        super().__init__(call)
        self._call = call
        self._names = names

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._names]

    if not TYPE_CHECKING:  # the stub names the details of each pattern

        def __getattr__(self, name: str) -> Rule:
            if name.startswith("_"):
                raise AttributeError(name)
            if name not in self._names:
                names = ", ".join(self._names)
                raise AttributeError(f"`{self}` has no output {name!r}: it has {names}")
            return Rule(f"{self._call}.{name}")
