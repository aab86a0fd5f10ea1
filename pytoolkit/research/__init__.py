"""Research: what a strategy would have made, and pictures of it."""

from pytoolkit.research.backtesting import backtest
from pytoolkit.research.charts import signal_chart
from pytoolkit.research.result import Backtest

__all__ = ["Backtest", "backtest", "signal_chart"]
