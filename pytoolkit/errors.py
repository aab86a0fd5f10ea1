"""The exception tree. Each error says what happened, to which value, and what to do.

PytoolkitError
├── UsageError            the caller's input: exit code 2
│   ├── BadRule           rule text; points at the character
│   ├── BadBars           a bar that is not finite, out of order, or a malformed bar file
│   ├── BadStrategy       a strategy that cannot be traded
│   ├── BadParameters     parameters of a runbook or command
│   └── BadSettings       configuration file, profile or project folder
├── Refused               a guard said no: exit code 5 (kill switch, drift, live without consent)
│   └── IllegalMove       a transition that no table lists
├── Conflict              the stored version is not the expected one
├── AlreadyExists         a document with that key is there
├── TryAgain              a passing condition: exit code 75
│   ├── LeaseHeld         another runner owns the lease
│   ├── LeaseLost         our lease expired and somebody else may have taken it
│   └── Unreachable       no answer from a broker, feed or store
│       └── StreamRefused a stream's error code
├── Ambiguous             the request may or may not have been carried out
├── BrokerRefused         a definite no from the broker, with its code
├── CorruptRow            a stored document that its model does not accept
└── RunFailed             a job or loop ended without doing its work: exit code 1
"""


class PytoolkitError(Exception):
    """Root of everything this package raises on purpose."""

    exit_code = 1


class UsageError(PytoolkitError):
    """The caller's input cannot be used."""

    exit_code = 2


class BadRule(UsageError):
    """Rule text that does not parse or type-check.

    Attributes:
        at: offset of the offending character, from 0; None where the text as a whole is meant.
        syntax: the text cannot be read at all (a bracket, an operator, a character); else it was
            read, and a name, a number or a type in it is refused.
    """

    def __init__(self, message: str, at: int | None = None, syntax: bool = False) -> None:
        super().__init__(message)
        self.at = at
        self.syntax = syntax


class BadBars(UsageError):
    """A bar that is not finite, negative, out of order or repeated; names symbol and instant."""


class BadStrategy(UsageError):
    """A strategy definition that cannot be traded; names the field."""


class BadParameters(UsageError):
    """Unknown, missing or mistyped parameters; nothing was run."""


class BadSettings(UsageError):
    """Configuration that cannot be used; names the setting and where it was read."""


class Refused(PytoolkitError):
    """A guard refused the action; nothing was changed."""

    exit_code = 5


class IllegalMove(Refused):
    """A state transition that the table does not list."""


class Conflict(PytoolkitError):
    """Compare-and-set failed: the stored version is not the expected one."""


class AlreadyExists(PytoolkitError):
    """A document with that key exists; it was left as it is."""


class TryAgain(PytoolkitError):
    """A passing condition; the same call may succeed later."""

    exit_code = 75


class LeaseHeld(TryAgain):
    """Another runner owns the lease; names it and its last heartbeat."""


class LeaseLost(TryAgain):
    """The lease expired before the work was done; nothing was written after that."""


class Unreachable(TryAgain):
    """A broker, feed or store did not answer; says which and at what address."""


class StreamRefused(Unreachable):
    """A stream answered with an error code.

    Attributes:
        code: the stream's code.
        final: a new attempt does not change it.
    """

    def __init__(self, name: str, code: int, message: str, *, final: bool) -> None:
        super().__init__(f"the {name} says {code}: {message}")
        self.code = code
        self.final = final


class Ambiguous(PytoolkitError):
    """No definite answer (timeout, 504): ask for the id before doing anything else."""


class BrokerRefused(PytoolkitError):
    """The broker's definite no.

    Attributes:
        code: the broker's code, or the HTTP status where it gave none.
        status: the HTTP status.
    """

    def __init__(self, message: str, code: int, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class CorruptRow(PytoolkitError):
    """A stored document that its model does not accept; the raw form is kept."""


class RunFailed(PytoolkitError):
    """A job ended without doing its work; the record says why."""
