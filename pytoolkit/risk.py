"""Risk: may this signal be traded, and how large. Values in, a verdict out; fails closed.

The gates run cheapest first and the first that objects names the rejection; what a gate needs and
cannot see is an objection too. A new gate is a function here and a line in `GATES`.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from statistics import StatisticsError, correlation
from typing import Literal

from pytoolkit.models.account import Account
from pytoolkit.models.base import (
    MONEY_CONTEXT,
    AssetClass,
    JsonDict,
    Timeframe,
    canonical_decimal,
)
from pytoolkit.models.market import Asset, Session
from pytoolkit.models.signal import RejectedBy, Signal
from pytoolkit.models.strategy import Cooldown, Risk

KillSwitch = Literal["ACTIVE", "REDUCING", "HALTED"]

MAX_DRAWDOWN_PCT = Decimal(2)
"""Fall of equity below last equity within a day that stops new entries."""
MAX_CORRELATION = 0.8
"""Above this two symbols count as one bet."""
CORRELATION_DAYS = 90
CORRELATION_DAYS_LEAST = 60
MIN_NOTIONAL_USD = Decimal(15)
MOST_LATE = timedelta(minutes=1)
"""After the end of a bar within a session; what it told is then no reason to trade any more."""
MOST_LATE_DAY = timedelta(minutes=15)
"""After the end of a pair's day."""
DAY: Timeframe = "1Day"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class View:
    """All that the gates may look at, as values of one moment.

    Attributes:
        now: market time of the decision.
        kill_switch: state of the switch.
        session: the session that is open now; None: the exchange is closed.
        next_session: the first session after the bar, which the order on a daily bar must reach
            before its open; None: the calendar knows none.
        newest_end: when the newest finished bar of the symbol ended; None: none is known.
        newest_session: the newest session that has closed.
        account: the broker's account; None: it could not be read.
        reserved_usd: buying power that entries decided since that reading will take.
        open_symbols: symbols with an open position or a working entry, with their asset class.
        unreconciled: symbols where our positions and the broker's differ.
        splitting: symbols that split before the next session.
        closes: close by session date, per symbol, oldest first, for the correlation gate.
        spare_requests: what the broker's rate limit leaves for entries; None: it names none.
    """

    now: datetime
    kill_switch: KillSwitch
    session: Session | None
    next_session: Session | None
    newest_end: datetime | None
    newest_session: Session | None
    account: Account | None
    reserved_usd: Decimal = ZERO
    open_symbols: Mapping[str, AssetClass] = field(default_factory=dict)
    unreconciled: frozenset[str] = frozenset()
    splitting: frozenset[str] = frozenset()
    closes: Mapping[str, Mapping[date, float]] = field(default_factory=dict)
    spare_requests: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One signal before the gates."""

    signal: Signal
    risk: Risk
    asset: Asset
    view: View
    quantity: Decimal
    notional: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: a quantity, or the gate that objected and why.

    `notional_usd` is what an allowed entry will take at its entry price.
    """

    quantity: Decimal | None
    notional_usd: Decimal = ZERO
    rejected_by: RejectedBy | None = None
    gate: str = ""
    reason: str = ""
    observed: JsonDict = field(default_factory=dict)

    @property
    def allowed(self) -> bool:
        """Whether the signal may be traded."""
        return self.rejected_by is None


def judge(signal: Signal, risk: Risk, asset: Asset, view: View) -> Verdict:
    """Decide whether a signal may be traded now, and its quantity."""
    quantity = size(signal, risk, asset)
    notional = MONEY_CONTEXT.multiply(quantity, signal.entry_price or ZERO)
    case = Case(signal, risk, asset, view, quantity, notional)
    for name, gate in GATES:
        objection = gate(case)
        if objection:
            by = RejectedBy.KILL_SWITCH if name == "kill_switch" else RejectedBy.RISK
            observed = {"quantity": canonical_decimal(quantity), "notional_usd": _text(notional)}
            return Verdict(None, ZERO, by, name, objection, observed)
    return Verdict(quantity, notional)


