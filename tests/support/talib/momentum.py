"""Declarations of the momentum group."""

from tests.support.talib.declared import MA_TYPES, Declared

PAIRS = [(*periods, ma) for ma in MA_TYPES for periods in ((2, 3), (26, 12))]

DECLARED = Declared(
    parameters={
        "apo": PAIRS,
        "kdj": [
            *((9, 3, ma, 3, ma) for ma in MA_TYPES),
            *((14, 10, ma, 1, 13) for ma in MA_TYPES),
        ],
        "macd": [(2, 2, 1), (26, 12, 9), (2, 3, 1), (5, 40, 20)],
        "macdext": [
            *((12, ma, 26, ma, 9, ma) for ma in MA_TYPES),
            *((2, ma, 3, ma, 1, ma) for ma in MA_TYPES),
            *((30, ma, 5, 1, 4, 0) for ma in MA_TYPES),
            (12, 1, 26, 1, 9, 0),
            (12, 1, 26, 1, 9, 7),
        ],
        "macdfix": [(2,), (30,)],
        "ppo": PAIRS,
        # Of the volume group, but with the averages of this one.
        "pvo": PAIRS,
        "stoch": [
            *((5, 3, ma, 3, ma) for ma in MA_TYPES),
            *((14, 1, 0, 10, ma) for ma in MA_TYPES),
        ],
        "stochf": [(*periods, ma) for ma in MA_TYPES for periods in ((5, 3), (14, 10))],
        "stochrsi": [
            *((14, 5, 3, ma) for ma in MA_TYPES),
            *((3, 14, 10, ma) for ma in MA_TYPES),
        ],
        "ac": [(34, 5, 5), (3, 3, 2)],
        "ao": [(34, 5), (3, 3)],
        "coppock": [(1, 11, 14), (10, 14, 11), (5, 1, 1)],
        "dpo": [(3,), (4,), (5,)],
        "fractal": [(1, 6), (6, 1)],
        "smi": [(5, 30, 3, 4)],
        "tsi": [(5, 30)],
        "ultosc": [(28, 14, 7), (5, 5, 5), (1, 9, 1)],
    },
    scaled={},
)
