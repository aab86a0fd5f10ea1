"""Which strategies the live service can trade, and in one sentence why not the others."""

from pytoolkit.models.strategy import Strategy


def objection(strategy: Strategy) -> str:
    """Say why the live service does not trade a strategy; empty if it does."""
    if strategy.asset_class != "EQUITY":
        return f"{strategy.strategy_id}: the live service trades EQUITY, not {strategy.asset_class}"
    if strategy.timeframe != "1Day":
        return f"{strategy.strategy_id}: the live service decides on 1Day bars, not " + (
            strategy.timeframe
        )
    if len(strategy.targets) > 1:
        return (
            f"{strategy.strategy_id}: names {len(strategy.targets)} targets; the live service "
            "trades one target (and a trail), so name one in `targets`"
        )
    if strategy.risk.fractional:
        return (
            f"{strategy.strategy_id}: asks for fractions; a bracket at the broker takes whole "
            "shares, so set risk.fractional = false"
        )
    return ""
