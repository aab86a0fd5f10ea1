"""`pytoolkit simulator`: serve the exchange until a signal comes."""

from pathlib import Path

import click

DEFAULT_PORT = 8765


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--bars",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Bars of any one length, .parquet or .csv; default: the shipped daily ones.",
)
@click.option(
    "--from",
    "start",
    metavar="DATE|INSTANT",
    default="",
    help="Start a replay before this day's session, or at this instant; say how with --step or "
    "--speed.",
)
@click.option("--step", is_flag=True, help="Time stands still until POST /sim/advance.")
@click.option(
    "--speed",
    type=click.FloatRange(0, min_open=True),
    help="Simulated seconds for each second; 86400 is a day a second.",
)
@click.option(
    "--partial-fills",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of orders that fill in parts, bar after bar; Alpaca's paper trading has 0.1.",
)
@click.option(
    "--faults",
    metavar="FILE|NAME",
    multiple=True,
    help="Let things go wrong as a scenario says; may be given several times. `list` shows those "
    "that come with the package.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the account and its ids.")
@click.option(
    "--ready-file", type=click.Path(path_type=Path), help="Written once requests are served."
)
def command(
    *,
    port: int,
    bars: Path | None,
    start: str,
    step: bool,
    speed: float | None,
    partial_fills: float,
    faults: tuple[str, ...],
    seed: int,
    ready_file: Path | None,
) -> None:
    """Serve an Alpaca-compatible exchange on loopback, with 100,000 simulated USD.

    Unchanged alpaca-py talks to it; any key and secret are accepted:

    \b
      TradingClient("key", "secret", url_override="http://127.0.0.1:8765")
      StockHistoricalDataClient("key", "secret", url_override="http://127.0.0.1:8765")
      TradingStream("key", "secret", url_override="ws://127.0.0.1:8765/stream")
      StockDataStream("key", "secret", url_override="ws://127.0.0.1:8765/v2/iex")

    Without options every shipped bar is in the past and time stands after the last close: orders
    are accepted for the next session. To trade, replay:

    \b
      pytoolkit simulator --from 2012-06-01 --speed 86400   # a day a second
      pytoolkit simulator --from 2012-06-01 --step          # then, for each open and close:
      curl -X POST http://127.0.0.1:8765/sim/advance

    To try your own code against what brokers and networks do:

    \b
      pytoolkit simulator --faults list
      pytoolkit simulator --from 2012-06-01 --step --faults timeout-after-acceptance
      curl http://127.0.0.1:8765/sim/faults                 # what struck, and how often

    Orders fill at the day's open, or at their level within the day's range. State is kept in
    memory: it ends with the process (Ctrl-C or SIGTERM).
    """
    if "list" in faults:
        from pytoolkit.simulator.faults import load_scenario, scenario_names

        for name in scenario_names():
            click.echo(f"{name:<34} {load_scenario(name).description}")
        return
    from pytoolkit.simulator.server import run
    from pytoolkit.simulator.simulation import Options

    run(
        Options(
            port=port,
            bars=str(bars) if bars else "",
            start=start,
            step=step or (bool(start) and speed is None),
            speed=speed or 0.0,
            partial_fills=partial_fills,
            faults=faults,
            seed=seed,
            ready_file=str(ready_file) if ready_file else "",
        )
    )
