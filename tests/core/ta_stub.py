"""Writes `pytoolkit/ta.pyi` from the core's catalog: `python -m tests.core.ta_stub`.

`make generated` writes it and the page of the catalog; a test compares, so that a new entry of the
catalog is not forgotten.
"""

import keyword
import subprocess
import sys
from pathlib import Path

from pytoolkit import core, ta
from pytoolkit.builder import attribute

STUB = Path(ta.__file__).with_suffix(".pyi")

HEAD = '''\
"""Written from the core's catalog by `make generated`; do not edit."""
# ruff: noqa: A001 - the first price of a bar is called open
# ruff: noqa: E501 - a docstring is a sentence of the catalog

from typing import Final, overload

from pytoolkit.builder import Room
from pytoolkit.expression import Outputs, Pattern, Rule
from pytoolkit.models.base import Timeframe

COLUMNS: Final[tuple[str, ...]]
VARIABLES: Final[tuple[str, ...]]

def rule(text: str) -> Rule:
    """Take rule text as an expression."""
def on(timeframe: Timeframe, expression: Rule | str | float) -> Rule:
    """Evaluate an expression on longer bars: its value on the last finished one."""
'''


def render() -> str:
    """Give the stub's text, formatted."""
    columns = "\n".join(f"{name}: Rule" for name in ta.COLUMNS + ta.VARIABLES)
    classes: list[str] = []
    functions: list[str] = []
    rooms: dict[str, list[str]] = {}
    for entry in core.catalog():
        room, dot, _ = entry.name.rpartition(".")
        given = _answer(entry, classes)
        if dot:
            rooms.setdefault(room, []).append(_function(entry, given, ("self",)))
        else:
            functions.append(_function(entry, given, ()))
    for room, methods in rooms.items():
        body = "\n".join(_indented(method) for method in methods)
        classes.append(f"class _{room.title()}(Room):\n{body}")
    instances = [f"{room}: _{room.title()}" for room in rooms]
    parts = [HEAD, columns, *classes, "\n".join(instances), "\n".join(functions)]
    return _formatted("\n\n".join(parts) + "\n")


def _answer(entry: core.Entry, classes: list[str]) -> str:
    """Name the type a call gives, writing its class where it has outputs to take."""
    if entry.outputs == ("value",):
        return "Rule"
    pattern = entry.outputs[0] == "value"
    words = entry.canonical.replace(".", "_").split("_")
    name = "_" + "".join(word.title() for word in words) + "Call"
    if entry.name != entry.canonical:
        return name  # the real name has written it
    fields = "\n".join(
        f"    @property\n    def {output}(self) -> Rule: ..." for output in entry.outputs[pattern:]
    )
    classes.append(f"class {name}({'Pattern' if pattern else 'Outputs'}):\n{fields}")
    return name


def _function(entry: core.Entry, answer: str, first: tuple[str, ...]) -> str:
    """Write a function: once where its inputs must be written, else also without them."""
    name = attribute(entry.name)
    assert not keyword.iskeyword(name), f"{name} is a keyword of Python"
    params = [
        f"{param.name}: {'int' if param.integer else 'float'} = {param.default:g}"
        for param in entry.params
    ]
    inputs = [_input(entry, taken) for taken in entry.inputs]
    # By position only: all but the one that takes the rest.
    plain = [taken for taken in entry.inputs if not taken.repeated]
    if plain:
        inputs.insert(len(plain), "/")
    calls = [[*inputs, *params]] if inputs else []
    if not entry.written:
        calls.insert(0, params)
    mark = "@overload\n" if len(calls) > 1 else ""
    return "\n".join(
        f"{mark}def {name}({', '.join([*first, *call])}) -> {answer}:\n    {_doc(entry)}"
        for call in calls
    )


def _input(entry: core.Entry, taken: core.Input) -> str:
    """Write an input; a number may be a plain one where it cannot be a parameter."""
    plain = bool(entry.written) and not entry.params and taken.kind != "boolean"
    star = "*" if taken.repeated else ""
    return f"{star}{taken.name}: Rule | str{' | float' if plain else ''}"


def _doc(entry: core.Entry) -> str:
    return f'"""{entry.summary}"""'


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _formatted(text: str) -> str:
    ruff = ["ruff", "format", "--stdin-filename", "ta.pyi", "-"]
    done = subprocess.run(
        [sys.executable, "-m", *ruff], input=text, text=True, capture_output=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    STUB.write_text(render())
