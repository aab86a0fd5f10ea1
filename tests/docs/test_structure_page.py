"""The page about structure is what the catalog and the hand-built bars give."""

from pathlib import Path

import pytoolkit as tk
from tests.docs.structure_page import DOCS, PICTURES, render


def test_structure_page_and_pictures_are_what_is_rendered() -> None:
    rendered = render()

    for path, text in rendered.items():
        assert (DOCS / path).read_text() == text, "run `python -m tests.docs.structure_page`"
    pictures = {f"{PICTURES}/{path.name}" for path in Path(DOCS, PICTURES).iterdir()}
    assert pictures == rendered.keys() - {"structure.md"}


def test_structure_page_names_every_pattern() -> None:
    page = (DOCS / "structure.md").read_text()

    names = [name for name in tk.catalog()["name"] if name.startswith("structure.")]
    assert names
    assert [name for name in names if f"`{name}" not in page] == []
