"""Kill the live service and the jobs at random moments: the same tables at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from pytoolkit import frames
from pytoolkit.demo.story import RUNBOOK, Script, empty_state, replay
from pytoolkit.jobs.runbook import find_runbook, load_runbook
from pytoolkit.jobs.supervise import Progress, run_days
from pytoolkit.live.driver import Driver
from pytoolkit.models.job import JobStatus
from pytoolkit.settings import Settings, load_settings
from pytoolkit.wiring import open_context
from tests.crash.killers import JobKiller, ServiceKiller
from tests.support.tables import differences, tables

REPOSITORY = Path(__file__).parent.parent.parent
LAST = date(2013, 3, 1)
SEED = 20130301
MOST_TRIES = 24
"""Each kill costs a day one try, and jobs wait for each other in a chain."""


@dataclass(frozen=True)
class Scale:
    """How long a story, and how often it is disturbed."""

    sessions: int
    nights: int
    kills: int
    kills_of_each_job: int


SHORT = Scale(sessions=20, nights=1, kills=5, kills_of_each_job=0)
LONG = Scale(sessions=60, nights=3, kills=20, kills_of_each_job=2)


def script_of(scale: Scale) -> Script:
    sessions = frames.sessions(LAST - timedelta(days=2 * scale.sessions + 20), LAST)
    return Script(first=sessions[-scale.sessions].ds, last=LAST, nights=scale.nights)


def settings_in(folder: Path) -> Settings:
    folder.mkdir(parents=True)
    (folder / "runbooks").symlink_to(REPOSITORY / "runbooks")
    return load_settings("demo", folder, broker="simulator:", market="simulator:")


def tell(
    settings: Settings,
    script: Script,
    disturb: ServiceKiller | None = None,
    kill_jobs: Callable[[Progress], None] | None = None,
) -> tuple[dict[str, list[str]], Driver]:
    """Tell the story; a day's runbook is run again until every job succeeded."""
    empty_state(settings)
    with replay(settings, script) as (exchange, driver):
        for session in script.sessions[-script.nights :]:
            driver.play(
                session.close_at,
                while_waiting=None if disturb is None else lambda now: disturb(now, driver),
            )
            exchange.rest()
            for _ in range(MOST_TRIES):
                (day,) = run_days(RUNBOOK, [session.ds], settings, kill_jobs)
                if not day.failed:
                    break
            assert not day.failed, [
                f"{job}: {run.record.reason}"
                for job, run in day.ended.items()
                if run.record.status is not JobStatus.SUCCEEDED
            ]
        driver.stop()
        ctx = open_context(settings)
        try:
            return tables(ctx), driver
        finally:
            ctx.close()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Settings, Settings]:
    return settings_in(tmp_path / "calm"), settings_in(tmp_path / "disturbed")


def assert_same_story(folders: tuple[Settings, Settings], scale: Scale) -> None:
    calm, disturbed = folders
    script = script_of(scale)
    expected, _ = tell(calm, script)
    assert expected["signals"], "a story without signals proves nothing"
    assert expected["live_positions"], "a story without positions proves nothing"
    service = ServiceKiller(
        scale.kills, share=3 * scale.kills / (2 * scale.sessions), longest=0.04, seed=SEED
    )
    jobs = JobKiller(scale.kills_of_each_job, longest=0.3, seed=SEED)
    found, driver = tell(disturbed, script, service, jobs if scale.kills_of_each_job else None)
    print(
        f"\n{scale.sessions} sessions, {service.done} kills of the service "
        f"({driver.deaths} deaths seen), kills of jobs: {dict(jobs.done) or 'none'}"
    )
    assert service.done == scale.kills
    runbook = load_runbook(find_runbook(RUNBOOK, disturbed))
    assert {job: jobs.done[job] for job in runbook.jobs} == dict.fromkeys(
        runbook.jobs, scale.kills_of_each_job
    )
    assert differences(expected, found) == []


@pytest.mark.process
@pytest.mark.timeout(1200)
def test_story_of_20_sessions_with_5_kills_ends_with_the_same_tables(
    folders: tuple[Settings, Settings],
) -> None:
    assert_same_story(folders, SHORT)


@pytest.mark.crash
@pytest.mark.timeout(3600)
def test_story_with_20_kills_and_2_of_each_job_ends_with_the_same_tables(
    folders: tuple[Settings, Settings],
) -> None:
    assert_same_story(folders, LONG)
