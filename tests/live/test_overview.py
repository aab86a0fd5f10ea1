"""How an environment looks from outside, and what is said of it first."""

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pytoolkit.adapters.hot_sqlite import SqliteStore
from pytoolkit.alarms import Alarms, Notice
from pytoolkit.cli.screen import age, screen
from pytoolkit.cli.status import as_object
from pytoolkit.live import controls
from pytoolkit.live.deal import Deal
from pytoolkit.live.desk import Desk
from pytoolkit.live.lease import Holder
from pytoolkit.live.looks import Overview
from pytoolkit.live.overview import look
from pytoolkit.live.plan import exit_intent
from pytoolkit.live.problems import Problem, problems
from pytoolkit.models.order import IntentStatus
from pytoolkit.models.service import ServiceState
from pytoolkit.settings import Settings
from tests.live.conftest import make_signal
from tests.live.test_review import open_deal, strategy

WALL = datetime(2026, 1, 2, 3, 0, tzinfo=UTC)
MARKET = datetime(2013, 1, 3, 15, 0, tzinfo=UTC)
OWNER = "elsewhere/1/abc"


class Scene:
    """One environment, staged as the service leaves it."""

    def __init__(self, folder: Path, notify: dict[str, Any] | None = None) -> None:
        self.settings = Settings.model_validate(
            {"project": folder, "profile": "paper", "notify": notify or {}}
        )
        self.hot = SqliteStore(folder / "hot.sqlite")
        self.desk = Desk(self.hot, "service")

    def alive(self, seconds_ago: float = 1, **changes: Any) -> None:
        """Let a service hold its lease and say something."""
        at = WALL - timedelta(seconds=seconds_ago)
        Holder(self.hot, OWNER).take(WALL - timedelta(seconds=2))
        values = {
            "name": "live",
            "owner": OWNER,
            "started_at": WALL - timedelta(hours=3),
            "beat_at": at,
            "market_at": MARKET - timedelta(seconds=seconds_ago),
            **changes,
        }
        self.hot.create(ServiceState.model_validate(values))

    def look(self) -> Overview:
        return look(self.hot, self.settings, WALL)

    def problems(self) -> list[Problem]:
        return problems(self.look())

    def text(self, width: int = 120) -> str:
        overview = self.look()
        console = Console(file=io.StringIO(), width=width, highlight=False, record=True)
        console.print(screen(overview, problems(overview)))
        return console.export_text()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def bare(scene: Scene) -> Deal:
    deal = open_deal(scene.desk, strategy())
    assert deal.entry is not None
    entry = deal.entry.next(legs=())
    scene.desk.commit([scene.desk.altered(deal.entry, entry, MARKET, "canceled by hand")])
    return deal


def test_look_at_a_fresh_environment_finds_nothing_and_nothing_wrong(scene: Scene) -> None:
    assert scene.problems() == []
    assert scene.text().startswith(" NOTHING RUNS ")


def test_look_at_a_working_service_finds_all_well(scene: Scene) -> None:
    scene.alive()
    open_deal(scene.desk, strategy())

    overview = scene.look()
    assert problems(overview) == []
    assert (overview.service.alive, overview.service.owner) == (True, OWNER)
    assert overview.service.fencing == 1
    assert overview.market == MARKET
    assert scene.text().startswith(" ALL WELL ")


def test_held_position_has_exact_figures_at_the_last_mark(scene: Scene) -> None:
    scene.alive(marks={"AAPL": {"price": "561.37", "at": "2013-01-03T14:55:00Z"}})
    open_deal(scene.desk, strategy())

    (held,) = scene.look().positions
    assert (held.symbol, held.side, held.quantity) == ("AAPL", "buy", 10)
    assert (held.average, held.stop, held.mark) == (550, 500, Decimal("561.37"))
    assert held.unrealized_usd == Decimal("113.70")
    assert (held.uncovered, held.leaving) == (0, False)


