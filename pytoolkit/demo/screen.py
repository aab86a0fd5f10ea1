"""What people see while the story is told, and the one table at its end."""

from bisect import bisect_right
from typing import Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from pytoolkit.demo.story import Audience, Script
from pytoolkit.demo.summary import Summary
from pytoolkit.jobs.supervise import Progress as JobProgress
from pytoolkit.live.driver import Now


class Progress:
    """Tells on stderr how far the story is: bars on a terminal, a line now and then elsewhere."""

    def __init__(self, script: Script) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._bars = Bars(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[doing]}"),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._bells = [at for each in script.sessions for at in (each.open_at, each.close_at)]
        self._nights_done = 0
        self._trading = self._bars.add_task("trading", total=len(self._bells), doing="")
        self._nights = self._bars.add_task("runbooks", total=script.nights, doing="")
        self._count = 0
        self.audience = Audience(instant=self._instant, job=self._job)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def _instant(self, now: Now) -> None:
        # An instant can be told twice, where one stretch ends and the next begins.
        count = bisect_right(self._bells, now.at)
        self._bars.update(self._trading, completed=count, doing=f"{now.at:%Y-%m-%d}")
        if self._bars.disable and count % 40 == 0 and count > self._count:
            self._console.print(f"trading   {now.at:%Y-%m-%d}  {count}/{len(self._bells)}")
        self._count = count

    def _job(self, progress: JobProgress) -> None:
        status = progress.status.value
        self._bars.update(self._nights, doing=f"{progress.ds} {progress.job}")
        if status not in ("started", "succeeded"):
            self._console.print(f"{progress.ds}  {progress.job} {status}: {progress.reason}")
        if progress.left == 0 and status != "started":
            self._nights_done += 1
            self._bars.update(self._nights, completed=self._nights_done)
            if self._bars.disable:
                self._console.print(f"runbook   {progress.ds}  {self._nights_done}")


def show(summary: Summary, script: Script, seconds: float) -> None:
    """Print the figures of a story to stdout."""
    console = Console(highlight=False)
    table = _table()
    table.add_row("sessions", f"{len(script.sessions)}, {script.nights} with the daily runbook")
    table.add_row("bars", f"{summary.bars:,}")
    table.add_row("signals", f"{summary.signals:,}")
    table.add_row("rejections", f"{sum(summary.rejections.values()):,}")
    for gate, count in summary.rejections.items():
        table.add_row(f"  [dim]{gate}[/]", f"[dim]{count:,}[/]")
    table.add_row("orders", f"{summary.orders:,}")
    table.add_row("fills", f"{summary.fills:,}")
    table.add_row("open trades", f"{summary.open_positions:,}")
    table.add_row("closed trades", f"{summary.closed_positions:,}")
    table.add_row("PnL", f"{summary.pnl_usd:+,.2f} USD after fees")
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,} rows")
    table.add_row("fees finalised", f"{summary.fees_finalized:,} trades")
    table.add_row("reports", f"{summary.reports:,}")
    table.add_row("time", f"{seconds:.0f} s")
    console.print(table)


def _table() -> Table:
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    return table
