"""Writes the tables of `docs/candles.md`: `python -m tests.core.candle_page`.

A test compares the page with `render()`, so that neither a new candle nor a changed setting is
forgotten.
"""

import re
from pathlib import Path

from pytoolkit import core

REPOSITORY = Path(__file__).parent.parent.parent
PAGE = REPOSITORY / "docs" / "candles.md"
SETTINGS = REPOSITORY / "core_rs" / "src" / "candles" / "settings.rs"

SETTING = re.compile(
    r"/// (?P<doc>.+)\n"
    r"pub const (?P<name>\w+): Setting = Setting::new\("
    r"Source::(?P<source>\w+), (?P<period>\d+), (?P<factor>[\d.]+)\);"
)
OWN_BODY = re.compile(r"/// (?P<doc>.+)\npub const (?P<name>\w+): f64 = (?P<factor>[\d.]+);")
MEANS = {
    "Body": "bodies",
    "Range": "ranges",
    "Shadows": "shadows, both together, halved",
}


def render(page: str) -> str:
    """Give the page's text with its tables written anew."""
    for name, table in {"settings": settings(), "candles": candles()}.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
        before, found, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        assert found, f"docs/candles.md does not begin {name}"
        assert closed, f"docs/candles.md does not end {name}"
        page = before + begin + "\n" + "\n".join(table) + "\n\n" + end + after
    return page


def settings() -> list[str]:
    """Write TA-Lib's settings, in the order of the source."""
    text = SETTINGS.read_text()
    rows = ["| setting | meaning | limit |", "|---|---|---|"]
    for one in SETTING.finditer(text):
        if one["source"] in MEANS:
            limit = f"{float(one['factor']):g} x mean of {one['period']} {MEANS[one['source']]}"
            rows.append(_row(one["name"], one["doc"], limit))
    for one in OWN_BODY.finditer(text):
        rows.append(_row(one["name"], one["doc"], f"{float(one['factor']):g} x own body"))
    return rows


def candles() -> list[str]:
    """Write one line for each candle of the catalog."""
    rows = ["| candle | value | first at bar |", "|---|---|---|"]
    for entry in core.catalog():
        if entry.group in ("cdl", "candle"):
            params = ", ".join(f"{param.name}={param.default:g}" for param in entry.params)
            name = f"{entry.name}({params})" if params else entry.name
            said = entry.doc.partition(" First value at bar")[0]
            rows.append(f"| `{name}` | {said} | {entry.warmup + 1} |")
    return rows


def _row(name: str, doc: str, limit: str) -> str:
    return f"| {name.lower().replace('_', ' ')} | {doc} | {limit} |"


if __name__ == "__main__":
    PAGE.write_text(render(PAGE.read_text()))
