"""Price levels of a plan: on the asset's grid, in parts, and on the right side of the entry.

Here estimates become money: a level of the core crosses over by `Decimal(repr(x))` and is rounded
to the asset's increment, always so that the plan gets no better than it was computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal
from itertools import pairwise

from pytoolkit import core
from pytoolkit.models.base import MONEY_CONTEXT, Side, round_money
from pytoolkit.models.base import canonical_decimal as _text
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import OrderKind
from pytoolkit.models.strategy import Strategy

ONE = Decimal(1)
INCREMENT_BELOW_ONE = Decimal("0.0001")
"""Equities below 1 USD are quoted in hundredths of a cent."""
RULE = "RULE:"
COLOR_FLIP = "color_flip"
INVALIDATED = "STRUCTURAL_INVALIDATION"
NOT_WARM = "not warm"


@dataclass(frozen=True, slots=True)
class Levels:
    """A plan in exact prices; None where a level has no positive value."""

    entry: Decimal | None
    stop: Decimal | None
    targets: tuple[Decimal | None, ...]


def increment_at(asset: Asset, price: Decimal) -> Decimal:
    """Give the smallest step of an order price at a price."""
    small = asset.asset_class == "EQUITY" and price < ONE
    return min(INCREMENT_BELOW_ONE, asset.price_increment) if small else asset.price_increment


def price_steps(asset: Asset) -> core.PriceSteps:
    """Give the asset's grid as the core wants it."""
    return core.PriceSteps(
        float(asset.price_increment), float(increment_at(asset, INCREMENT_BELOW_ONE))
    )


def on_grid(price: float, asset: Asset, *, up: bool) -> Decimal:
    """Round a price to the asset's grid, up or down."""
    exact = Decimal(repr(price))
    step = increment_at(asset, exact)
    steps = MONEY_CONTEXT.divide(exact, step)
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    return MONEY_CONTEXT.multiply(steps.to_integral_value(rounding=rounding), step)


def stop_on_grid(price: float, side: Side, asset: Asset) -> Decimal:
    """Round a protective stop away from the entry."""
    return on_grid(price, asset, up=side == "sell")


def target_on_grid(price: float, side: Side, asset: Asset) -> Decimal:
    """Round a target towards the entry."""
    return on_grid(price, asset, up=side == "sell")


def entry_on_grid(price: float, side: Side, order: OrderKind, asset: Asset) -> Decimal:
    """Round an entry so that it never fills at a worse limit or before its trigger.

    A limit to buy goes down, a stop to buy up; sells the other way. The reference of a market
    entry is the close itself, to 9 places.
    """
    if order == "market":
        return round_money(Decimal(repr(price)))
    return on_grid(price, asset, up=(side == "buy") == (order == "stop"))


def levels_of(strategy: Strategy, decision: core.Decision, asset: Asset) -> Levels:
    """Put a decision's plan on the asset's grid."""
    side = strategy.side
    entry, stop = decision.entry_price, decision.stop
    return Levels(
        _positive(None if entry is None else entry_on_grid(entry, side, strategy.order, asset)),
        _positive(None if stop is None else stop_on_grid(stop, side, asset)),
        tuple(
            _positive(None if target is None else target_on_grid(target, side, asset))
            for target in decision.targets
        ),
    )


def reward_risk(side: Side, levels: Levels) -> Decimal | None:
    """Give (first target - entry) / (entry - stop), sides swapped for shorts; None without one."""
    first = levels.targets[0] if levels.targets else None
    if first is None or levels.entry is None or levels.stop is None:
        return None
    sign = 1 if side == "buy" else -1
    risk = sign * (levels.entry - levels.stop)
    return MONEY_CONTEXT.divide(sign * (first - levels.entry), risk) if risk > 0 else None


