"""`pytoolkit strategies`: lists, shows what each rule means, and finds what cannot be traded."""

import json
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from pytoolkit import library
from pytoolkit.cli.strategies import command
from tests.support.panels import panel

SHIPPED = Path(__file__).parents[2] / "runbooks" / "strategies.toml"
PLAIN = """
[plain]
description = "Buys every bar."
asset_class = "EQUITY"
assets = ["AAPL"]
entry = "obv > sma(obv, 20)"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "runbooks").mkdir()
    (tmp_path / "runbooks" / "daily.toml").touch()
    return tmp_path


def run(project: Path, text: str, *arguments: str) -> Result:
    (project / "runbooks" / "strategies.toml").write_text(text)
    return CliRunner().invoke(command, [*arguments, "--project", str(project)])


def test_strategies_of_the_library_can_all_be_traded(project: Path) -> None:
    found = run(project, SHIPPED.read_text(), "check", "--quick", "--json")
    assert found.exit_code == 0
    reviews = json.loads(found.stdout)
    strategies = library.load_strategies(SHIPPED)
    assert len(reviews) == len(strategies) > 30
    assert sum(each.active for each in strategies) == 6
    assert all(review["warnings"] == [] for review in reviews)
    assert all(review["description"].endswith(".") for review in reviews)
    assert all(review["certificate"] is None for review in reviews)
    assert {each.order for each in strategies} == {"market", "limit", "stop"}
    assert all(len(each.targets) <= 1 for each in strategies)
    assert all(each.trail or each.targets for each in strategies)


def test_strategies_ls_shows_one_line_each(project: Path) -> None:
    found = run(project, SHIPPED.read_text(), "ls", "--json")
    assert found.exit_code == 0
    names = [row["strategy_id"] for row in json.loads(found.stdout)]
    assert names == sorted(names)
    assert "donchian_breakout" in names


def test_strategies_check_shows_canonical_rules_and_warns_of_running_sums(project: Path) -> None:
    found = run(project, PLAIN, "check", "--quick")
    assert found.exit_code == 0
    assert "Buys every bar." in found.stdout
    assert "entry price + 2 * atr(14)" in found.stdout.replace("entry_price", "entry price")
    assert "entry uses obv: its level depends on where the history starts" in found.stdout
    assert "live trading takes one target" in found.stdout


def test_strategies_check_of_a_bad_rule_points_at_it_and_shows_the_others(project: Path) -> None:
    bad = PLAIN.replace("plain", "bad").replace("obv >", "obvv >")
    found = run(project, PLAIN + bad, "check", "--quick")
    assert found.exit_code == 4
    assert "strategies.toml: bad" in found.stderr
    assert "`obvv` is not known" in found.stderr
    assert "Buys every bar." in found.stdout


def test_strategies_check_of_an_unknown_name_says_which_there_are(project: Path) -> None:
    found = run(project, PLAIN, "check", "plane")
    assert found.exit_code == 2
    assert "has no strategy 'plane'; it has plain" in found.stderr


def test_strategies_ls_of_a_number_as_entry_is_a_finding(project: Path) -> None:
    found = run(project, PLAIN.replace('entry = "obv > sma(obv, 20)"', 'entry = "close"'), "ls")
    assert found.exit_code == 4
    assert "plain" in found.stderr


def test_strategies_check_of_the_library_certifies_every_strategy(project: Path) -> None:
    found = run(project, SHIPPED.read_text(), "check", "--from", "2012-09-01", "--json")
    assert found.exit_code == 0
    certificates = [review["certificate"] for review in json.loads(found.stdout)]
    assert all(each["holds"] and each["counter_examples"] == [] for each in certificates)
    assert {each["symbols"][0] for each in certificates} == {"AAPL"}
    assert all(each["first"] == "2012-09-04T04:00:00Z" for each in certificates)


def test_strategies_check_prints_the_certificate_after_the_definition(project: Path) -> None:
    found = run(project, PLAIN, "check", "--from", "2012-09-01", "--to", "2012-12-31")
    assert found.exit_code == 0
    lines = [" ".join(line.split()) for line in found.stdout.splitlines()]
    assert lines.index("entry obv > sma(obv, 20)") < lines.index(
        "certificate no output depends on later bars; streaming equals batch"
    )
    assert "bars 81 of AAPL" in lines
    assert "from, to 2012-09-04T04:00:00Z, 2012-12-31T05:00:00Z" in lines
    assert "taken from the daily bars that come with the package" in lines


def test_strategies_check_says_which_bars_are_missing(project: Path) -> None:
    some = PLAIN.replace('["AAPL"]', '["AAPL", "XYZ"]')
    none = PLAIN.replace("plain", "none").replace("AAPL", "XYZ")
    short = PLAIN.replace("plain", "short").replace("entry", 'timeframe = "15Min"\nentry')
    definitions, days = some + none + short, ("--from", "2012-12-01")
    found = run(project, definitions, "check", "--full", *days)
    assert found.exit_code == 0
    assert "package, without XYZ, which the bars do not have" in found.stdout
    assert "none: there are no bars of XYZ: give --bars FILE" in found.stdout
    assert "none: the package has daily bars, not 15Min: give --bars FILE" in found.stdout

    brief = run(project, definitions, "check", *days)
    lines = [line for line in brief.stdout.splitlines() if not line.startswith(" ")]
    assert len(lines) == 4
    assert "  certified, " in lines[1]
    assert "; without XYZ, which the bars do not have" in lines[1]
    assert lines[0].endswith("  no certificate: there are no bars of XYZ: give --bars FILE")
    assert lines[3] == "1 of 3 strategies certified: no output looks ahead"


def test_strategies_check_of_several_tells_each_in_a_line(project: Path) -> None:
    other = PLAIN.replace("plain", "other")

    found = run(project, PLAIN + other, "check", "--quick")

    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    told = [line.split() for line in lines if not line.startswith(" ")]
    assert [(line[0], line[2:]) for line in told] == [
        ("other", ["can", "be", "traded"]),
        ("plain", ["can", "be", "traded"]),
    ]
    assert sum("entry uses obv" in line for line in lines) == 2


def test_strategies_check_reads_bars_of_a_file(project: Path) -> None:
    file = project / "bars.parquet"
    panel([40]).with_columns(symbol=pl.lit("AAPL")).write_parquet(file)
    found = run(project, PLAIN, "check", "--bars", str(file))
    assert found.exit_code == 0
    assert "40 of AAPL" in found.stdout
    assert f"taken from             {file}" in found.stdout


def test_strategies_check_of_days_without_bars_says_which_there_are(project: Path) -> None:
    found = run(project, PLAIN, "check", "--from", "2030-01-01")
    assert found.exit_code == 2
    assert "there are 2000-03-01 to 2013-03-01" in found.stderr


FEATURES = """
import polars as pl

