"""A context with embedded stores, a clock that is set by hand, and no broker."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from pytoolkit.adapters.cold_delta import DeltaStore
from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.ports import Context
from pytoolkit.settings import Settings


@dataclass(slots=True)
class SetClock:
    """Market time as the test says."""

    at: datetime

    def now(self) -> datetime:
        """Give the set time."""
        return self.at

    def wall(self) -> datetime:
        """Give the real time."""
        return datetime.now(UTC)


def stores_of(folder: Path, at: datetime, run_id: str = "run") -> Context:
    """Open the stores below a folder; broker and market are not there."""
    nobody = cast(Any, None)
    return Context(
        settings=Settings(project=folder),
        hot=SqliteStore(folder / "hot.sqlite"),
        cold=DeltaStore(str(folder / "cold")),
        broker=nobody,
        market=nobody,
        clock=SetClock(at),
        run_id=run_id,
    )
