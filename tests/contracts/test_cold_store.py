"""What every cold store must do; one suite over all implementations."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from deltalake import DeltaTable, Schema, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytoolkit.adapters.cold_delta import DeltaStore
from pytoolkit.errors import Refused, Unreachable
from pytoolkit.models.base import Fact
from pytoolkit.models.tables import FACTS
from pytoolkit.models.trade import Trade
from pytoolkit.ports import ColdStore
from pytoolkit.schema import canonical_text, delta_schema, polars_schema, to_frame
from tests.support import ROOT
from tests.support.facts import at, batch, trade
from tests.support.rows import models_of, rows

Open = Callable[[], ColdStore]
FOREVER = (date(1, 1, 1), date(9999, 12, 31))
IMPLEMENTATIONS: dict[str, Callable[[Path], ColdStore]] = {
    "delta": lambda folder: DeltaStore(str(folder / "cold")),
}


@pytest.fixture(params=IMPLEMENTATIONS)
def open_store(request, tmp_path) -> Open:
    """Give a function that opens the same store once more, as another process would."""
    return lambda: IMPLEMENTATIONS[request.param](tmp_path)


@pytest.fixture
def cold(open_store: Open) -> ColdStore:
    return open_store()


def pnl(cold: ColdStore, table: str = "fact_trades", **how: object) -> dict[int, Decimal]:
    frame = cold.read(table, **how)
    return {UUID(key).int: value for key, value in frame.select("trade_id", "pnl_usd").iter_rows()}


def test_facts_every_fact_model_is_listed():
    assert set(FACTS) == set(models_of(Fact))


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
@pytest.mark.parametrize("model", FACTS)
def test_merge_any_row_reads_back_exactly(name, model, tmp_path_factory):
    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
    @given(some=st.lists(rows(model), min_size=1, max_size=8, unique_by=lambda row: row.key))
    def survive(some):
        cold = IMPLEMENTATIONS[name](tmp_path_factory.mktemp("cold"))
        merged = batch(some)
        cold.merge(merged)
        found = cold.rows(model, [row.key for row in some], merged.ds_from, merged.ds_to)
        assert {row.key: row for row in found} == {row.key: row for row in merged.rows}
        assert sorted(map(canonical_text, found)) == sorted(map(canonical_text, some))

    survive()


def test_read_table_never_written_is_empty_with_its_columns(cold):
    frame = cold.read("fact_trades", start=date(2013, 1, 1), as_of=at(1))
    assert frame.schema == polars_schema(Trade)
    assert frame.height == 0
    assert cold.rows(Trade, ["x"], *FOREVER) == []


def test_read_unknown_table_is_refused(cold):
    with pytest.raises(Refused, match="no table or view is called 'fact_trade'"):
        cold.read("fact_trade")


def test_read_range_is_inclusive_and_ordered(cold):
    cold.merge(batch([trade(n, day=5 - n) for n in range(1, 5)]))
    frame = cold.read("fact_trades", start=date(2013, 1, 2), end=date(2013, 1, 3))
    assert frame["ds"].to_list() == [date(2013, 1, 2), date(2013, 1, 3)]
    assert frame.schema["pnl_usd"] == pl.Decimal(38, 9)


def test_merge_twice_equals_once_and_gives_the_first_receipt(cold, open_store):
    first = cold.merge(batch([trade(1), trade(2)], recorded=1))
    before = cold.read("fact_trades")
    second = open_store().merge(batch([trade(1), trade(2)], recorded=9, run="other"))
    assert second == first
    assert (first.inserted, first.updated, first.rows) == (2, 0, 2)
    assert cold.read("fact_trades").equals(before)
    assert cold.receipts().height == 1


def test_merge_newer_version_replaces_and_keeps_the_old(cold):
    cold.merge(batch([trade(1, pnl="1"), trade(2, pnl="2")], recorded=3, run="first"))
    receipt = cold.merge(batch([trade(1, pnl="-1", version=2)], recorded=5, run="second"))
    assert (receipt.inserted, receipt.updated) == (0, 1)
    assert pnl(cold) == {1: Decimal(-1), 2: Decimal(2)}
    assert pnl(cold, as_of=at(2)) == {}
    assert pnl(cold, as_of=at(4)) == {1: Decimal(1), 2: Decimal(2)}
    assert pnl(cold, as_of=at(5)) == {1: Decimal(-1), 2: Decimal(2)}
    kept = cold.read("fact_trades_history").row(0, named=True)
    assert (kept["pnl_usd"], kept["run_id"], kept["recorded_at"]) == (Decimal(1), "first", at(3))
    assert (kept["superseded_at"], kept["superseded_by"]) == (at(5), "second")


def test_merge_older_or_same_version_changes_nothing(cold):
    cold.merge(batch([trade(1, pnl="3", version=3)]))
    for version in (1, 3):
        receipt = cold.merge(batch([trade(1, pnl="9", version=version)], recorded=2))
        assert (receipt.inserted, receipt.updated) == (0, 0)
    assert pnl(cold) == {1: Decimal(3)}
    assert cold.read("fact_trades_history").height == 0
    assert cold.receipts().height == 1


def test_merge_row_that_moved_to_another_day_exists_once(cold):
    cold.merge(batch([trade(1, day=3)], recorded=3))
    cold.merge(batch([trade(1, day=7, version=2)], recorded=8, ds_from=date(2013, 1, 3)))
    assert cold.read("fact_trades")["ds"].to_list() == [date(2013, 1, 7)]
    then = cold.read("fact_trades", start=date(2013, 1, 3), end=date(2013, 1, 3), as_of=at(4))
    assert then["version"].to_list() == [1]
    assert cold.read("fact_trades", end=date(2013, 1, 3)).height == 0


def test_as_of_several_corrections_gives_each_past_state(cold):
    for version, recorded in ((1, 2), (2, 4), (5, 6)):
        cold.merge(batch([trade(1, pnl=str(version), version=version)], recorded=recorded))
    found = [pnl(cold, as_of=at(day)).get(1) for day in range(1, 8)]
    assert found == [None, *map(Decimal, (1, 1, 2, 2, 5, 5))]
    history = cold.read("fact_trades_history")
    assert history["superseded_at"].to_list() == [at(4), at(6)]


STEPS = st.lists(
    st.dictionaries(
        st.integers(0, 3), st.tuples(st.integers(1, 5), st.integers(1, 9)), min_size=1, max_size=4
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_as_of_any_sequence_of_merges_gives_every_past_state(name, tmp_path_factory):
    @settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
    @given(steps=STEPS, twice=st.booleans())
    def holds(steps, twice):
        cold = IMPLEMENTATIONS[name](tmp_path_factory.mktemp("cold"))
        truth: dict[int, tuple[int, int]] = {}
        known = [truth]
        for recorded, step in enumerate(steps, start=1):
            sent = [trade(n, day, version=version) for n, (version, day) in step.items()]
            for _ in range(1 + twice):
                cold.merge(batch(sent, recorded, ds_from=date(2013, 1, 1), ds_to=date(2013, 1, 9)))
            newer = {n: new for n, new in step.items() if n not in truth or new[0] > truth[n][0]}
            truth = {**truth, **newer}
            known.append(truth)
        past = [({"as_of": at(n)}, known[n]) for n in range(1, len(known))]
        for how, wanted in [*past, ({}, truth)]:
            frame = cold.read("fact_trades", **how).select("trade_id", "version", "ds")
            found = {UUID(key).int: (version, ds.day) for key, version, ds in frame.iter_rows()}
            assert found == wanted
            assert frame.height == len(wanted)
        assert cold.receipts()["updated"].sum() == cold.read("fact_trades_history").height

    holds()


def test_as_of_corrections_of_one_instant_shows_the_last(cold):
    for version in (1, 2):
        cold.merge(batch([trade(1, pnl=str(version), version=version)], recorded=3))
    assert pnl(cold, as_of=at(3)) == {1: Decimal(2)}


def test_history_without_its_successor_cannot_be_seen(tmp_path):
    cold = DeltaStore(str(tmp_path))
    cold.merge(batch([trade(1)], recorded=2))
    # What a merge that died between its two commits leaves behind.
    cold._keep(Trade, cold.read("fact_trades"))
    assert cold.read("fact_trades_history").height == 0
    assert pnl(cold, as_of=at(3)) == {1: Decimal(1)}
    cold.merge(batch([trade(1, pnl="2", version=2)], recorded=5))
    assert cold.read("fact_trades_history").height == 1
    assert pnl(cold, as_of=at(3)) == {1: Decimal(1)}


def test_receipts_are_rebuilt_from_the_commits(cold, open_store):
    made = [
        cold.merge(batch([trade(1)], recorded=2)),
        cold.merge(batch([trade(1, version=2, pnl="7"), trade(2)], recorded=3)),
    ]
    found = open_store().receipts()
    assert found["batch_id"].to_list() == [receipt.batch_id for receipt in made]
    assert found.select("inserted", "updated", "rows").rows() == [(1, 0, 1), (1, 1, 2)]


def test_migrate_older_table_gains_columns_and_keeps_its_rows(tmp_path):
    younger = {"fee_tier", "actual_fee_usd"}
    schema = json.loads(delta_schema(Trade))
    schema["fields"] = [field for field in schema["fields"] if field["name"] not in younger]
    place = str(tmp_path / "fact_trades")
    DeltaTable.create(place, Schema.from_json(json.dumps(schema)), partition_by=["ds"])
    write_deltalake(place, to_frame(Trade, [trade(1)]).drop(younger), mode="append")
    cold = DeltaStore(str(tmp_path))
    cold.merge(batch([trade(2, fee_tier="1", actual_fee_usd="3")]))
    (row,) = cold.rows(Trade, [trade(1).key], *FOREVER)
    assert (row.fee_tier, row.actual_fee_usd) == ("", None)
    assert canonical_text(row) == canonical_text(trade(1))
    assert cold.read("fact_trades", as_of=at(9)).height == 2


def test_migrate_table_of_other_models_is_refused_and_left_alone(tmp_path):
    place = str(tmp_path / "fact_trades")
    frame = pl.DataFrame({"ds": [date(2013, 1, 1)], "pnl_usd": [1.5]})
    write_deltalake(place, frame, partition_by=["ds"])
    cold = DeltaStore(str(tmp_path))
    with pytest.raises(Refused, match=r"pnl_usd: expected decimal\(38,9\), found double"):
        cold.merge(batch([trade(1)]))
    assert pl.read_delta(place).equals(frame)


def test_read_broken_log_is_named(tmp_path):
    cold = DeltaStore(str(tmp_path))
    cold.merge(batch([trade(1)]))
    for entry in (tmp_path / "fact_trades" / "_delta_log").glob("*.json"):
        entry.write_text("{")
    with pytest.raises(Unreachable, match="fact_trades"):
        DeltaStore(str(tmp_path)).read("fact_trades")


def test_migrate_twice_makes_empty_tables(cold):
    cold.migrate(FACTS)
    cold.migrate(FACTS)
    assert all(cold.read(model.TABLE.name).height == 0 for model in FACTS)


def test_merge_two_stores_that_saw_the_same_state_both_count(open_store):
    one, two = open_store(), open_store()
    one.migrate([Trade])
    two.read("fact_trades")
    one.merge(batch([trade(1), trade(2)], recorded=2))
    two.merge(batch([trade(2), trade(3)], recorded=3))
    assert sorted(pnl(one)) == [1, 2, 3]
    assert one.read("fact_trades").height == 3


RUNNER = """
import sys
from pytoolkit.adapters.cold_delta import DeltaStore
from tests.support import ROOT
from tests.support.facts import batch, trade
cold = DeltaStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for version in range(1, 6):
    cold.merge(batch([trade(n, version=version, pnl=str(version)) for n in range(9)], version + 1))
"""


def test_merge_two_processes_race_each_key_is_there_once(tmp_path):
    cold = DeltaStore(str(tmp_path))
    cold.migrate([Trade])
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(tmp_path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(2)
    ]  # fmt: skip
    for runner in runners:
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        runner.stdin.write("go\n")
        runner.stdin.flush()
    for runner in runners:
        runner.communicate()
        assert runner.returncode == 0
    assert pnl(cold) == dict.fromkeys(range(9), Decimal(5))
    assert cold.read("fact_trades").height == 9
    history = cold.read("fact_trades_history")
    assert history.height == 9 * 4
    assert history.select("trade_id", "version").is_duplicated().sum() == 0


def test_view_agg_strategy_daily_sums_exactly(cold):
    cold.merge(batch([trade(1, pnl="0.000000001"), trade(2, pnl="-1"), trade(3, 2, pnl="5")]))
    rows = cold.read("agg_strategy_daily", end=date(2013, 1, 1)).rows(named=True)
    assert rows == [
        {
            "ds": date(2013, 1, 1), "strategy_id": "s", "symbol": "IBM",
            "total_pnl": Decimal("-0.999999999"), "win_rate": 0.5, "trade_count": 2,
        }
    ]  # fmt: skip
