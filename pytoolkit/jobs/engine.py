"""The papermill engine `pytoolkit`: a notebook run whose end state is true.

Papermill's own metadata calls every cell completed after a dead kernel, a timeout or Ctrl-C, and
takes `sys.exit(0)` for success. This engine raises on everything but a run to the last cell, marks
only cells that ran, and saves by rename. It works alone, too: `papermill --engine pytoolkit`.
Papermill imports this module while it is imported itself; nothing else may import it first.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.exceptions import PapermillExecutionError

from pytoolkit import secrecy
from pytoolkit.jobs.files import write_atomically


class Manager(NotebookExecutionManager):  # type: ignore[misc]  # papermill is untyped
    """Papermill's bookkeeping with atomic saves and cell states that are true."""

    def save(self, nb: Any = None, **_: Any) -> None:
        """Write the notebook as it stands; readers see the old or the new file."""
        self.nb: Any = nb or self.nb
        if self.output_path:
            write_atomically(Path(self.output_path), secrecy.masked(notebook_text(self.nb)))
        self.last_save_time = self.now()

    def cell_start(self, cell: Any, cell_index: int | None = None, **_: Any) -> None:
        """Mark a cell as running; the file follows when the cell ends."""
        cell.metadata.papermill.update(
            start_time=self.now().isoformat(), status=self.RUNNING, exception=False
        )

    def notebook_complete(self, **_: Any) -> None:
        """Save for the last time; cells that never ran stay `pending`."""
        self.end_time = self.now()
        self.nb.metadata.papermill["end_time"] = self.end_time.isoformat()
        duration = (self.end_time - self.start_time).total_seconds()
        self.nb.metadata.papermill["duration"] = duration
        self.cleanup_pbar()
        self.save()


class Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill is untyped
    """Runs the cells in order and stops at the first that did not end well."""

    def papermill_execute_cells(self) -> None:
        """Execute every cell; raises whatever ended the run before the last one."""
        for index, cell in enumerate(self.nb.cells):
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index)
                self.nb_man.cell_complete(cell, cell_index=index)
                raise _papermill_error(cell, index, error) from error
            except BaseException:
                self.nb_man.cell_exception(cell, cell_index=index)
                self.nb_man.cell_complete(cell, cell_index=index)
                raise
            self.nb_man.cell_complete(cell, cell_index=index)


class Engine(NBClientEngine):  # type: ignore[misc]  # papermill is untyped
    """What `papermill --engine pytoolkit` runs."""

    @classmethod
    def execute_notebook(  # noqa: PLR0917  # papermill's signature
        cls,
        nb: Any,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool = True,
        log_output: bool = False,
        autosave_cell_every: int = 30,
        save_to: str | None = None,
        kernel_manager: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Execute a notebook; raises unless its last cell was reached.

        Args:
            nb: the parameterised notebook; changed in place.
            kernel_name: kernel to start where no `kernel_manager` is given.
            output_path: where papermill itself writes.
            progress_bar: whether to draw one.
            log_output: whether papermill logs what cells print.
            autosave_cell_every: seconds between saves within a long cell.
            save_to: where to save where papermill is told to write nothing.
            kernel_manager: of a kernel that runs already and nobody used before.
            kwargs: options of papermill's own engine.
        """
        from pytoolkit.wiring import KEY_REFERENCES, SIMULATOR_REFERENCES

        secrecy.expect(*KEY_REFERENCES, *SIMULATOR_REFERENCES)
        manager = Manager(
            nb,
            output_path=save_to or output_path,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
        )
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(
                manager, kernel_name, log_output=log_output, km=kernel_manager, **kwargs
            )
        except BaseException:
            manager.nb.metadata.papermill["exception"] = True
            raise
        finally:
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        km: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        **kwargs: Any,
    ) -> None:
        """Run the cells in a kernel of their own."""
        options = {
            name: kwargs[name]
            for name in ("log_output", "stdout_file", "stderr_file")
            if kwargs.get(name) is not None
        }
        client = Client(
            nb_man,
            km=km,
            timeout=execution_timeout or kwargs.get("timeout"),
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            **options,
        )
        client.execute()


def notebook_text(nb: Any) -> str:
    """Give a notebook as JSON text, without the schema check that costs more than the run."""
    return str(nbformat.v4.writes(nb)) + "\n"  # type: ignore[no-untyped-call]


def _papermill_error(cell: Any, index: int, error: CellExecutionError) -> PapermillExecutionError:
    shown = [output for output in cell.outputs if output.output_type == "error"]
    return PapermillExecutionError(
        cell_index=index,
        exec_count=cell.execution_count,
        source=cell.source,
        ename=error.ename,
        evalue=error.evalue,
        traceback=shown[-1].traceback if shown else [],
    )
