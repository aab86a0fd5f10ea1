"""Rows through the models: the good ones, and the bad ones with Pydantic's own error lists.

Nothing is dropped because it failed: a bad row goes to quarantine in raw form, stored once, and
never blocks the rest.
"""

import json
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Generic

import polars as pl
from pydantic import BaseModel, ValidationError

from pytoolkit.errors import AlreadyExists
from pytoolkit.models.base import MAX_TEXT, Document, Fact, Row, sha256_of
from pytoolkit.models.job import MAX_RAW, Quarantined
from pytoolkit.ports import Condition, D, HotStore, R, Snapshot
from pytoolkit.schema import canonical_text, from_frame

_SHALLOW = reprlib.Repr()
_SHALLOW.maxlevel = 50  # deeper than that Python itself gives up
_SHALLOW.maxdict = _SHALLOW.maxlist = _SHALLOW.maxtuple = 10_000
_SHALLOW.maxstring = _SHALLOW.maxother = _SHALLOW.maxlong = MAX_RAW


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that its model refused.

    Attributes:
        target: table it was meant for.
        source: where it came from, `table/key` or a file.
        raw: the row as it came, as JSON text in ASCII.
        errors: Pydantic's error list as JSON.
    """

    target: str
    source: str
    raw: str
    errors: str

    def __str__(self) -> str:
        first = json.loads(self.errors)[0]
        place = ".".join(str(part) for part in first["loc"]) or "row"
        return f"{self.source}: {place}: {first['msg']}"


@dataclass(frozen=True, slots=True)
class Checked(Generic[R]):
    """Every row that came in, in one list or the other."""

    good: list[R]
    bad: list[Bad]


def rows(
    model: type[R],
    documents: Iterable[tuple[str, object]],
    stamp: Mapping[str, Any] | None = None,
) -> Checked[R]:
    """Validate documents.

    Args:
        model: what they should be.
        documents: (source, document) pairs; a document is a mapping or a row of the model.
        stamp: fields to set in each; not part of the raw form of a bad one, which would then be a
            new one in every run.
    """
    good: list[R] = []
    bad: list[Bad] = []
    for source, document in documents:
        try:
            row = model.model_validate(_stamped(document, stamp) if stamp else document)
            if issubclass(model, Fact):
                canonical_text(row).encode()  # what no store could hold is refused here
            good.append(row)
        except ValidationError as error:
            errors = error.json(include_url=False, include_input=False)
            bad.append(_bad(model, source, document, errors))
        except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
            reason = {"type": type(error).__name__, "loc": [], "msg": str(error)}
            bad.append(_bad(model, source, document, json.dumps([reason])))
    return Checked(good, bad)


def _stamped(document: object, stamp: Mapping[str, Any]) -> object:
    if isinstance(document, BaseModel):
        return document.model_copy(update=stamp)
    return {**document, **stamp} if isinstance(document, Mapping) else document


def frame(model: type[R], source: str, table: pl.DataFrame) -> Checked[R]:
    """Validate a frame's rows; the source of a row is `source#number`, from 0."""
    documents = from_frame(model, table)
    return rows(model, ((f"{source}#{n}", document) for n, document in enumerate(documents)))


def documents(
    hot: HotStore, model: type[D], where: Sequence[Condition] = (), *, at: Snapshot | None = None
) -> Checked[D]:
    """Read hot documents so that a corrupt one does not block the rest."""
    found = hot.find_raw(model, where, at=at)
    return rows(model, ((source_of(model, document), document) for document in found))


def source_of(model: type[Document], document: Mapping[str, Any]) -> str:
    """Give where a stored document lies: `table/key`."""
    return f"{model.TABLE.name}/{'|'.join(str(document.get(name)) for name in model.TABLE.key)}"


def quarantine(hot: HotStore, bad: Iterable[Bad], run_id: str, at: datetime) -> int:
    """Store bad rows; one that is there already stays as it is. Gives how many were new."""
    stored = 0
    for row in bad:
        kept = Quarantined(
            quarantine_id=sha256_of(f"{row.target}\n{row.source}\n{row.raw}"),
            target=row.target,
            source=row.source[:MAX_TEXT],
            raw=row.raw[:MAX_RAW],
            errors=row.errors[:MAX_RAW],
            model_version=_package_version(),
            run_id=run_id,
            at=at,
        )
        try:
            hot.create(kept)
            stored += 1
        except AlreadyExists:
            continue  # the same bad row, met again
    return stored


def too_many(quarantined: int, read: int, limit_pct: float) -> str:
    """Give the sentence that fails a loop when too large a share was quarantined; else empty."""
    share = 100.0 * quarantined / read if read else 0.0
    if share <= limit_pct:
        return ""
    return f"{quarantined} of {read} rows were quarantined ({share:.1f} %, limit {limit_pct:g} %)"


def _bad(model: type[Row], source: str, document: object, errors: str) -> Bad:
    safe = source.encode("ascii", "backslashreplace").decode()
    return Bad(model.TABLE.name, safe, raw_text(document), errors)


def raw_text(document: object) -> str:
    """Give any document as ASCII JSON text, whatever is in it; NaN and surrogates survive."""
    if isinstance(document, BaseModel):
        document = {name: getattr(document, name) for name in type(document).model_fields}
    try:
        return json.dumps(document, default=_any_text, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(_SHALLOW.repr(document))


def _any_text(value: object) -> object:
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@cache
def _package_version() -> str:
    try:
        return version("pytoolkit")
    except PackageNotFoundError:
        return "unknown"
