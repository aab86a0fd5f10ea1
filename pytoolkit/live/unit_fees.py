"""The fee that a pair's buy pays in units: what was bought and never arrived.

No execution tells of it, and its line among the activities comes a day later; but the broker's
position does not hold those units. So the fee is what our executions make, less what is there.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from pytoolkit.fees import BPS, crypto_tier
from pytoolkit.live.deal import Deal
from pytoolkit.models.account import Activity, BrokerPosition
from pytoolkit.models.base import MONEY_CONTEXT, round_money
from pytoolkit.models.position import ZERO

log = logging.getLogger(__name__)

MOST = Decimal("0.01")
"""Share of a buy that no fee exceeds; what is missing beyond it is something else."""


def symbols_to_read(
    deals: Iterable[Deal], fills: Mapping[UUID, Sequence[Activity]]
) -> frozenset[str]:
    """Name the pairs that were bought, whose positions tell of the fees."""
    return frozenset(
        deal.signal.symbol
        for deal in deals
        if deal.signal.asset_class == "CRYPTO"
        and any(fill.side == "buy" for fill in fills.get(deal.signal.signal_id, ()))
    )


def taken(
    deals: Sequence[Deal],
    fills: Mapping[UUID, Sequence[Activity]],
    told: Iterable[BrokerPosition],
    symbol: str,
) -> dict[str, Decimal] | None:
    """Give the units that each new buy of a pair paid as its fee, by execution.

    Args:
        deals: all there are.
        fills: executions that are not folded yet, by deal.
        told: the broker's positions, read after the executions.
        symbol: the pair.

    Returns:
        None where what is missing cannot be a fee: the two were not read at one moment, or units
        of somebody else are among them.
    """
    own = [deal for deal in deals if deal.signal.symbol == symbol]
    new = [fill for deal in own for fill in fills.get(deal.signal.signal_id, ())]
    bought = [fill for fill in new if fill.side == "buy"]
    gross = _sum(bought)
    made = sum((deal.open_quantity for deal in own), ZERO) + gross
    made -= _sum([fill for fill in new if fill.side != "buy"])
    there = sum((each.quantity for each in told if each.symbol == symbol), ZERO)
    fee = made - there
    if not ZERO <= fee <= gross * MOST:
        return None
    return shared(fee, bought)


def estimated(fills: Iterable[Activity]) -> dict[str, Decimal]:
    """Give the units that buys would pay as takers of the first tier, by execution."""
    rate = MONEY_CONTEXT.divide(crypto_tier().taker_bps, BPS)
    return {
        fill.activity_id: round_money(MONEY_CONTEXT.multiply(fill.quantity or ZERO, rate))
        for fill in fills
        if fill.side == "buy"
    }


def shared(fee: Decimal, bought: Sequence[Activity]) -> dict[str, Decimal]:
    """Share a fee among buys by their size, so that the parts add up to it exactly."""
    gross, rest = _sum(bought), fee
    found: dict[str, Decimal] = {}
    for fill in bought[:-1]:
        part = MONEY_CONTEXT.divide(MONEY_CONTEXT.multiply(fee, fill.quantity or ZERO), gross)
        found[fill.activity_id] = part.quantize(
            Decimal("0.000000001"), rounding=ROUND_HALF_EVEN, context=MONEY_CONTEXT
        )
        rest -= found[fill.activity_id]
    found[bought[-1].activity_id] = rest
    return found


def _sum(fills: Iterable[Activity]) -> Decimal:
    return sum((abs(fill.quantity or ZERO) for fill in fills), ZERO)
