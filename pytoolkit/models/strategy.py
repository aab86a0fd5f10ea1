"""A strategy is data: rules as text, a plan, limits. It hashes, stores and rebuilds exactly."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from pytoolkit import core
from pytoolkit.models.base import (
    AssetClass,
    Fact,
    JsonDict,
    Key,
    Money,
    Side,
    Table,
    Timeframe,
    Utc,
    canonical_json,
    sha256_of,
)
from pytoolkit.models.signal import OrderKind

T = TypeVar("T")


def _to_text(value: object) -> object:
    """Take a rule of the builder, or a plain number, as its text."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if plain or hasattr(value, "__rule__") else value


def _is_absent(value: object) -> bool:
    """Say whether a field was left out; a rule of the builder has no truth value to ask."""
    return value is None or (isinstance(value, str | list | tuple | Mapping) and len(value) == 0)


def _by_name(value: dict[str, T]) -> dict[str, T]:
    """Order by name: the definition's hash does not know another order, so nothing else may."""
    return dict(sorted(value.items()))


def _condition(text: str) -> str:
    return core.canonical(text, "boolean")


def _number(text: str) -> str:
    return core.canonical(text, "number")


Condition = Annotated[str, BeforeValidator(_to_text), AfterValidator(_condition)]
"""Canonical text of a Boolean rule."""
Expression = Annotated[str, BeforeValidator(_to_text), AfterValidator(_number)]
"""Canonical text of a numeric expression."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Gate(_Part):
    """A named condition that must hold for a signal to be traded."""

    rule: Condition
    """The condition."""
    high: Condition | None = None
    """The relaxed condition at conviction HIGH; null: the same."""


class Cooldown(_Part):
    """How long a strategy stays silent after a signal."""

    bars: Annotated[int, Field(ge=0)] = 0
    """Bars of the timeframe; 0: none."""
    escape_pct: Annotated[float, Field(ge=0)] = 0.0
    """A move of the close by this much since the last signal ends the silence early; 0: never."""
    scope: Literal["symbol", "strategy"] = "symbol"
    """Silent for the symbol only, or for all symbols of the strategy."""


class Risk(_Part):
    """What one trade may cost."""

    per_trade_usd: Money = Decimal(500)
    """Loss at the stop, before fees and gaps."""
    max_notional_usd: Money = Decimal(10_000)
    """Largest entry."""
    max_positions: Annotated[int, Field(ge=1)] = 5
    """Open positions of the asset class, counting open buys."""
    fractional: bool = False
    """Whether fractions of a unit may be ordered."""


BUY_STOP = "low * 0.99"
SELL_STOP = "high * 1.01"
DEFAULT_HISTORY = 500
WARMUPS_OF_HISTORY = 10


class Strategy(BaseModel):
    """One definition for research, live trading and re-analysis.

    All fields are keyword-only. Rules are text or expressions of `pytoolkit.ta`; they are stored
    as canonical text, and named rules are kept in order of name. Without a stop it stands 1 %
    beyond the bar's low (high for sells); a strategy that names no way out at all (no stop,
    target, trail or exit rule) gets targets at 2, 4, 6 ATR(14) and a Chandelier trail (22, 3).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    strategy_id: Annotated[Key, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
    """Name, lower case."""
    description: str = ""
    """One sentence for people; part of the definition."""
    active: bool = True
    """Whether the live service trades it."""
    asset_class: AssetClass
    """Equity or crypto."""
    assets: tuple[Key, ...] = Field(min_length=1)
    """Symbols in scope; a set: order does not matter."""
    timeframe: Timeframe = "1Day"
    """Bars the rules see."""
    side: Side = "buy"
    """Side of the entry."""
    entry: Condition
    """Fires the signal on a finished bar."""
    gates: dict[Key, Gate] = Field(default_factory=dict)
    """Each must hold; the first by name that does not names the rejection."""
    context: dict[Key, Expression] = Field(default_factory=dict)
    """Recorded with every signal and rejection."""
    conviction: Condition | None = None
    """Structural context that makes a signal HIGH; null: always STANDARD."""
    order: OrderKind = "market"
    """How the entry is sent."""
    entry_price: Expression | None = None
    """Limit or stop price on the signal bar; null for market: the close as reference."""
    stop: Expression = ""
    """Initial stop; may use `entry_price`."""
    targets: tuple[Expression, ...] = Field(default=(), max_length=3)
    """One to three, nearest first; may use `entry_price` and `stop`."""
    invalidation: Condition | None = None
    """Closes an open trade when true: the structure it stood on is gone; outranks the exits."""
    trail: Expression | None = None
    """Evaluated on every later bar, ratcheted; may use `entry_price` and `stop`."""
    exits: dict[Key, Condition] = Field(default_factory=dict)
    """Named conditions that close an open trade early; the first by name gives the reason."""
    min_reward_risk: Annotated[float, Field(ge=0)] = 1.5
    """Least (first target - entry) / (entry - stop)."""
    min_reward_risk_high: Annotated[float, Field(ge=0)] = 1.2
    """The same at conviction HIGH."""
    valid_for: Annotated[int, Field(ge=1)] = 3
    """Bars an entry may wait (daily: sessions)."""
    cooldown: Cooldown = Cooldown()
    """Silence after a signal."""
    risk: Risk = Risk()
    """Size and caps."""
    history: Annotated[int, Field(ge=1)] | None = None
    """Bars before the decision it is evaluated from; null: max(500, 10 x longest warm-up)."""

    @field_validator("assets", mode="before")
    @classmethod
    def _as_set(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError("assets must be a list of symbols, not one text")
        return tuple(sorted(set(value))) if isinstance(value, list | tuple | set) else value

    @field_validator("gates", "context", "exits")
    @classmethod
    def _in_order(cls, value: dict[str, T]) -> dict[str, T]:
        return _by_name(value)

    @field_validator("gates", mode="before")
    @classmethod
    def _plain_rules_are_gates(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {
            name: gate if isinstance(gate, Mapping | Gate) else {"rule": gate}
            for name, gate in value.items()
        }

    @model_validator(mode="before")
    @classmethod
    def _default_exits(cls, value: Any) -> Any:
        """Fill in stop, targets and trail where the strategy names no exit at all."""
        if not isinstance(value, Mapping):
            return value
        filled = dict(value)
        buys = filled.get("side", "buy") == "buy"
        if all(_is_absent(filled.get(name)) for name in ("stop", "targets", "trail", "exits")):
            sign = "+" if buys else "-"
            filled["targets"] = tuple(f"entry_price {sign} {n} * atr(14)" for n in (2, 4, 6))
            filled["trail"] = "chandelier_long(22, 3)" if buys else "chandelier_short(22, 3)"
        if _is_absent(filled.get("stop")):
            filled["stop"] = BUY_STOP if buys else SELL_STOP
        return filled

    @model_validator(mode="after")
    def _is_tradable(self) -> Self:
        if self.order != "market" and self.entry_price is None:
            raise ValueError(f"a {self.order} entry needs entry_price")
        if not self.targets and self.trail is None and not self.exits:
            raise ValueError("a strategy needs a target, a trail or an exit rule")
        if self.side == "sell" and self.asset_class == "CRYPTO":
            raise ValueError("crypto cannot be sold short")
        # Names that a field does not know and bars that are not longer are refused.
        core.CompiledStrategy(self.canonical(), core.grid_without_sessions(self.timeframe))
        return self

    @cached_property
    def _canonical(self) -> str:
        return canonical_json(self.model_dump(mode="json"))

    def canonical(self) -> str:
        """Give the one JSON text of the definition, independent of key and asset order."""
        return self._canonical

    @property
    def config_hash(self) -> str:
        """SHA-256 of `canonical()`."""
        return sha256_of(self.canonical())


class StrategyVersion(Fact):
    """One version of a strategy's definition (SCD type 2)."""

    TABLE: ClassVar[Table] = Table("dim_strategies", ("strategy_id", "valid_from"), "cold")

    strategy_id: Key
    """Name."""
    config_hash: Key
    """SHA-256 of the definition."""
    config: JsonDict
    """The definition; rebuilds the strategy exactly."""
    active: bool
    """Whether the live service traded it."""
    valid_from: Utc
    """First instant of this version."""
    valid_to: Utc | None = None
    """First instant of the next; null for the current one."""

    @property
    def is_current(self) -> bool:
        """Whether this version is in force."""
        return self.valid_to is None
