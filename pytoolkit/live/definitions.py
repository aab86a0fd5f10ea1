"""Definitions of the strategies traded, kept by hash: an open trade is managed by its own."""

from datetime import datetime

from pytoolkit.live.controls import put
from pytoolkit.models.job import Control
from pytoolkit.models.strategy import Strategy
from pytoolkit.ports import HotStore

PREFIX = "strategy."
BEHIND = "strategy/"
"""First text after every text with the prefix."""


def remember(hot: HotStore, strategies: list[Strategy], at: datetime) -> None:
    """Keep the definitions; one that is there already is the same by its name."""
    known = {each.name for each in _stored(hot)}
    for strategy in strategies:
        name = PREFIX + strategy.config_hash
        if name not in known:
            put(hot, name, strategy.model_dump(mode="json"), at)


def known_definitions(hot: HotStore) -> dict[str, Strategy]:
    """Give every definition that was ever traded here, by its hash."""
    return {
        each.name.removeprefix(PREFIX): Strategy.model_validate(each.value) for each in _stored(hot)
    }


def _stored(hot: HotStore) -> list[Control]:
    return hot.find(Control, [("name", ">=", PREFIX), ("name", "<", BEHIND)])
