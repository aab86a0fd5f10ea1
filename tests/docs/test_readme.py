"""What the README and the pages say can be typed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pytoolkit.cli import COMMANDS

REPOSITORY = Path(__file__).parent.parent.parent
README = (REPOSITORY / "README.md").read_text()
MAKEFILE = (REPOSITORY / "Makefile").read_text()
PAGES = {page.name: page.read_text() for page in sorted((REPOSITORY / "docs").glob("*.md"))}
SNIPPETS = {
    name: "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    for name, text in {"README.md": README, **PAGES}.items()
}
"""The Python of each page, which is read from top to bottom."""


def test_readme_commands_exist() -> None:
    named = set(re.findall(r"`pytoolkit ([a-z]+)", README))
    assert named >= {"demo", "doctor", "simulator", "live", "run"}
    assert named <= set(COMMANDS)


def test_readme_make_targets_exist() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)\b +#|`make ([a-z]+)`", README))
    targets = {first or second for first, second in named}
    assert targets >= {"demo", "test", "check", "crash", "bench", "lab"}
    assert targets <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("name", SNIPPETS)
def test_links_of_a_page_exist(name: str) -> None:
    text, folder = (
        (README, REPOSITORY) if name == "README.md" else (PAGES[name], REPOSITORY / "docs")
    )
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", [name for name, snippet in SNIPPETS.items() if snippet])
def test_python_of_a_page_runs_outside_the_checkout(name: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SNIPPETS[name])
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