def test_position_without_a_stop_at_the_broker_is_uncovered_and_asks_for_action(
    scene: Scene,
) -> None:
    scene.alive()
    bare(scene)

    assert scene.look().positions[0].uncovered == 10
    (found,) = scene.problems()
    assert (found.severity, found.page) == ("ACT", "uncovered")
    assert found.text == "AAPL: 10 units are protected by nothing"
    assert "10 UNCOVERED" in scene.text()


def test_position_that_is_being_closed_is_not_uncovered(scene: Scene) -> None:
    scene.alive()
    deal = bare(scene)
    scene.desk.commit([scene.desk.born(exit_intent(deal, "RULE:x", MARKET), MARKET)])

    (held,) = scene.look().positions
    assert (held.uncovered, held.leaving) == (0, True)


def fill_partly(scene: Scene) -> None:
    deal = open_deal(scene.desk, strategy())
    assert deal.entry is not None
    partly = deal.entry.next(
        status=IntentStatus.PARTIALLY_FILLED, quantity=Decimal(20), filled_quantity=Decimal(10)
    )
    scene.desk.commit([scene.desk.altered(deal.entry, partly, MARKET, "half of it")])


def test_partly_filled_entry_is_watched_by_the_service_while_it_lives(scene: Scene) -> None:
    scene.alive()
    fill_partly(scene)

    (held,) = scene.look().positions
    assert (held.watched, held.uncovered) == (10, 0)
    assert "10 watched by the service" in scene.text()


def test_partly_filled_entry_is_uncovered_when_the_service_is_gone(scene: Scene) -> None:
    fill_partly(scene)

    (held,) = scene.look().positions
    assert (held.watched, held.uncovered) == (0, 10)
    assert [each.page for each in scene.problems()] == ["uncovered", ""]


def test_alarm_comes_first_and_is_said_once(scene: Scene) -> None:
    scene.alive()
    deal = bare(scene)
    controls.set_kill_switch(scene.hot, "REDUCING", "root: drill", WALL)
    notice = Notice("AAPL is open without a stop at the broker; closing it", "AAPL")
    scene.desk.alarms.sound("uncovered", deal.signal.key, notice, MARKET - timedelta(minutes=3))

    alarm, switch = scene.problems()
    assert (alarm.text, alarm.age, alarm.page) == (
        notice.message,
        timedelta(minutes=3),
        "uncovered",
    )
    assert "the kill switch is REDUCING (root: drill)" in switch.text
    lines = scene.text().splitlines()
    assert lines[0].startswith(" ACT NOW: 1 thing ")
    assert lines[1].startswith(
        "!! AAPL is open without a stop at the broker; closing it  (for 3 min)"
    )
    assert "runbooks/incidents/uncovered.md" in lines[2]


def test_service_that_died_asks_for_action(scene: Scene) -> None:
    scene.alive()
    scene.hot.release(scene.hot.lease("live", OWNER, 0, WALL))
    Holder(scene.hot, OWNER).take(WALL - timedelta(minutes=10))

    (found,) = scene.problems()
    assert (found.severity, found.age, found.page) == (
        "ACT",
        timedelta(minutes=10),
        "service_died",
    )
    assert "DIED" in scene.text()


def test_service_that_was_stopped_with_open_positions_is_worth_a_look(scene: Scene) -> None:
    open_deal(scene.desk, strategy())

    (found,) = scene.problems()
    assert found.severity == "LOOK"
    assert "no live service runs" in found.text
    assert "pytoolkit live --profile paper" in found.text


@pytest.mark.parametrize(("seconds", "severity"), [(20, "LOOK"), (61, "ACT")])
def test_service_that_says_nothing_is_told(scene: Scene, seconds: int, severity: str) -> None:
    scene.alive(seconds_ago=seconds)

    (found,) = scene.problems()
    assert (found.severity, found.page) == (severity, "service_stuck")