def size(signal: Signal, risk: Risk, asset: Asset) -> Decimal:
    """Give risk / |entry - stop|, capped by the largest notional, rounded down; 0 without a plan.

    Whole units unless the strategy allows fractions and the asset can be split.
    """
    if signal.entry_price is None or signal.stop_price is None:
        return ZERO
    distance = abs(signal.entry_price - signal.stop_price)
    if distance == 0:
        return ZERO
    by_risk = MONEY_CONTEXT.divide(risk.per_trade_usd, distance)
    by_notional = MONEY_CONTEXT.divide(risk.max_notional_usd, signal.entry_price)
    fractions = risk.fractional and asset.fractionable
    step = asset.qty_increment if fractions and asset.qty_increment > 0 else Decimal(1)
    if asset.asset_class == "CRYPTO":
        step = asset.qty_increment
    steps = MONEY_CONTEXT.divide(min(by_risk, by_notional), step)
    return MONEY_CONTEXT.multiply(steps.to_integral_value(rounding=ROUND_DOWN), step)


def _kill_switch(case: Case) -> str:
    state = case.view.kill_switch
    return "" if state == "ACTIVE" else f"the kill switch is {state}; entries wait for resume"


def _asset(case: Case) -> str:
    if not case.asset.tradable:
        return f"the broker takes no orders for {case.asset.symbol}"
    if case.signal.side == "sell" and not case.asset.shortable:
        return f"{case.asset.symbol} cannot be sold short"
    return ""


def _session(case: Case) -> str:
    if case.signal.asset_class == "CRYPTO":
        return ""  # pairs trade around the clock
    if case.signal.timeframe != DAY:
        if case.view.session is None:
            return "the exchange is closed; bars within a session are traded while it is open"
        return ""
    upcoming = case.view.next_session
    if upcoming is None:
        return "the calendar knows no next session"
    if upcoming.open_at <= case.view.now:
        return f"session {upcoming.ds} opened before the order could leave"
    return ""


def _stale_data(case: Case) -> str:
    newest, session = case.view.newest_end, case.view.newest_session
    if newest is None or session is None:
        return "no finished bar is known"
    if case.signal.timeframe != DAY or case.signal.asset_class == "CRYPTO":
        late = case.view.now - newest
        allowed = MOST_LATE_DAY if case.signal.timeframe == DAY else MOST_LATE
        return f"the newest bar ended {late} ago" if late > allowed else ""
    if newest < session.close_at:
        return f"the newest bar is of {newest.date()}, the newest closed session is {session.ds}"
    if case.signal.ds < session.ds:
        return f"the signal is of {case.signal.ds}, session {session.ds} has closed since"
    return ""


def _reconciled(case: Case) -> str:
    if case.signal.symbol not in case.view.unreconciled:
        return ""
    return f"our position in {case.signal.symbol} differs from the broker's; run reconcile"


def _split(case: Case) -> str:
    if case.signal.symbol not in case.view.splitting:
        return ""
    return f"{case.signal.symbol} splits before the next session: the plan is in the old units"


def _daily_drawdown(case: Case) -> str:
    account = case.view.account
    if account is None or account.equity is None or account.last_equity is None:
        return "equity or last equity is unknown"
    if account.last_equity <= 0:
        return f"last equity is {account.last_equity}"
    # Exact: as floats a fall of just 2 % would be more than 2 %.
    fall = 100 * (account.last_equity - account.equity) / account.last_equity
    if fall > MAX_DRAWDOWN_PCT:
        return f"equity fell {fall:.2f} % today, more than {MAX_DRAWDOWN_PCT} %"
    return ""


def _symbol_open(case: Case) -> str:
    symbol = case.signal.symbol
    return f"{symbol} is open or waiting already" if symbol in case.view.open_symbols else ""


