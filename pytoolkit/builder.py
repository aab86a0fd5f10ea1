"""Functions of the catalog as Python functions that print rule text."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, NoReturn

from pytoolkit import core
from pytoolkit.errors import BadRule
from pytoolkit.expression import Outputs, Pattern, Rule, text_of

Function = Callable[..., Rule | Outputs]
"""A function of the catalog."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def function(entry: core.Entry) -> Function:
    """Make the Python function of an entry, with its documentation and signature."""

    def call(*inputs_and_parameters: object, **parameters: object) -> Rule | Outputs:
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

    call.__module__ = "pytoolkit.ta"
    call.__name__ = call.__qualname__ = attribute(entry.name)
    call.__doc__ = documentation(entry)
    call.__signature__ = _signature(entry)  # type: ignore[attr-defined]
    return call


def attribute(name: str) -> str:
    """Give the Python name of a catalog entry in its room: `two_crows` of `cdl.2crows`."""
    name = name.rpartition(".")[2]
    return f"{DIGITS[int(name[0])]}_{name[1:]}" if name[0].isdigit() else name


def documentation(entry: core.Entry) -> str:
    """Write what `help()` shows of an entry."""
    parts = [entry.doc]
    arguments = [*map(_input, entry.inputs), *map(_parameter, entry.params)]
    if arguments:
        parts.append("\n".join(["Args:", *(f"    {each}" for each in arguments)]))
    kind = "A condition" if entry.condition else "A number"
    if any(taken.kind is None for taken in entry.inputs):
        kind = "A number or a condition, as the input is"
    if entry.outputs[0] != "value":
        kind = "Numbers, each an attribute: " + ", ".join(entry.outputs)
    elif len(entry.outputs) > 1:
        kind += "; its details are attributes, numbers: " + ", ".join(entry.outputs[1:])
    bars = "bar" if entry.warmup == 1 else f"{entry.warmup} bars"
    warm = f"; null on the first {bars} at the defaults" if entry.warmup else ""
    parts.append(f"Returns:\n    {kind}{warm}.")
    parts.append(f"In rule text: `{entry.form}`.")
    if entry.params:
        # What a signature cannot say: `rsi(14)` is not `rsi(real=14)`.
        parts.append("A number by position is a parameter; inputs are written all or none.")
    return "\n\n".join(parts)


def _input(taken: core.Input) -> str:
    kind = {"number": "a number", "boolean": "a condition", None: "a number or a condition"}
    default = f", the {taken.default} unless inputs are given" if taken.default else ""
    again = ", once or several times" if taken.repeated else ""
    return f"{taken.name}: {kind[taken.kind]}{again}{default}."


def _parameter(param: core.Param) -> str:
    kind = "whole number" if param.integer else "number"
    return (
        f"{param.name}: {kind} from {param.min:g} to {param.max:g}, {param.default:g} unless given."
    )


def _signature(entry: core.Entry) -> Signature:
    """Describe a call: inputs by position, parameters after them or by name."""
    inputs = []
    for taken in entry.inputs:
        kind = Parameter.VAR_POSITIONAL if taken.repeated else Parameter.POSITIONAL_ONLY
        default = Parameter.empty if entry.written else taken.default
        inputs.append(Parameter(taken.name, kind, default=default))
    params = [
        Parameter(
            param.name,
            Parameter.POSITIONAL_OR_KEYWORD,
            default=int(param.default) if param.integer else param.default,
        )
        for param in entry.params
    ]
    return Signature([*inputs, *params])


class Room:
    """Functions of one prefix: `ta.cdl.engulfing()`, or by its name `ta.cdl["2crows"]()`."""

    def __init__(self, name: str, functions: dict[str, Function]) -> None:
        self._name = name
        self._functions = functions

    def __getitem__(self, name: str) -> Function:
        if name not in self._functions:
            raise KeyError(self._unknown(name))
        return self._functions[name]

    if not TYPE_CHECKING:  # to a type checker there is no such attribute

        def __getattr__(self, name: str) -> NoReturn:
            raise AttributeError(name if name.startswith("_") else self._unknown(name))

    def __repr__(self) -> str:
        return f"ta.{self._name}"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._functions)

    def _unknown(self, name: str) -> str:
        # The core knows what was probably meant.
        try:
            core.canonical(f"{self._name}.{name}")
        except BadRule as refusal:
            return str(refusal)
        return f"ta.{self._name} has no {name}"


def room(name: str, functions: dict[str, Function]) -> Room:
    """Make the functions of a prefix attributes of a class of their own, as the stub has it.

    Args:
        name: the prefix.
        functions: by their names in rule text, without the prefix.
    """
    attributes = {attribute(each): staticmethod(made) for each, made in functions.items()}
    made: type[Room] = type(f"_{name.title()}", (Room,), {"__doc__": Room.__doc__, **attributes})
    made.__module__ = "pytoolkit.ta"
    return made(name, functions)
