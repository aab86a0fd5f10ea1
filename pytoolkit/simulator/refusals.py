"""Every refusal the exchange knows: one table of HTTP status, Alpaca code and message.

Status and code of some lines are recollection, not documentation: change them here.
"""

from enum import Enum

from pytoolkit.errors import PytoolkitError
from pytoolkit.models.base import JsonDict


class Reason(Enum):
    """(HTTP status, code, message; braces are filled with the values at hand)."""

    NOT_AUTHORIZED = (401, 40110000, "request is not authorized: send a key and a secret")
    BAD_JSON = (400, 40010000, "request body format is invalid: {detail}")
    BAD_PARAMETER = (422, 42210000, "{name} {value!r} is invalid: {remedy}")
    DUPLICATE_CLIENT_ID = (422, 40010001, "client_order_id must be unique: {client_order_id}")
    RATE_LIMIT = (429, 42910000, "too many requests: wait {seconds} s")

    NO_ROUTE = (404, 40410000, "endpoint not found: {method} {path}")
    NO_ORDER = (404, 40410000, "order not found for {order_id}")
    NO_POSITION = (404, 40410000, "position does not exist: {symbol}")
    NO_ASSET = (404, 40410000, "asset not found for {symbol}")

    UNKNOWN_SYMBOL = (422, 42210000, "asset {symbol!r} not found")
    NOT_TRADABLE = (422, 42210000, "asset {symbol} is not tradable")
    MISSING = (422, 42210000, "{name} is required for {what}")
    UNWANTED = (422, 42210000, "{name} is not accepted for {what}")
    NOT_SERVED = (422, 42210000, "{name} {value!r} is not served here: use {remedy}")
    SUB_PENNY = (
        422,
        42210000,
        "invalid {name} {value}. sub-penny increment does not fulfill minimum pricing criteria",
    )
    FRACTIONAL = (422, 42210000, "fractional orders must be simple DAY orders: {value}")
    NOT_FRACTIONABLE = (422, 42210000, "fractional trading is switched off: {value}")
    PAIR_TERMS = (422, 42210000, "invalid crypto {name} {value!r}: use {remedy}")
    PAIR_CLASS = (422, 42210000, "crypto orders not allowed for advanced order_class: {value}")
    TRAIL_TOO_LONG = (422, 42210000, "the trail leaves no price above 0 from {best}")
    AUCTION = (422, 42210000, "{value} orders are taken only {when}")
    EXTENDED = (422, 42210000, "extended hours order must be DAY or GTC limit orders")
    BOTH = (422, 42210000, "only one of {names} is accepted")
    NOT_AN_EXIT = (422, 42210000, "oco orders must be exit orders")
    NOT_AN_ENTRY = (422, 42210000, "{order_class} orders must be entry orders")
    TAKE_PROFIT_SIDE = (
        422,
        42210000,
        "take_profit.limit_price {value} must be {relation} base_price {base} by 0.01 or more",
    )
    STOP_LOSS_SIDE = (
        422,
        42210000,
        "stop_loss.stop_price {value} must be {relation} base_price {base} by 0.01 or more",
    )
    NOT_CANCELABLE = (422, 42210000, "order is not cancelable: it is {status}")
    NOT_REPLACEABLE = (422, 42210000, "order is not replaceable: it is {status}")
    NOTHING_TO_REPLACE = (422, 42210000, "order parameters are not changed")

    INSUFFICIENT_QTY = (
        403,
        40310000,
        "insufficient qty available for order (requested: {requested}, available: {available})",
    )
    BUYING_POWER = (403, 40310000, "insufficient buying power")
    WASH_TRADE = (403, 40310000, "potential wash trade detected. use complex orders")
    NO_FRACTIONAL_SHORT = (403, 40310000, "fractional short sales are not allowed: {symbol}")
    NO_SHORTING = (403, 40310000, "account is not allowed to short")
    SUSPENDED = (403, 40310000, "new orders are rejected by user request")
    INSUFFICIENT_BALANCE = (
        403,
        40310000,
        "insufficient balance for {asset} (requested: {requested}, available: {available})",
    )
    LEAST_VALUE = (403, 40310000, "cost basis must be >= minimal amount of order {least}")
    LEAST_SIZE = (403, 40310000, "minimal qty of order {least}")
    OPENS_AGAINST_BUY = (
        403,
        40310000,
        "cannot open a short sell while a long buy order is open",
    )
    OPENS_AGAINST_SELL = (
        403,
        40310000,
        "cannot open a long buy while a short sell order is open",
    )

    MARKET_IS_OPEN = (409, 40910002, "session {ds} is open; advance to its close first")
    NOT_STEPPING = (409, 40910000, "simulated time moves by itself; start with --step to advance")
    REPLAY_OVER = (409, 40910001, "the replay is over: no bars after {ds}")

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.value[0]


class Refusal(PytoolkitError):
    """The exchange's definite no; nothing was changed.

    Attributes:
        status: HTTP status.
        body: the answer in Alpaca's form, with the values that explain it.
    """

    def __init__(self, reason: Reason, details: JsonDict | None = None, **values: object) -> None:
        status, code, message = reason.value
        self.reason = reason
        self.status = status
        self.body: JsonDict = {"code": code, "message": message.format(**values), **(details or {})}
        super().__init__(self.body["message"])
