"""Declarations of the volatility group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={"cvi": [(3, 1)], "massi": [(3, 5)], "rvi": [(2, 30), (30, 2)]},
    scaled={},
)
