"""Calls of catalog entries as rule text."""

from pytoolkit import core


def written(taken: core.Input) -> str:
    """Give an expression for an input that must be written."""
    return "close > open" if taken.kind == "boolean" else "high - low"


def call(entry: core.Entry) -> str:
    """Call an entry at its defaults, with the inputs that must be written."""
    if not entry.written:
        return entry.name
    return f"{entry.name}({', '.join(taken.default or written(taken) for taken in entry.written)})"


def field(entry: core.Entry) -> str:
    """Give the field of its first output, empty for a value."""
    return "" if entry.outputs[0] == "value" else f".{entry.outputs[0]}"
