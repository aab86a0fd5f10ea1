"""Declarations of the overlap group."""

from tests.support.talib.declared import MA_TYPES, Declared

SHORT = [(2,), (3,), (4,), (5,)]

DECLARED = Declared(
    parameters={
        "bbands": [
            (2, 2, 2, 0),
            (20, 1, 2.5, 1),
            (7, 3, 0.5, 2),
            (30, -1, 0, 0),
            # From 34 on, the deviation needs more bars than an average without a period.
            *((period, 2, 1.5, ma) for ma in MA_TYPES for period in (2, 40)),
        ],
        "dema": SHORT,
        "hma": [*SHORT, (15,), (16,)],
        "kama": SHORT,
        "kc": [(3, 2, 1), (30, 5, -1.5), (5, 30, 0)],
        "ma": [(period, ma) for ma in MA_TYPES for period in (1, 2, 3, 30)],
        "mama": [(0.99, 0.01), (0.01, 0.99)],
        "rma": SHORT,
        "sar": [(0.5, 0.1), (1, 1), (0.02, 3)],
        "sarext": [
            (95, 0.1, 0.02, 0.05, 0.4, 0.1, 0.01, 0.1),
            (-110, 0, 0.5, 0.02, 0.2, 0.02, 0.5, 0.2),
            (0, 0.02, 0.3, 0.3, 0.1, 0.02, 0.02, 1.5),
        ],
        "supertrend": [(2, 0.5), (10, 0), (20, 1)],
        "t3": [(2, 0), (2, 0.7), (3, 1), (10, 0.7)],
        "tema": SHORT,
        "trima": SHORT,
        "vwma": SHORT,
        "zlema": SHORT,
    },
    scaled={},
)
