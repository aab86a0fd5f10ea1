"""The rule builder: every function of the core's catalog, printing rule text.

`ta.ema(12).crosses_above(ta.ema(26)) & (ta.rsi(14) <= 70)` is the text
`ema(12) crosses_above ema(26) and rsi(14) <= 70`. Inputs come first, then parameters in TA-Lib's
order or by name: `ta.sma(ta.volume, 20)`, `ta.bbands(20, up=2.5).upper`. The stub beside this file
is written from the catalog by `python -m tests.core.ta_stub`.
"""

from collections.abc import Callable
from types import SimpleNamespace

from pytoolkit import core
from pytoolkit.builder import attribute
from pytoolkit.errors import BadRule
from pytoolkit.expression import Outputs, Pattern, Rule, text_of

COLUMNS = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")
"""Columns of a bar, and means of them, that an expression may use."""
VARIABLES = ("entry_price", "stop")
"""Prices of a plan, known in a strategy's price expressions."""


def rule(text: str) -> Rule:
    """Take rule text as an expression."""
    return Rule(text)


def _function(entry: core.Entry) -> Callable[..., Rule | Outputs]:
    def call(*inputs_and_parameters: object, **parameters: float) -> Rule | Outputs:
        arguments = [text_of(argument) for argument in inputs_and_parameters]
        arguments += [f"{name}={text_of(value)}" for name, value in parameters.items()]
        text = f"{entry.name}({', '.join(arguments)})" if arguments else entry.name
        if entry.outputs == ("value",):
            return Rule(text)
        # Wrong arguments are reported here, not when an output is taken.
        core.canonical(f"{text}.{entry.outputs[0]}")
        if entry.outputs[0] == "value":
            return Pattern(text, entry.outputs[1:])
        return Outputs(text, entry.outputs)

    call.__name__ = call.__qualname__ = attribute(entry.name)
    call.__doc__ = f"{entry.doc}\n\nParameters: {_parameters(entry)}."
    return call


def _parameters(entry: core.Entry) -> str:
    told = [f"{name}={default:g}" for name, default, *_ in entry.params]
    return ", ".join(told) or "none"


class _Room(SimpleNamespace):
    """Functions of one prefix: `ta.cdl.engulfing()`, or by its name `ta.cdl["2crows"]()`."""

    def __init__(self, functions: dict[str, Callable[..., Rule | Outputs]]) -> None:
        super().__init__(**{attribute(name): made for name, made in functions.items()})
        self._functions = functions

    def __getitem__(self, name: str) -> Callable[..., Rule | Outputs]:
        if name not in self._functions:
            raise KeyError(_unknown(name))
        return self._functions[name]

    def __getattr__(self, name: str) -> object:
        raise AttributeError(_unknown(name))


def _unknown(name: str) -> str:
    return f"the catalog has no {name!r} here; see pytoolkit.catalog()"


def _build() -> dict[str, object]:
    names: dict[str, object] = {name: Rule(name) for name in COLUMNS + VARIABLES}
    rooms: dict[str, dict[str, Callable[..., Rule | Outputs]]] = {}
    for entry in core.catalog():
        room, dot, name = entry.name.rpartition(".")
        if dot:
            rooms.setdefault(room, {})[name] = _function(entry)
        else:
            names[name] = _function(entry)
    return names | {room: _Room(functions) for room, functions in rooms.items()}


globals().update(_build())


def __getattr__(name: str) -> object:
    # Asks the core for its answer, which knows what was probably meant.
    try:
        core.canonical(name)
    except BadRule as refusal:
        raise AttributeError(str(refusal)) from None
    raise AttributeError(f"module 'pytoolkit.ta' has no attribute {name!r}")