def objection(strategy: Strategy, decision: core.Decision, levels: Levels) -> tuple[str, str]:
    """Say what is wrong with a plan.

    Returns:
        The part that fails (`entry`, `stop`, `targets`, `reward_risk`) and a sentence; two empty
        texts where nothing is wrong.
    """
    raw = {"entry": (decision.entry_price,), "stop": (decision.stop,), "targets": decision.targets}
    for part, values in raw.items():
        if any(value is None for value in values):
            return part, NOT_WARM
    entry, stop = levels.entry, levels.stop
    if entry is None:
        return "entry", "the entry is not positive"
    if stop is None:
        return "stop", "the stop is not positive"
    targets = [target for target in levels.targets if target is not None]
    if len(targets) != len(levels.targets):
        return "targets", "a target is not positive"
    buys = strategy.side == "buy"
    sign = 1 if buys else -1
    if sign * (entry - stop) <= 0:
        side = "below" if buys else "above"
        return "stop", f"the stop {_text(stop)} is not {side} the entry {_text(entry)}"
    if any(sign * (b - a) <= 0 for a, b in pairwise([entry, *targets])):
        listed = ", ".join(map(_text, targets))
        side = "above" if buys else "below"
        return "targets", f"targets {listed} do not lie in order {side} the entry {_text(entry)}"
    return _too_little_reward(strategy, decision, levels)


def _too_little_reward(
    strategy: Strategy, decision: core.Decision, levels: Levels
) -> tuple[str, str]:
    ratio = reward_risk(strategy.side, levels)
    least = strategy.min_reward_risk_high if decision.high else strategy.min_reward_risk
    if ratio is not None and ratio < Decimal(repr(least)):
        return "reward_risk", f"reward:risk {float(ratio):.4g} is below {least:g}"
    return "", ""


def parts_of(
    quantity: Decimal, targets: Sequence[Decimal], trailed: bool, asset: Asset, fractional: bool
) -> list[tuple[core.Part, Decimal]]:
    """Split an entry into the parts of its ladder, with the quantity of each.

    One target: one part. Two: half (rounded down) at the first, the rest at the second. Three: half
    at the first, half of the rest at the second, and a runner that takes the third target, or, with
    a trail, has its stop only. Parts of 0 are dropped.
    """
    if len(targets) <= 1:
        target = float(targets[0]) if targets else None
        return [(core.Part("TP1", target), quantity)]
    step = asset.qty_increment if fractional and asset.qty_increment > 0 else ONE
    sizes: list[Decimal] = []
    rest = quantity
    for _ in targets[:-1]:
        half = MONEY_CONTEXT.divide(rest, 2 * step).to_integral_value(rounding=ROUND_DOWN) * step
        sizes.append(half)
        rest -= half
    runs_free = trailed and len(targets) > 2  # noqa: PLR2004  # the runner is the third part
    prices = [float(target) for target in targets]
    parts = [
        (core.Part(f"TP{number}", price), size)
        for number, (price, size) in enumerate(zip(prices, sizes, strict=False), start=1)
    ]
    last = core.Part(f"TP{len(prices)}", None if runs_free else prices[-1])
    return [(part, size) for part, size in [*parts, (last, rest)] if size > 0]


def ladder_of(
    strategy: Strategy, targets: Sequence[Decimal], quantity: Decimal, asset: Asset
) -> list[tuple[core.Part, Decimal]]:
    """Split a quantity into the parts of a strategy's ladder."""
    fractional = strategy.risk.fractional or asset.asset_class == "CRYPTO"
    return parts_of(quantity, targets, strategy.trail is not None, asset, fractional)


def exit_rules(strategy: Strategy) -> dict[str, str]:
    """Give every rule that closes an open trade by its exit reason, in order of rank."""
    rules = {} if strategy.invalidation is None else {INVALIDATED: strategy.invalidation}
    for name, text in strategy.exits.items():
        rules["COLOR_FLIP" if name == COLOR_FLIP else RULE + name] = text
    return rules


def _positive(price: Decimal | None) -> Decimal | None:
    return price if price is not None and price > 0 else None
