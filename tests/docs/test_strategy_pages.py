"""The pages of the library's strategies: `pytoolkit strategies page --out docs/strategies`."""

from pathlib import Path

import pytest

from pytoolkit import frames
from pytoolkit.library import load_strategies
from pytoolkit.research.pages import strategy_page

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "strategies"
LIBRARY = {each.strategy_id: each for each in load_strategies(ROOT / "runbooks/strategies.toml")}
MEASURED = ("donchian_breakout", "double_bottom", "pullback_limit")
"""Backtested again here; of the others only the definition is compared."""
INDEX = PAGES / "README.md"


def test_every_strategy_has_a_page_and_every_page_a_strategy() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == LIBRARY.keys()
    index = INDEX.read_text()
    assert [name for name in LIBRARY if f"[{name}]({name}.md)" not in index] == []


@pytest.mark.parametrize("name", LIBRARY)
def test_page_is_what_the_definition_says(name: str) -> None:
    bars = None
    if name in MEASURED:
        bars = frames.adjusted(frames.shipped_bars(), frames.corporate_actions())

    page = strategy_page(LIBRARY[name], bars)

    kept = (PAGES / f"{name}.md").read_text()
    assert page == (kept if bars is not None else kept.partition("\n## Measured")[0])
