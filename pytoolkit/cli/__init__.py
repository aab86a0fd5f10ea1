"""The command line: one thin file per command group, loaded only when it is used."""

import importlib
import sys
from collections.abc import Sequence

import click

from pytoolkit import logs, secrecy
from pytoolkit.errors import PytoolkitError

COMMANDS = {
    "demo": ("demo", "Trade, archive and report on the embedded default."),
    "doctor": ("doctor", "Check this machine and the settings of a profile, read-only."),
    "simulator": ("simulator", "Serve an Alpaca-compatible exchange on loopback."),
    "live": ("live", "Trade the active strategies until stopped."),
    "run": ("run", "Run a runbook for a day or a range of days."),
    "status": ("status", "Show how things stand, what is wrong first; --watch keeps looking."),
    "alarms": ("alarms", "List what needs a human; tell what to do; clear it."),
    "notify": ("notify", "Try whether people can be told; tell them."),
    "runs": ("runs", "List job runs, or show one."),
    "strategies": ("strategies", "List the strategies, or check their definitions."),
    "quarantine": ("quarantine", "List rows that were set aside, with the reason."),
    "halt": ("switch:halt", "Stop all new orders; cancels still pass."),
    "reduce": ("switch:reduce", "Allow exits only."),
    "resume": ("switch:resume", "Allow entries again."),
    "reconcile": (
        "reconcile",
        "Compare our positions with the broker's; --apply mends, adopt takes.",
    ),
}
"""Command name to (module[:attribute, default `command`], one line of help)."""

INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        found = getattr(importlib.import_module(f"pytoolkit.cli.{module}"), attribute or "command")
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            advice = f"Did you mean {close[0]!r}?" if close else "See pytoolkit --help."
            raise click.UsageError(f"{error.message} {advice}", ctx) from error


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pytoolkit")
def pytoolkit() -> None:
    """Research and operations for systematic trading through Alpaca.

    Everything runs embedded and without credentials unless --profile says otherwise. Start with
    `pytoolkit demo`.

    Data goes to stdout, progress and messages to stderr. Exit codes: 0 ok, 1 a run failed,
    2 usage or parameters, 3 partial, 4 findings, 5 refused, 75 try again, 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    logs.mask_tracebacks()
    try:
        code = pytoolkit.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="pytoolkit",
            standalone_mode=False,
        )
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except PytoolkitError as error:
        click.echo(secrecy.masked(f"pytoolkit: {error}"), err=True)
        code = error.exit_code
    sys.exit(code if isinstance(code, int) else 0)
