"""The cold store on Delta Lake: current rows and their history, merged on key, exactly once.

Delta has no transaction over two tables, so the rows that a merge will replace go to
`<table>_history` first, keyed by key and version. A history row counts only once a newer version of
its key exists, and its `superseded_at` is that successor's `recorded_at`: a half-done merge cannot
be seen. The receipt travels in the metadata of the MERGE's own commit.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from pytoolkit.adapters.delta_history import as_known, with_successors
from pytoolkit.adapters.delta_tables import HISTORY, DeltaTables, check_counts, translated, within
from pytoolkit.errors import Refused, TryAgain
from pytoolkit.models.base import Fact, key_text
from pytoolkit.models.job import Receipt
from pytoolkit.models.tables import FACT_OF_TABLE, FACTS
from pytoolkit.ports import Batch
from pytoolkit.schema import polars_schema, rows_of, to_frame
from pytoolkit.views import VIEWS

if TYPE_CHECKING:
    from deltalake import DeltaTable

RECEIPT = "pytoolkit.receipt"
ATTEMPTS = 30
LONGEST_WAIT_S = 2.0


class DeltaStore:
    """Implements `pytoolkit.ports.ColdStore`; any number of processes may read and write.

    Args:
        root: folder or URL of an object store; tables lie below it.
    """

    def __init__(self, root: str) -> None:
        self._tables = DeltaTables(root)

    def migrate(self, models: Sequence[type[Fact]]) -> None:
        """Create what is missing; raises Refused where a table differs from its model."""
        for model in models:
            with translated(self._tables.place(model.TABLE.name)):
                self._tables.ensure(model)
                self._tables.ensure(model, HISTORY)

    def merge(self, batch: Batch) -> Receipt:
        """Keep superseded rows in history, merge on key what is newer, commit the receipt.

        A batch with nothing newer than the table writes nothing and gives the receipt it got when
        it was committed. A lost race against another writer is tried again from the start.
        """
        from deltalake.exceptions import CommitFailedError
        from tenacity import (
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            wait_random_exponential,
        )

        retrying = Retrying(
            retry=retry_if_exception_type(CommitFailedError),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.02, max=LONGEST_WAIT_S),
            reraise=True,
        )
        table = batch.model.TABLE.name
        try:
            with translated(self._tables.place(table)):
                return retrying(self._merge_once, batch)
        except CommitFailedError as error:
            raise TryAgain(f"{table}: lost {ATTEMPTS} races against other writers") from error

    def _merge_once(self, batch: Batch) -> Receipt:
        model, key = batch.model, list(batch.model.TABLE.key)
        table = self._tables.ensure(model)
        rows = to_frame(model, batch.rows)
        # Read from the very version that the MERGE starts from: a writer in between fails it.
        current = (
            within(pl.scan_delta(table), batch.ds_from, batch.ds_to)
            .join(rows.lazy().select(*key, new_version="version"), on=key)
            .collect()
        )
        superseded = current.filter(pl.col("new_version") > pl.col("version"))
        inserted, updated = rows.height - current.height, superseded.height
        receipt = Receipt(
            batch_id=batch.batch_id,
            target=model.TABLE.name,
            ds_from=batch.ds_from,
            ds_to=batch.ds_to,
            rows=rows.height,
            inserted=inserted,
            updated=updated,
            rows_hash=batch.rows_hash,
            run_id=batch.run_id,
            recorded_at=batch.recorded_at,
        )
        if not inserted and not updated:
            return self._receipt_of(table, batch.batch_id) or receipt
        if updated:
            self._keep(model, superseded.select(polars_schema(model).names()))
        metrics = _merge(table, rows, key, (batch.ds_from, batch.ds_to), receipt)
        check_counts(model.TABLE.name, metrics, inserted, updated)
        return receipt

    def _keep(self, model: type[Fact], superseded: pl.DataFrame) -> None:
        """Put rows that are about to be replaced into history, each version once."""
        history = self._tables.ensure(model, HISTORY)
        key = [*model.TABLE.key, "version"]
        first, last = _ds_range(superseded)
        kept = within(pl.scan_delta(history), first, last).select(key)
        missing = superseded.lazy().join(kept, on=key, how="anti").collect()
        if missing.height:
            _merge(history, missing, key, (first, last), None)

    def read(
        self,
        table: str,
        *,
        start: date | None = None,
        end: date | None = None,
        as_of: datetime | None = None,
    ) -> pl.DataFrame:
        """Read a table or view, ds in [start, end], money as Decimal; as_of: as known then.

        `<table>_history` gives the superseded versions with `superseded_at` and `superseded_by`,
        the run that wrote the successor. Rows come in the order of ds and key.

        Raises:
            Refused: no table or view has that name.
        """
        if view := VIEWS.get(table):
            asked = [self.read(name, start=start, end=end, as_of=as_of) for name in view.sources]
            whole = [self.read(name, end=end, as_of=as_of) for name in view.whole]
            return view.compute(*asked, *whole)
        name = table.removesuffix(HISTORY)
        model = FACT_OF_TABLE.get(name)
        if model is None:
            known = ", ".join([*FACT_OF_TABLE, *VIEWS])
            raise Refused(f"no table or view is called {table!r}; there are {known}")
        with translated(self._tables.place(table)):
            if table.endswith(HISTORY):
                found = self._history(model)
            elif as_of is None:
                scanned = self._tables.scan(name, start, end)
                found = _empty(model) if scanned is None else scanned
            else:
                found = as_known(self._all(model), self._history(model), as_of)
            names = [*polars_schema(model).names()]
            names += ["superseded_at", "superseded_by"] if table.endswith(HISTORY) else []
            order = dict.fromkeys(["ds", *model.TABLE.key, "version"])
            return within(found, start, end).select(_present(found, names)).sort(*order).collect()

    def rows(self, model: type[Fact], keys: Sequence[str], start: date, end: date) -> list[Fact]:
        """Read rows back by key within a constant ds range, as models, for verification."""
        with translated(self._tables.place(model.TABLE.name)):
            scanned = self._tables.scan(model.TABLE.name, start, end)
            if scanned is None:
                return []
            if len(model.TABLE.key) == 1:
                scanned = scanned.filter(pl.col(model.TABLE.key[0]).is_in(list(keys)))
            found = scanned.collect()
        wanted = set(keys)
        parts = found.select(model.TABLE.key).iter_rows()
        mask = ["|".join(key_text(part) for part in row) in wanted for row in parts]
        return rows_of(model, found.filter(pl.Series(mask, dtype=pl.Boolean)))

    def receipts(self) -> pl.DataFrame:
        """Read every committed receipt, oldest first, from the tables' own commits."""
        found = []
        for model in FACTS:
            with translated(self._tables.place(model.TABLE.name)):
                table = self._tables.get(model.TABLE.name)
                found += [] if table is None else _receipts(table)
        found.sort(key=lambda receipt: receipt.recorded_at)
        return to_frame(Receipt, found)

    def close(self) -> None:
        """Free what is open."""
        self._tables = DeltaTables(self._tables.root)

    def _receipt_of(self, table: "DeltaTable", batch_id: str) -> Receipt | None:
        return next((found for found in _receipts(table) if found.batch_id == batch_id), None)

    def _all(self, model: type[Fact]) -> pl.LazyFrame:
        scanned = self._tables.scan(model.TABLE.name)
        return _empty(model) if scanned is None else scanned

    def _history(self, model: type[Fact]) -> pl.LazyFrame:
        kept = self._tables.scan(model.TABLE.name + HISTORY)
        history = _empty(model) if kept is None else kept
        return with_successors(self._all(model), history, list(model.TABLE.key))


