"""Writes `docs/indicators.md` from the core's catalog: `python -m tests.core.catalog_page`.

A test compares the file with `render()`.
"""

from itertools import groupby
from pathlib import Path

from pytoolkit import core

PAGE = Path(__file__).parent.parent.parent / "docs" / "indicators.md"

HEAD = """\
<!-- Written from the core's catalog by `make generated`; do not edit. -->

# Indicators and patterns

Everything that [rule text](rules.md) can call. A call is shown with its inputs at their defaults
and every parameter; a value is null until it is warm, and where a value it needs is null. Functions
that TA-Lib has give TA-Lib's values. In Python each is a function of `ta`, and `help(ta.rsi)` shows
what stands here; `tk.catalog()` is the same as a frame.
"""

GROUPS = {
    "overlap": ("Overlap", "Averages, bands and stops, on the scale of the price."),
    "momentum": ("Momentum", "Oscillators, and direction."),
    "volume": ("Volume", "What was traded."),
    "volatility": ("Volatility", "How far prices move."),
    "price": ("Price", "Combinations of one bar's prices."),
    "statistic": ("Statistics", "Statistics of a window."),
    "cycle": ("Cycles", "The dominant cycle."),
    "rule": ("Rules", "Building blocks of rules: looking back, choosing, joining."),
    "cdl": ("Candles of TA-Lib", "From -200 to 200, 0 where there is none; bearish ones negative."),
    "candle": ("Strict candles", "Conditions, as the strategies use them."),
    "structure": ("Structure", "Pivots, and patterns on confirmed pivots: nothing repaints."),
}


def render() -> str:
    """Give the page's text."""
    groups = [(name, list(entries)) for name, entries in groupby(core.catalog(), _group)]
    parts = [HEAD, "\n".join(_index(name, entries) for name, entries in groups)]
    for name, entries in groups:
        title, about = GROUPS[name]
        parts += [f"## {title}\n\n{about}", *map(_section, entries)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _group(entry: core.Entry) -> str:
    return entry.group


def _index(group: str, entries: list[core.Entry]) -> str:
    names = " · ".join(f"[{entry.name}](#{entry.name.replace('.', '')})" for entry in entries)
    return f"- **{GROUPS[group][0]}**: {names}"


def _section(entry: core.Entry) -> str:
    facts = [f"`{entry.form}`", _gives(entry), *map(_parameter, entry.params)]
    return f"### {entry.name}\n\n{entry.doc}\n\n" + "\n".join(f"- {fact}" for fact in facts)


def _gives(entry: core.Entry) -> str:
    kind = "condition" if entry.condition else "number"
    if any(taken.kind is None for taken in entry.inputs):
        kind = "number or condition, as its input is"
    fields = " ".join(f"`.{output}`" for output in entry.outputs if output != "value")
    what = kind if entry.outputs[0] == "value" else f"numbers {fields}"
    if entry.outputs[0] == "value" and fields:
        what += f"; details as numbers {fields}"
    bars = "bar" if entry.warmup == 1 else f"{entry.warmup} bars"
    return what + (f"; null on the first {bars}" if entry.warmup else "")


def _parameter(param: core.Param) -> str:
    kind = "whole number" if param.integer else "number"
    return f"`{param.name}`: {kind} from {param.min:g} to {param.max:g}"


if __name__ == "__main__":
    PAGE.write_text(render())
