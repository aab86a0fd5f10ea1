"""`pytoolkit reconcile`: compare our positions with the broker's, mend on evidence, adopt units."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show
from pytoolkit.errors import BadParameters
from pytoolkit.models.base import canonical_decimal
from pytoolkit.models.position import Position
from pytoolkit.ports import Context

if TYPE_CHECKING:
    from pytoolkit.live.desk import Desk
    from pytoolkit.live.reconcile import Difference
    from pytoolkit.live.sync import Picture
    from pytoolkit.models.strategy import Strategy


def _exact(
    _context: click.Context, parameter: click.Parameter, value: str | None
) -> Decimal | None:
    """Read a price as it was typed."""
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation as error:
        raise click.BadParameter(f"{value!r} is no number", param=parameter) from error


@click.group(invoke_without_command=True)
@environment
@click.option(
    "--apply",
    "applies",
    is_flag=True,
    help="Close what the broker's executions prove closed. The live service must not run.",
)
@click.pass_context
def command(
    click_context: click.Context,
    as_json: bool,
    project: Path | None,
    profile: str,
    applies: bool,
) -> None:
    """Compare our positions with the broker's; --apply mends, `adopt` takes what is not ours.

    A failed call changes nothing. Exit code 4 while differences remain.
    """
    if click_context.invoked_subcommand is not None:
        return
    with _opened(profile, project, writes=applies) as context:
        found = _compare(context, applies)
    rows = [{**asdict(each), "evidence": " ".join(each.evidence)} for each in found]
    show(rows, as_json, empty="our positions and the broker's are the same")
    if found:
        click_context.exit(FINDINGS)


@command.command("adopt")
@click.argument("symbol")
@click.option("--strategy", "name", required=True, help="Whose rules look after them from now on.")
@click.option("--stop", required=True, callback=_exact, help="Price of their protective stop.")
@click.option("--target", callback=_exact, help="Price at which they are closed with profit.")
@click.option(
    "--at-average",
    is_flag=True,
    help="Take the broker's average price where executions do not explain the units.",
)
@environment
def adopt(
    *,
    symbol: str,
    name: str,
    stop: Decimal,
    target: Decimal | None,
    at_average: bool,
    as_json: bool,
    project: Path | None,
    profile: str,
) -> None:
    """Take units of SYMBOL that the broker holds and we do not know into our books.

    The broker's executions of orders that are not ours are the evidence: the newest of them that
    make just these units become a position of the strategy, with a stop that the live service
    places when it is started again. Done twice, it finds nothing any more.

    The live service must not run meanwhile.
    """
    from pytoolkit.live.adoption import Wish
    from pytoolkit.live.adoption import adopt as adopted

    with _opened(profile, project, writes=True) as context:
        strategy = _strategy(context, name)
        at = context.clock.now()
        desk, _ = _merged(context, at)
        wish = Wish(symbol, strategy, stop, target, at_average)
        position = adopted(desk, context.broker, wish, at)
    show(
        [] if position is None else [_row(position)],
        as_json,
        empty=f"the broker holds no {symbol} that we do not know",
    )
    if position is not None:
        note("nothing protects them until the live service runs: start it now")


@contextmanager
def _opened(profile: str, project: Path | None, *, writes: bool) -> Iterator[Context]:
    """Open an environment; who writes holds the lease of the live service meanwhile."""
    from pytoolkit.live.lease import Holder, new_owner
    from pytoolkit.wiring import connect

    context = connect(profile, project)
    holder = Holder(context.hot, new_owner())
    try:
        if writes:
            holder.take(context.clock.wall())
        yield context
    finally:
        holder.release()
        context.close()


def _strategy(context: Context, name: str) -> "Strategy":
    from pytoolkit.library import LIBRARY_FILE, load_strategies

    strategies = load_strategies(context.settings.runbooks / LIBRARY_FILE)
    found = next((each for each in strategies if each.strategy_id == name), None)
    if found is None:
        names = ", ".join(each.strategy_id for each in strategies)
        raise BadParameters(f"--strategy {name!r} is not in {LIBRARY_FILE}; it has {names}")
    return found


def _read(context: Context, at: datetime) -> "tuple[Desk, Picture]":
    """Load our books, and read what the broker tells of them."""
    from pytoolkit.live import sync
    from pytoolkit.live.desk import Desk

    held = context.hot.find(Position, [("status", "==", "OPEN")])
    since = min((position.opened_at or at for position in held), default=at).date()
    desk = Desk(context.hot, "reconcile")
    desk.load(datetime.combine(since, time(), UTC))
    return desk, sync.read(desk, context.broker, since, every=True)


def _merged(context: Context, at: datetime) -> "tuple[Desk, Picture]":
    """Load our books, and fold what the broker tells of our own orders."""
    from pytoolkit.live import controls, sync

    desk, picture = _read(context, at)
    sync.merge(desk, picture, at, controls.kill_switch(context.hot))
    return desk, picture


def _compare(context: Context, applies: bool) -> "list[Difference]":
    from pytoolkit.live import controls
    from pytoolkit.live.gateway import Gateway
    from pytoolkit.live.reconcile import close_on_evidence, differences, explained

    at = context.clock.now()
    desk, picture = _merged(context, at) if applies else _read(context, at)
    told = context.broker.positions()
    if applies:
        for deal in list(desk):
            closing = explained(deal, picture.foreign)
            if closing:
                # What stands of it would open a position of its own.
                switch = controls.kill_switch(context.hot)
                Gateway(desk, context.broker).end(deal, at, switch)
                close_on_evidence(desk, deal, closing, at)
                note(f"{deal.signal.symbol} closed: {' '.join(a.activity_id for a in closing)}")
    elif picture.fills:
        note("the broker has executions the service has not folded yet; is it running?")
    positions = [deal.position for deal in desk if deal.position is not None]
    return differences(positions, told, picture.foreign)


def _row(position: Position) -> dict[str, object]:
    return {
        "symbol": position.symbol,
        "side": position.side,
        "quantity": canonical_decimal(position.open_quantity),
        "cost": canonical_decimal(position.remaining_cost),
        "stop": canonical_decimal(position.stop_price),
        "strategy": position.strategy_id,
        "signal_id": position.key,
        "evidence": " ".join(fill.execution_id for fill in position.fills),
    }
