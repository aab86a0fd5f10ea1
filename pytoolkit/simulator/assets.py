"""What is known of an asset by its name: class, spellings, increments, least sizes."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from pytoolkit.models.base import MONEY_CONTEXT
from pytoolkit.simulator.market import asset_class_of

NINTH = Decimal("0.000000001")
WHOLE = Decimal(1)
DOLLAR = "USD"
LISTED_ONLY = ("BTC/USD",)
"""Known as assets also where they have no bars."""
PRICE_STEPS = {"BTC/USD": Decimal(1), "ETH/USD": Decimal("0.1")}
"""Of order prices; other pairs have the ninth place."""
LEAST_VALUE = {"EQUITY": Decimal(1), "CRYPTO": Decimal(10)}
"""USD that a buy must be worth: of a fraction or notional, and of any pair."""
LEAST_SIZE_USD = Decimal(1)
"""The least quantity of a pair is what this buys."""
ON_NYSE = ("IBM",)
"""Shipped symbols that are not on NASDAQ."""
QUOTES = ("USD",)
"""Pairs are traded against these: the account holds no other cash."""


def is_pair(symbol: str) -> bool:
    """Tell a pair that trades around the clock."""
    return asset_class_of(symbol) == "CRYPTO"


def base(pair: str) -> str:
    """Give what a pair's units are: BTC of BTC/USD."""
    return pair.partition("/")[0]


def compact(symbol: str) -> str:
    """Give the spelling of positions and fees, BTCUSD of BTC/USD."""
    return symbol.replace("/", "")


def spelled(symbol: str, known: Iterable[str]) -> str:
    """Give the spelling with a slash of a pair's old name; any other symbol as it is."""
    names = list(known)
    if symbol in names:
        return symbol
    return next((each for each in names if is_pair(each) and compact(each) == symbol), symbol)


def is_tradable(symbol: str) -> bool:
    """Say whether the account's cash buys it."""
    return not is_pair(symbol) or symbol.partition("/")[2] in QUOTES


def price_step(pair: str) -> Decimal:
    """Give the step of a pair's order prices."""
    return PRICE_STEPS.get(pair, NINTH)


def least_size(price: Decimal | None) -> Decimal:
    """Give the least quantity of a pair at a price."""
    return NINTH if price is None else max(NINTH, units_for(LEAST_SIZE_USD, price))


def units_for(notional: Decimal, price: Decimal) -> Decimal:
    """Give the units that an amount of USD buys, rounded down to the ninth place."""
    return MONEY_CONTEXT.divide(notional, price).quantize(
        NINTH, rounding=ROUND_DOWN, context=MONEY_CONTEXT
    )


def listing(symbol: str) -> str:
    """Give the exchange a symbol is listed at."""
    if is_pair(symbol):
        return "CRYPTO"
    return "NYSE" if symbol in ON_NYSE else "NASDAQ"
