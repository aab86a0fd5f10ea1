"""How a notebook run ended, told from what the engine raised."""

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from pytoolkit.models.job import JobStatus

LONGEST_REASON = 500


class Stopped(KeyboardInterrupt):
    """The supervisor asked the run to stop."""


def end_state(error: BaseException | None) -> tuple[JobStatus, str]:
    """Tell how a run ended, and why, from what the engine raised."""
    if error is None:
        return JobStatus.SUCCEEDED, ""
    if isinstance(error, KeyboardInterrupt):
        return JobStatus.ABORTED, "stopped before the last cell"
    if isinstance(error, DeadKernelError) or "Kernel died" in str(error):
        return JobStatus.DEAD_KERNEL, "the kernel died while a cell was running"
    if isinstance(error, CellTimeoutError):
        return JobStatus.TIMEOUT, _shortened(str(error).strip().splitlines()[0])
    if isinstance(error, PapermillExecutionError):
        place = f"cell [{error.exec_count}]"
        if error.ename == "SystemExit":
            return JobStatus.FAILED, f"{place} left the notebook with sys.exit({error.evalue})"
        return JobStatus.FAILED, _shortened(f"{error.ename}: {error.evalue} ({place})")
    return JobStatus.FAILED, _shortened(f"{type(error).__name__}: {error}")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 3] + "..."
