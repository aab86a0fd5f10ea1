"""Run every benchmark of this folder, or the ones named: `python -m tests.benches [name ...]`.

A benchmark is a module with `main() -> None` that checks equality with its peer, then prints ours,
peer and ratio, measured in the same run.
"""

import importlib
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> None:
    """Run the named benchmarks, all by default, in alphabetical order."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"no benchmark named {', '.join(unknown)}; there are {', '.join(known)}")
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in names or known:
        print(f"\n== {name}")
        importlib.import_module(f"tests.benches.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
