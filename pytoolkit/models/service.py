"""What the live service says of itself, for whoever looks from outside."""

from typing import ClassVar

from pydantic import Field

from pytoolkit.models.base import Document, JsonDict, Key, Table, Utc


class ServiceState(Document):
    """The newest sign of life of one service, at most one a second and never on the order path."""

    TABLE: ClassVar[Table] = Table("service_states", ("name",), "hot")

    name: Key
    """`live`."""
    owner: str
    """Process that wrote it: host/pid/part."""
    started_at: Utc
    """Wall time at which that process began."""
    beat_at: Utc
    """Wall time of this state."""
    market_at: Utc | None = None
    """Market time as last read; null before the first reading."""
    handled_at: Utc | None = None
    """Newest instant that was fully handled."""
    trouble: str = ""
    """Why the service cannot go on now; empty while it works."""
    trouble_since: Utc | None = None
    """Wall time since when."""
    streams: JsonDict = Field(default_factory=dict)
    """By name: `heard_at` (wall time of the last message, null: none yet), `opened` (times)."""
    marks: JsonDict = Field(default_factory=dict)
    """By symbol that is held: `price` as text and `at`, the start of the bar that closed at it."""
    latencies: JsonDict = Field(default_factory=dict)
    """By name: `count`, and `p50_ms`, `p99_ms`, `last_ms` of the newest."""
