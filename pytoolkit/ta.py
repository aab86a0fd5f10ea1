"""The rule builder: every function of the core's catalog, printing rule text.

`ta.ema(12).crosses_above(ta.ema(26)) & (ta.rsi(14) <= 70)` is the text
`ema(12) crosses_above ema(26) and rsi(14) <= 70`. Inputs come first, then parameters in TA-Lib's
order or by name: `ta.sma(ta.volume, 20)`, `ta.bbands(20, up=2.5).upper`. `help(ta.rsi)` tells what
a function takes and gives. The stub beside this file is written from the catalog by
`make generated`.
"""

from pytoolkit import core
from pytoolkit.builder import Function, function, room
from pytoolkit.errors import BadRule
from pytoolkit.expression import Rule, text_of
from pytoolkit.models.base import Timeframe

COLUMNS = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")
"""Columns of a bar, and means of them, that an expression may use."""
VARIABLES = ("entry_price", "stop")
"""Prices of a plan, known in a strategy's price expressions."""


def rule(text: str) -> Rule:
    """Take rule text as an expression."""
    return Rule(text)


def on(timeframe: Timeframe, expression: Rule | str | float) -> Rule:
    """Evaluate an expression on longer bars: its value on the last finished one.

    Args:
        timeframe: length of those bars, longer than the bars at hand.
        expression: a number or a condition, which has no `on` in it.
    """
    return Rule(f'on("{timeframe}", {text_of(expression)})')


def _build() -> dict[str, object]:
    names: dict[str, object] = {name: Rule(name) for name in COLUMNS + VARIABLES}
    rooms: dict[str, dict[str, Function]] = {}
    for entry in core.catalog():
        prefix, dot, name = entry.name.rpartition(".")
        if dot:
            rooms.setdefault(prefix, {})[name] = function(entry)
        else:
            names[name] = function(entry)
    return names | {name: room(name, functions) for name, functions in rooms.items()}


_NAMES = _build()
globals().update(_NAMES)


def __dir__() -> list[str]:
    return sorted([*_NAMES, "COLUMNS", "VARIABLES", "on", "rule"])


def __getattr__(name: str) -> object:
    # Asks the core for its answer, which knows what was probably meant.
    try:
        core.canonical(name)
    except BadRule as refusal:
        raise AttributeError(str(refusal)) from None
    raise AttributeError(f"module 'pytoolkit.ta' has no attribute {name!r}")
