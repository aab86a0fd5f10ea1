from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.environment import Environment, environment


@pytest.fixture
def env(tmp_path: Path) -> Iterator[Environment]:
    """An empty environment on Thursday 2013-01-10, before the open."""
    opened = environment(tmp_path, datetime(2013, 1, 10, 6, tzinfo=UTC))
    yield opened
    opened.ctx.close()
