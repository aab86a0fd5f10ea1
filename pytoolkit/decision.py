"""A strategy's decisions as signals: one bar as it is made live, or every bar of a history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

import polars as pl

from pytoolkit import core, frames, plan
from pytoolkit.models.base import AssetClass, JsonDict, Timeframe
from pytoolkit.models.market import Asset
from pytoolkit.models.signal import RejectedBy, Signal, SignalStatus, signal_id_of
from pytoolkit.models.strategy import DEFAULT_HISTORY, WARMUPS_OF_HISTORY, Strategy
from pytoolkit.signals import SESSIONS_AHEAD, SESSIONS_FROM, evaluate

INCREMENTS: dict[AssetClass, tuple[Decimal, Decimal]] = {
    "EQUITY": (Decimal("0.01"), Decimal(1)),
    "CRYPTO": (Decimal("0.000000001"), Decimal("0.000000001")),
}
"""Price and quantity steps where no broker was asked."""
VALUES = frames.BAR_COLUMNS[2:]
"""What of a bar a signal keeps."""


@lru_cache(maxsize=512)
def _compiled(
    definition: str, timeframe: Timeframe, calendar: frames.Calendar
) -> core.CompiledStrategy:
    found = core.CompiledStrategy(definition, core.grid_without_sessions(timeframe))
    if not found.timed:
        return found
    ahead = datetime.now(UTC).date() + SESSIONS_AHEAD
    return core.CompiledStrategy(definition, frames.grid(timeframe, calendar, SESSIONS_FROM, ahead))


def compiled(strategy: Strategy) -> core.CompiledStrategy:
    """Give a strategy's graph; compiled once per definition."""
    calendar = frames.CALENDARS[strategy.asset_class]
    return _compiled(strategy.canonical(), strategy.timeframe, calendar)


def evaluate_for(
    strategy: Strategy, bars: pl.DataFrame, columns: Mapping[str, str]
) -> pl.DataFrame:
    """Evaluate expressions on a strategy's bars: their length and sessions are its own."""
    calendar = frames.CALENDARS[strategy.asset_class]
    return evaluate(bars, columns, timeframe=strategy.timeframe, calendar=calendar)


def history_of(strategy: Strategy) -> int:
    """Give the bars a decision is evaluated from, the signal bar included."""
    if strategy.history is not None:
        return strategy.history
    return max(DEFAULT_HISTORY, WARMUPS_OF_HISTORY * compiled(strategy).warmup)


def research_asset(strategy: Strategy, symbol: str) -> Asset:
    """Give the increments of a symbol where no broker was asked."""
    price, quantity = INCREMENTS[strategy.asset_class]
    return Asset(
        symbol=symbol,
        asset_class=strategy.asset_class,
        price_increment=price,
        qty_increment=quantity,
        shortable=strategy.asset_class == "EQUITY",
        fractionable=strategy.asset_class == "CRYPTO",
    )


def decide(
    strategy: Strategy,
    bars: pl.DataFrame,
    asset: Asset,
    *,
    now: datetime,
    valid_until: datetime,
    account_id: str = "",
) -> Signal | None:
    """Decide on the newest bar of one symbol, from exactly the last `history` bars.

    Args:
        strategy: the definition.
        bars: of one symbol, sorted, finished, the signal bar last; earlier ones are not looked at.
        asset: increments the plan is put on.
        now: market time of the decision.
        valid_until: close of the last session in which the entry may fill.
        account_id: whose signal it is; empty in research.

    Returns:
        None where the entry did not fire, else a signal: CREATED, or REJECTED by the first gate by
        name that does not hold (reason `not warm` where it is unknown) or by the validation of the
        plan. A rejected signal keeps its plan; where a level cannot be used the plan as computed is
        in `original`.
    """
    if bars.is_empty():
        return None
    last = bars.tail(history_of(strategy))
    assets = {last["symbol"][-1]: asset}
    found = decide_all(
        strategy, last, assets, now=now, valid_until=valid_until, account_id=account_id
    )
    return found[0] if found else None


def decide_all(
    strategy: Strategy,
    bars: pl.DataFrame,
    assets: Mapping[str, Asset],
    *,
    now: datetime,
    valid_until: datetime,
    account_id: str = "",
) -> list[Signal]:
    """Decide on the newest bar of each symbol; what `decide` gives one by one, in one call.

    Args:
        strategy: the definition.
        bars: of one or more symbols, sorted, finished; no more than `history` of each are needed.
        assets: increments by symbol.
        now: market time of the decisions.
        valid_until: close of the last session in which an entry may fill.
        account_id: whose signals they are.
    """
    history = history_of(strategy)
    rows = [end - 1 for _, _, end in core.symbol_ranges(bars)]
    decisions = compiled(strategy).decide(bars, rows, history)
    return [
        signal_of(
            strategy,
            found,
            assets[bars["symbol"][row]],
            at=bars["at"][row],
            symbol=bars["symbol"][row],
            now=now,
            valid_until=valid_until,
            account_id=account_id,
            bar=_values(bars, row),
        )
        for row, found in zip(rows, decisions, strict=True)
        if found is not None
    ]


