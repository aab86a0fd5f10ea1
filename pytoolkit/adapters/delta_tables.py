"""Delta tables beneath the cold store: made from models, opened once, read through Polars."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from pytoolkit.errors import Refused, RunFailed, Unreachable
from pytoolkit.models.base import Fact
from pytoolkit.schema import Difference, delta_schema, drift

if TYPE_CHECKING:
    from deltalake import DeltaTable

HISTORY = "_history"
KEEP = {
    # Receipts travel in commits: the log must outlive delta-rs's default of 30 days.
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn delta-rs's own errors into ours; a lost race (CommitFailedError) stays for the retry."""
    from deltalake.exceptions import CommitFailedError, DeltaError

    try:
        yield
    except CommitFailedError:
        raise
    except (DeltaError, OSError, pl.exceptions.PolarsError) as error:
        raise Unreachable(f"cold store {place}: {error}") from error


class DeltaTables:
    """The tables under one folder or URL; each is opened once and then only brought up to date."""

    def __init__(self, root: str) -> None:
        self.root = root.rstrip("/")
        self._open: dict[str, DeltaTable] = {}
        self._fitting: set[str] = set()

    def place(self, table: str) -> str:
        """Give where a table lies."""
        return f"{self.root}/{table}"

    def get(self, table: str) -> "DeltaTable | None":
        """Give a table at its newest version; None if it was never made."""
        from deltalake import DeltaTable
        from deltalake.exceptions import TableNotFoundError

        if table in self._open:
            self._open[table].update_incremental()
            return self._open[table]
        try:
            self._open[table] = DeltaTable(self.place(table))
        except TableNotFoundError:
            return None
        return self._open[table]

    def ensure(self, model: type[Fact], suffix: str = "") -> "DeltaTable":
        """Give a model's table (or its history), made or widened where it must be.

        Raises:
            Refused: it differs in a way that adding columns does not mend.
        """
        name = model.TABLE.name + suffix
        table = self.get(name) or self._create(model, name)
        if name not in self._fitting:
            self._fit(model, table)
            self._fitting.add(name)
        return table

    def _create(self, model: type[Fact], name: str) -> "DeltaTable":
        from deltalake import DeltaTable, Schema
        from deltalake.exceptions import DeltaError

        schema = Schema.from_json(delta_schema(model))
        try:
            self._open[name] = DeltaTable.create(
                self.place(name), schema, mode="ignore", partition_by=["ds"], configuration=KEEP
            )
        except DeltaError:
            if self.get(name) is None:  # unless another process made it at the same moment
                raise
        return self._open[name]

    def _fit(self, model: type[Fact], table: "DeltaTable") -> None:
        from deltalake import Field

        differences = drift(model, "delta", column_types(table))
        if lasting := [str(found) for found in differences if not found.additive]:
            raise Refused(f"the cold store was written by other models: {'; '.join(lasting)}")
        if table.metadata().partition_columns != ["ds"]:
            raise Refused(f"{table.table_uri} is not partitioned by ds; it was left alone")
        if differences:
            table.alter.add_columns([Field(d.column, _type_of(d)) for d in differences])

    def scan(
        self, table: str, start: date | None = None, end: date | None = None
    ) -> pl.LazyFrame | None:
        """Give a lazy frame of a table's current rows; None if it was never made."""
        opened = self.get(table)
        return None if opened is None else within(pl.scan_delta(opened), start, end)


def within(frame: pl.LazyFrame, start: date | None, end: date | None) -> pl.LazyFrame:
    """Keep ds in [start, end]."""
    if start is not None:
        frame = frame.filter(pl.col("ds") >= start)
    return frame if end is None else frame.filter(pl.col("ds") <= end)


def column_types(table: "DeltaTable") -> dict[str, str]:
    """Give the columns a table really has: name to type, spelled as in the Delta protocol."""
    import json

    fields = json.loads(table.schema().to_json())["fields"]
    return {field["name"]: _spelled(field["type"]) for field in fields}


def _spelled(found: Any) -> str:
    import json

    return found if isinstance(found, str) else json.dumps(_bare(found), separators=(",", ":"))


def _bare(found: Any) -> Any:
    """Leave out descriptions inside structs: they may be edited without a change of type."""
    if not isinstance(found, Mapping):
        return found
    return {name: _bare(part) for name, part in found.items() if name != "metadata"}


def _type_of(difference: Difference) -> Any:
    from deltalake.schema import ArrayType, PrimitiveType

    if difference.expected.startswith("{"):
        return ArrayType.from_json(difference.expected)
    return PrimitiveType(difference.expected)


def check_counts(target: str, metrics: Mapping[str, Any], inserted: int, updated: int) -> None:
    """Compare what a MERGE did with what was planned from the same snapshot.

    Raises:
        RunFailed: the engine inserted or updated another number of rows.
    """
    done = (metrics["num_target_rows_inserted"], metrics["num_target_rows_updated"])
    if done != (inserted, updated):
        raise RunFailed(
            f"{target}: the merge was to insert {inserted} and update {updated} rows, "
            f"but did {done[0]} and {done[1]}"
        )
