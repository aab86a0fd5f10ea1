"""A split: positions and open orders in new units."""

from collections.abc import Callable, Iterable, Sequence

from pytoolkit.models.base import MONEY_CONTEXT, round_money
from pytoolkit.models.market import CorporateAction
from pytoolkit.simulator.ledger import Activity, Ledger
from pytoolkit.simulator.orders import Order


def apply_splits(
    splits: Sequence[CorporateAction],
    ledger: Ledger,
    orders: Iterable[Order],
    line_of: Callable[[CorporateAction], Activity],
) -> None:
    """Scale quantities and limit prices; stop prices stay, as at the broker.

    Args:
        splits: those of the session that opens.
        ledger: its positions keep their cost.
        orders: the ones that live.
        line_of: makes the line that tells of a split.
    """
    living = list(orders)
    for split in splits:
        if split.symbol in ledger.positions:
            ledger.split(line_of(split), split.ratio)
        for order in living:
            if order.symbol != split.symbol:
                continue
            order.quantity = round_money(MONEY_CONTEXT.multiply(order.quantity, split.ratio))
            if order.limit_price is not None:
                order.limit_price = round_money(
                    MONEY_CONTEXT.divide(order.limit_price, split.ratio)
                )
