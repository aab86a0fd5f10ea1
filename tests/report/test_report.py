"""Pieces of a report: exact in what they print, self-contained in how they are built."""

import base64
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import polars as pl
import pytest

from pytoolkit import report
from pytoolkit.metrics import Interval
from pytoolkit.report.html import cell_text
from pytoolkit.report.svg import ticks

FIRST = datetime(2012, 6, 1, 4, tzinfo=UTC)
BARS = pl.DataFrame(
    {
        "at": [FIRST + timedelta(days=n) for n in range(30)],
        "open": [10.0 + n for n in range(30)],
        "high": [12.0 + n for n in range(30)],
        "low": [9.0 + n for n in range(30)],
        "close": [11.0 + n if n % 3 else 9.5 + n for n in range(30)],
    }
)
DAYS = [date(2012, 6, 1) + timedelta(days=n) for n in range(30)]


def drawing_of(piece: report.Html) -> str:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', piece.text)
    assert found is not None
    return base64.b64decode(found[1]).decode()


PICTURES = {
    "candles": lambda: report.candles(
        BARS,
        marks=[report.Mark(FIRST, 10.0, "buy", "in"), report.Mark(FIRST, 11.0, "sell", "out")],
        levels=[report.Level(9.0, "stop", "bad", FIRST, FIRST + timedelta(days=5))],
        lines={"ema": [None, *BARS["close"].to_list()[1:]]},
        shapes=[report.Shape([(FIRST, 9.0), (FIRST + timedelta(days=5), 17.0)], ["X", "A <b>"])],
    ),
    "equity": lambda: report.equity_curve(DAYS, [100.0 + n for n in range(30)]),
    "columns": lambda: report.columns(DAYS, [float(n - 15) for n in range(30)]),
    "one day": lambda: report.columns(DAYS[:1], [0.0]),
    "flat": lambda: report.equity_curve(DAYS[:1], [100_000.0]),
    "ranked": lambda: report.ranked({"a <b> & c": 3, "d": 0}),
    "intervals": lambda: report.intervals(
        [report.Estimate("gate", Interval(1, 0, 2), Interval(0, -1, 1), "n 3")]
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_any_is_well_formed_and_needs_no_network(name: str) -> None:
    piece = PICTURES[name]()
    drawing = drawing_of(piece)
    ElementTree.fromstring(drawing)
    assert "script" not in piece.text
    assert drawing.replace("http://www.w3.org/2000/svg", "").count("http") == 0
    assert "nan" not in drawing


def test_picture_of_nothing_is_empty() -> None:
    assert report.candles(BARS.head(0)).text == ""
    assert report.columns([], []).text == ""
    assert report.ranked({}).text == ""


def test_candles_of_a_year_stay_small() -> None:
    bars = pl.concat([BARS] * 9).with_columns(
        at=pl.Series([FIRST + timedelta(days=n) for n in range(270)])
    )
    assert len(report.candles(bars).text) < 60_000


def test_candles_rising_and_falling_bars_have_their_colors() -> None:
    drawing = drawing_of(report.candles(BARS.head(2)))
    assert drawing.count("#2aa876") == 2  # one wick path, one body path
    assert drawing.count("#e0565b") == 2
    only_rising = drawing_of(report.candles(BARS[1:2]))
    assert "#e0565b" not in only_rising


def test_candles_shape_is_a_line_through_its_points_with_names_off_the_bars() -> None:
    prices = (20.0, 30.0, 10.0)
    points = [(FIRST + timedelta(days=7 * n), price) for n, price in enumerate(prices)]
    shape = report.Shape(points, ["X", "A", "B"])

    drawing = ElementTree.fromstring(drawing_of(report.candles(BARS, shapes=[shape])))

    svg = "{http://www.w3.org/2000/svg}"
    dots = [each.attrib for each in drawing.iter(f"{svg}circle")]
    names = {each.text: each.attrib for each in drawing.iter(f"{svg}text")}
    [line] = [
        each.attrib["d"] for each in drawing.iter(f"{svg}path") if each.get("stroke") == "#e3a008"
    ]
    assert line == "M" + "L".join(f"{dot['cx']} {dot['cy']}" for dot in dots)
    above = [
        float(names[name]["y"]) < float(dot["cy"]) for name, dot in zip("XAB", dots, strict=True)
    ]
    assert above == [False, True, False]
    assert [names[name]["x"] for name in "XAB"] == [dot["cx"] for dot in dots]


def test_candles_shape_beyond_the_bars_prices_widens_the_scale() -> None:
    # 41 is the highest high; without the shape the axis ends near it.
    shape = report.Shape([(FIRST, 9.0), (FIRST + timedelta(days=5), 80.0)])
    assert ">80<" not in drawing_of(report.candles(BARS))
    assert ">80<" in drawing_of(report.candles(BARS, shapes=[shape]))


def test_candles_shape_of_more_names_than_points_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        report.candles(BARS, shapes=[report.Shape([(FIRST, 9.0)], ["X", "A"])])


def test_candles_mark_at_the_edge_keeps_its_words_inside() -> None:
    marks = [
        report.Mark(FIRST + timedelta(days=day), 20.0, "signal", f"day {day}")
        for day in (0, 15, 29)
    ]
    drawing = drawing_of(report.candles(BARS, marks=marks))
    sides = re.findall(r'text-anchor="(\w+)" fill="[^"]+">day', drawing)
    assert sides == ["start", "middle", "end"]


@pytest.mark.parametrize(
    ("name", "value", "printed"),
    [
        ("pnl_usd", Decimal("1234567.891"), "1,234,567.89"),
        ("entry_price", Decimal("530.25"), "530.25"),
        ("entry_price", Decimal("17.7291"), "17.7291"),
        ("quantity", Decimal("18"), "18"),
        ("win_rate_pct", 55.0, "55.00"),
        ("trade_id", "8f14e45f-ceea-467f-9575-6d1a2c3b4d5e", "8f14e45f"),
        ("fee_finalized", True, "yes"),
        ("entry_at", FIRST, "2012-06-01 04:00"),
        ("exit_at", None, "\N{EN DASH}"),
        ("trades", 12345, "12,345"),
    ],
)
def test_cell_text_prints_a_value_as_people_read_it(name: str, value: object, printed: str) -> None:
    assert cell_text(name, value) == printed


def test_table_longer_than_shown_counts_what_it_left_out() -> None:
    frame = pl.DataFrame({"n": list(range(1_500))})
    shown = report.table(frame, rows=10).text
    assert shown.count("<tr>") == 11
    assert "1,490 more rows are not shown." in shown


def test_table_escapes_what_it_shows() -> None:
    shown = report.table(pl.DataFrame({"<b>": ["<script>alert(1)</script>"]})).text
    assert "<script>" not in shown
    assert "<b>" not in shown


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0.0, 10.0) == [0.0, 2.5, 5.0, 7.5, 10.0]
    assert ticks(-750.0, 330.0) == [-500.0, 0.0]
