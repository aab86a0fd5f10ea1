"""Loop F: what the broker posted finalises the fees, and late prices, of closed trades."""

from datetime import date

from pytoolkit import export, validate
from pytoolkit.errors import AlreadyExists, Conflict
from pytoolkit.loops.allocation import Allocation, allocate
from pytoolkit.loops.base import leased, result_of
from pytoolkit.loops.settling import Verdict, fills_by_order, settle
from pytoolkit.loops.trades import due_rows, settlements
from pytoolkit.models.job import JobResult
from pytoolkit.models.position import Position, Settlement
from pytoolkit.models.trade import Trade
from pytoolkit.orders import event_of
from pytoolkit.ports import Change, Context

JOB = "settlement"
KINDS = ("FILL", "FEE", "CFEE")


def run(ds: date, ctx: Context) -> JobResult:
    """Settle every trade with row ds < ds, and settle anew where more was posted since.

    A trade is final when the fees of all its sell days are known. A broker that does not answer
    ends the run before anything is changed.
    """
    with leased(ctx, JOB):
        found = validate.documents(ctx.hot, Position)
        closed = [each for each in found.good if each.ds is not None and each.ds < ds]
        settled = settlements(ctx)
        notes: list[str] = []
        final: list[Position] = []
        if closed:
            first = min(fill.ds for each in closed for fill in each.fills)
            activities = ctx.broker.activities(KINDS, after=first, until=ds)
            allocation, fills = allocate(activities, ds), fills_by_order(activities)
            now = ctx.clock.now()
            for position in closed:
                before = settled.get(position.key)
                verdict = settle(position, before, allocation, fills, now)
                why = verdict.open_because or _stored(ctx, position, before, verdict)
                if why:
                    notes.append(f"{position.key} is not final: {why}")
                    continue
                settled[position.key] = verdict.settlement
                final.append(verdict.position)
            notes += _homeless(allocation)
        rows, skipped = due_rows(ctx, final, settled)
        done = export.export_rows(ctx, Trade, rows.candidates)
        return result_of(
            ctx,
            JOB,
            ds,
            done,
            bad=[*found.bad, *rows.bad],
            still_open=len(found.good) - len(final),
            skipped=skipped,
            notes=notes,
        )


def _stored(ctx: Context, position: Position, before: Settlement | None, verdict: Verdict) -> str:
    """Write what changed in one transaction; gives the reason where somebody else was faster."""
    changes: list[Change] = []
    now = ctx.clock.now()
    if verdict.settlement is not before:
        event = event_of(
            verdict.settlement,
            at=now,
            reason=f"posted fees {verdict.settlement.actual_fee_usd}",
            evidence={"activities": list(verdict.settlement.activity_ids)},
            job_id=ctx.run_id,
        )
        changes.append(Change(verdict.settlement, before.version if before else None, event))
    if verdict.position is not position:
        event = event_of(
            verdict.position,
            at=now,
            before=position.status,
            reason="prices as the broker settled them",
            evidence={"activities": list(verdict.evidence)},
            job_id=ctx.run_id,
        )
        changes.append(Change(verdict.position, position.version, event))
    try:
        ctx.hot.commit(changes)
    except (AlreadyExists, Conflict) as error:
        return f"it was changed meanwhile, the next run settles it ({error})"
    return ""


def _homeless(allocation: Allocation) -> list[str]:
    return [
        f"{fee.activity_id} describes no sell of this account: "
        f"{fee.description or fee.kind} {fee.net_amount} of {fee.ds}"
        for fee in allocation.homeless
    ]
