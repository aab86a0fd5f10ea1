"""Settings -> Context."""

from pathlib import Path
from typing import Any

from pytoolkit.ports import Context
from pytoolkit.settings import Settings, load_settings
from pytoolkit.wiring.brokers import BROKER, CLOCK, MARKET
from pytoolkit.wiring.schemes import made
from pytoolkit.wiring.stores import COLD, HOT


def connect(
    profile: str | None = None, project: Path | str | None = None, **overrides: Any
) -> Context:
    """Open one environment: stores, broker, market data and clock.

    Nothing is contacted until it is used. With the default profile everything is embedded and no
    credentials are read; keys in the environment are used only if the profile names `alpaca:`.

    Args:
        profile: dev (default), paper or live.
        project: folder with `runbooks/`; default: the nearest parent that has one.
        overrides: single settings (`hot`, `cold`, `broker`, `market`) that win over the file.

    Raises:
        BadSettings: a setting that names no known kind of store, broker or feed.
    """
    folder = Path(project) if isinstance(project, str) else project
    return open_context(load_settings(profile, folder, **overrides))


def open_context(settings: Settings, run_id: str = "") -> Context:
    """Build the context of some settings."""
    return Context(
        settings=settings,
        hot=made(HOT, "hot", settings),
        cold=made(COLD, "cold", settings),
        broker=made(BROKER, "broker", settings),
        market=made(MARKET, "market", settings),
        clock=made(CLOCK, "broker", settings),
        run_id=run_id,
    )
