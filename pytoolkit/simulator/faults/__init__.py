"""Named fault scenarios: what brokers, networks and clocks really do, on purpose and on time."""

from pytoolkit.simulator.faults.engine import Faults
from pytoolkit.simulator.faults.files import load_scenario, scenario_names
from pytoolkit.simulator.faults.model import Fault, Scenario

__all__ = ["Fault", "Faults", "Scenario", "load_scenario", "scenario_names"]
