"""Values as Alpaca writes them, read carefully: text or number, absent, or nonsense."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from pytoolkit.models.base import round_money

QUOTES = ("USDT", "USDC", "USD", "BTC")


def decimal_or_none(value: object) -> Decimal | None:
    """Read a number that may be text, a JSON number, absent or nonsense; at most 9 places."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return round_money(number) if number.is_finite() else None


def decimal_or_zero(value: object) -> Decimal:
    """Read a number; zero where there is none."""
    return decimal_or_none(value) or Decimal(0)


def instant_or_none(value: object) -> datetime | None:
    """Read an RFC 3339 instant, nanoseconds cut; None where there is none."""
    if not isinstance(value, str) or not value:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def canonical_symbol(symbol: object, crypto: bool = False) -> str:
    """Give the one spelling: BTCUSD of the broker's positions and activities is BTC/USD."""
    text = str(symbol or "")
    if not crypto or "/" in text:
        return text
    for quote in QUOTES:
        if text.endswith(quote) and len(text) > len(quote):
            return f"{text.removesuffix(quote)}/{quote}"
    return text
