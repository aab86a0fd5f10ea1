"""Bare alpaca-py with a handler that does nothing; tells when it has seen each burst."""

import itertools
import sys
import time
import warnings

warnings.simplefilter("ignore")  # alpaca-py imports the old client of websockets
from alpaca.data.live import StockDataStream  # noqa: E402

url, count = sys.argv[1], int(sys.argv[2])
seen = itertools.count(1)


async def handle(_bar) -> None:
    if next(seen) % count == 0:
        print(time.perf_counter(), flush=True)


bars = StockDataStream("key", "secret", url_override=url)
bars.subscribe_bars(handle, *(f"S{number:05}" for number in range(count)))
bars.run()