def honest(bars):
    return bars.with_columns(x=pl.col("close").rolling_mean(5).over("symbol"))

def ahead(bars):
    return bars.with_columns(x=pl.col("close").shift(-1).over("symbol"))

def rank(bars):
    return bars.with_columns(x=pl.col("close").rank().over("at"))

number = 3
"""


@pytest.fixture
def features(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "features_of_mine.py").write_text(FEATURES)
    (tmp_path / "broken_features.py").write_text("import no_such_module")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "features_of_mine", raising=False)
    return "features_of_mine"


def check_callable(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["check", "--from", "2012-10-01", "--callable", *arguments])


def test_strategies_check_callable_of_an_honest_function_exits_0(features: str) -> None:
    found = check_callable(f"{features}:honest")
    assert found.exit_code == 0
    assert found.stdout.startswith("no output depends on later bars, as far as 102 cuts show\n")
    assert "taken from     the daily bars that come with the package" in found.stdout


def test_strategies_check_callable_prints_the_counter_example_and_exits_4(features: str) -> None:
    found = check_callable(f"{features}:ahead")
    assert found.exit_code == 4
    assert found.stdout.startswith("NOT CLEAN: later bars\n")
    assert "found          AAPL 2012-10-01T04:00:00Z x: 661.31 with the bars after" in found.stdout
    assert "null without" in found.stdout


def test_strategies_check_callable_json_holds_both_values(features: str) -> None:
    found = check_callable(f"{features}:ahead", "--json", "--cuts", "8")
    assert found.exit_code == 4
    (told,) = json.loads(found.stdout)
    assert (told["holds"], told["cuts"]) == (False, 8)
    first = told["counter_examples"][0]
    assert (first["symbol"], first["at"]) == ("AAPL", "2012-10-01T04:00:00Z")
    assert (first["value"], first["other"], first["cut"]) == (661.31, None, first["at"])


def test_strategies_check_callable_that_compares_symbols_needs_the_switch(features: str) -> None:
    assert check_callable(f"{features}:rank").exit_code == 4
    assert check_callable(f"{features}:rank", "--cross-sectional").exit_code == 0


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("honest", "write module:function"),
        ("features_of_mine:", "write module:function"),
        ("features_of_mine:other", "features_of_mine has no 'other'"),
        ("features_of_mine:number", "is int, not a function"),
        ("no_features:honest", "cannot be imported: ModuleNotFoundError"),
        ("broken_features:honest", "No module named 'no_such_module'"),
    ],
)
@pytest.mark.usefixtures("features")
def test_strategies_check_callable_that_is_not_found_says_why(text: str, part: str) -> None:
    found = check_callable(text)
    assert found.exit_code == 2
    assert part in found.stderr


def test_strategies_check_callable_with_names_is_refused(features: str) -> None:
    found = check_callable(f"{features}:honest", "ema_cross")
    assert found.exit_code == 2
    assert "give no NAMES" in found.stderr
