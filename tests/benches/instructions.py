"""Instructions per bar of three fixed workloads, counted by callgrind: the same on a busy machine.

The counts that are kept, `instructions.json`, were made by the compiler named in it. Another
compiler counts a little differently; a jump of ten percent is a slowdown. `python -m
tests.benches.instructions` writes the file anew.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_suffix(".json")
WORKLOADS = {
    "history": "7 indicators, a block of bars at a time",
    "push": "7 indicators, a bar at a time",
    "candles": "all candles, a block of bars at a time",
}
SIZES = (20_480, 40_960)
ALARM = 1.1


def main() -> None:
    """Count, and compare with the counts that are kept."""
    if shutil.which("valgrind") is None:
        print("valgrind is not installed: instructions are not counted")
        return
    kept = json.loads(KEPT.read_text())
    counted = _count()
    print(f"instructions per bar; kept ones by {kept['compiler']}")
    for name, what in WORKLOADS.items():
        ratio = counted[name] / kept["per_bar"][name]
        verdict = "   SLOWER" if ratio > ALARM else ""
        told = f"{counted[name]:9.1f}   kept {kept['per_bar'][name]:.1f}   ratio {ratio:.3f}"
        print(f"{what:<46} ours {told}{verdict}")


def keep() -> None:
    """Write the counts of this tree."""
    compiler = subprocess.run(["rustc", "--version"], text=True, capture_output=True, check=True)
    told = {"compiler": compiler.stdout.strip(), "per_bar": _count()}
    KEPT.write_text(json.dumps(told, indent=2) + "\n")
    print(KEPT.read_text(), end="")


def _count() -> dict[str, float]:
    environment = os.environ | {"CARGO_TARGET_DIR": str(ROOT / "target" / "rs")}
    build = "cargo build -q --release --locked -p pytoolkit-core --no-default-features"
    subprocess.run([*build.split(), "--example", "workload"], cwd=ROOT, env=environment, check=True)
    binary = ROOT / "target" / "rs" / "release" / "examples" / "workload"
    bars = _per_bar(binary, "walk")
    return {name: round(_per_bar(binary, name) - bars, 1) for name in WORKLOADS}


def _per_bar(binary: Path, name: str) -> float:
    few, many = (_instructions(binary, name, size) for size in SIZES)
    return (many - few) / (SIZES[1] - SIZES[0])


def _instructions(binary: Path, name: str, bars: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
        done = subprocess.run(
            [*command, str(binary), name, str(bars)], text=True, capture_output=True, check=True
        )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise RuntimeError(f"callgrind told no count: {done.stderr[-500:]}")
    return int(found[1])


if __name__ == "__main__":
    keep()
