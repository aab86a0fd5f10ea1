"""Research notebooks run top to bottom, and are committed without outputs."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PICTURES = {"01_write_a_strategy": 3}
"""Pictures that a notebook must show."""


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text())["cells"]

    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in cells)


@pytest.mark.notebook
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the kernel's client
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_top_to_bottom(path: Path, tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )

    client.execute()

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [
        text
        for output in outputs
        if "data:image/svg+xml;base64," in (text := str(output.get("data", {}).get("text/html")))
    ]
    assert len(pictures) >= PICTURES.get(path.stem, 0)
    assert all("<script" not in text for text in pictures)
    assert not any(output.get("name") == "stderr" for output in outputs)
