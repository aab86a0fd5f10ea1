"""Settings of one environment, read from the project's `pytoolkit.toml`; no secrets inside.

Every profile has a state folder, stores, locks and job records of its own: `DIR/var/<profile>/`.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pytoolkit.errors import BadSettings
from pytoolkit.models.base import canonical_json, sha256_of
from pytoolkit.secrecy import is_reference

CONFIG_FILE = "pytoolkit.toml"
DEFAULT_PROFILE = "dev"
PROFILES = ("dev", "demo", "paper", "live")
SIMULATOR_URL = "http://127.0.0.1:8765"
"""Where `pytoolkit simulator` listens unless told otherwise."""
NEEDS_FILE = ("paper", "live")
CARRIED = Path(__file__).parent / "_carried"
"""Runbooks that an installed wheel carries."""


NotifyKind = Literal["entry", "exit", "risk_rejection", "alarm", "verdict"]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
UNSAID = {"notify", "live"}
"""Settings whose refused value is not repeated: somebody may have written a secret there."""


def _reference(text: str) -> str:
    """Take a reference, or an address on this machine for tests; says no value, it is a secret."""
    if is_reference(text):
        return text
    try:
        parts = urlsplit(text)
        local = parts.scheme == "json" and parts.hostname in LOOPBACK
        if local and not (parts.username or parts.password or parts.query):
            return text
    except ValueError:
        pass
    raise ValueError(
        "the address of a service is a secret: put it into a variable of the environment and write "
        "env:NAME (only json://127.0.0.1:PORT, for tests, may be written out)"
    )


class NotifySettings(BaseModel):
    """Who is told of what."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )

    urls: tuple[Annotated[str, AfterValidator(_reference)], ...] = ()
    """Services, each `env:NAME` of a variable with an address that apprise knows."""
    on: tuple[NotifyKind, ...] = ("entry", "exit", "risk_rejection", "alarm", "verdict")
    """What they are told of."""


class LiveSettings(BaseModel):
    """What real money needs besides `--profile live` and a typed confirmation."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    enabled: bool = False
    """Must be true in the configuration file before the profile `live` trades."""


class Settings(BaseModel):
    """Where one environment keeps its state and whom it talks to."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )

    profile: str = DEFAULT_PROFILE
    """dev, demo, paper or live."""
    project: Path
    """Folder with `runbooks/`; state lies under `var/<profile>/` in it."""
    hot: str = "sqlite:"
    """`sqlite:PATH`; empty path: `hot.sqlite` in the state folder."""
    cold: str = "delta:"
    """`delta:PATH`; empty path: `cold` in the state folder."""
    broker: str = "simulator:"
    """`simulator:URL` (empty: see `simulator_url`), `alpaca:paper`, `alpaca:live`."""
    market: str = "files:"
    """`files:PATH` (empty: the shipped bars), `simulator:`, `alpaca:iex`, `alpaca:sip`."""
    quarantine_limit_pct: Annotated[float, Field(ge=0, le=100)] = 5.0
    """Share of rows above which a loop counts as failed."""
    live: LiveSettings = LiveSettings()
    """Consent to real money."""
    notify: NotifySettings = NotifySettings()
    """Who is told of what."""
    log_format: Literal["text", "json"] = "text"
    """How the live service writes its log."""

    @property
    def state(self) -> Path:
        """Folder of everything this environment writes."""
        return self.project / "var" / self.profile

    @property
    def simulator_url(self) -> str:
        """Where this profile's simulator listens: it leaves its address in the state folder."""
        file = self.simulator_file
        return file.read_text().strip() if file.is_file() else SIMULATOR_URL

    @property
    def simulator_file(self) -> Path:
        """File in which a simulator that was started for this profile leaves its address."""
        return self.state / "simulator.url"

    @property
    def reports(self) -> Path:
        """Folder of the HTML reports and their index."""
        return self.state / "reports"

    @property
    def runbooks(self) -> Path:
        """The project's runbooks, else the ones carried in the package."""
        own = self.project / "runbooks"
        return own if (own / "daily.toml").is_file() else CARRIED / "runbooks"

    @property
    def config_hash(self) -> str:
        """SHA-256 of the settings without machine paths; in every job record."""
        return sha256_of(canonical_json(self.model_dump(mode="json", exclude={"project"})))


def find_project(start: Path | None = None) -> Path:
    """Give the nearest folder upwards with `runbooks/daily.toml`, else the starting folder."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "runbooks" / "daily.toml").is_file():
            return folder
    return here


def load_settings(
    profile: str | None = None, project: Path | None = None, **overrides: Any
) -> Settings:
    """Read the settings of a profile.

    Args:
        profile: dev (default), demo, paper or live: a table of that name in `pytoolkit.toml`.
        project: folder to use; default: the nearest parent with `runbooks/daily.toml`.
        overrides: single settings that win over the file.

    Raises:
        BadSettings: an unknown profile or key, or a value that does not fit.
    """
    name = profile or DEFAULT_PROFILE
    if name not in PROFILES:
        raise BadSettings(f"unknown profile {name!r}; use one of {', '.join(PROFILES)}")
    folder = find_project() if project is None else project.resolve()
    file = folder / CONFIG_FILE
    tables: dict[str, Any] = {}
    if file.is_file():
        try:
            tables = tomllib.loads(file.read_text())
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(f"{CONFIG_FILE} is not valid TOML: {error}") from error
    if name in NEEDS_FILE and name not in tables and not overrides:
        raise BadSettings(
            f"profile {name!r} needs a [{name}] table in {CONFIG_FILE} beside runbooks/, with "
            f'broker = "alpaca:{name}" and market = "alpaca:iex" for example'
        )
    values = tables.get(name, {})
    try:
        return Settings.model_validate({**values, **overrides, "profile": name, "project": folder})
    except ValidationError as error:
        raise BadSettings(f"[{name}] {_said(error)}") from None


def _said(error: ValidationError) -> str:
    """Say which setting is wrong and why; the value only where it can be no secret."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    unsaid = first["loc"][0] in UNSAID or first["type"] == "extra_forbidden"
    why = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        why = "there is no such setting; see docs/configuration.md"
    return f"{place}: {why}" if unsaid else f"{place} = {first['input']!r}: {why}"