def _max_positions(case: Case) -> str:
    kind = case.signal.asset_class
    count = sum(each == kind for each in case.view.open_symbols.values())
    most = case.risk.max_positions
    return f"{count} of {most} {kind} positions are open or waiting" if count >= most else ""


def _correlation(case: Case) -> str:
    mine = case.signal.symbol
    closes = case.view.closes
    for other in sorted(case.view.open_symbols):
        value, days = return_correlation(closes.get(mine, {}), closes.get(other, {}))
        if value is None:
            return f"not warm: {days} shared days with {other}, {CORRELATION_DAYS_LEAST} needed"
        if value > MAX_CORRELATION:
            return f"correlation {value:.2f} with {other} is above {MAX_CORRELATION}"
    return ""


def _min_notional(case: Case) -> str:
    if case.notional < MIN_NOTIONAL_USD:
        return f"notional {_text(case.notional)} USD is below {MIN_NOTIONAL_USD} USD"
    return ""


def _buying_power(case: Case) -> str:
    account = case.view.account
    if account is None:
        return "buying power is unknown"
    crypto = case.signal.asset_class == "CRYPTO"
    power = account.non_marginable_buying_power if crypto else account.buying_power
    if power is None:
        return "buying power is unknown"
    left = power - case.view.reserved_usd
    if case.notional > left:
        return f"notional {_text(case.notional)} USD exceeds buying power {_text(left)} USD"
    return ""


def _rate_limit(case: Case) -> str:
    spare = case.view.spare_requests
    if spare is None or spare > 0:
        return ""
    return "the broker's rate limit is nearly used up; what is left is for exits and cancels"


Gate = Callable[[Case], str]
"""Gives the objection as a sentence, or nothing."""

GATES: Sequence[tuple[str, Gate]] = (
    ("kill_switch", _kill_switch),
    ("asset", _asset),
    ("session", _session),
    ("stale_data", _stale_data),
    ("unreconciled", _reconciled),
    ("split", _split),
    ("daily_drawdown", _daily_drawdown),
    ("symbol_open", _symbol_open),
    ("max_positions", _max_positions),
    ("min_notional", _min_notional),
    ("buying_power", _buying_power),
    ("correlation", _correlation),
    ("rate_limit", _rate_limit),
)


def is_silent(cooldown: Cooldown, bars_since: int, move_pct: float) -> bool:
    """Say whether a strategy still keeps silent after its last signal.

    Args:
        cooldown: how long, and how far the price must move to end it early.
        bars_since: bars from the last signal's bar to this one, at least 1.
        move_pct: move of the close between the two, either way.
    """
    escaped = cooldown.escape_pct > 0 and abs(move_pct) >= cooldown.escape_pct
    return bars_since <= cooldown.bars and not escaped


def return_correlation(
    ours: Mapping[date, float], theirs: Mapping[date, float]
) -> tuple[float | None, int]:
    """Correlate daily log returns over the last shared days.

    Args:
        ours: close by date, oldest first.
        theirs: the same of the other symbol.

    Returns:
        The correlation, None with fewer than 60 shared returns, and how many there were.
    """
    shared = [ds for ds in ours if ds in theirs][-(CORRELATION_DAYS + 1) :]
    count = max(0, len(shared) - 1)
    if count < CORRELATION_DAYS_LEAST:
        return None, count
    a, b = _log_returns(ours, shared), _log_returns(theirs, shared)
    try:
        return correlation(a, b), count
    except StatisticsError:  # one of them did not move at all
        return 0.0, count


def _log_returns(closes: Mapping[date, float], days: Sequence[date]) -> list[float]:
    return [math.log(closes[day] / closes[before]) for before, day in itertools.pairwise(days)]


def _text(value: Decimal) -> str:
    return canonical_decimal(value.quantize(Decimal("0.01"), context=MONEY_CONTEXT))
