"""How an environment stands, for a terminal: what is wrong comes first and is said in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pytoolkit.live.looks import Held, Overview, Waiting
from pytoolkit.live.problems import Problem
from pytoolkit.models.base import canonical_decimal
from pytoolkit.notify.lines import money

if TYPE_CHECKING:
    from rich.style import StyleType

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LATENCIES = {"bar_to_order": "bar to order", "fill_to_position": "fill to position"}


def screen(overview: Overview, problems: Sequence[Problem]) -> RenderableType:
    """Give all of it, the worst first."""
    return Group(
        _headline(overview, problems),
        *_problems(problems),
        Text(),
        _facts(overview),
        *_positions(overview.positions),
        *_waiting(overview.waiting),
    )


def _headline(overview: Overview, problems: Sequence[Problem]) -> Text:
    act = sum(each.severity == "ACT" for each in problems)
    verdict, style = "ALL WELL", "bold white on green"
    if act:
        verdict, style = f"ACT NOW: {act} {_things(act)}", "bold white on red"
    elif problems:
        verdict, style = f"LOOK: {len(problems)} {_things(len(problems))}", "bold black on yellow"
    elif not overview.service.alive:
        verdict, style = "NOTHING RUNS", "bold reverse"
    real = overview.profile == "live"
    line = Text()
    line.append(f" {verdict} ", style)
    line.append("  ")
    line.append(overview.profile, "bold red" if real else "bold")
    line.append(" (real money)" if real else "", "red")
    line.append(f"  {overview.wall:%Y-%m-%d %H:%M:%S}Z", "dim")
    return line


def _things(count: int) -> str:
    return "thing" if count == 1 else "things"


def _problems(problems: Sequence[Problem]) -> Iterator[RenderableType]:
    if not problems:
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for each in problems:
        act = each.severity == "ACT"
        line = Text(each.text, "bold" if act else "")
        if each.age is not None:
            line.append(f"  (for {age(each.age)})", "not bold dim")
        if each.page:
            line.append(f"\n-> runbooks/incidents/{each.page}.md", "not bold cyan")
        table.add_row(Text("!!" if act else " !", "bold red" if act else "yellow"), line)
    yield table


def _facts(overview: Overview) -> Table:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    active = overview.kill_switch == "ACTIVE"
    for name, fact in (
        ("service", _service(overview)),
        ("market", _clock(overview.market) if overview.market else "unknown: it never ran"),
        ("kill switch", Text(overview.kill_switch, "" if active else "yellow")),
        ("streams", _streams(overview)),
        ("orders", _orders(overview)),
        ("latency", _latency(overview)),
        ("notify", _told(overview)),
    ):
        facts.add_row(name, fact)
    return facts


def _service(overview: Overview) -> str:
    service = overview.service
    if not service.owner:
        return "does not run"
    seen = f"heartbeat {_ago(service.heartbeat_at, overview.wall)}"
    if not service.alive:
        return f"DIED: {service.owner}, fencing {service.fencing}, {seen}"
    said = f", state {_ago(service.beat_at, overview.wall)}" if service.beat_at else ""
    handled = f", handled up to {_clock(service.handled_at)}" if service.handled_at else ""
    return f"alive: {service.owner}, fencing {service.fencing}, {seen}{said}{handled}"


def _streams(overview: Overview) -> str:
    if not overview.service.alive:
        return "none is read"
    if not overview.streams:
        return "none is needed"
    return ", ".join(
        f"{each.name} {'connected' if each.connected else 'NOT CONNECTED'}, "
        + (f"last message {_ago(each.heard_at, overview.wall)}" if each.heard_at else "no message")
        for each in overview.streams
    )


def _orders(overview: Overview) -> str:
    counts = [f"{status} {count}" for status, count in overview.orders.items()]
    return ", ".join([*counts, f"without an answer {len(overview.unsent)}"])


def _latency(overview: Overview) -> str:
    told = [
        f"{LATENCIES.get(name, name)} p50 {each['p50_ms']:,.1f} ms, p99 {each['p99_ms']:,.1f} ms "
        f"(of {each['count']})"
        for name, each in overview.latencies.items()
    ]
    return "; ".join(told) or "nothing measured yet"


def _told(overview: Overview) -> str:
    if not overview.services:
        return "nobody: no services under notify.urls"
    told = [
        f"{name} up to date {_ago(overview.told[name], overview.wall)}"
        if name in overview.told
        else f"{name} told nothing yet"
        for name in overview.services
    ]
    return ", ".join(told)


def _positions(positions: Sequence[Held]) -> Iterator[RenderableType]:
    rows = [
        (
            each.symbol,
            "long" if each.side == "buy" else "short",
            canonical_decimal(each.quantity),
            _price(each.average),
            money(each.stop),
            money(each.mark) if each.mark is not None else "-",
            _signed(each.unrealized_usd),
            each.strategy_id,
            _protection(each),
        )
        for each in positions
    ]
    heads = ("symbol", "side", ">quantity", ">average", ">stop", ">mark", ">unrealized USD")
    yield from _table("positions", (*heads, "strategy", ""), rows)


def _protection(held: Held) -> Text:
    if held.uncovered:
        return Text(f"{canonical_decimal(held.uncovered)} UNCOVERED", "bold red")
    if held.watched and not held.leaving:
        return Text(f"{canonical_decimal(held.watched)} watched by the service", "yellow")
    return Text("leaving" if held.leaving else "covered", "dim")


def _waiting(waiting: Sequence[Waiting]) -> Iterator[RenderableType]:
    rows = [
        (
            each.symbol,
            each.side,
            each.order,
            canonical_decimal(each.quantity) if each.quantity is not None else "-",
            money(each.price) if each.price is not None else "-",
            money(each.stop) if each.stop is not None else "-",
            _clock(each.valid_until),
            each.strategy_id,
            each.status,
        )
        for each in waiting
    ]
    heads = ("symbol", "side", "order", ">quantity", ">price", ">stop", "valid until")
    yield from _table("waiting", (*heads, "strategy", "state"), rows)


def _table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str | Text]]
) -> Iterator[RenderableType]:
    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(
            head.removeprefix(">"), justify="right" if head[:1] == ">" else "left", no_wrap=True
        )
    for row in rows:
        table.add_row(*(Text(each) if isinstance(each, str) else each for each in row))
    yield Text(f"\n{title} ({len(rows)})", "bold")
    yield Padding(table, (0, 0, 0, 2))


def age(span: timedelta) -> str:
    """Give how long something lasts, in the two units that matter."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE} min"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{age(now - at)} ago"


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"


def _price(value: Decimal) -> str:
    return money(value.quantize(Decimal("0.0001")))


def _signed(value: Decimal | None) -> Text:
    if value is None:
        return Text("-")
    style: StyleType = "green" if value >= 0 else "red"
    return Text(f"{'+' if value > 0 else ''}{money(value.quantize(Decimal('0.01')))}", style)
