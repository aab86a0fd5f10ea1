"""The proof of books of one day: broker, hot store and warehouse, to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

from pytoolkit import metrics, validate
from pytoolkit.loops.account import Present, read_present
from pytoolkit.loops.base import HORIZON, capped, leased
from pytoolkit.loops.proof import Books, Check, Proof, as_of, prove
from pytoolkit.loops.rollback import signed_amount, standing_at, unposted_units
from pytoolkit.models.base import MONEY_CONTEXT, JsonDict, canonical_decimal
from pytoolkit.models.job import Control, JobResult
from pytoolkit.models.position import Position
from pytoolkit.models.signal import Signal, SignalStatus
from pytoolkit.models.trade import ExpiredSignal, RejectedSignal, Trade
from pytoolkit.ports import Context

JOB = "books"
OPENING = "account.opening."
"""Control that holds an account's cash before its first activity, by account id."""
ZERO = Decimal(0)


def run(ds: date, ctx: Context) -> JobResult:
    """Prove the books at the end of a day; what differs is named and fails the job."""
    with leased(ctx, JOB):
        proof, counted = proof_of(ds, ctx)
        return JobResult(
            job=JOB,
            ds=ds,
            read=counted["trades"] + counted["open positions"],
            still_open=counted["open positions"],
            skipped=counted["trades"],
            inputs=counted,
            outputs={"proof": figures(proof)},
            notes=(proof.verdict, *capped(proof.differing)),
            failed="" if proof.proven else f"the books differ: {'; '.join(proof.differing)}",
        )


def proof_of(ds: date, ctx: Context) -> tuple[Proof, dict[str, int]]:
    """Gather all three sides as of the end of a day and prove them.

    Nothing is changed but the opening balance, which is kept when it is first known.
    """
    present = read_present(ctx.broker)
    account_id = present.account.account_id
    documents = validate.documents(ctx.hot, Position)
    held = [each for each in documents.good if each.account_id == account_id]
    then = [each for each in (as_of(position, ds) for position in held) if each is not None]
    stored = validate.frame(Trade, Trade.TABLE.name, ctx.cold.read(Trade.TABLE.name, end=ds))
    trades = [each for each in stored.good if each.account_id == account_id]
    fills = [fill for position in held for fill in position.fills]
    unposted = unposted_units(fills, present.activities, ds)
    books = Books(
        ds=ds,
        opening=opening_cash(ctx, present),
        standing=standing_at(present.cash, present.positions, present.activities, ds, unposted),
        activities=[each for each in present.activities if each.ds <= ds],
        positions=then,
        trades=trades,
        unread=[bad.source for bad in (*documents.bad, *stored.bad)],
    )
    still_open = sum(1 for each in then if each.ds is None)
    return prove(books, [_signals(ds, ctx)]), {"trades": len(trades), "open positions": still_open}


def opening_cash(ctx: Context, present: Present) -> Decimal:
    """Give the cash before the account's first activity, as it was first known.

    The live service notes it before its first order. Where nobody did, it is what the activities
    leave over now, and is kept, so that from then on the broker's cash is proven too.
    """
    name = OPENING + present.account.account_id
    kept = ctx.hot.get(Control, name)
    if kept is not None:
        return Decimal(str(kept.value["cash"]))
    moved = metrics.total(signed_amount(each) for each in present.activities)
    cash = MONEY_CONTEXT.subtract(present.cash, moved)
    value: JsonDict = {"cash": canonical_decimal(cash)}
    reason = "derived from all activities"
    ctx.hot.create(Control(name=name, value=value, reason=reason, updated_at=ctx.clock.now()))
    return cash


def note_opening(ctx: Context, account_id: str) -> None:
    """Keep the account's opening balance if nobody has; the live service calls this at its start.

    Noted before the first order it is independent of what the activities say later.
    """
    if ctx.hot.get(Control, OPENING + account_id) is None:
        opening_cash(ctx, read_present(ctx.broker))


def _signals(ds: date, ctx: Context) -> Check:
    """Check that every signal that ended by a day is in exactly one table."""
    tables = (Trade, RejectedSignal, ExpiredSignal)
    keys: list[set[str]] = [_keys(ctx, model) for model in tables]
    twice = sorted((keys[0] & keys[1]) | (keys[0] & keys[2]) | (keys[1] & keys[2]))
    everywhere = set().union(*keys)
    due = [each for each in validate.documents(ctx.hot, Signal).good if is_due(each, ds)]
    closed = {
        each.key
        for each in validate.documents(ctx.hot, Position).good
        if each.ds is not None and each.ds <= ds
    }
    ended = [each for each in due if each.status not in CLOSED or each.key in closed]
    missing = [each.key for each in ended if each.key not in everywhere]
    wrong = (*(f"{key}, twice" for key in twice), *(f"{key}, nowhere" for key in missing))
    return Check(
        "signals",
        ("ended", Decimal(len(ended))),
        ("archived", Decimal(len(ended) - len(missing))),
        wrong,
    )


CLOSED = (SignalStatus.CLOSED, SignalStatus.INVALIDATED)


def is_due(signal: Signal, ds: date) -> bool:
    """Say whether a signal has ended and its row belongs to a day up to this one."""
    if signal.status is SignalStatus.REJECTED:
        return signal.ds + HORIZON <= ds
    if signal.status is SignalStatus.EXPIRED:
        return signal.valid_until.date() <= ds
    return signal.status in CLOSED


def _keys(ctx: Context, model: Any) -> set[str]:
    (name,) = model.TABLE.key
    return {str(key) for key in ctx.cold.read(model.TABLE.name)[name].to_list()}


def figures(proof: Proof) -> JsonDict:
    """Give the proof as JSON for the job's record."""
    return {
        "verdict": proof.verdict,
        "cash": {name: str(getattr(proof.cash, name)) for name in type(proof.cash).__slots__},
        "closed_usd": str(proof.closed_usd),
        "open_usd": str(proof.open_usd),
        "open_cost": str(proof.open_cost),
        "accrued_usd": str(proof.accrued_usd),
        "homeless_usd": str(proof.homeless_usd),
        "checks": [
            {
                "name": check.name,
                "holds": check.holds,
                "left": [check.left[0], str(check.left[1])],
                "right": [check.right[0], str(check.right[1])],
                "ids": list(check.ids),
            }
            for check in proof.checks
        ],
    }
