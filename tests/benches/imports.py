"""`import pytoolkit` against `import polars, pydantic`, and the first sign of the command line."""

import statistics
import subprocess
import sys
import time
from importlib.metadata import version

ROUNDS = 9
GOAL = 1.2
HELP_GOAL_MS = 150


def main() -> None:
    """Print the medians of whole interpreter runs, interleaved, less an empty interpreter."""
    commands = {
        "empty": ["-c", "pass"],
        "peer": ["-c", "import polars, pydantic"],
        "ours": ["-c", "import pytoolkit; pytoolkit.evaluate, pytoolkit.Strategy"],
        "bare": ["-c", "import pytoolkit"],
        "help": ["-m", "pytoolkit", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, arguments in commands.items():
            times[name].append(milliseconds(arguments))
    median = {name: statistics.median(values) for name, values in times.items()}
    peer = median["peer"] - median["empty"]
    ours = median["ours"] - median["empty"]
    bare = median["bare"] - median["empty"]
    print(f"empty interpreter                 {median['empty']:6.0f} ms")
    print(f"import polars, pydantic           {peer:6.0f} ms more")
    print(f"  polars {version('polars')}, pydantic {version('pydantic')}")
    print(f"import pytoolkit                  {bare:6.0f} ms more, ratio {bare / peer:.2f}")
    print(f"  and its evaluate, Strategy      {ours:6.0f} ms more, ratio {ours / peer:.2f}")
    print(f"  goal <= {GOAL}")
    print(f"pytoolkit --help, whole process   {median['help']:6.0f} ms (goal <= {HELP_GOAL_MS})")


def milliseconds(arguments: list[str]) -> float:
    """Time one interpreter run."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return (time.perf_counter() - begin) * 1000


if __name__ == "__main__":
    main()
