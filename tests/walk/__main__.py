"""`python -m tests.walk --steps 100000 --seed 0`: as many steps as wanted, on all cores.

Prints what was done, and of each walk that went wrong its seed, what was wrong and its last steps.
Ends with 1 where one did.
"""

import argparse
import logging
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.walk.walking import Walk, walk

LENGTH = 1_000
"""Steps of one walk."""


def main() -> int:
    """Walk."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000, help="in all (default 100000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first walk (default 0)")
    told = parser.parse_args()
    began = time.monotonic()
    taken, troubles, wrong = Counter[str](), Counter[str](), list[Walk]()
    steps = deaths = walks = 0
    with ProcessPoolExecutor(os.cpu_count(), initializer=_quiet) as pool:
        waiting = {
            pool.submit(walk, told.seed + number, LENGTH) for number in range(os.cpu_count() or 1)
        }
        upcoming = told.seed + len(waiting)
        while waiting:
            done = next(as_completed(waiting))
            waiting.remove(done)
            found = done.result()
            walks, steps, deaths = walks + 1, steps + found.steps, deaths + found.deaths
            taken += found.taken
            troubles += found.troubles
            if found.wrong:
                wrong.append(found)
                _tell(found)
            if steps + LENGTH * len(waiting) < told.steps:
                waiting.add(pool.submit(walk, upcoming, LENGTH))
                upcoming += 1
            print(f"{steps:,} steps, {walks} walks, {time.monotonic() - began:.0f} s", flush=True)
    print(f"actions: {dict(taken)}")
    print(f"requests that met trouble: {dict(troubles)}; deaths: {deaths}")
    print(f"{steps:,} steps in {walks} walks: {len(wrong)} went wrong")
    return 1 if wrong else 0


def _tell(found: Walk) -> None:
    print(f"WRONG seed {found.seed}, step {found.steps}: {found.wrong}")
    for line in found.told[-8:]:
        print(f"  {line}")


def _quiet() -> None:
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
