"""An Alpaca-compatible exchange on loopback that replays bars.

Unchanged alpaca-py talks to it. `start_simulator(Options(step=True, start="2012-06-01"))` gives a
running one.
"""

from pytoolkit.simulator.process import Handle, start_simulator
from pytoolkit.simulator.simulation import Options

__all__ = ["Handle", "Options", "start_simulator"]
