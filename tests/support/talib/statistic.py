"""Declarations of the statistic group."""

from tests.support.talib.declared import Declared

DECLARED = Declared(
    parameters={"stddev": [(20, 2.5)], "var": [(1, 1), (20, 2)]},
    scaled={},
)
