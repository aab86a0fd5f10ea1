"""Says at the end how many deaths were tried, and how they ended."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the number of scenarios of each kind with their result."""
    found: dict[str, Counter[str]] = {}
    for result in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(result, ()):
            if "/crash/" in report.nodeid and report.when in ("call", "setup"):
                name = report.nodeid.partition("::")[2].partition("[")[0]
                found.setdefault(name, Counter())[result] += 1
    if found:
        terminalreporter.section("deaths of the service and the jobs")
    for name, results in found.items():
        told = ", ".join(f"{count} {result}" for result, count in results.items())
        terminalreporter.write_line(f"{name}: {told}")
