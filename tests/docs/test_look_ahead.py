"""The commands of docs/look_ahead.md print what the page shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "look_ahead.md").read_text()
SESSIONS = re.findall(r"```console\n\$ pytoolkit (.*?)\n(.*?)```", PAGE, re.DOTALL)
MODULE, *_ = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def comparable(output: str) -> list[str]:
    """Leave out what changes from run to run: the time."""
    return [line.rstrip() for line in output.strip().splitlines() if line.split()[:1] != ["time"]]


@pytest.mark.parametrize(("arguments", "shown"), SESSIONS, ids=[name for name, _ in SESSIONS])
def test_command_of_the_page_prints_what_it_shows(
    arguments: str, shown: str, tmp_path: Path
) -> None:
    (tmp_path / "features.py").write_text(MODULE)

    done = subprocess.run(
        [sys.executable, "-m", "pytoolkit", *shlex.split(arguments)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == (4 if "NOT CLEAN" in shown else 0), done.stderr
    assert comparable(done.stdout) == comparable(shown)
