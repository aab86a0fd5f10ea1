"""Which strategies the live service can trade, and in one sentence why not the others."""

import logging
from collections.abc import Sequence

from pytoolkit.errors import BadStrategy
from pytoolkit.models.strategy import Strategy

log = logging.getLogger(__name__)


def objection(strategy: Strategy) -> str:
    """Say why the live service does not trade a strategy; empty if it does."""
    name, fractions = strategy.strategy_id, strategy.risk.fractional
    if strategy.asset_class == "CRYPTO":
        shorts = strategy.side == "sell"
        return f"{name}: sells pairs short; the broker lends none" if shorts else ""
    if fractions and strategy.side == "sell":
        return f"{name}: sells fractions short; the broker lends whole shares only"
    if fractions and strategy.order != "market":
        return (
            f"{name}: a {strategy.order} order for a fraction stands for one day only; set "
            "order = 'market' or risk.fractional = false"
        )
    return ""


def tradable(strategies: Sequence[Strategy]) -> list[Strategy]:
    """Give the active strategies this service can trade, in order of id.

    Raises:
        BadStrategy: there is none.
    """
    active = sorted((each for each in strategies if each.active), key=lambda s: s.strategy_id)
    objections = [words for words in map(objection, active) if words]
    for words in objections:
        log.warning("not traded: %s", words)
    found = [each for each in active if not objection(each)]
    if not found:
        why = f": {objections[0]}" if objections else ""
        raise BadStrategy(f"no active strategy can be traded live{why}")
    return found
