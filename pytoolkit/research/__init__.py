"""Research: what a strategy would have made, and pictures of it."""

from pytoolkit.research.backtesting import backtest
from pytoolkit.research.charts import anchor_chart, signal_chart
from pytoolkit.research.result import Backtest

__all__ = ["Backtest", "anchor_chart", "backtest", "signal_chart"]