def signal_of(
    strategy: Strategy,
    decision: core.Decision,
    asset: Asset,
    *,
    at: datetime,
    symbol: str,
    now: datetime,
    valid_until: datetime,
    account_id: str = "",
    bar: JsonDict,
) -> Signal:
    """Make the signal of a decision: plan on the grid, gates, validation."""
    levels = plan.levels_of(strategy, decision, asset)
    part, wrong = plan.objection(strategy, decision, levels)
    ratio = plan.reward_risk(strategy.side, levels)
    usable = all(target is not None for target in levels.targets)
    return Signal.model_validate(
        {
            "signal_id": signal_id_of(at, strategy.strategy_id, symbol, strategy.timeframe),
            "account_id": account_id,
            "strategy_id": strategy.strategy_id,
            "config_hash": strategy.config_hash,
            "symbol": symbol,
            "asset_class": strategy.asset_class,
            "timeframe": strategy.timeframe,
            "side": strategy.side,
            "at": at,
            "ds": at.date(),
            "created_at": now,
            "fired": decision.fired,
            "conviction": "HIGH" if decision.high else "STANDARD",
            "order": strategy.order,
            "entry_price": levels.entry,
            "stop_price": levels.stop,
            "target_prices": levels.targets if usable else (),
            "reward_risk": None if ratio is None else float(ratio),
            "valid_until": valid_until,
            "observed": decision.observed,
            "bar": bar,
            "context": dict(zip(strategy.context, decision.context, strict=True)),
            "original": _original(decision) if wrong else {},
            "updated_at": now,
            **_verdict(strategy, decision, part, wrong),
        }
    )


def _verdict(strategy: Strategy, decision: core.Decision, part: str, wrong: str) -> JsonDict:
    """Give status, reason and gate: the gates by name first, then the plan."""
    for (name, gate), holds in zip(strategy.gates.items(), decision.gates, strict=True):
        if not holds:
            text = gate.high if decision.high and gate.high is not None else gate.rule
            return {
                "status": SignalStatus.REJECTED,
                "rejected_by": RejectedBy.GATE,
                "reason": plan.NOT_WARM if holds is None else f"{name} does not hold",
                "gate": name,
                "gate_text": text,
            }
    if wrong:
        return {
            "status": SignalStatus.REJECTED,
            "rejected_by": RejectedBy.VALIDATION,
            "reason": wrong,
            "gate": part,
        }
    return {"status": SignalStatus.CREATED}


def _original(decision: core.Decision) -> JsonDict:
    return {
        "entry_price": decision.entry_price,
        "stop": decision.stop,
        "targets": list(decision.targets),
    }


def bar_start(at: datetime, timeframe: Timeframe, asset_class: AssetClass) -> datetime:
    """Give the instant a bar's open trades: a daily equity bar's at its session's open."""
    if timeframe == "1Day" and asset_class == "EQUITY":
        session = frames.session_of(at.date())
        if session is not None:
            return session.open_at
    return at


def bar_end(at: datetime, timeframe: Timeframe, asset_class: AssetClass) -> datetime:
    """Give the instant a bar is finished: a daily equity bar at its session's close."""
    if timeframe == "1Day" and asset_class == "EQUITY":
        session = frames.session_of(at.date())
        if session is not None:
            return session.close_at
    return at + frames.LENGTHS[timeframe]


def validity_end(at: datetime, strategy: Strategy) -> datetime:
    """Give the close of the last bar in which an entry may fill."""
    if strategy.timeframe == "1Day" and strategy.asset_class == "EQUITY":
        return frames.sessions_after(at.date(), strategy.valid_for)[-1].close_at
    return at + frames.LENGTHS[strategy.timeframe] * (1 + strategy.valid_for)


def signals_of(
    strategy: Strategy, bars: pl.DataFrame, decisions: Sequence[core.Decision]
) -> list[Signal]:
    """Make the signals of decisions on rows of bars, with research increments and instants."""
    assets = {symbol: research_asset(strategy, symbol) for symbol in strategy.assets}
    symbols, instants = bars["symbol"], bars["at"]
    signals: list[Signal] = []
    for decision in decisions:
        at, symbol = instants[decision.row], symbols[decision.row]
        signals.append(
            signal_of(
                strategy,
                decision,
                assets[symbol],
                at=at,
                symbol=symbol,
                now=bar_end(at, strategy.timeframe, strategy.asset_class),
                valid_until=validity_end(at, strategy),
                bar=_values(bars, decision.row),
            )
        )
    return signals


def _values(bars: pl.DataFrame, row: int) -> JsonDict:
    return {name: bars[name][row] for name in VALUES}
