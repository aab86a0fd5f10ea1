"""Pictures of patterns."""

import base64
import re
from datetime import date, timedelta

import polars as pl
import pytest

import pytoolkit as tk
from pytoolkit import report
from pytoolkit.research import anchor_chart
from tests.support.formations import EXAMPLES, START, bars_of

BARS = pl.concat([bars_of(EXAMPLES["bat"], "A"), bars_of(EXAMPLES["double_bottom"], "B")])
FOUND = pl.concat(tk.anchors(BARS, f"structure.{name}") for name in ("bat", "double_bottom"))


def words_of(piece: report.Html) -> list[str]:
    found = re.search(r'base64,([^"]+)"', piece.text)
    assert found is not None
    return re.findall(r">([^<>]+)</text>", base64.b64decode(found[1]).decode())


@pytest.mark.parametrize(
    ("symbol", "pattern", "points"),
    [("A", "bat", {"X", "A", "B", "C", "D"}), ("B", "double_bottom", {"p1", "p2", "p3"})],
)
def test_anchor_chart_names_pattern_and_points_of_its_symbol_only(
    symbol: str, pattern: str, points: set[str]
) -> None:
    words = set(words_of(anchor_chart(BARS, FOUND, symbol)))

    assert words >= {f"{symbol}: patterns", pattern} | points
    names = {"bat", "double_bottom", "X", "A", "B", "C", "D", "p1", "p2", "p3"}
    assert words & names == {pattern} | points


def test_anchor_chart_without_a_range_shows_the_newest_pattern_with_room() -> None:
    # 200 quiet bars on both sides are cut off, ten and more stay.
    own = BARS.filter(pl.col("symbol") == "B")
    days = pl.int_range(pl.len()).cast(pl.Int64)
    before = own[:1].select(pl.all().repeat_by(200).explode()).with_columns(
        at=pl.lit(START) - timedelta(days=200) + pl.duration(days=days)
    )  # fmt: skip
    bars = pl.concat([before, own])
    found = tk.anchors(bars, "structure.double_bottom")

    whole = anchor_chart(bars, found, "B", start=date(2025, 1, 1))
    near = anchor_chart(bars, found, "B")

    assert len(near.text) < len(whole.text) / 2
    assert set(words_of(near)) >= {"p1", "double_bottom"}


def test_anchor_chart_leaves_out_a_pattern_that_began_before_the_picture() -> None:
    first = FOUND.filter(pl.col("symbol") == "A")["point_at"].min()
    assert first is not None

    inside = words_of(anchor_chart(BARS, FOUND, "A", start=first.date()))
    cut = words_of(anchor_chart(BARS, FOUND, "A", start=first.date() + timedelta(days=1)))

    assert "bat" in inside
    assert "bat" not in cut
    assert "X" not in cut


def test_anchor_chart_with_nothing_to_draw_says_so() -> None:
    assert "No pattern of C" in anchor_chart(BARS, FOUND, "C").text
    assert "No bars of A" in anchor_chart(BARS, FOUND, "A", start=date(2030, 1, 1)).text
    assert "No bars of A" in anchor_chart(BARS.filter(pl.col("symbol") == "B"), FOUND, "A").text
