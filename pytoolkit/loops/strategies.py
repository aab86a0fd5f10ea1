"""Loop S: every version of every strategy's definition, with the time it was in force."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time

from pytoolkit import export, frames, library, validate
from pytoolkit.errors import RunFailed
from pytoolkit.loops.base import leased, result_of
from pytoolkit.models.job import JobResult
from pytoolkit.models.strategy import Strategy, StrategyVersion
from pytoolkit.ports import Context

JOB = "strategies"


def run(ds: date, ctx: Context) -> JobResult:
    """Bring `dim_strategies` up to the project's library; acts only at the newest day.

    A version is in force from the start of the day on which it was first seen. A strategy that was
    taken out of the library is closed; one that cannot be read is left as it is and counted.
    """
    with leased(ctx, JOB):
        now = ctx.clock.now()
        if not is_newest(ds, now):
            return JobResult(job=JOB, ds=ds, notes=("skipped: history is closed",))
        ctx.cold.migrate([StrategyVersion])
        table = StrategyVersion.TABLE.name
        stored = validate.frame(StrategyVersion, table, ctx.cold.read(table))
        if stored.bad:
            # Half a history would look like strategies that are new: an error, not an empty set.
            raise RunFailed(f"{table} cannot be read: {stored.bad[0]}")
        wanted, broken = library.read_library(ctx.settings.runbooks / library.LIBRARY_FILE)
        rows = versions(stored.good, wanted, broken, ds, recorded_at=now, run_id=ctx.run_id)
        candidates = [export.Candidate(library.LIBRARY_FILE, row) for row in rows]
        unchanged = len(wanted) - sum(1 for row in rows if row.is_current)
        return result_of(
            ctx,
            JOB,
            ds,
            export.export_rows(ctx, StrategyVersion, candidates),
            bad=[_bad(name, why) for name, why in broken.items()],
            skipped=unchanged,
        )


def _bad(name: str, why: str) -> validate.Bad:
    reason = json.dumps([{"type": "BadStrategy", "loc": [], "msg": why}])
    source = f"{library.LIBRARY_FILE}/{name}"
    return validate.Bad(StrategyVersion.TABLE.name, source, json.dumps(why), reason)


def is_newest(ds: date, now: datetime) -> bool:
    """Say whether no session after a day has ended by now."""
    return frames.next_session(ds).close_at > now


def versions(
    stored: Iterable[StrategyVersion],
    wanted: Sequence[Strategy],
    broken: Collection[str],
    ds: date,
    *,
    recorded_at: datetime,
    run_id: str = "",
) -> list[StrategyVersion]:
    """Give the rows that change: versions that end, and versions that begin on a day.

    Args:
        stored: every version the cold store holds.
        wanted: the library now.
        broken: strategies of the library that could not be read; theirs are left alone.
        ds: the day; a change is in force from its first instant.
        recorded_at: market time.
        run_id: run that writes the rows.
    """
    begins = datetime.combine(ds, time(), UTC)
    known = list(stored)
    current = {row.strategy_id: row for row in known if row.is_current}
    # Changed twice within a day: the later version replaces the earlier one, kept as history.
    taken = {row.strategy_id: row.version for row in known if row.valid_from == begins}
    written = {"run_id": run_id, "recorded_at": recorded_at}
    changed: list[StrategyVersion] = []
    for strategy in wanted:
        before = current.pop(strategy.strategy_id, None)
        if before is not None and before.config_hash == strategy.config_hash:
            continue
        if before is not None and before.valid_from != begins:
            changed.append(before.changed(valid_to=begins, version=before.version + 1, **written))
        changed.append(
            StrategyVersion.model_validate(
                {
                    "strategy_id": strategy.strategy_id,
                    "config_hash": strategy.config_hash,
                    "config": strategy.model_dump(mode="json"),
                    "active": strategy.active,
                    "valid_from": begins,
                    "ds": ds,
                    "version": taken.get(strategy.strategy_id, 0) + 1,
                    **written,
                }
            )
        )
    for row in current.values():
        if row.strategy_id not in broken:
            changed.append(row.changed(valid_to=begins, version=row.version + 1, **written))
    return changed
