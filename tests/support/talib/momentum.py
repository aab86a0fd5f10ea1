"""Declarations of the momentum group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={"macd": [(2, 2, 1), (26, 12, 9), (2, 3, 1), (5, 40, 20)]},
    scaled={},
)
