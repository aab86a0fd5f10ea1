"""Writes `docs/structure.md` and its pictures: `python -m tests.docs.structure_page`.

Definitions come from the core's catalog, pictures from hand-built bars that the tests detect too. A
test compares the files with `render()`.
"""

import base64
import re
from pathlib import Path

import polars as pl

import pytoolkit as tk
from pytoolkit import core, report
from tests.support.formations import EXAMPLES, Example, bars_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PICTURES = "structure.md", "structure"
ENTRIES = {entry.name: entry for entry in core.catalog()}

HEAD = """\
# Structure

<!-- Written by `python -m tests.docs.structure_page`; do not edit. -->

Chart patterns on the turning points of price. `zigzag(pct)` finds these: a high or low becomes a
pivot at the bar on which price has come back from it by `pct` percent. Patterns look at confirmed
pivots only, from that bar on, so nothing repaints: what was said of a bar never changes.

`structure.<name>` is true on the bar that detects the pattern and false on every other, once for
each formation. Its fields are numbers on that bar and null elsewhere:

| field | what it is |
|---|---|
| `neckline` | the price whose break completes the pattern, or that the move after it must pass |
| `height` | what a target is measured with |
| `duration` | bars since the first point; over 90 is called MACRO, else STANDARD |
| `p1_price` `p1_age` ... | price of each point, and bars back to it |
| `direction` | of harmonics: 1 bullish, -1 bearish; points `x_price` `x_age` ... `d_age` |

The first parameter of every pattern is the zigzag's `pct`, 5 by default: small formations are only
seen by a small `pct`, as `structure.ascending_triangle(2)`. Percentages are of the price they are
compared with; a bound that is reached counts unless it says "more than". Bounds that no source
gives are our own. A mirror image is the same definition upside down.

```python
import pytoolkit as tk
from pytoolkit import ta

bars = tk.bars(["AAPL", "GOOG", "IBM", "MSFT"], "1Day", "2009-01-01")
found = tk.evaluate(
    bars,
    {
        "bottom": ta.structure.double_bottom(),
        "target": "structure.double_bottom.neckline + structure.double_bottom.height",
        "macro": "structure.double_bottom.duration > 90",
    },
).filter("bottom")
assert found["target"].null_count() == 0
```

`anchors` leads from each detection back to its points, as rows for a chart; `anchor_chart` draws
them.

```python
from pytoolkit.research import anchor_chart

points = tk.anchors(bars, "structure.double_bottom")
assert points.columns == ["symbol", "at", "pattern", "point", "point_at", "price"]
assert points["point"].to_list()[:3] == ["p1", "p2", "p3"]
picture = anchor_chart(bars, points, "AAPL")  # the last value of a cell is shown
```

A rule that wants a context asks for the last bars. This is true while D of a bullish AB=CD, known
within 5 bars, is at most 10 bars old:

```python
abcd = ta.structure.abcd(3)
context = ta.within(abcd & (abcd.direction > 0) & (abcd.d_age <= 5), 6)
assert tk.evaluate(bars, {"context": context})["context"].sum() > 0
```

Win rates that are quoted for patterns in the literature are priors without source. Nothing here
depends on them: `notebooks/02_find_patterns.ipynb` measures what followed in your own bars, and
shows the interval, which is wide where there are few.
"""

HARMONICS = """\
## Harmonics

Five pivots X A B C D (`abcd`: four) whose legs have given ratios, bullish where D is a valley and
bearish where it is a peak. `tolerance` is in percent of the ratio: at 3, a ratio of 0.786 means
0.762 to 0.810. Carney's fourth number, the projection CD / BC, follows from the other three and is
not checked: his ranges for it contradict the others at their ends. Who wants it writes it:

```python
projection = (
    "(structure.crab.c_price - structure.crab.d_price) "
    "/ (structure.crab.c_price - structure.crab.b_price) <= 3.618"
)
assert len(tk.evaluate(bars, {"crab": f"structure.crab and {projection}"})) == len(bars)
```
"""


def render() -> dict[str, str]:
    """Give the text of every file by its path below docs."""
    files, sections = {}, [HEAD]
    for name, example in EXAMPLES.items():
        if name == "abcd":
            sections.append(HARMONICS)
        sections.append(_section(name, example, level="##" if example.mirror else "###"))
        files[f"{PICTURES}/{name}.svg"] = _picture(name, example)
    return {PAGE: "\n".join(sections), **files}


def _section(name: str, example: Example, level: str) -> str:
    lines = [f"{level} {name}", "", _words(name), ""]
    if example.mirror:
        lines += [f"Mirror image: `structure.{example.mirror}`.", ""]
    return "\n".join([*lines, f"![{name}]({PICTURES}/{name}.svg)", ""])


def _words(name: str) -> str:
    entry = ENTRIES[f"structure.{name}"]
    params = ", ".join(f"{param.name}={param.default:g}" for param in entry.params)
    text = f"`structure.{name}({params})`. {entry.doc}"
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > 100:
            lines, line = [*lines, line], ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _picture(name: str, example: Example) -> str:
    bars = bars_of(example)
    call = f"structure.{name}"
    points = tk.anchors(bars, call)
    told = tk.evaluate(bars, {"found": call, "neckline": f"{call}.neckline"}).filter("found")
    at, neckline = told["at"][0], told["neckline"][0]
    close = bars.row(by_predicate=pl.col("at") == at, named=True)["close"]
    shape = report.Shape(points.select("point_at", "price").rows(), points["point"].to_list())
    image = report.candles(
        bars,
        marks=[report.Mark(at, close, "signal", "detected")],
        levels=[report.Level(neckline, "neckline", start=points["point_at"][0], end=at)],
        shapes=[shape],
        height=230,
    )
    drawing = re.search(r"base64,([^\"]+)", image.text)
    assert drawing is not None
    return base64.b64decode(drawing[1]).decode() + "\n"


if __name__ == "__main__":
    (DOCS / PICTURES).mkdir(exist_ok=True)
    for path, text in render().items():
        (DOCS / path).write_text(text)
