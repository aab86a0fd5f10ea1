"""The protocol from hot to cold: each row once, verified, marked; a re-run writes nothing."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pytoolkit.adapters.cold_delta import DeltaStore
from pytoolkit.errors import RunFailed, Unreachable
from pytoolkit.export import Candidate, export_rows, marks
from pytoolkit.models.job import ExportMark, Quarantined
from pytoolkit.models.trade import Trade
from tests.support.context import stores_of
from tests.support.facts import at, trade


@pytest.fixture
def ctx(tmp_path):
    found = stores_of(tmp_path, at(9))
    yield found
    found.close()


def candidates(*rows):
    return [Candidate(f"live_positions/{row.key}", row) for row in rows]


def commits(ctx) -> int:
    ctx.cold.read("fact_trades")
    return ctx.cold._tables.get("fact_trades").version()


def test_export_new_rows_are_merged_verified_and_marked(ctx):
    done = export_rows(ctx, Trade, candidates(trade(1), trade(2, day=3)))
    assert (done.read, done.exported, done.written, done.quarantined) == (2, 2, 2, 0)
    frame = ctx.cold.read("fact_trades")
    assert frame["run_id"].to_list() == ["run", "run"]
    assert frame["recorded_at"].to_list() == [at(9), at(9)]
    assert {m.row_version for m in marks(ctx.hot, Trade).values()} == {1}
    assert done.outputs["fact_trades"]["rows"] == 2


def test_export_again_writes_nothing(ctx):
    first = export_rows(ctx, Trade, candidates(trade(1), trade(2)))
    before = commits(ctx)
    ctx.run_id, ctx.clock.at = "again", at(10)
    second = export_rows(ctx, Trade, candidates(trade(1), trade(2)))
    assert (second.exported, second.written, second.batches) == (2, 0, ())
    assert second.rows_hash == first.rows_hash
    assert commits(ctx) == before


def test_export_again_after_marks_were_lost_writes_nothing_and_marks(ctx):
    export_rows(ctx, Trade, candidates(trade(1)))
    before = commits(ctx)
    held = ctx.hot.find(ExportMark)
    ctx.hot.delete(ExportMark, [(mark.key, mark.version) for mark in held])
    ctx.run_id, ctx.clock.at = "again", at(10)
    done = export_rows(ctx, Trade, candidates(trade(1)))
    assert (done.exported, done.written) == (1, 0)
    assert commits(ctx) == before
    assert [mark.row_version for mark in ctx.hot.find(ExportMark)] == [1]


def test_export_late_edit_that_moves_the_day_is_there_once(ctx):
    export_rows(ctx, Trade, candidates(trade(1, day=3)))
    ctx.clock.at = at(10)
    done = export_rows(ctx, Trade, candidates(trade(1, day=7, pnl="9", version=2)))
    assert (done.exported, done.written) == (1, 1)
    frame = ctx.cold.read("fact_trades")
    assert frame.select("ds", "pnl_usd").rows() == [(date(2013, 1, 7), Decimal(9))]
    assert ctx.cold.read("fact_trades", as_of=at(9))["ds"].to_list() == [date(2013, 1, 3)]
    mark = ctx.hot.find(ExportMark)[0]
    assert (mark.row_version, mark.ds, mark.version) == (2, date(2013, 1, 7), 2)


def test_export_edit_without_a_new_version_is_told_and_not_written(ctx):
    export_rows(ctx, Trade, candidates(trade(1)))
    done = export_rows(ctx, Trade, candidates(trade(1, pnl="5")))
    assert (done.exported, done.skipped, done.written) == (0, 1, 0)
    assert "needs a higher version" in done.notes[0]


def test_export_older_version_is_skipped(ctx):
    export_rows(ctx, Trade, candidates(trade(1, version=3)))
    done = export_rows(ctx, Trade, candidates(trade(1, version=2)))
    assert (done.exported, done.skipped) == (0, 1)


def test_export_poison_is_quarantined_once_and_blocks_nothing(ctx):
    poison = Candidate("live_positions/x", {"symbol": "\ud800", "pnl_usd": 1.5})
    for instant in (9, 10):
        ctx.clock.at = at(instant)
        done = export_rows(ctx, Trade, [poison, *candidates(trade(1))])
        assert (done.read, done.exported, done.quarantined) == (2, 1, 1)
    (kept,) = ctx.hot.find(Quarantined)
    assert (kept.source, kept.at) == ("live_positions/x", at(9))


def test_export_two_contents_of_one_version_are_both_quarantined(ctx):
    rows = [trade(1, pnl="1"), trade(1, pnl="2"), trade(2)]
    done = export_rows(ctx, Trade, candidates(*rows))
    assert (done.read, done.exported, done.quarantined) == (3, 1, 2)
    assert len(ctx.hot.find(Quarantined)) == 2


def test_export_several_versions_of_a_key_sends_the_newest(ctx):
    rows = [trade(1, pnl="1"), trade(1, pnl="2", version=2), trade(1, pnl="2", version=2)]
    done = export_rows(ctx, Trade, candidates(*rows))
    assert (done.read, done.exported, done.skipped) == (3, 1, 2)
    assert ctx.cold.read("fact_trades")["version"].to_list() == [2]


def test_export_nothing_gives_zero_and_makes_the_table(ctx):
    assert export_rows(ctx, Trade, []).read == 0
    assert ctx.cold.read("fact_trades").height == 0


def test_export_corrupt_mark_is_set_aside_and_made_anew(ctx):
    export_rows(ctx, Trade, candidates(trade(1)))
    ctx.hot._connection.execute("UPDATE exports SET ds = 'never'")
    done = export_rows(ctx, Trade, candidates(trade(1)))
    assert done.exported == 1
    assert ctx.hot.find(ExportMark)[0].ds == date(2013, 1, 1)
    assert [bad.target for bad in ctx.hot.find(Quarantined)] == ["exports"]


class LossyStore(DeltaStore):
    """A store that acknowledges rows it does not keep, or keeps otherwise."""

    def __init__(self, root: str, wrong) -> None:
        super().__init__(root)
        self.wrong = wrong

    def _merge_once(self, batch):
        frame_of = pytest.MonkeyPatch()
        from pytoolkit.adapters import cold_delta

        original = cold_delta.to_frame
        frame_of.setattr(cold_delta, "to_frame", lambda m, rows: self.wrong(original(m, rows)))
        try:
            return super()._merge_once(batch)
        finally:
            frame_of.undo()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda frame: frame.filter(pl.col("symbol") != "LOST"),
        lambda frame: frame.with_columns(
            pnl_usd=pl.when(symbol="LOST")
            .then(pl.col("pnl_usd") + Decimal("0.000000001"))
            .otherwise("pnl_usd")
        ),
        lambda frame: frame.with_columns(
            trade_id=pl.when(symbol="LOST").then(pl.lit("other")).otherwise("trade_id")
        ),
    ],
    ids=["row lost", "last digit changed", "other key"],
)
def test_export_silent_loss_is_caught_and_the_rest_is_marked(ctx, tmp_path, wrong):
    ctx.cold = LossyStore(str(tmp_path / "lossy"), wrong)
    rows = [trade(1), trade(2, symbol="LOST"), trade(3)]
    with pytest.raises(RunFailed, match=f"1 rows read back differ.*{rows[1].key}"):
        export_rows(ctx, Trade, candidates(*rows))
    assert sorted(marks(ctx.hot, Trade)) == [rows[0].key, rows[2].key]


class BrokenStore(DeltaStore):
    """A store whose connection breaks after a merge, or before an answer."""

    def __init__(self, root: str, method: str) -> None:
        super().__init__(root)
        self.method = method

    def merge(self, batch):
        receipt = super().merge(batch)
        if self.method == "merge":
            raise Unreachable("the acknowledgement was lost")
        return receipt

    def rows(self, model, keys, start, end):
        if self.method == "rows":
            raise Unreachable("the verification query failed")
        return super().rows(model, keys, start, end)


@pytest.mark.parametrize("method", ["merge", "rows"])
def test_export_broken_connection_marks_nothing_and_the_next_run_repairs(ctx, tmp_path, method):
    whole, ctx.cold = ctx.cold, BrokenStore(str(tmp_path / "cold"), method)
    with pytest.raises(Unreachable):
        export_rows(ctx, Trade, candidates(trade(1)))
    assert marks(ctx.hot, Trade) == {}
    ctx.cold, ctx.clock.at, ctx.run_id = whole, at(10), "again"
    done = export_rows(ctx, Trade, candidates(trade(1)))
    assert (done.exported, done.written) == (1, 0)
    assert ctx.cold.read("fact_trades")["run_id"].to_list() == ["run"]
    assert list(marks(ctx.hot, Trade)) == [trade(1).key]


def test_export_two_runners_leave_one_mark_and_one_row(tmp_path):
    one, two = (stores_of(tmp_path, at(9), run) for run in ("one", "two"))
    export_rows(one, Trade, candidates(trade(1)))
    held = one.hot.find(ExportMark)
    one.hot.delete(ExportMark, [(mark.key, mark.version) for mark in held])
    export_rows(two, Trade, candidates(trade(1, version=2), trade(2)))
    done = export_rows(one, Trade, candidates(trade(1), trade(2)))
    assert (done.exported, done.skipped, done.written) == (1, 1, 0)
    assert one.cold.read("fact_trades")["version"].to_list() == [2, 1]
    one.close()
    two.close()
