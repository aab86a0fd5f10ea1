"""Who may import whom: downwards only, and foreign libraries only in their room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pytoolkit"

LEVELS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("core",),
    ("models", "secrecy", "settings", "logs"),
    ("schema",),
    ("ports", "frames", "validate"),
    (
        "expression", "builder", "ta", "risk", "orders", "positions", "plan", "fees", "trades",
        "metrics", "report", "views", "library", "alarms",
    ),
    (
        "signals", "resampling", "structure", "decision", "scanning", "outcome", "export",
        "certificate",
    ),
    ("adapters", "loops", "research", "simulator"),
    ("wiring",),
    ("live", "jobs", "notify"),
    ("doctor",),
    ("cli", "demo"),
)  # fmt: skip
STRANGERS = {"adapters", "loops", "research", "simulator"}
"""None of these knows another."""
SIMULATOR_MAY = {"errors", "core", "models", "frames", "fees", "outcome", "simulator"}
EXEMPT = {"__init__", "__main__"}
HOMES = {
    "apprise": {"adapters"},
    "alpaca": {"adapters"},
    "deltalake": {"adapters"},
    "google": {"adapters"},
    "sqlite3": {"adapters"},
    "papermill": {"jobs"},
}
"""Foreign library to the rooms that may name it."""

LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Give every imported dotted name with its line; relative imports are not used here."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} uses a relative import"
            module = node.module or ""
            if module == "pytoolkit":
                yield from ((f"pytoolkit.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield module, node.lineno


def offence(room: str, imported: str) -> str | None:
    """Say what is wrong with a room importing a dotted name; None if nothing is."""
    top, _, rest = imported.partition(".")
    if top in HOMES and room not in HOMES[top]:
        return f"{top} belongs to {', '.join(sorted(HOMES[top]))}"
    if top != "pytoolkit" or room in EXEMPT:
        return None
    target = rest.partition(".")[0]
    if target == "_core":
        return None if room == "core" else "only core imports _core"
    if target not in LEVEL_OF:
        return f"room {target!r} has no level in this test"
    if target == room:
        return None
    if target == "adapters" and room != "wiring":
        return "only wiring imports adapters"
    if room == "simulator" and target not in SIMULATOR_MAY:
        return f"the simulator must not know {target}"
    if room in STRANGERS and target in STRANGERS:
        return "these rooms do not know each other"
    if LEVEL_OF[target] > LEVEL_OF[room]:
        return f"{room} lies below {target}"
    return None


FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_carried" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_of_each_file_point_downwards(path: Path) -> None:
    room = room_of(path)
    assert room in LEVEL_OF or room in EXEMPT, f"room {room!r} has no level in this test"
    wrong = [
        f"line {line}: {name} ({reason})"
        for name, line in imports_of(path)
        if (reason := offence(room, name))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("room", "imported"),
    [
        ("models", "pytoolkit.wiring"),
        ("loops", "pytoolkit.adapters.hot_sqlite"),
        ("simulator", "pytoolkit.ports"),
        ("simulator", "alpaca.trading"),
        ("risk", "pytoolkit.signals"),
        ("research", "pytoolkit.loops"),
        ("ta", "pytoolkit._core"),
        ("live", "sqlite3"),
    ],
)
def test_offence_of_an_upward_or_foreign_import_is_named(room: str, imported: str) -> None:
    assert offence(room, imported)
