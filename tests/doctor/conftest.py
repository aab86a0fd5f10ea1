"""A project of the profile `paper` whose broker is a simulator, and the requests it was sent."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from pytoolkit.doctor.examine import examine
from pytoolkit.doctor.finding import Finding
from tests.support.served import Served, serve

STRATEGY = """
[{name}]
active = true
asset_class = "{asset_class}"
assets = {assets}
timeframe = "{timeframe}"
side = "{side}"
entry = "close > sma(5)"
stop = "{stop}"
exits.fade = "close < sma(3)"
risk = {{ max_notional_usd = {largest}, fractional = {fractional} }}
"""


def strategy(name: str = "plain", **changes: Any) -> str:
    """Write a strategy; a long one on daily bars of AAPL unless said otherwise."""
    side = changes.get("side", "buy")
    values: dict[str, Any] = {
        "name": name,
        "asset_class": "EQUITY",
        "assets": ["AAPL"],
        "timeframe": "1Day",
        "side": side,
        "stop": "close * 0.9" if side == "buy" else "close * 1.1",
        "largest": 10_000,
        "fractional": "false",
    }
    return STRATEGY.format(**{**values, **changes})


MINUTES = strategy("quick", timeframe="1Min")


@dataclass
class Patient:
    """What is examined, with handles on the simulator behind it."""

    folder: Path
    served: Served
    asked: list[tuple[str, str]] = field(default_factory=list)

    def write(self, *strategies: str) -> None:
        """Write the project's strategies."""
        (self.folder / "runbooks" / "strategies.toml").write_text("".join(strategies))

    def examined(self) -> list[Finding]:
        """Examine it."""
        return list(examine("paper", self.folder))

    def of(self, check: str) -> list[Finding]:
        """Examine it and give the findings of one check."""
        return [each for each in self.examined() if each.check == check]

    def fault(self, on: str, when: dict[str, Any], then: dict[str, Any]) -> None:
        """Let something go wrong, every time."""
        scenario = {
            "name": "here",
            "description": "For a test.",
            "fault": [{"on": on, "when": {"times": 0, **when}, "then": then}],
        }
        self._told(requests.post(f"{self.served.url}/sim/faults", json=scenario, timeout=10))

    def configure(self, **settings: Any) -> None:
        """Change the account's configuration, as its owner."""
        self._told(
            requests.patch(
                f"{self.served.url}/v2/account/configurations",
                data=json.dumps(settings),
                headers=KEYS,
                timeout=10,
            )
        )

    def order(self, **body: Any) -> None:
        """Send an order by hand."""
        wanted = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market"}
        body = {**wanted, "time_in_force": "gtc", **body}
        where = f"{self.served.url}/v2/orders"
        self._told(requests.post(where, json=body, headers=KEYS, timeout=10))

    def _told(self, answer: requests.Response) -> None:
        assert answer.ok, answer.text
        self.asked.clear()


def wrong(sick: Patient, check: str) -> list[str]:
    """Examine it and say what one check found wrong."""
    return [each.detail for each in sick.of(check) if each.ok is False]


KEYS = {"APCA-API-KEY-ID": "somebody", "APCA-API-SECRET-KEY": "else"}


@contextmanager
def patient(folder: Path, **options: Any) -> Iterator[Patient]:
    """Serve a simulator and make a project for it."""
    asked: list[tuple[str, str]] = []

    def around(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def noting(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] in ("http", "websocket"):
                asked.append((scope.get("method", "WEBSOCKET"), scope["path"]))
            await app(scope, receive, send)

        return noting

    with serve(around, **{"start": "2012-06-04", "step": True, **options}) as served:
        (folder / "runbooks").mkdir()
        (folder / "runbooks" / "daily.toml").touch()
        where = f'"simulator:{served.url}"'
        (folder / "pytoolkit.toml").write_text(f"[paper]\nbroker = {where}\nmarket = {where}\n")
        found = Patient(folder, served, asked)
        found.write(strategy())
        yield found


@pytest.fixture
def sick(tmp_path: Path) -> Iterator[Patient]:
    """Somebody to make ill."""
    with patient(tmp_path) as found:
        yield found
