from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self, final

import polars as pl
from typing_extensions import disjoint_base

from pytoolkit.core import ArrowArray, Part, Plan, PriceSteps, ToldBar, WorkingOrder

__all__ = [
    "Decider",
    "Engine",
    "Grid",
    "Resampler",
    "Strategy",
    "__version__",
    "canonical",
    "catalog",
    "evaluate",
    "is_timed",
    "match_bar",
    "match_inside",
    "match_open",
    "move_stop",
    "resample",
    "simulate",
    "substituted",
    "unanchored",
    "warmup",
]
__version__: str

def canonical(text: str, wanted: str | None = None) -> str: ...
def warmup(text: str, grid: Grid | None = None) -> int: ...
def is_timed(text: str) -> bool: ...
def catalog() -> list[
    tuple[
        str,
        str,
        str,
        list[tuple[str, str, str, bool]],
        list[tuple[str, float, float, float, bool]],
        list[str],
        bool,
        int,
        str,
    ]
]: ...
def unanchored() -> list[str]: ...
def evaluate(
    columns: Sequence[pl.Series],
    texts: Sequence[str],
    threads: int,
    grid: Grid | None = None,
) -> list[ArrowArray]: ...

@final
class Grid:
    def __new__(cls, timeframe: str, sessions: Sequence[pl.Series] | None = None) -> Self: ...

@disjoint_base
class Engine:
    def __new__(
        cls,
        names: Sequence[str],
        texts: Sequence[str],
        grid: Grid | None = None,
        correctable: int = 0,
    ) -> Self: ...
    def push(
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> dict[str, float | bool | None]: ...
    def push_many(
        self, columns: Sequence[pl.Series]
    ) -> tuple[list[ArrowArray], list[tuple[int, str]]]: ...
    def warm(self, columns: Sequence[pl.Series]) -> None: ...
    def revise(
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> tuple[list[int], list[ArrowArray], list[ArrowArray]]: ...

@final
class Resampler:
    def __new__(cls, grid: Grid, timeframe: str) -> Self: ...
    def push(
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> list[ToldBar]: ...
    def close(self, now: datetime | int) -> list[ToldBar]: ...

def resample(
    columns: Sequence[pl.Series], grid: Grid, timeframe: str, until: int | None
) -> tuple[list[int], list[ArrowArray]]: ...
def match_open(open: float, orders: list[WorkingOrder]) -> list[tuple[str, float, str]]: ...
def match_inside(
    high: float, low: float, close: float, open: float, orders: list[WorkingOrder]
) -> list[tuple[str, float, str]]: ...
def match_bar(
    open: float, high: float, low: float, close: float, orders: list[WorkingOrder]
) -> list[tuple[str, float, str]]: ...
def move_stop(
    side: str, stop: float, wanted: float, close: float, steps: PriceSteps
) -> tuple[str, float | None]: ...
def simulate(
    plan: Plan,
    parts: list[Part],
    prices: Sequence[pl.Series],
    trail: pl.Series | None,
    invalidation: pl.Series | None,
    exits: list[tuple[str, pl.Series]],
) -> list[tuple[int, int, str, float, str]]: ...
def substituted(text: str, entry_price: float, stop: float) -> str: ...

_Told = tuple[
    int,
    list[int],
    bool,
    list[bool | None],
    list[float | None],
    list[float | None],
    float | None,
    float | None,
    list[float | None],
]

@final
class Strategy:
    def __new__(cls, definition: str, grid: Grid | None = None) -> Strategy: ...
    @property
    def timed(self) -> bool: ...
    @property
    def warmup(self) -> int: ...
    @property
    def alternatives(self) -> list[str]: ...
    @property
    def observed(self) -> list[str]: ...
    def run(
        self,
        at: pl.Series,
        prices: Sequence[pl.Series],
        symbols: list[tuple[str, int, int]],
        history: int | None,
    ) -> list[_Told]: ...
    def decide(
        self,
        at: pl.Series,
        prices: Sequence[pl.Series],
        rows: list[tuple[int, int]],
        history: int,
    ) -> list[_Told | None]: ...

@final
class Decider:
    def __new__(cls, strategy: Strategy, history: int) -> Decider: ...
    def last(self, symbol: str) -> int | None: ...
    def knows(self, symbol: str, at: pl.Series) -> bool: ...
    def warm(self, symbol: str, at: pl.Series, prices: Sequence[pl.Series]) -> None: ...
    def push(
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> _Told | None: ...
    def push_many(
        self, bars: Sequence[tuple[Any, ...]]
    ) -> tuple[list[tuple[int, _Told]], list[tuple[int, str]]]: ...
    def decide(self, symbol: str) -> _Told | None: ...
    def revise(
        self,
        symbol: str,
        at: datetime | int,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float,
    ) -> bool: ...
