"""A small loop as a process of its own, that can kill itself before or after any step of I/O.

Usage: python -m tests.support.exporter FOLDER DAY KILL_AT [STOP_AT]; prints the number of steps.
KILL_AT 0: never. STOP_AT: stops itself (SIGSTOP) at that call of the cold store's library.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from pytoolkit.export import Candidate, export_rows, marks
from pytoolkit.models.job import Control
from pytoolkit.models.trade import Trade
from pytoolkit.ports import Context
from tests.support.context import stores_of
from tests.support.facts import at, trade

STORES = ("sqlite3", "deltalake")
STOP_ARGUMENT = 4


def source(n: int, version: int = 1, day: int = 1) -> Control:
    """Give the hot document that trade n is made from."""
    value = {"n": n, "day": day, "pnl": str(n * version)}
    return Control(name=f"{n:03}", value=value, updated_at=at(1), version=version)


def row_of(document: Control) -> Trade:
    """Give the trade of a hot document."""
    value = document.value
    return trade(value["n"], value["day"], value["pnl"], document.version)


def run_loop(ctx: Context) -> int:
    """Export every document, then delete the even ones that are verified at their version."""
    documents = ctx.hot.find(Control)
    rows = {document.name: row_of(document) for document in documents}
    sources = [Candidate(f"controls/{name}", row) for name, row in rows.items()]
    done = export_rows(ctx, Trade, sources)
    known = marks(ctx.hot, Trade)
    gone = [
        (document.key, document.version)
        for document in documents
        if document.value["n"] % 2 == 0
        and (mark := known.get(rows[document.name].key)) is not None
        and mark.row_version == document.version
    ]
    ctx.hot.delete(Control, gone)
    return done.written


class Killer:
    """Counts calls into the stores' libraries, before and after each; kills at one of them."""

    def __init__(self, at_step: int, stores: tuple[str, ...], how: signal.Signals) -> None:
        self.at_step = at_step
        self.stores = stores
        self.how = how
        self.steps = 0

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        """Take an event of `sys.setprofile`."""
        if event not in ("c_call", "c_return"):
            return
        owner = getattr(called, "__self__", None)
        module = getattr(called, "__module__", None) or type(owner).__module__
        if module.startswith(self.stores) or type(owner).__module__.startswith(self.stores):
            self.steps += 1
            if self.steps == self.at_step:
                os.kill(os.getpid(), self.how)


def main() -> None:
    """Run the loop once."""
    folder, day, kill_at = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    stop_at = int(sys.argv[4]) if len(sys.argv) > STOP_ARGUMENT else 0
    ctx = stores_of(folder, at(day), run_id=f"day{day}")
    killer = (
        Killer(stop_at, STORES[1:], signal.SIGSTOP)
        if stop_at
        else Killer(kill_at, STORES, signal.SIGKILL)
    )
    sys.setprofile(killer)
    run_loop(ctx)
    sys.setprofile(None)
    ctx.close()
    print(killer.steps)


if __name__ == "__main__":
    main()
