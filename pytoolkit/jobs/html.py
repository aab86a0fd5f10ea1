"""Reports as single HTML files: pictures and tables first, code folded, nothing from the network.

An own template over the notebook's JSON instead of nbconvert: its import alone costs more than all
reports of a day, and its pages load scripts. A content security policy in every page forbids loads.
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from pytoolkit.jobs.runbook import Job
from pytoolkit.models.job import JobRecord, JobStatus

TEMPLATES = Path(__file__).parent / "templates"
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LONGEST_TEXT = 20_000
FOLDED_LINES = 30
PREFERRED = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain")


@dataclass(frozen=True, slots=True)
class Block:
    """One cell as the page shows it: finished HTML, and the folded code."""

    label: str
    outputs: tuple[str, ...]
    code: str
    failed: bool


def render_report(record: JobRecord, job: Job, notebook: str | None) -> str:
    """Give the page of one run.

    Args:
        record: the run with its end state.
        job: its entry in the runbook.
        notebook: the executed notebook's JSON; None if nothing was saved.
    """
    cells = json.loads(notebook)["cells"] if notebook else []
    blocks = [block for cell in cells if (block := _block(cell)) is not None]
    return str(
        _environment()
        .get_template("report.html.j2")
        .render(
            record=record,
            title=job.title or record.job,
            blocks=[block for block in blocks if block.outputs],
            silent=[block for block in blocks if not block.outputs],
            seconds=_seconds(record),
            code_css=_code_css(),
        )
    )


def render_index(profile: str, records: Sequence[JobRecord]) -> str:
    """Give the page of all days, newest first."""
    return str(
        _environment()
        .get_template("index.html.j2")
        .render(profile=profile, days=_days(records), now=datetime.now(UTC))
    )


@dataclass(frozen=True, slots=True)
class JobLine:
    """All tries of one job for one day, the newest first."""

    job: str
    tries: tuple[JobRecord, ...]

    @property
    def last(self) -> JobRecord:
        """The newest try."""
        return self.tries[0]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the index."""

    ds: date
    jobs: tuple[JobLine, ...]

    @property
    def exported(self) -> int:
        """Rows exported by the newest tries."""
        return sum(line.last.rows_exported for line in self.jobs)

    @property
    def succeeded(self) -> int:
        """Jobs whose newest try succeeded."""
        return sum(line.last.status == JobStatus.SUCCEEDED for line in self.jobs)


def _days(records: Sequence[JobRecord]) -> list[DayLine]:
    newest: dict[tuple[date, str], dict[tuple[str, int], JobRecord]] = {}
    for record in records:  # an end line replaces its `started` line
        newest.setdefault((record.ds, record.job), {})[record.run_id, record.attempt] = record
    by_day: dict[date, list[JobLine]] = {}
    for (ds, job), tries in newest.items():
        by_day.setdefault(ds, []).append(JobLine(job, tuple(reversed(tries.values()))))
    return [DayLine(ds, tuple(by_day[ds])) for ds in sorted(by_day, reverse=True)]


def _block(cell: Mapping[str, Any]) -> Block | None:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return Block("", (_markdown(source),), "", False)
    if cell["cell_type"] != "code" or not source.strip():
        return None
    outputs = tuple(filter(None, (_output(output) for output in _joined(cell["outputs"]))))
    failed = any(output["output_type"] == "error" for output in cell["outputs"])
    number = cell.get("execution_count")
    return Block(f"In [{number or ' '}]", outputs, _highlighted(source), failed)


def _joined(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbouring pieces of one stream."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        same = joined and output["output_type"] == "stream" == joined[-1]["output_type"]
        if same and joined[-1]["name"] == output["name"]:
            joined[-1]["text"] = "".join(joined[-1]["text"]) + "".join(output["text"])
        else:
            joined.append(dict(output))
    return joined


def _output(output: Mapping[str, Any]) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return _text("".join(output["text"]), f"stream {output['name']}")
    if kind == "error":
        trace = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
        return _text(trace, "error")
    data = output["data"]
    for mime in PREFERRED:
        if mime in data:
            return _shown(mime, "".join(data[mime]))
    return ""


def _shown(mime: str, content: str) -> str:
    if mime == "text/html":
        return f'<div class="rich">{content}</div>'
    if mime == "image/svg+xml":
        return f'<figure class="rich">{content}</figure>'
    if mime.startswith("image/"):
        return f'<figure class="rich"><img src="data:{mime};base64,{content}" alt=""></figure>'
    return _markdown(content) if mime == "text/markdown" else _text(content, "plain")


def _text(text: str, style: str) -> str:
    text = ANSI.sub("", text).rstrip()
    if len(text) > LONGEST_TEXT:
        half = LONGEST_TEXT // 2
        cut = len(text) - LONGEST_TEXT
        text = f"{text[:half]}\n... {cut} characters are in the notebook ...\n{text[-half:]}"
    block = f'<pre class="{style}">{escape(text)}</pre>'
    lines = text.count("\n") + 1
    if lines <= FOLDED_LINES:
        return block
    return f"<details><summary>{lines} lines of text</summary>{block}</details>"


def _seconds(record: JobRecord) -> float:
    return (record.ended_at - record.started_at).total_seconds() if record.ended_at else 0.0


@functools.cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["count"] = lambda number: f"{number:,}".replace(",", "\u202f")
    environment.filters["seconds"] = _seconds
    return environment


@functools.cache
def _markdown_renderer() -> Any:
    import mistune

    return mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def _markdown(text: str) -> str:
    return f'<div class="prose">{_markdown_renderer()(text)}</div>'


@functools.cache
def _code_css() -> str:
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="default", nobackground=True).get_style_defs(".code")
    dark = HtmlFormatter(style="github-dark", nobackground=True).get_style_defs(".code")
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _highlighted(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return str(highlight(source, PythonLexer(), HtmlFormatter(cssclass="code")))
