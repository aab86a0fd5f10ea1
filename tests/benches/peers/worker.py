"""One task of one library: reads `version`, `round` or `values` per line, answers in JSON."""

import importlib
import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl


def main(task: str, folder: str) -> None:
    module_name, name = task.split(".")
    module = importlib.import_module(module_name)
    bars = pl.read_ipc((Path(folder) / "bars.arrow").read_bytes())
    work = getattr(module, name)(bars)
    found: dict[str, np.ndarray] = {}
    for line in sys.stdin:
        if line == "version\n":
            answer: object = module.VERSION
        elif line == "round\n":
            start = time.perf_counter()
            found = work()
            answer = time.perf_counter() - start
        else:
            np.savez(Path(folder) / "values.npz", **found)
            answer = "written"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
