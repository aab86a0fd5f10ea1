"""`python -m pytoolkit.simulator '{"port": 0}'`: the server process that `process` starts."""

import json
import sys

from pytoolkit.errors import PytoolkitError
from pytoolkit.simulator.server import run
from pytoolkit.simulator.simulation import Options


def main() -> int:
    """Serve with the options given as one JSON object."""
    try:
        run(Options(**json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")))
    except PytoolkitError as error:
        sys.stderr.write(f"pytoolkit simulator: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
