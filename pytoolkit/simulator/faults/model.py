"""What a scenario file says, checked before anything happens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pytoolkit.models.base import JsonDict
from pytoolkit.simulator.refusals import Reason

Place = Literal["rest", "trades", "data", "orders", "clock"]
REASONS = frozenset(reason.name for reason in Reason)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(_Strict):
    """Which requests, messages or orders are meant: all that is named must be so."""

    method: Literal["GET", "POST", "PATCH", "DELETE"] | None = Field(
        None, description="HTTP method of a request."
    )
    path: str | None = Field(None, description="Path of a request, `*` stands for anything.")
    stage: Literal["connect", "message"] = Field(
        "message", description="Of a stream: at authentication, or with its messages."
    )
    event: str | None = Field(
        None, description="Of `trades` an event (`fill`), of `data` a kind of item (`b`, `t`)."
    )
    symbol: str | None = Field(None, description="Symbol of the order or message.")
    side: Literal["buy", "sell"] | None = Field(None, description="Side of the order.")
    leg: str | None = Field(
        None, description="Role of the order: `entry1`, `exit`, ...; or `target`, `stop` of a leg."
    )
    request: Literal["submit", "cancel", "replace"] | None = Field(
        None, description="Of `orders`: what is asked for."
    )
    after: datetime | None = Field(None, description="Not before this instant of the market.")
    nth: int = Field(1, ge=1, description="The first match that is meant.")
    every: int = Field(1, ge=1, description="From there on each so-many-th match.")
    times: int = Field(1, ge=0, description="How often at most; 0: without end.")


class Answer(_Strict):
    """Answer a request otherwise than it deserves."""

    do: Literal["answer"]
    status: int = Field(ge=200, le=599, description="HTTP status.")
    code: int = Field(0, description="Alpaca's error code.")
    message: str = Field("", description="Its words.")
    applied: bool = Field(False, description="Whether the request is carried out all the same.")
    empty: bool = Field(False, description="Without any body.")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers to add.")


class Delay(_Strict):
    """Let a request wait, in wall time."""

    do: Literal["delay"]
    seconds: float = Field(gt=0, le=600, description="How long.")


class Drop(_Strict):
    """Break the connection instead of answering."""

    do: Literal["drop"]
    applied: bool = Field(False, description="Whether the request is carried out all the same.")


class Change(_Strict):
    """Change the fields of an answer or message."""

    do: Literal["change"]
    set: JsonDict = Field(default_factory=dict, description="Fields to set, or to add.")
    remove: tuple[str, ...] = Field((), description="Fields to leave out.")


class Lose(_Strict):
    """Never send a message."""

    do: Literal["lose"]


class Repeat(_Strict):
    """Send a message more than once."""

    do: Literal["repeat"]
    copies: int = Field(1, ge=1, le=100, description="How many more.")


class Later(_Strict):
    """Send a message after others that came later."""

    do: Literal["later"]
    messages: int = Field(1, ge=1, le=100, description="After how many of them.")


class Error(_Strict):
    """Send an error on a stream."""

    do: Literal["error"]
    code: int = Field(description="Its code.")
    message: str = Field("", description="Its words.")
    hang_up: bool = Field(True, description="Whether the connection ends with it.")


class HangUp(_Strict):
    """End a stream's connection without a word."""

    do: Literal["hang_up"]


class Silence(_Strict):
    """Say nothing more on a connection that stays open: half-open."""

    do: Literal["silence"]


class Refuse(_Strict):
    """Refuse an order, a cancel or a replace."""

    do: Literal["refuse"]
    reason: str = Field(description="Name of a refusal in `pytoolkit.simulator.refusals`.")
    values: JsonDict = Field(default_factory=dict, description="What its message names.")

    @model_validator(mode="after")
    def _known(self) -> "Refuse":
        if self.reason not in REASONS:
            raise ValueError(f"{self.reason} is no refusal; there are {', '.join(sorted(REASONS))}")
        return self


class Reject(_Strict):
    """Accept an order, and reject it at the next instant, as an exchange does."""

    do: Literal["reject"]


class Fill(_Strict):
    """Fill an order just before a cancel or replace of it is carried out."""

    do: Literal["fill"]


class Hold(_Strict):
    """Leave the exits of a filled entry held for a while."""

    do: Literal["hold"]
    instants: int = Field(1, ge=1, description="Instants of the market until they are armed.")


class Skew(_Strict):
    """Let the clock be wrong."""

    do: Literal["skew"]
    seconds: float = Field(description="Ahead; negative: behind.")


Then = Annotated[
    Answer
    | Delay
    | Drop
    | Change
    | Lose
    | Repeat
    | Later
    | Error
    | HangUp
    | Silence
    | Refuse
    | Reject
    | Fill
    | Hold
    | Skew,
    Field(discriminator="do"),
]
ALLOWED: dict[Place, tuple[type[_Strict], ...]] = {
    "rest": (Answer, Delay, Drop, Change),
    "trades": (Change, Lose, Repeat, Later, Error, HangUp, Silence),
    "data": (Change, Lose, Repeat, Later, Error, HangUp, Silence),
    "orders": (Refuse, Reject, Fill, Hold),
    "clock": (Skew,),
}


class Fault(_Strict):
    """One thing that goes wrong."""

    on: Place = Field(description="Where.")
    when: When = Field(default_factory=When, description="With what.")
    then: Then = Field(description="What happens.")

    @model_validator(mode="after")
    def _fits(self) -> "Fault":
        if not isinstance(self.then, ALLOWED[self.on]):
            allowed = ", ".join(
                str(each.model_fields["do"].annotation).split("'")[1] for each in ALLOWED[self.on]
            )
            raise ValueError(f"on {self.on} cannot {self.then.do}; it can {allowed}")
        return self


class Scenario(_Strict):
    """A file: a name, what it is like, and the faults; and where a replay for it would start."""

    name: str = Field(pattern=r"^[a-z0-9-]+$", description="As it is asked for.")
    description: str = Field(min_length=1, description="What happens, in one sentence.")
    source: str = Field("", description="Where such a thing was seen.")
    start: str = Field("", description="Day or instant from which a replay shows it.")
    partial_fills: float = Field(0.0, ge=0, le=1, description="Share of orders filled in parts.")
    fault: tuple[Fault, ...] = Field((), description="What goes wrong.")
