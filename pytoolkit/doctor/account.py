"""The account: may it trade, in what, with how much, and as the strategies need it."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pytoolkit.doctor.finding import FORBIDDEN, UNAUTHORIZED, Finding, listed
from pytoolkit.doctor.needs import Needs
from pytoolkit.errors import BrokerRefused, PytoolkitError, Unreachable
from pytoolkit.models.base import JsonDict, canonical_decimal
from pytoolkit.ports import Inspector

BLOCKS = {
    "trading_blocked": "ask the broker's support why",
    "account_blocked": "ask the broker's support why",
    "trade_suspended_by_user": "lift the suspension in the account's configuration",
}
WANTED = ("id", "status", "cash", "equity", "buying_power", *BLOCKS)
"""Fields that something here reads; the broker adds and drops others."""
DAY_TRADING_USD = Decimal(25_000)
"""Equity below which a pattern day trader is restricted."""
DTBP_CHECKS = ("entry", "exit", "both")


def answers(inspector: Inspector, place: str) -> tuple[Finding, JsonDict]:
    """Ask for the account; tells keys that are refused from a broker that does not answer."""
    try:
        raw = inspector.account()
    except BrokerRefused as refusal:
        return Finding("broker", False, _refused(refusal, place)), {}
    except Unreachable as error:
        if place.startswith("simulator:"):
            # Research and reading need no broker; only trading does.
            return Finding("broker", None, "no simulator runs; start one: pytoolkit simulator"), {}
        words = f"{error}; is the network up? see the broker's status page"
        return Finding("broker", False, words), {}
    except PytoolkitError as error:
        return Finding("broker", False, str(error)), {}
    detail = f"{place} answers: account {raw.get('id')}, equity {raw.get('equity')}"
    return Finding("broker", True, detail), raw


def _refused(refusal: BrokerRefused, place: str) -> str:
    if refusal.status == UNAUTHORIZED:
        return f"{place} does not take the keys ({refusal}): make new ones for this account"
    if refusal.status == FORBIDDEN:
        return f"{place} forbids these keys ({refusal}): are they of this kind of account?"
    return f"{place} refuses: {refusal}"


def account(raw: JsonDict, needs: Needs) -> Iterator[Finding]:
    """Look at an account as the broker tells it."""
    missing = [name for name in WANTED if raw.get(name) is None]
    if missing:
        detail = f"the broker tells no {listed(missing)}: what hangs on it cannot be checked"
        yield Finding("account fields", None, detail)
    status = raw.get("status")
    if status is not None:
        active = status == "ACTIVE"
        detail = f"status {status}" + ("" if active else ": finish its opening at the broker")
        yield Finding("account", active, detail)
    blocked = [name for name in BLOCKS if raw.get(name) is True]
    for name in blocked:
        yield Finding("account", False, f"{name} is true: {BLOCKS[name]}")
    if raw.get("currency") not in (None, "USD"):
        detail = f"{raw['currency']}: sizes and limits are counted in USD; use a USD account"
        yield Finding("currency", False, detail)
    yield _buying_power(raw, needs)
    yield from _day_trading(raw, needs)
    yield from _kinds(raw, needs)


def _buying_power(raw: JsonDict, needs: Needs) -> Finding:
    told = raw.get("buying_power")
    if told is None:
        return Finding("buying power", None, "not told: entries are refused until it is")
    power, largest = _number(told), needs.largest_usd
    detail = f"{canonical_decimal(power)} USD, the largest entry {canonical_decimal(largest)}"
    if power <= 0:
        return Finding("buying power", False, f"{detail}: every entry would be refused; fund it")
    if power < largest:
        return Finding("buying power", False, f"{detail}: lower risk.max_notional_usd, or fund it")
    return Finding("buying power", True, detail)


def _day_trading(raw: JsonDict, needs: Needs) -> Iterator[Finding]:
    """Look at the pattern-day-trader rule where the broker still tells of it."""
    if not needs.trades_within_days or raw.get("pattern_day_trader") is None:
        return
    equity = _number(raw.get("equity"))
    if raw["pattern_day_trader"] is True and equity < DAY_TRADING_USD:
        yield Finding(
            "day trading",
            False,
            f"a pattern day trader with equity {canonical_decimal(equity)} USD: below "
            f"{DAY_TRADING_USD} the broker refuses to close what was opened the same day",
        )
    else:
        yield Finding("day trading", True, f"{raw.get('daytrade_count', 0)} day trades counted")


def _kinds(raw: JsonDict, needs: Needs) -> Iterator[Finding]:
    if needs.shorts:
        told = raw.get("shorting_enabled")
        enabled = None if told is None else told is True
        detail = f"needed by {listed(needs.shorts)}, shorting_enabled is {told}"
        remedy = ": allow it at the broker, or set active = false"
        yield Finding("short selling", enabled, detail + (remedy if enabled is False else ""))
    if needs.pairs:
        status = raw.get("crypto_status")
        active = None if status is None else status == "ACTIVE"
        detail = f"crypto_status is {status}, {listed(needs.pairs)} are traded"
        remedy = ": sign the crypto agreement at the broker"
        yield Finding("pairs", active, detail + (remedy if active is False else ""))


def _number(told: object) -> Decimal:
    """Read an amount; zero where it is none."""
    try:
        return Decimal(str(told))
    except InvalidOperation:
        return Decimal(0)


def configuration(told: JsonDict, needs: Needs) -> Iterator[Finding]:
    """Compare what the account's owner has set with what the strategies need."""
    wrong = []
    if told.get("suspend_trade") is True:
        wrong.append("suspend_trade is true: no order is taken until it is false")
    if needs.shorts and told.get("no_shorting") is True:
        wrong.append(f"no_shorting is true, but {listed(needs.shorts)} sell short")
    if needs.fractions and told.get("fractional_trading") is False:
        names = listed(needs.fractions)
        wrong.append(f"fractional_trading is false, but {names} trade fractions")
    multiplier = str(told.get("max_margin_multiplier", ""))
    if needs.shorts and multiplier == "1":
        wrong.append("max_margin_multiplier is 1: a cash account lends nothing to sell short")
    for words in wrong:
        yield Finding("configuration", False, words)
    if needs.trades_within_days and told.get("dtbp_check") in DTBP_CHECKS:
        yield Finding(
            "configuration",
            None,
            f"dtbp_check is {told['dtbp_check']}: orders beyond the day-trading buying power "
            "are refused",
        )
    if not wrong:
        lent = f", max_margin_multiplier {multiplier}" if multiplier else ""
        yield Finding("configuration", True, f"allows what the strategies do{lent}")


def rate(inspector: Inspector) -> Finding:
    """Tell what the rate limit leaves after all these readings."""
    left = inspector.rate()
    if left is None:
        return Finding("rate limit", None, "the broker's answers tell of none")
    detail = f"{left.remaining} of {left.limit} requests are left until {left.reset_at:%H:%M:%S}Z"
    enough = left.spare > 0
    remedy = "" if enough else ": another program uses these keys, or wait until then"
    return Finding("rate limit", enough, detail + remedy)
