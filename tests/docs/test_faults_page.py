"""The scenarios that docs/faults.md lists are those that there are."""

import tomllib
from pathlib import Path

import pytest

from pytoolkit.simulator.faults import load_scenario
from pytoolkit.simulator.faults.model import ALLOWED, When
from tests.docs.faults_page import BETWEEN, FILES, PAGE, table


def test_page_lists_every_scenario() -> None:
    found = BETWEEN.search(PAGE.read_text())
    assert found is not None
    assert found[0] == table(), "run: python -m tests.docs.faults_page"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario_is_named_like_its_file_and_can_be_used(path: Path) -> None:
    assert load_scenario(str(path)).name == path.stem
    assert tomllib.loads(path.read_text())["description"].endswith(".")


def test_page_names_everything_that_can_be_asked_and_done() -> None:
    words = PAGE.read_text()
    for name in When.model_fields:
        assert f"`{name}`" in words
    for kinds in ALLOWED.values():
        for kind in kinds:
            (verb,) = kind.model_fields["do"].annotation.__args__  # type: ignore[union-attr]
            assert f"`{verb}`" in words
            for name in set(kind.model_fields) - {"do"}:
                assert f"`{name}`" in words
