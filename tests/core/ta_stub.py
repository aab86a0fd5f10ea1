"""Writes `pytoolkit/ta.pyi` from the core's catalog: `python -m tests.core.ta_stub`.

A test compares the file with `render()`, so that a new entry of the catalog is not forgotten.
"""

import keyword
import subprocess
import sys
from pathlib import Path

from pytoolkit import core, ta
from pytoolkit.builder import attribute

STUB = Path(ta.__file__).with_suffix(".pyi")

HEAD = '''\
"""Written from the core's catalog by `python -m tests.core.ta_stub`; do not edit."""
# ruff: noqa: A001 - the first price of a bar is called open

from collections.abc import Callable
from typing import Final

from pytoolkit.expression import Outputs, Pattern, Rule

COLUMNS: Final[tuple[str, ...]]
VARIABLES: Final[tuple[str, ...]]

def rule(text: str) -> Rule: ...
'''

_BY_NAME = "def __getitem__(self, name: str) -> Callable[..., Rule | Outputs]: ..."


def render() -> str:
    """Give the stub's text, formatted."""
    columns = "\n".join(f"{name}: Rule" for name in ta.COLUMNS + ta.VARIABLES)
    classes: list[str] = []
    functions: list[str] = []
    rooms: dict[str, list[str]] = {}
    for entry in core.catalog():
        room, dot, name = entry.name.rpartition(".")
        given = _answer(entry, classes)
        if dot:
            methods = rooms.setdefault(room, [_BY_NAME])
            methods.append(_function(entry, attribute(name), given, "self, "))
        else:
            functions.append(_function(entry, name, given, ""))
    for room, methods in rooms.items():
        body = "\n".join(f"    {method}" for method in methods)
        classes.append(f"class _{room.title()}:\n{body}")
    instances = [f"{room}: _{room.title()}" for room in rooms]
    parts = [HEAD, columns, *classes, "\n".join(instances), "\n".join(functions)]
    return _formatted("\n\n".join(parts) + "\n")


def _answer(entry: core.Entry, classes: list[str]) -> str:
    """Name the type a call gives, writing its class where it has outputs to take."""
    if entry.outputs == ("value",):
        return "Rule"
    pattern = entry.outputs[0] == "value"
    words = entry.name.replace(".", "_").split("_")
    name = "_" + "".join(word.title() for word in words) + "Call"
    fields = "\n".join(
        f"    @property\n    def {output}(self) -> Rule: ..." for output in entry.outputs[pattern:]
    )
    classes.append(f"class {name}({'Pattern' if pattern else 'Outputs'}):\n{fields}")
    return name


def _function(entry: core.Entry, name: str, answer: str, first: str) -> str:
    assert name.isidentifier(), f"{name} is no name of Python"
    assert not keyword.iskeyword(name), f"{name} is a keyword of Python"
    needed = any(not taken.default for taken in entry.inputs)
    taken = "*inputs_and_parameters: Rule | str | float"
    if not entry.inputs and not entry.params:
        taken = first.removesuffix(", ")
    elif not entry.inputs:
        taken = first + ", ".join(f"{p.name}: float = {p.default:g}" for p in entry.params)
    else:
        taken = first + taken
        taken += "".join(f", {p.name}: float = {p.default:g}" for p in entry.params)
    assert not needed or entry.inputs
    return f"def {name}({taken}) -> {answer}: ..."


def _formatted(text: str) -> str:
    ruff = ["ruff", "format", "--stdin-filename", "ta.pyi", "-"]
    done = subprocess.run(
        [sys.executable, "-m", *ruff], input=text, text=True, capture_output=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    STUB.write_text(render())
