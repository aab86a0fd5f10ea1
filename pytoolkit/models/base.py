"""What every stored row shares: strictness, exact money, aware time, and where it lives."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from math import isfinite
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    create_model,
)

MONEY_PLACES = 9
MONEY_DIGITS = 38
MAX_TEXT = 250_000
"""Longest text of one field: a document must stay below 1 MiB in every store."""
_QUANTUM = Decimal(1).scaleb(-MONEY_PLACES)

MONEY_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Money arithmetic: wide enough that NUMERIC(38, 9) never rounds silently."""


def round_money(value: Decimal) -> Decimal:
    """Round half-even to 9 places: the one place where money is rounded."""
    return value.quantize(_QUANTUM, context=MONEY_CONTEXT)


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """Give the cash amount of a fill in quote currency, half-even(quantity x price, 9)."""
    return round_money(MONEY_CONTEXT.multiply(quantity, price))


def canonical_decimal(value: Decimal) -> str:
    """Give the one text of a decimal: no exponent, no trailing zeros, no minus zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical_json(value: object) -> str:
    """Give the one JSON text of a value: sorted keys, no blanks, decimals as canonical strings."""
    return _canonical(value)


def _jsonable(value: object) -> object:
    if isinstance(value, Decimal):
        return canonical_decimal(value)
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


_canonical = json.JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    allow_nan=False,
    default=_jsonable,
).encode


def sha256_of(text: str) -> str:
    """Give the lower-case hexadecimal SHA-256 of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def utc_text(value: datetime) -> str:
    """Give an instant as ISO 8601 with `Z`, microseconds only where there are any."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _refuse_inexact(value: object) -> object:
    if isinstance(value, float | bool):
        raise ValueError(
            f"money must be a Decimal or its text, not {type(value).__name__} {value!r}"
        )
    return value


def _exact(value: Decimal) -> Decimal:
    return Decimal(canonical_decimal(value))


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{value.isoformat()} has no UTC instant in years 1 to 9999") from error


MOST_FLAT, LONGEST_FLAT, WIDEST_FLAT = 100, 200, 2**63
"""Keys, characters of a text, and whole numbers that stay below `MAX_TEXT` however written."""


def _is_flat(value: dict[str, Any]) -> bool:
    """Say whether it is read back as it is but for the order of its keys; most objects are."""
    if len(value) > MOST_FLAT:
        return False
    for key, each in value.items():
        if type(key) is not str or len(key) > LONGEST_FLAT or not key.isascii():
            return False
        if type(each) is str:
            if len(each) > LONGEST_FLAT or not each.isascii():
                return False
        elif type(each) is float:
            if not isfinite(each):
                return False
        elif type(each) is int:
            if abs(each) > WIDEST_FLAT:
                return False
        elif each is not None and type(each) is not bool:
            return False
    return True


def _plain_json(value: dict[str, Any]) -> dict[str, Any]:
    """Give the object as it will be read back: plain JSON values, keys sorted at every level."""
    if not value:
        return value
    if _is_flat(value):
        return {key: value[key] for key in sorted(value)}
    try:
        text = canonical_json(value)
        text.encode()
    except (TypeError, UnicodeEncodeError, RecursionError) as error:
        raise ValueError(f"not a JSON object: {error}") from error
    if len(text) > MAX_TEXT:
        raise ValueError(f"JSON text of {len(text)} characters; at most {MAX_TEXT} are stored")
    plain: dict[str, Any] = json.loads(text)
    return plain


JsonDict = Annotated[dict[str, Any], AfterValidator(_plain_json)]
"""Any JSON object, NaN excluded; stored as canonical JSON text, decimals in it as text."""

Money = Annotated[
    Decimal,
    # Next to the type, where the core of pydantic checks it.
    Field(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES, allow_inf_nan=False),
    BeforeValidator(_refuse_inexact),
    AfterValidator(_exact),
    PlainSerializer(canonical_decimal, return_type=str, when_used="json"),
]
"""Exact amount in quote currency, at most 9 places, signed."""
Price = Annotated[Money, Field(gt=0)]
"""Exact price per unit in quote currency."""
Qty = Annotated[Money, Field(ge=0)]
"""Exact quantity in units of the base."""
Utc = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""Aware instant, stored as UTC with microseconds."""
Key = Annotated[str, Field(min_length=1, max_length=200)]
"""Non-empty identifier."""
AssetClass = Literal["EQUITY", "CRYPTO"]
Side = Literal["buy", "sell"]
Timeframe = Literal["1Min", "5Min", "15Min", "1Hour", "1Day"]


@dataclass(frozen=True, slots=True)
class Table:
    """Where rows of a model live.

    Attributes:
        name: table or collection.
        key: fields that identify a row.
        tier: `hot` documents carry `version` and change by compare-and-set; `cold` facts are
            merged on key and keep their superseded versions in `<name>_history`.
        retention_days: age after which a terminal, exported hot document may leave; None: never.
        indexes: what documents are searched by: a field, or several at once of which the last may
            be a range. A search by anything else is answered too, by reading more than it gives.
    """

    name: str
    key: tuple[str, ...]
    tier: Literal["hot", "cold"]
    retention_days: int | None = None
    indexes: tuple[tuple[str, ...], ...] = ()


class Row(BaseModel):
    """Base of everything that is stored: immutable, nothing unknown, every field described."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        str_max_length=MAX_TEXT,
        use_attribute_docstrings=True,
    )

    TABLE: ClassVar[Table]

    @property
    def key(self) -> str:
        """The row's key as one text, parts joined by `|`."""
        return "|".join(key_text(getattr(self, name)) for name in self.TABLE.key)

    def changed(self, **changes: Any) -> Self:
        """Give a copy with some fields replaced.

        What a full validation gives: the other fields were valid before, and no model of ours
        judges fields together.
        """
        part = _part(type(self), frozenset(changes))
        if part is not None:
            try:
                values = part.model_validate(changes)
            except ValidationError:
                pass  # the whole model says it in its own words
            else:
                return self.model_copy(update=values.__dict__)
        return type(self).model_validate({**self._fields(), **changes})

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}


@cache
def _part(model: type[BaseModel], names: frozenset[str]) -> type[BaseModel] | None:
    """Give a model of some fields of a model only; None where that cannot be told apart."""
    decorated = model.__pydantic_decorators__
    judges = decorated.model_validators or decorated.field_validators
    if judges or not names <= model.model_fields.keys():
        return None
    fields: dict[str, Any] = {
        name: (model.model_fields[name].rebuild_annotation(), model.model_fields[name])
        for name in names
    }
    return create_model(model.__name__, __config__=model.model_config, **fields)


def key_text(value: object) -> str:
    """Give one key part as text."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


class Document(Row):
    """A hot document: changes only by compare-and-set on `version`."""

    version: Annotated[int, Field(ge=1)] = 1
    """Grows by one with every stored change."""

    def next(self, **changes: Any) -> Self:
        """Give the successor: changed fields and the next version."""
        return self.changed(**changes, version=self.version + 1)


class Fact(Row):
    """A cold row: the current state of one key in one `ds` partition."""

    ds: date
    """UTC date partition; a function of the row, never of the run."""
    version: Annotated[int, Field(ge=1)] = 1
    """Only grows; a merge ignores what is not newer."""
    run_id: str = ""
    """The job run that wrote this version."""
    recorded_at: Utc
    """Market time at which this version was recorded."""

    NOT_CONTENT: ClassVar[frozenset[str]] = frozenset({"run_id", "recorded_at"})
    """Fields that say who wrote the row and when; not part of its content hash."""