def test_service_that_cannot_go_on_says_why(scene: Scene) -> None:
    since = WALL - timedelta(seconds=5)
    scene.alive(trouble="the broker does not answer", trouble_since=since)

    (found,) = scene.problems()
    assert found.severity == "LOOK"
    assert found.text == "the live service cannot go on: the broker does not answer"


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        ({"connected": True, "heard_at": "2026-01-02T02:59:59Z"}, []),
        ({"connected": False, "heard_at": None}, ["not connected"]),
        ({"connected": True, "heard_at": "2026-01-02T02:50:00Z"}, ["silent"]),
    ],
)
def test_data_stream_that_brings_nothing_is_told(
    scene: Scene, stream: dict[str, object], told: list[str]
) -> None:
    scene.alive(streams={"data": stream})

    found = scene.problems()
    assert len(found) == len(told)
    assert all(word in each.text for word, each in zip(told, found, strict=True))


def test_data_stream_may_be_silent_while_the_market_is_closed(scene: Scene) -> None:
    scene.alive(
        streams={"data": {"connected": True, "heard_at": "2026-01-01T21:00:00Z"}},
        market_at=datetime(2013, 1, 4, 3, tzinfo=UTC),
    )

    assert scene.problems() == []


def test_request_without_an_answer_is_told_after_a_while(scene: Scene) -> None:
    scene.alive()
    deal = open_deal(scene.desk, strategy())
    planned = exit_intent(deal, "RULE:x", MARKET - timedelta(seconds=61))
    scene.desk.commit([scene.desk.born(planned, MARKET)])

    assert [each.client_order_id for each in scene.look().unsent] == [planned.client_order_id]
    (found,) = scene.problems()
    assert f"{planned.client_order_id} is PLANNED without an answer" in found.text


def test_orders_are_counted_by_state(scene: Scene) -> None:
    scene.alive()
    open_deal(scene.desk, strategy())

    assert scene.look().orders == {"FILLED": 1}


def test_signal_without_a_fill_is_waiting(scene: Scene) -> None:
    scene.alive()
    signal = make_signal(datetime(2013, 1, 2, 21, tzinfo=UTC), symbol="MSFT")
    scene.hot.create(signal)

    (waiting,) = scene.look().waiting
    assert (waiting.symbol, waiting.quantity, waiting.status) == ("MSFT", 10, "CREATED")
    assert "waiting (1)" in scene.text()


def test_nobody_who_tells_people_is_worth_a_look(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {"urls": ["env:CHAT"]})
    scene.alive()
    before = scene.problems()
    Holder(scene.hot, "elsewhere/2/x", "notify").take(WALL)

    assert [each.page for each in before] == ["notify_failing"]
    assert scene.problems() == []
    assert "env:CHAT told nothing yet" in scene.text()


def test_store_that_cannot_be_read_is_shown_and_not_raised(scene: Scene) -> None:
    scene.alive()
    open_deal(scene.desk, strategy())
    scene.hot._connection.execute("UPDATE signals SET side = 'sideways'")
    Alarms(scene.hot, "x").sound("no_bars", "data stream", Notice("no bars come"), MARKET)

    texts = [each.text for each in scene.problems()]
    assert any("cannot be read" in each for each in texts)
    assert "no bars come" in texts


def test_json_holds_all_of_it_exactly(scene: Scene) -> None:
    scene.alive(marks={"AAPL": {"price": "561.37", "at": "2013-01-03T14:55:00Z"}})
    bare(scene)
    overview = scene.look()
    found = json.loads(json.dumps(as_object(overview, problems(overview))))

    assert next(iter(found)) == "problems"
    assert found["problems"][0]["severity"] == "ACT"
    assert found["positions"][0]["unrealized_usd"] == "113.7"
    assert found["positions"][0]["uncovered"] == "10"
    assert found["market"] == "2013-01-03T15:00:00Z"
    assert found["service"]["fencing"] == 1


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "0 s"), (59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (90_000, "1 d 1 h")],
)
def test_age_has_the_two_units_that_matter(seconds: int, text: str) -> None:
    assert age(timedelta(seconds=seconds)) == text
