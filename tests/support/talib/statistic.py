"""Declarations of the statistic group."""

from tests.support.talib.declared import Declared, Scaled

RESIDUE = (
    "TA-Lib takes values out of its running sums, which keeps a residue of the size of a price's "
    "last digits and makes a slope of it where prices stand still; ours is 0 there"
)

DECLARED = Declared(
    parameters={
        "beta": [(30,)],
        "correl": [(2,), (5,)],
        "linearreg": [(100,)],
        "linearreg_slope": [(100,)],
        "percentile": [(5, 0), (5, 100), (100, 29), (250, 95)],
        "percentrank": [(3,), (20,)],
        "stddev": [(20, 2.5)],
        "var": [(1, 1), (20, 2)],
    },
    scaled={
        "linearreg_angle": Scaled("input", RESIDUE),
        "linearreg_slope": Scaled("input", RESIDUE),
    },
)
