"""`pytoolkit reconcile`: compare our positions with the broker's; --apply mends on evidence."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

import click

from pytoolkit.cli.common import FINDINGS, environment, note, show
from pytoolkit.live.reconcile import Difference
from pytoolkit.ports import Context


@click.command()
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
    """Compare our positions with the broker's; --apply mends.

    A failed call changes nothing. Exit code 4 while differences remain.
    """
    from pytoolkit.live.lease import Holder, new_owner
    from pytoolkit.wiring import connect

    context = connect(profile, project)
    holder = Holder(context.hot, new_owner())
    try:
        if applies:
            holder.take(context.clock.wall())
        found = _compare(context, applies)
    finally:
        holder.release()
        context.close()
    rows = [{**asdict(each), "evidence": " ".join(each.evidence)} for each in found]
    show(rows, as_json, empty="our positions and the broker's are the same")
    if found:
        click_context.exit(FINDINGS)


def _compare(context: Context, applies: bool) -> list[Difference]:
    from pytoolkit.live import controls, sync
    from pytoolkit.live.desk import Desk
    from pytoolkit.live.reconcile import close_on_evidence, differences, explained
    from pytoolkit.models.position import Position

    broker, hot = context.broker, context.hot
    at = context.clock.now()
    held = hot.find(Position, [("status", "==", "OPEN")])
    since = min((position.opened_at or at for position in held), default=at).date()
    desk = Desk(hot, "reconcile")
    desk.load(datetime.combine(since, time(), UTC))
    picture = sync.read(desk, broker, since, every=True)
    told = broker.positions()
    if applies:
        sync.merge(desk, picture, at, controls.kill_switch(hot))
        for deal in list(desk):
            closing = explained(deal, picture.foreign)
            if closing:
                close_on_evidence(desk, deal, closing, at)
                note(f"{deal.signal.symbol} closed: {' '.join(a.activity_id for a in closing)}")
    elif picture.fills:
        note("the broker has executions the service has not folded yet; is it running?")
    positions = [deal.position for deal in desk if deal.position is not None]
    return differences(positions, told, picture.foreign)
