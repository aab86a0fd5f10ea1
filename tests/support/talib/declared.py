"""What the comparison with TA-Lib has to know of single functions; one file per group beside it."""

from typing import Literal, NamedTuple

Scale = Literal["input", "square", "percent"]

MA_TYPES = range(14)
"""TA-Lib's numbers of its moving averages."""


class Scaled(NamedTuple):
    """A function whose small values are differences of large ones.

    Its error is measured against the largest input of the window, its square, or 100.
    """

    scale: Scale
    reason: str


class Declared(NamedTuple):
    """One group's declarations."""

    parameters: dict[str, list[tuple[float, ...]]]
    """Beside the defaults, the smallest and a few random ones, which every function gets."""
    scaled: dict[str, Scaled]
