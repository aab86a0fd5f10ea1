"""Every check against a real exchange that is made to have what it looks for."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pytoolkit import wiring
from pytoolkit.doctor import market
from pytoolkit.doctor.machine import project
from pytoolkit.doctor.market import try_bars
from pytoolkit.doctor.stores import stores
from pytoolkit.live.lease import Holder, new_owner
from pytoolkit.settings import Settings, load_settings
from tests.doctor.conftest import MINUTES, Patient, strategy, wrong

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_examine_of_a_sound_account_finds_nothing_wrong(sick: Patient) -> None:
    sick.write(strategy(), MINUTES, strategy("short", side="sell", assets=["MSFT"]))

    found = sick.examined()

    assert [each for each in found if each.ok is False] == []
    assert {each.check for each in found if each.ok} >= {
        *("broker", "account", "buying power", "short selling", "configuration", "assets"),
        *("data stream", "trade stream", "market", "hot store", "cold store", "lease"),
        *("orders", "positions", "rate limit"),
    }


def test_examine_sends_only_readings_and_leaves_nothing_behind(sick: Patient) -> None:
    before = sorted(sick.folder.rglob("*"))
    sick.write(strategy(), MINUTES)

    sick.examined()

    assert {method for method, _ in sick.asked} == {"GET", "WEBSOCKET"}
    assert {"/stream", "/v2/iex", "/v2/account", "/v2/orders"} <= {path for _, path in sick.asked}
    new = set(sick.folder.rglob("*")) - set(before)
    assert {each.name for each in new} == {"strategies.toml"} - {each.name for each in before}
    assert sick.served.simulation.exchange.book.standing() == []


def test_examine_leaves_a_hot_store_as_it_was(sick: Patient) -> None:
    context = wiring.connect("paper", sick.folder)
    holder = Holder(context.hot, new_owner())
    holder.take(context.clock.wall())
    holder.release()
    before = context.hot.end(), (sick.folder / "var/paper/hot.sqlite").stat().st_size
    sick.examined()
    after = context.hot.end(), (sick.folder / "var/paper/hot.sqlite").stat().st_size
    context.close()

    assert after == before


def test_clock_that_is_far_from_ours_is_named(sick: Patient) -> None:
    settings = load_settings("paper", sick.folder)
    inspector = wiring.open_inspector(settings)

    real = market.clock(inspector, simulated=False)
    own = market.clock(inspector, simulated=True)

    assert real.ok is False
    assert "s ahead of the broker" in real.detail
    assert own.ok is None


@pytest.mark.parametrize(("seconds", "ok"), [(0, True), (0.9, True), (3, False), (-3, False)])
def test_clock_within_a_second_will_do(seconds: float, ok: bool) -> None:
    class Skewed:
        def clock(self) -> datetime:
            return datetime.now(UTC) + timedelta(seconds=seconds)

    found = market.clock(Skewed(), simulated=False)  # type: ignore[arg-type]

    assert found.ok is ok


@pytest.mark.parametrize(
    ("status", "words"), [(401, "does not take the keys"), (403, "not part of the subscription")]
)
def test_market_data_that_is_refused_says_what_to_do(
    sick: Patient, status: int, words: str
) -> None:
    answer = {"do": "answer", "status": status, "code": 0, "message": "no"}
    sick.fault("rest", {"path": "/v2/stocks/bars"}, answer)

    (told,) = wrong(sick, "market")

    assert words in told


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (402, "make new ones"),
        (405, "too many symbols"),
        (406, "another program"),
        (409, "subscription does not include"),
    ],
)
def test_data_stream_that_refuses_says_what_to_do(sick: Patient, code: int, words: str) -> None:
    sick.write(MINUTES)
    sick.fault("data", {"stage": "connect"}, {"do": "error", "code": code})

    (told,) = wrong(sick, "data stream")

    assert f"says {code}" in told
    assert words in told


def test_data_stream_tells_the_prices_of_what_is_watched_too(sick: Patient) -> None:
    sick.write(strategy("parts", fractional="true", assets=["AAPL", "IBM"]))

    (found,) = sick.of("data stream")

    assert found.ok
    assert "AAPL, IBM" in found.detail


def test_data_stream_that_another_program_holds_is_a_connection_limit(sick: Patient) -> None:
    sick.write(MINUTES)
    settings = load_settings("paper", sick.folder)
    holder = wiring.open_bars(settings, ["AAPL"], lambda _: None, lambda: False)
    try:
        while not holder.connected:
            pass
        (told,) = wrong(sick, "data stream")
    finally:
        holder.close()

    assert "406" in told


def test_data_stream_of_a_running_service_is_left_alone(sick: Patient) -> None:
    sick.write(MINUTES)
    context = wiring.connect("paper", sick.folder)
    holder = Holder(context.hot, new_owner())
    holder.take(context.clock.wall())
    try:
        found = {each.check: each for each in sick.examined()}
    finally:
        holder.release()
        context.close()

    assert found["lease"].ok is None
    assert "held by" in found["lease"].detail
    assert "not tried" in found["data stream"].detail
    assert ("WEBSOCKET", "/v2/iex") not in sick.asked


def test_data_stream_is_free_again_after_it_was_tried(sick: Patient) -> None:
    settings = load_settings("paper", sick.folder)
    for _ in range(3):
        try_bars(settings, ["AAPL"])


def test_trade_stream_that_does_not_let_us_in_is_named(sick: Patient) -> None:
    sick.fault("trades", {"stage": "connect"}, {"do": "error", "code": 500, "message": "busy"})

    (told,) = wrong(sick, "trade stream")

    assert "busy" in told


def test_orders_and_positions_of_somebody_else_are_named(sick: Patient) -> None:
    sick.order(symbol="MSFT")
    sick.order(symbol="AAPL", type="limit", limit_price="1")
    sick.served.step()

    (orders,) = wrong(sick, "orders")
    (positions,) = wrong(sick, "positions")

    assert "buy 10 AAPL" in orders
    assert "reconcile adopt MSFT" in positions


def test_stores_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    settings = Settings(
        project=tmp_path,
        hot=f"sqlite:{tmp_path / 'taken' / 'hot.sqlite'}",
        cold=f"delta:{tmp_path / 'taken' / 'cold'}",
    )

    found = list(stores(settings))

    assert [each.ok for each in found] == [False, False]
    assert all("taken" in each.detail for each in found)


def test_file_with_secrets_that_others_may_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("APCA_API_SECRET_KEY=x")
    file.chmod(0o644)
    settings = Settings(project=tmp_path)
    before = {each.check: each for each in project(settings)}
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    after = {each.check: each for each in project(settings)}

    assert before["secrets"].ok is False
    assert "chmod 600 .env" in before["secrets"].detail
    assert after["secrets"].ok
