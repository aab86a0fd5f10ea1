"""`pytoolkit status`: what the live service holds and waits for, read from the hot store only."""

from collections.abc import Sequence
from pathlib import Path

import click

from pytoolkit.cli.common import environment, note, show
from pytoolkit.models.base import canonical_decimal, utc_text
from pytoolkit.models.order import OrderIntent


@click.command()
@environment
def command(as_json: bool, project: Path | None, profile: str) -> None:
    """Show what the live service holds and waits for.

    Works without a broker: it reads what the service stored.
    """
    from pytoolkit.live import controls
    from pytoolkit.live.desk import Desk
    from pytoolkit.live.lease import NAME
    from pytoolkit.models.job import Lease
    from pytoolkit.wiring import connect

    context = connect(profile, project)
    try:
        hot = context.hot
        desk = Desk(hot, "status")
        desk.load(context.clock.wall())
        progress = controls.Progress.read(hot)
        lease = hot.get(Lease, NAME)
        running = lease is not None and lease.owner and lease.expires_at > context.clock.wall()
        note(
            f"service: {f'running as {lease.owner}' if running and lease else 'not running'}; "
            f"kill switch: {controls.kill_switch(hot)}; handled up to: "
            f"{utc_text(progress.handled_at) if progress.handled_at else 'nothing yet'}"
        )
        rows = [
            {
                "strategy": deal.signal.strategy_id,
                "symbol": deal.signal.symbol,
                "side": deal.signal.side,
                "status": str(deal.signal.status),
                "signal": deal.signal.ds,
                "quantity": _text(deal.position.open_quantity if deal.position else None)
                or _text(deal.signal.quantity),
                "entry": _text(deal.signal.entry_price),
                "stop": _text(deal.position.stop_price if deal.position else None)
                or _text(deal.signal.stop_price),
                "targets": " ".join(map(canonical_decimal, deal.signal.target_prices)),
                "valid_until": utc_text(deal.signal.valid_until),
                "orders": _orders(list(deal.intents.values())),
            }
            for deal in desk
        ]
    finally:
        context.close()
    show(rows, as_json, empty="nothing open, nothing waiting")


def _orders(intents: Sequence[OrderIntent]) -> str:
    """Give the newest order of each leg; a trail leaves a long chain of replaced ones."""
    newest = {each.leg: each for each in sorted(intents, key=lambda each: each.attempt)}
    return " ".join(f"{leg}:{newest[leg].status}" for leg in sorted(newest))


def _text(value: object) -> str:
    from decimal import Decimal

    return canonical_decimal(value) if isinstance(value, Decimal) else ""
