"""The table of docs/faults.md; `python -m tests.docs.faults_page` rewrites it."""

import re
from pathlib import Path

from pytoolkit.simulator.faults import Scenario, load_scenario

REPOSITORY = Path(__file__).parent.parent.parent
PAGE = REPOSITORY / "docs" / "faults.md"
FILES = sorted((REPOSITORY / "tests" / "faults").glob("*.toml"))
BETWEEN = re.compile(r"(?<=<!-- scenarios -->\n).*?(?=<!-- end -->)", re.DOTALL)


def scenarios() -> list[Scenario]:
    """Read every scenario, by name."""
    return [load_scenario(str(path)) for path in FILES]


def table() -> str:
    """Write the table."""
    rows = [f"| `{each.name}` | {each.description} |" for each in scenarios()]
    return "\n".join(["| scenario | what happens |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(BETWEEN.sub(lambda _: table(), PAGE.read_text()))
