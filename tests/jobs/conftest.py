"""Small projects with runbooks made of code cells, run by real workers and kernels."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pytoolkit import wiring
from pytoolkit.jobs.supervise import Day, Progress, run_days
from pytoolkit.models.job import JobRecord
from pytoolkit.settings import Settings, load_settings

DS = date(2026, 1, 2)


def notebook_text(cells: Sequence[str], parameters: str = "") -> str:
    """Give a notebook with the usual parameters cell and some code cells."""
    first = f'ds = ""\nprofile = "dev"\nproject = ""\n{parameters}'
    return json.dumps(
        {
            "cells": [
                _cell(first, 0, ["parameters"]),
                *(_cell(code, n) for n, code in enumerate(cells, start=1)),
            ],
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _cell(code: str, number: int, tags: Sequence[str] = ()) -> dict[str, object]:
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {"tags": list(tags)} if tags else {},
        "source": code,
        "outputs": [],
        "execution_count": None,
    }


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder with one runbook, `test.toml`."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return load_settings(None, self.folder)

    @property
    def runbook(self) -> Path:
        return self.folder / "runbooks" / "test.toml"

    def add(self, notebooks: Mapping[str, Sequence[str]], toml: str, parameters: str = "") -> None:
        for name, cells in notebooks.items():
            path = self.folder / "runbooks" / f"{name}.ipynb"
            path.write_text(notebook_text(cells, parameters))
        self.runbook.write_text(toml)

    def add_one(self, *cells: str, options: str = "", parameters: str = "") -> None:
        self.add({"one": cells}, f'[jobs.one]\nnotebook = "one.ipynb"\n{options}', parameters)

    def run(
        self,
        *,
        parameters: Mapping[str, object] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        fork: bool | None = None,
        dates: Sequence[date] = (DS,),
    ) -> list[Day]:
        return run_days(
            self.runbook,
            dates,
            self.settings,
            on_progress,
            parameters=parameters,
            fork=fork,
        )

    def records(self) -> list[JobRecord]:
        hot = wiring.open_hot(self.settings)
        try:
            return [row for row in hot.log(JobRecord) if isinstance(row, JobRecord)]
        finally:
            hot.close()

    def report(self, record: JobRecord) -> str:
        return (self.settings.reports / record.report_path).read_text()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "runbooks").mkdir()
    return Project(tmp_path)
