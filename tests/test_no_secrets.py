"""A whole session with secrets that can be told apart; then everything it left is searched."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from pytoolkit import wiring
from pytoolkit.errors import PytoolkitError
from pytoolkit.live.driver import Driver
from pytoolkit.live.steps import CRASH_AT
from pytoolkit.models.position import Position
from pytoolkit.settings import load_settings
from pytoolkit.simulator.process import start_simulator
from pytoolkit.simulator.simulation import Options
from tests.jobs.conftest import notebook_text
from tests.support.post_box import PostBox, post_box
from tests.support.served import wait_for

ROOT = Path(__file__).parents[1]
START, END, DS = "2012-06-04", datetime(2012, 6, 29, 20, tzinfo=UTC), "2012-06-29"
KEY, SECRET = "PKSIM9F8E7D6C5B4A", 'sim/Sec+ret="4711"&<x>'
BROKER_KEY, BROKER_SECRET = "PKALPACA0011223344", "alp-Secret-aabbccddeeff"
USER, PASSWORD, TOKEN = "hook-user-99887766", "hook-pass-55443322", "hook-token-aa11bb22"
JOB_SECRET = "job-Secret-1234567890"
SECRETS = (KEY, SECRET, BROKER_KEY, BROKER_SECRET, USER, PASSWORD, TOKEN, JOB_SECRET)
LEAKS = (
    "import os\nfor name, value in sorted(os.environ.items()):\n    print(name, value)",
    "import logging\nlogging.getLogger('x').error('key %s', os.environ['SIMULATOR_KEY_ID'])",
    "from pytoolkit.jobs.parameters import secret\nsecret(token)",
    "os.environ",
    "key = os.environ['SIMULATOR_SECRET_KEY']\n"
    "raise ValueError(f'cannot log in with {secret(token)} and {key}')",
)
"""What a careless notebook does."""
LEAKY = """
[jobs.leaky]
notebook = "leaky.ipynb"
[jobs.leaky.parameters.token]
type = "secret"
"""


@dataclass
class Session:
    """A project, and what its commands said."""

    folder: Path
    box: PostBox
    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SIMULATOR_KEY_ID": KEY,
            "SIMULATOR_SECRET_KEY": SECRET,
            "APCA_API_KEY_ID": BROKER_KEY,
            "APCA_API_SECRET_KEY": BROKER_SECRET,
            "HOOK": f"json://{USER}:{PASSWORD}@127.0.0.1:{self.box.port}/{TOKEN}",
            "JOB_SECRET": JOB_SECRET,
        }

    def call(self, *arguments: str, **environment: str) -> int:
        """Run a command and keep what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "pytoolkit", *arguments, "--project", str(self.folder)],
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | self.environment | environment,
            timeout=300,
        )
        self.said.append((" ".join(arguments), done.stdout + done.stderr))
        return done.returncode


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "runbooks", folder / "runbooks")
    (folder / "runbooks" / "leaky.ipynb").write_text(notebook_text(LEAKS, 'token = ""\n'))
    (folder / "runbooks" / "leaky.toml").write_text(LEAKY)
    options = Options(start=START, step=True, key=KEY, secret=SECRET)
    with post_box() as box, start_simulator(options) as exchange, pytest.MonkeyPatch.context() as m:
        told = Session(folder, box)
        for name, value in told.environment.items():
            m.setenv(name, value)
        where = f'"simulator:{exchange.url}"'
        (folder / "pytoolkit.toml").write_text(
            f"[dev]\nbroker = {where}\nmarket = {where}\nlog_format = 'json'\n"
            "[dev.notify]\nurls = ['env:HOOK', 'env:NO_SUCH_VARIABLE']\n"
            "[paper]\nbroker = 'alpaca:paper'\n[paper.notify]\nurls = ['env:HOOK']\n"
        )
        settings = load_settings("dev", folder)
        context = wiring.open_context(settings)
        driver = Driver(settings, context.hot, exchange, [{CRASH_AT: "gateway.answered"}])
        try:
            driver.play(END)
            wait_for(lambda: box.taken, "a message")
        finally:
            driver.stop()
        assert driver.deaths == 1
        assert context.hot.find(Position)
        context.close()
        exchange.rest()
        told.call("run", "daily", "--ds", DS)
        told.call("run", "leaky", "--ds", DS, "-p", "token=env:JOB_SECRET")
        told.call("run", "leaky", "--ds", DS, "-p", f"token={JOB_SECRET}")
        told.call("notify", "test")
        told.call("status", "--json")
        told.call("doctor")
        told.call("doctor", "--json")
        told.call("runs", "ls", "--json")
        # A broker that knows other keys, over REST and on both streams.
        wrong = {"SIMULATOR_KEY_ID": KEY + "X", "SIMULATOR_SECRET_KEY": SECRET + "X"}
        told.call("reconcile", **wrong)
        told.call("live", "-v", "--step", **wrong)
        told.call("live", "-v", "--until", "2012-06-29T20:00:00+0000", **wrong)
        box.status = 401
        told.call("notify", "test")
        (folder / "pytoolkit.toml").write_text(
            f"[dev.notify]\nurls = ['{told.environment['HOOK']}']\n"
        )
        told.call("doctor")
        told.call("live")
        yield told


