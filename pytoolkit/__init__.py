"""pytoolkit: research and operations for systematic trading through Alpaca, with a Rust core.

Names are loaded on first use, so importing the package costs little more than Python itself.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytoolkit import ta as ta
    from pytoolkit.certificate import certify as certify
    from pytoolkit.models.strategy import Strategy as Strategy
    from pytoolkit.outcome import what_if as what_if
    from pytoolkit.ports import Context as Context
    from pytoolkit.resampling import Resampler as Resampler
    from pytoolkit.resampling import resample as resample
    from pytoolkit.research import backtest as backtest
    from pytoolkit.scanning import scan as scan
    from pytoolkit.signals import Stream as Stream
    from pytoolkit.signals import catalog as catalog
    from pytoolkit.signals import evaluate as evaluate
    from pytoolkit.structure import anchors as anchors
    from pytoolkit.wiring import bars as bars
    from pytoolkit.wiring import connect as connect

_HOMES = {
    "Context": "ports",
    "Resampler": "resampling",
    "Strategy": "models.strategy",
    "Stream": "signals",
    "anchors": "structure",
    "backtest": "research",
    "bars": "wiring",
    "catalog": "signals",
    "certify": "certificate",
    "connect": "wiring",
    "evaluate": "signals",
    "resample": "resampling",
    "scan": "scanning",
    "ta": "",
    "what_if": "outcome",
}
"""Public name to the module it lives in; empty: the name is a module."""

__all__ = [
    "Context",
    "Resampler",
    "Strategy",
    "Stream",
    "anchors",
    "backtest",
    "bars",
    "catalog",
    "certify",
    "connect",
    "evaluate",
    "resample",
    "scan",
    "ta",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pytoolkit' has no attribute {name!r}")
    home = _HOMES[name] or name
    module = importlib.import_module(f"pytoolkit.{home}")
    found = getattr(module, name) if _HOMES[name] else module
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
