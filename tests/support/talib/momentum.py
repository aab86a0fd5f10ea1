"""Declarations of the momentum group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={
        "ac": [(34, 5, 5), (3, 3, 2)],
        "ao": [(34, 5), (3, 3)],
        "coppock": [(1, 11, 14), (10, 14, 11), (5, 1, 1)],
        "dpo": [(3,), (4,), (5,)],
        "fractal": [(1, 6), (6, 1)],
        "macd": [(2, 2, 1), (26, 12, 9), (2, 3, 1), (5, 40, 20)],
        "smi": [(5, 30, 3, 4)],
        "tsi": [(5, 30)],
        "ultosc": [(28, 14, 7), (5, 5, 5), (1, 9, 1)],
    },
    scaled={},
)
