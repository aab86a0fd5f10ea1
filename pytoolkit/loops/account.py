"""Loop D: the account at the end of every session, read on the day or derived afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from pytoolkit import export, frames, metrics
from pytoolkit.errors import BadBars, TryAgain
from pytoolkit.loops.base import leased, result_of
from pytoolkit.loops.rollback import Standing, standing_at
from pytoolkit.models.account import Account, AccountSnapshot, Activity, BrokerPosition
from pytoolkit.models.base import amount_of
from pytoolkit.models.job import JobResult
from pytoolkit.models.market import CorporateAction
from pytoolkit.ports import Broker, Context, MarketData

JOB = "account"
LOOK_BACK = timedelta(days=14)
"""How far a last close may lie before the day it is used for."""


def run(ds: date, ctx: Context) -> JobResult:
    """Record every session up to a day that has no snapshot yet; existing ones are kept.

    The broker's own figures are taken for the day itself while nothing has happened since; every
    other day is derived from activities and closes and marked so. The first day recorded is the
    session before the account's first activity, so that every day with trades has a day before it.
    """
    with leased(ctx, JOB):
        now = ctx.clock.now()
        ctx.cold.migrate([AccountSnapshot])
        present = read_present(ctx.broker)
        known = _known_equity(ctx, present.account.account_id)
        days = _days(present, known, ds)
        missing = [day for day in days if day not in known]
        closes = Closes.read(ctx.market, present.symbols, missing) if missing else Closes({}, ())
        rows: list[AccountSnapshot] = []
        notes: list[str] = []
        for day in missing:
            standing = standing_at(present.cash, present.positions, present.activities, day)
            unpriced = closes.unpriced(standing, day)
            if unpriced:
                notes.append(f"{day} is left open: no close of {', '.join(unpriced)} is known")
                continue
            row = snapshot_of(
                present.account,
                standing,
                closes.equity(standing, day),
                [known[before] for before in sorted(known) if before < day],
                day,
                from_broker=day == ds and is_present(present.activities, ds, now),
                recorded_at=now,
                run_id=ctx.run_id,
            )
            known[day] = row.equity
            rows.append(row)
        candidates = [export.Candidate("account", row) for row in rows]
        return result_of(
            ctx,
            JOB,
            ds,
            export.export_rows(ctx, AccountSnapshot, candidates),
            still_open=len(missing) - len(rows),
            skipped=len(days) - len(missing),
            notes=tuple(notes),
        )


@dataclass(frozen=True, slots=True)
class Present:
    """The broker's side of the account, all of one moment."""

    account: Account
    cash: Decimal
    positions: list[BrokerPosition]
    activities: list[Activity]

    @property
    def symbols(self) -> list[str]:
        """Every symbol ever held."""
        held = {each.symbol for each in self.positions}
        return sorted(held | {each.symbol for each in self.activities if each.kind == "FILL"})


def read_present(broker: Broker) -> Present:
    """Read account, positions and all activities.

    Raises:
        TryAgain: the cash changed in between, or the broker names none.
    """
    before = broker.account()
    positions, activities = broker.positions(), broker.activities()
    after = broker.account()
    if after.cash is None or before.cash != after.cash:
        raise TryAgain(
            f"the account's cash went from {before.cash} to {after.cash} while it was read"
        )
    return Present(after, after.cash, positions, activities)


def is_present(activities: Iterable[Activity], ds: date, now: datetime) -> bool:
    """Say whether the broker's present is still the end of a day: nothing has happened since."""
    return frames.next_session(ds).open_at > now and all(each.ds <= ds for each in activities)


def snapshot_of(
    account: Account,
    standing: Standing,
    equity: Decimal,
    earlier: Sequence[Decimal],
    ds: date,
    *,
    from_broker: bool,
    recorded_at: datetime,
    run_id: str = "",
) -> AccountSnapshot:
    """Make the snapshot of a day.

    Args:
        account: the broker's present.
        standing: cash and units at the end of the day.
        equity: what they were worth then.
        earlier: equity of the earlier days of our own curve.
        ds: the day.
        from_broker: whether the present is the end of that day.
        recorded_at: market time.
        run_id: run that writes the row.
    """
    cash = standing.cash
    if from_broker:
        equity, cash = account.equity or equity, account.cash or cash
    curve = [float(value) for value in (*earlier, equity)]
    told = account if from_broker else Account(account_id=account.account_id)
    return AccountSnapshot(
        account_id=account.account_id,
        equity=equity,
        cash=cash,
        buying_power=told.buying_power,
        non_marginable_buying_power=told.non_marginable_buying_power,
        initial_margin=told.initial_margin,
        maintenance_margin=told.maintenance_margin,
        drawdown_pct=metrics.drawdowns_pct(curve)[-1],
        calmar=metrics.calmar(curve, metrics.PERIODS["EQUITY"]),
        source="BROKER" if from_broker else "DERIVED",
        raw=told.raw,
        ds=ds,
        run_id=run_id,
        recorded_at=recorded_at,
    )


@dataclass(frozen=True, slots=True)
class Closes:
    """Closes per symbol, adjusted for all splits, ascending, and those splits."""

    by_symbol: Mapping[str, Sequence[tuple[date, float]]]
    actions: Sequence[CorporateAction]

    @classmethod
    def read(cls, market: MarketData, symbols: Sequence[str], days: Sequence[date]) -> "Closes":
        """Read the daily closes that some days need."""
        found: dict[str, list[tuple[date, float]]] = {}
        actions: list[CorporateAction] = []
        start = datetime.combine(min(days) - LOOK_BACK, time(), UTC)
        end = datetime.combine(max(days) + timedelta(days=1), time(), UTC)
        for symbol in symbols:
            try:
                bars = market.bars([symbol], "1Day", start, end)
            except BadBars:
                continue  # unknown to the market: named by `unpriced` where it was held
            rows = bars.select("at", "close").iter_rows()
            found[symbol] = [(at.date(), close) for at, close in rows]
            actions += market.corporate_actions([symbol])
        return cls(found, actions)

    def on(self, symbol: str, day: date) -> Decimal | None:
        """Give the last close up to a day, in that day's units; None if none is known."""
        found = [close for ds, close in self.by_symbol.get(symbol, ()) if ds <= day]
        if not found:
            return None
        close = found[-1]
        for action in self.actions:
            if action.symbol == symbol and action.ds > day:
                close *= float(action.ratio)
        return Decimal(repr(close))

    def unpriced(self, standing: Standing, day: date) -> list[str]:
        """Name the symbols held on a day for which no close is known."""
        return sorted(symbol for symbol in standing.units if self.on(symbol, day) is None)

    def equity(self, standing: Standing, day: date) -> Decimal:
        """Value cash and units at a day's closes."""
        worth = [
            amount_of(units, self.on(symbol, day) or Decimal(0))
            for symbol, units in standing.units.items()
        ]
        return metrics.total([standing.cash, *worth])


def _known_equity(ctx: Context, account_id: str) -> dict[date, Decimal]:
    frame = ctx.cold.read(AccountSnapshot.TABLE.name)
    rows = frame.select("account_id", "ds", "equity").iter_rows()
    return {ds: equity for account, ds, equity in rows if account == account_id}


def _days(present: Present, known: Mapping[date, Decimal], ds: date) -> list[date]:
    """List the sessions the account has existed for, from the one before its first activity."""
    first = min([each.ds for each in present.activities] + [ds])
    start = min([frames.previous_session(first).ds, *known])
    return [session.ds for session in frames.sessions(start, ds)]
