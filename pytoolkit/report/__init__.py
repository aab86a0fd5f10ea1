"""What a notebook shows: tiles, tables and pictures without scripts or network."""

from pytoolkit.report.candles import Level, Mark, Shape, candles
from pytoolkit.report.html import Html, Tile, heading, note, stack, table, tiles
from pytoolkit.report.pictures import Estimate, columns, equity_curve, intervals, ranked

__all__ = [
    "Estimate",
    "Html",
    "Level",
    "Mark",
    "Shape",
    "Tile",
    "candles",
    "columns",
    "equity_curve",
    "heading",
    "intervals",
    "note",
    "ranked",
    "stack",
    "table",
    "tiles",
]