def spelled(secret: str) -> set[bytes]:
    """Give how a secret may be spelled in a log, a notebook, a page or an address."""
    texts = {
        secret,
        json.dumps(secret)[1:-1],
        escape(secret),
        quote(secret),
        quote(secret, safe=""),
    }
    return {text.encode() for text in texts}


@pytest.mark.process
@pytest.mark.timeout(900)
def test_session_did_what_a_session_does(session: Session) -> None:
    said = dict(session.said)
    reports = session.folder / "var" / "dev" / "reports"
    leaky = next(reports.rglob("leaky-1.html")).read_text()

    assert session.box.taken
    assert (reports / "index.html").is_file()
    assert "***" in leaky
    assert "cannot log in with *** and ***" in leaky
    assert "took the test message" in session.said[3][1]
    assert "env:NO_SUCH_VARIABLE" in said["notify test"]
    assert "401" in said["notify test"]
    assert "not authorized" in said["reconcile"].lower()
    assert "the address of a service is a secret" in said["live"]


@pytest.mark.process
@pytest.mark.timeout(900)
def test_no_file_of_a_session_holds_a_secret(session: Session) -> None:
    files = [path for path in session.folder.rglob("*") if path.is_file()]
    # The last of them was written with a secret on purpose.
    settings = session.folder / "pytoolkit.toml"
    found = [
        f"{path.relative_to(session.folder)}: {secret}"
        for path in files
        if path != settings
        for secret in SECRETS
        if any(text in path.read_bytes() for text in spelled(secret))
    ]

    kinds = {path.suffix for path in files}
    assert {".html", ".ipynb", ".sqlite", ".parquet", ".log"} <= kinds
    assert found == []


@pytest.mark.process
@pytest.mark.timeout(900)
def test_no_command_of_a_session_says_a_secret(session: Session) -> None:
    found = [
        f"{command}: {secret}"
        for command, text in session.said
        for secret in SECRETS
        if any(spelling.decode() in text for spelling in spelled(secret))
    ]

    assert found == []


@pytest.mark.process
@pytest.mark.timeout(900)
def test_no_message_of_a_session_holds_a_secret(session: Session) -> None:
    text = json.dumps(session.box.taken)

    assert not any(spelling.decode() in text for each in SECRETS for spelling in spelled(each))


def test_refused_login_names_no_secret_in_any_exception(tmp_path: Path) -> None:
    with (
        start_simulator(Options(key=KEY, secret=SECRET)) as exchange,
        pytest.MonkeyPatch.context() as m,
    ):
        m.setenv("SIMULATOR_KEY_ID", KEY + "X")
        m.setenv("SIMULATOR_SECRET_KEY", SECRET)
        context = wiring.connect(project=tmp_path, broker=f"simulator:{exchange.url}")
        with pytest.raises(PytoolkitError) as refused:
            context.broker.account()
        context.close()

    error: BaseException | None = refused.value
    while error is not None:
        assert KEY not in f"{error!r} {error}"
        assert SECRET not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__