def _merge(
    table: "DeltaTable",
    rows: pl.DataFrame,
    key: Sequence[str],
    ds: tuple[date, date],
    receipt: Receipt | None,
) -> dict[str, Any]:
    """Run one MERGE on key within constant ds bounds; with a receipt newer versions replace."""
    from deltalake import CommitProperties

    on = " AND ".join(f"t.{name} = s.{name}" for name in key)
    merger = table.merge(
        rows,
        f"{on} AND t.ds BETWEEN DATE '{ds[0]}' AND DATE '{ds[1]}'",
        source_alias="s",
        target_alias="t",
        commit_properties=CommitProperties(
            custom_metadata={RECEIPT: receipt.model_dump_json()} if receipt else None
        ),
    )
    if receipt:
        merger = merger.when_matched_update_all("s.version > t.version")
    return merger.when_not_matched_insert_all().execute()


def _receipts(table: "DeltaTable") -> list[Receipt]:
    commits = reversed(table.history())
    return [Receipt.model_validate_json(c[RECEIPT]) for c in commits if RECEIPT in c]


def _empty(model: type[Fact]) -> pl.LazyFrame:
    return pl.LazyFrame(schema=polars_schema(model))


def _present(frame: pl.LazyFrame, names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name) for name in names if name in frame.collect_schema().names()]


def _ds_range(rows: pl.DataFrame) -> tuple[date, date]:
    days = rows["ds"].to_list()
    return min(days), max(days)
