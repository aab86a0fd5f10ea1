"""The command line as a whole: help, exit codes, and what an import may cost."""

import subprocess
import sys

import pytest

from pytoolkit.cli import COMMANDS, main
from pytoolkit.errors import PytoolkitError

HEAVY = ("alpaca", "deltalake", "papermill", "pandas", "polars", "pydantic", "uvicorn")


def code_of(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return int(stop.value.code or 0)


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_teaches(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of([name, "--help"]) == 0
    assert f"pytoolkit {name}" in capsys.readouterr().out


def test_unknown_command_exits_2_and_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(["simulater"]) == 2
    assert "Did you mean 'simulator'?" in capsys.readouterr().err


def test_every_error_has_an_exit_code_of_the_manual() -> None:
    def below(kind: type[PytoolkitError]) -> set[type[PytoolkitError]]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    assert {kind.exit_code for kind in below(PytoolkitError)} <= {1, 2, 5, 75}


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = "import pytoolkit, pytoolkit.cli, sys; print([m for m in sys.modules if '.' not in m])"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert [name for name in HEAVY if f"'{name}'" in loaded] == []
