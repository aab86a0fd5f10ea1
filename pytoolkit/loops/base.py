"""What every loop shares: its lease, rows built one by one so that none blocks the rest, counts."""

import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import polars as pl

from pytoolkit import frames, validate
from pytoolkit.errors import LeaseHeld, LeaseLost, PytoolkitError, TryAgain
from pytoolkit.export import Candidate, Exported
from pytoolkit.models.base import Document, Fact, Timeframe
from pytoolkit.models.job import JobResult, Lease
from pytoolkit.models.market import CorporateAction
from pytoolkit.ports import Context, MarketData

D = TypeVar("D", bound=Document)

LEASE_SECONDS = 120.0
"""A loop of this breadth takes seconds; a holder that died on this machine is seen at once."""
HORIZON = timedelta(days=7)
"""A rejected signal is due after so many days, and its outcome sees no bar beyond them."""
NOTED = 20
"""Sentences of one kind in a result; what is left out is counted."""


def end_of(ds: date) -> datetime:
    """Give the first instant after a UTC day."""
    return datetime.combine(ds, time(), UTC) + timedelta(days=1)


@contextmanager
def leased(ctx: Context, job: str) -> Iterator[None]:
    """Hold the lease of a loop; nobody else runs it in this environment meanwhile.

    Raises:
        LeaseHeld: another runner that is alive holds it.
        LeaseLost: it was lost before the work was done; versions keep what was written right.
    """
    name = f"loop.{job}"
    owner = f"{ctx.run_id or 'interactive'}@{socket.gethostname()}:{os.getpid()}"
    lease = _take(ctx, name, owner)
    yield
    now = ctx.clock.wall()
    if ctx.hot.lease(name, owner, LEASE_SECONDS, now).fencing != lease.fencing:
        raise LeaseLost(f"{name} changed hands while this run worked; run it again")
    ctx.hot.release(lease)


def _take(ctx: Context, name: str, owner: str) -> Lease:
    try:
        return ctx.hot.lease(name, owner, LEASE_SECONDS, ctx.clock.wall())
    except LeaseHeld:
        held = ctx.hot.get(Lease, name)
        if held is None or is_alive(held.owner):
            raise
        ctx.hot.release(held)
        return ctx.hot.lease(name, owner, LEASE_SECONDS, ctx.clock.wall())


def is_alive(owner: str) -> bool:
    """Say whether a lease's owner may still be working; of other machines we must assume it."""
    host, _, pid = owner.rpartition("@")[2].rpartition(":")
    if host != socket.gethostname() or not pid.isdigit() or int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(slots=True)
class Rows:
    """Rows of one target on their way out, and documents that gave none."""

    target: type[Fact]
    candidates: list[Candidate] = field(default_factory=list)
    bad: list[validate.Bad] = field(default_factory=list)

    def build(self, documents: Iterable[D], row_of: Callable[[D], Fact]) -> None:
        """Make one row per document; one that cannot be made is set aside with the reason.

        Raises:
            TryAgain: a store or broker did not answer; that is nobody's bad row.
        """
        for document in documents:
            source = f"{document.TABLE.name}/{document.key}"
            try:
                self.candidates.append(Candidate(source, row_of(document)))
            except TryAgain:
                raise
            except (PytoolkitError, ValueError, ArithmeticError, LookupError) as error:
                reason = {"type": type(error).__name__, "loc": [], "msg": str(error)}
                raw = validate.raw_text(document)
                table = self.target.TABLE.name
                self.bad.append(validate.Bad(table, source, raw, json.dumps([reason])))


def result_of(
    ctx: Context,
    job: str,
    ds: date,
    done: Exported,
    *,
    bad: Sequence[validate.Bad] = (),
    still_open: int = 0,
    skipped: int = 0,
    notes: Sequence[str] = (),
) -> JobResult:
    """Sum up a run; too many quarantined rows make it a failed one.

    Args:
        ctx: its settings know how many are too many.
        job: name of the loop.
        ds: last day it looked at.
        done: what the export did.
        bad: documents that gave no row; they are quarantined here.
        still_open: rows not yet due.
        skipped: rows with nothing to do.
        notes: sentences for the report.
    """
    validate.quarantine(ctx.hot, bad, ctx.run_id, ctx.clock.now())
    quarantined = done.quarantined + len(bad)
    read = done.read + len(bad) + still_open + skipped
    told = [*notes, *done.notes, *(f"quarantined: {row}" for row in bad)]
    return JobResult(
        job=job,
        ds=ds,
        read=read,
        exported=done.exported,
        quarantined=quarantined,
        still_open=still_open,
        skipped=skipped + done.skipped,
        written=done.written,
        outputs=done.outputs,
        notes=tuple(capped(told)),
        failed=validate.too_many(quarantined, read, ctx.settings.quarantine_limit_pct),
    )


def capped(notes: Sequence[str]) -> list[str]:
    """Keep the first sentences and count the others."""
    left_out = len(notes) - NOTED
    return [*notes[:NOTED], *([f"and {left_out} more like these"] if left_out > 0 else [])]


@dataclass(slots=True)
class Bars:
    """Bars of single symbols, read once; a symbol the market does not know blocks no other."""

    market: MarketData
    _held: dict[tuple[str, Timeframe], tuple[datetime, datetime, pl.DataFrame]] = field(
        default_factory=dict
    )
    _actions: dict[str, list[CorporateAction]] = field(default_factory=dict)

    def read(
        self, symbol: str, timeframe: Timeframe, start: datetime, end: datetime, units: date
    ) -> pl.DataFrame:
        """Give the finished bars with start <= at < end in the units of a day.

        Raises:
            BadBars: the market has no such symbol or timeframe.
            Unreachable: it did not answer.
        """
        key = (symbol, timeframe)
        held = self._held.get(key)
        if held is None or start < held[0] or end > held[1]:
            first = min(start, held[0]) if held else start
            last = max(end, held[1]) if held else end
            bars = self.market.bars([symbol], timeframe, first, last)
            held = self._held[key] = (first, last, bars)
        between = (pl.col("at") >= start) & (pl.col("at") < end)
        found = held[2].filter(between)
        return frames.in_units_of(found, self.actions(symbol), units)

    def actions(self, symbol: str) -> list[CorporateAction]:
        """Give the splits of a symbol."""
        if symbol not in self._actions:
            self._actions[symbol] = self.market.corporate_actions([symbol])
        return self._actions[symbol]
