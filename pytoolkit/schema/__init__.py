"""The Pydantic models as the only schema: kinds, tables of every store, rows to and from them."""

from pytoolkit.schema.kinds import Column, Kind, columns, kind_of
from pytoolkit.schema.rows import (
    canonical_text,
    from_frame,
    from_sqlite,
    polars_schema,
    row_hash,
    rows_hash,
    rows_of,
    sqlite_value,
    to_frame,
    to_sqlite,
)
from pytoolkit.schema.tables import (
    Difference,
    bigquery_schema,
    ddl,
    delta_schema,
    drift,
    store_type,
)

__all__ = [
    "Column",
    "Difference",
    "Kind",
    "bigquery_schema",
    "canonical_text",
    "columns",
    "ddl",
    "delta_schema",
    "drift",
    "from_frame",
    "from_sqlite",
    "kind_of",
    "polars_schema",
    "row_hash",
    "rows_hash",
    "rows_of",
    "sqlite_value",
    "store_type",
    "to_frame",
    "to_sqlite",
]
