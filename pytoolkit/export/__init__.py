"""The way from hot to cold, the same for every loop.

plan -> merge -> read back and compare -> mark exported. Every step can be interrupted: running
again repairs it, since versions only grow and a row is marked only at the version read back equal.

Guarantee: every closed record is either still in hot or exactly once in cold at its newest exported
version; a re-run without new data writes nothing.
"""

from pytoolkit.export.marks import marks
from pytoolkit.export.plan import Candidate
from pytoolkit.export.run import Exported, export_rows

__all__ = ["Candidate", "Exported", "export_rows", "marks"]
