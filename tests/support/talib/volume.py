"""Declarations of the volume group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={"adosc": [(10, 3), (5, 40)], "cmf": [(3,)], "efi": [(2,)], "rvol": [(3,)]},
    scaled={},
)
