"""The simulator as a process: ready, stepped, run at speed, ended by a signal."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from alpaca.trading.client import TradingClient
from websockets.sync.client import connect

from pytoolkit.errors import BadBars, RunFailed, UsageError
from pytoolkit.simulator import Options, start_simulator
from pytoolkit.simulator.refusals import Refusal
from pytoolkit.simulator.simulation import Simulation
from tests.support.served import wait_for

pytestmark = pytest.mark.process


def test_start_simulator_steps_through_the_bars_and_ends_clean(bars_file: str) -> None:
    with start_simulator(Options(bars=bars_file, step=True, seed=3)) as simulator:
        assert simulator.state()["now"] == "2012-07-02T20:00:00Z"
        seen = []
        while not (state := simulator.advance())["over"]:
            seen.append((state["phase"], state["session"]))
        assert seen[:3] == [
            ("open", "2012-07-03"),
            ("closed", "2012-07-03"),
            ("open", "2012-07-05"),
        ]
        with pytest.raises(RunFailed, match="the replay is over"):
            simulator.advance()
        assert simulator.stop() == 0


def test_sigterm_with_open_websockets_ends_it_within_five_seconds(bars_file: str) -> None:
    with (
        start_simulator(Options(bars=bars_file)) as simulator,
        connect(simulator.trade_stream_url) as trades,
        connect(simulator.data_stream_url) as data,
    ):
        keys = {"key_id": "key", "secret_key": "secret"}
        trades.send(json.dumps({"action": "authenticate", "data": keys}))
        trades.recv(timeout=5)
        data.recv(timeout=5)
        simulator.process.send_signal(signal.SIGTERM)
        assert simulator.process.wait(5) == 0


def test_it_ends_when_whoever_started_it_is_gone(bars_file: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    options = Options(bars=bars_file, ready_file=str(ready), with_stdin=True)
    command = [sys.executable, "-m", "pytoolkit.simulator", json.dumps(options.as_dict())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        wait_for(ready.is_file, "the start")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def test_it_listens_on_loopback_only(bars_file: str) -> None:
    with start_simulator(Options(bars=bars_file)) as simulator:
        port = int(simulator.url.rpartition(":")[2])
        assert simulator.url == f"http://127.0.0.1:{port}"
        with (
            pytest.raises(ConnectionRefusedError),
            socket.create_connection(("127.0.0.2", port), timeout=2),
        ):
            pass


def test_a_taken_port_is_one_clear_sentence(bars_file: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(RunFailed, match=f"port {port} on 127.0.0.1 cannot be used"),
            start_simulator(Options(bars=bars_file, port=port)),
        ):
            pass


def test_at_speed_the_days_pass_by_themselves_and_orders_fill(bars_file: str) -> None:
    with start_simulator(Options(bars=bars_file, speed=400_000.0)) as simulator:
        client = TradingClient("key", "secret", url_override=simulator.url, raw_data=True)
        with pytest.raises(RunFailed, match="moves by itself"):
            simulator.advance()
        wait_for(lambda: simulator.state()["over"], "the end of five days")
        assert client.get_clock()["timestamp"] == "2012-07-09T16:00:00-04:00"


def test_at_speed_time_goes_on_between_the_bells(bars_file: str) -> None:
    wall = [0.0]
    simulation = Simulation(Options(bars=bars_file, speed=3600.0), wall=lambda: wall[0])
    assert simulation.seconds_to_next() == 17.5  # from 20:00 to 13:30
    wall[0] = 18.0
    simulation.catch_up()
    assert simulation.state()["now"] == "2012-07-03T14:00:00Z"
    assert simulation.state()["phase"] == "open"
    wall[0] = 10_000.0
    simulation.catch_up()
    assert simulation.state()["now"] == "2012-07-09T20:00:00Z"
    assert simulation.seconds_to_next() is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"step": True, "speed": 2.0}, "exclude each other"),
        ({"speed": -1.0}, "negative"),
        ({"key": "k"}, "needs a secret"),
        ({"partial_fills": 1.5}, "no share"),
        ({"start": "soon"}, "not a date"),
        ({"start": "1999-01-01"}, "the bars allow 2012-07-03 to 2012-07-09"),
        ({"start": "2020-01-01"}, "the bars allow"),
    ],
)
def test_options_that_cannot_be_used_are_one_clear_sentence(
    bars_file: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        Simulation(Options(**{"bars": bars_file, **options}))  # type: ignore[arg-type]


def test_rest_moves_a_closed_market_past_midnight_and_no_further(bars_file: str) -> None:
    simulation = Simulation(Options(bars=bars_file, step=True))
    for _ in range(2):  # resting twice is resting once
        simulation.rest()
        assert simulation.state()["now"] == "2012-07-03T00:05:00Z"
    simulation.step()
    assert simulation.state()["now"] == "2012-07-03T13:30:00Z"
    with pytest.raises(Refusal, match="session 2012-07-03 is open"):
        simulation.rest()


def test_bars_of_one_day_allow_no_replay(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("symbol,ds,open,high,low,close,volume\nACME,2012-07-02,1,1,1,1,1\n")
    with pytest.raises(UsageError, match="the bars allow none"):
        Simulation(Options(bars=str(file), start="2012-07-02"))
    assert Simulation(Options(bars=str(file), step=True)).state()["over"]


def test_bars_outside_of_the_sessions_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "early.csv"
    file.write_text("symbol,at,open,high,low,close,volume\nACME,2012-07-02T13:29:00Z,1,1,1,1,1\n")
    with pytest.raises(BadBars, match="ACME at 2012-07-02T13:29:00Z lies outside of the XNYS"):
        Simulation(Options(bars=str(file)))


def test_the_command_serves_until_interrupted(bars_file: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [
        sys.executable, "-m", "pytoolkit", "simulator", "--port", "0", "--bars", bars_file,
        "--from", "2012-07-05", "--ready-file", str(ready),
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        wait_for(ready.is_file, "the start")
        url = json.loads(ready.read_text())["url"]
        state = requests.get(f"{url}/sim/state", timeout=5).json()
        assert (state["session"], state["mode"]) == ("2012-07-03", "step")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert url.encode() in process.stderr.read()
