"""What the README says can be typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pytoolkit.cli import COMMANDS

REPOSITORY = Path(__file__).parent.parent.parent
README = (REPOSITORY / "README.md").read_text()
MAKEFILE = (REPOSITORY / "Makefile").read_text()
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_readme_commands_exist() -> None:
    named = set(re.findall(r"`pytoolkit ([a-z]+)", README))
    assert named >= {"demo", "doctor", "simulator", "live", "run"}
    assert named <= set(COMMANDS)


def test_readme_make_targets_exist() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b +#|`make ([a-z]+)`", README))
    targets = {first or second for first, second in named}
    assert targets >= {"demo", "test", "check", "crash", "bench", "lab"}
    assert targets <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def test_readme_links_exist() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_readme_snippet_runs_outside_the_checkout(snippet: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(snippet)
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
