"""TA-Lib's functions under our names, and their answers."""

from typing import Any

import numpy as np
import polars as pl
import talib
from talib import abstract

import pytoolkit as tk
from tests.support.talib.series import COLUMNS

GROUPS = {
    "Overlap Studies": "overlap",
    "Momentum Indicators": "momentum",
    "Volume Indicators": "volume",
    "Volatility Indicators": "volatility",
    "Price Transform": "price",
    "Statistic Functions": "statistic",
    "Cycle Indicators": "cycle",
    "Pattern Recognition": "cdl",
}
"""TA-Lib's groups that we have whole, and ours."""
LEFT_OUT = {"MAVP": "takes a period for every bar, which rule text has no form for"}
BY_ANOTHER_NAME = {"highest": "MAX", "lowest": "MIN"}
"""Of TA-Lib's mathematical operators, the two that rules need."""


def listed(group: str) -> dict[str, str]:
    """Give our name to TA-Lib's for every function of one of TA-Lib's groups."""
    names = [name for name in talib.get_function_groups()[group] if name not in LEFT_OUT]
    return {_ours(name): name for name in names}


def _ours(name: str) -> str:
    return f"cdl.{name[3:].lower()}" if name.startswith("CDL") else name.lower()


def shared() -> dict[str, str]:
    """Give our name to TA-Lib's for everything that both have."""
    every = {ours: name for group in GROUPS for ours, name in listed(group).items()}
    known = set(tk.catalog()["name"])
    return {ours: name for ours, name in (every | BY_ANOTHER_NAME).items() if ours in known}


def asked(name: str, given: tuple[float, ...]) -> abstract.Function:
    """Give TA-Lib's function with parameters set."""
    function = abstract.Function(name)
    defaults = function.info["parameters"]
    function.parameters = {
        key: int(value) if isinstance(default, int) else float(value)
        for (key, default), value in zip(defaults.items(), given, strict=True)
    }
    return function


def answers(name: str, frame: pl.DataFrame, given: tuple[float, ...]) -> list[Any]:
    """Give TA-Lib's outputs as floats, NaN where it has none.

    Outputs of whole numbers have none before the function's lookback; TA-Lib writes 0 there.
    """
    arrays = {column: frame[column].to_numpy() for column in COLUMNS}
    if name in ("MAX", "MIN"):
        column = "high" if name == "MAX" else "low"
        return [getattr(talib, name)(arrays[column], int(given[0]))]
    function = asked(name, given)
    found = function(arrays)
    outputs = list(found) if isinstance(found, list | tuple) else [found]
    return [_floats(values, function.lookback) for values in outputs]


def _floats(values: Any, lookback: int) -> Any:
    if values.dtype.kind == "f":
        return np.where(np.isfinite(values), values, np.nan)
    found = values.astype(np.float64)
    found[:lookback] = np.nan
    return found
