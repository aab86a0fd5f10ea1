from pytoolkit.core import WorkingOrder

__version__: str

def match_open(open: float, orders: list[WorkingOrder]) -> list[tuple[str, float, str]]: ...
def match_inside(
    high: float, low: float, close: float, open: float, orders: list[WorkingOrder]
) -> list[tuple[str, float, str]]: ...
def match_bar(
    open: float, high: float, low: float, close: float, orders: list[WorkingOrder]
) -> list[tuple[str, float, str]]: ...
