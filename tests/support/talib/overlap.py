"""Declarations of the overlap group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={"bbands": [(2, 2, 2, 0), (20, 1, 2.5, 1), (7, 3, 0.5, 2), (30, -1, 0, 0)]},
    scaled={},
)
