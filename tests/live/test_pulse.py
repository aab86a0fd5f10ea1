"""The sign of life is published while there is nothing to do, and never in the way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pytoolkit import wiring
from pytoolkit.live import pulse as module
from pytoolkit.live.service import Service
from pytoolkit.models.service import ServiceState
from pytoolkit.ports import StreamHint
from tests.live.test_review import strategy


class Heard:
    """A stream that was heard a while ago."""

    connected = True
    silent_seconds: float | None = 4.0

    def close(self) -> None:
        pass


@pytest.fixture
def service(tmp_path: Path) -> Service:
    context = wiring.connect(project=tmp_path)
    return Service(context, [strategy()])


def state(service: Service) -> ServiceState | None:
    return service.context.hot.get(ServiceState, "live")


def test_beat_publishes_once_a_second(service: Service) -> None:
    service.pulse.beat(service)
    service.pulse.beat(service)

    found = state(service)
    assert found is not None
    assert found.version == 1
    assert found.owner == service.desk.job_id


def test_beat_tells_streams_latencies_and_trouble(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.0)
    service.pulse.streams["data"] = Heard()
    service.desk.latencies.note("bar_to_order", 1.5)
    service.pulse.beat(service, trouble="the broker does not answer")
    first = state(service)
    service.pulse.beat(service, trouble="the broker does not answer")
    second = state(service)
    service.pulse.beat(service)
    third = state(service)

    assert first is not None
    assert second is not None
    assert third is not None
    assert first.streams["data"]["connected"] is True
    heard = datetime.fromisoformat(first.streams["data"]["heard_at"])
    assert 3.9 < (first.beat_at - heard).total_seconds() < 4.1
    assert first.latencies["bar_to_order"]["p50_ms"] == 1.5
    assert first.trouble_since == second.trouble_since is not None
    assert (third.trouble, third.trouble_since) == ("", None)


def test_beat_after_somebody_else_wrote_goes_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.0)
    service.pulse.beat(service)
    found = state(service)
    assert found is not None
    other = found.next(owner="other", beat_at=datetime(2026, 1, 2, tzinfo=UTC))
    service.context.hot.update(other, found.version)
    service.pulse.beat(service)
    service.pulse.beat(service)

    after = state(service)
    assert after is not None
    assert after.owner == service.desk.job_id


def test_wait_with_something_to_act_on_publishes_nothing_and_one_without_does(
    service: Service,
) -> None:
    service.ear._hints.put(StreamHint("fill", "x1", 0.0))
    service._wait()
    busy = state(service)
    service.ear.open()
    service.ear.hear()
    service.stepping = True
    service._wait()

    assert busy is None
    assert state(service) is not None
