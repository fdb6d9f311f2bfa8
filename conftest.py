"""How the lessons are run by nbval: in which environment, and what nbval 0.11 leaves to be desired."""

import functools
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell

from tools.run_lessons import WIDGET_VIEW, kernel_environment

NEVER_COMPARED = ("image/png", "image/jpeg", "image/svg+xml")
"""They differ with the version of Matplotlib and of the fonts."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--real",
        action="store_true",
        help="run the lessons on the real data in $WORKBOOK_DATA, without comparing their outputs "
        "with the committed ones, which show the stand-ins",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--real") and not os.environ.get("WORKBOOK_DATA"):
        raise pytest.UsageError("--real needs WORKBOOK_DATA: the folder with the real data")
    settings = tempfile.TemporaryDirectory(prefix="workbook-tests-")
    config.add_cleanup(settings.cleanup)
    environment = kernel_environment(Path(settings.name), "real" if config.getoption("--real") else "stand-in")
    nbval.kernel.start_new_kernel = functools.partial(START_NEW_KERNEL, env=environment)


START_NEW_KERNEL = nbval.kernel.start_new_kernel
COMPARE_OUTPUTS = IPyNbCell.compare_outputs


def execute_cell_input(self: Any, cell_input: str, allow_stdin: bool | None = None) -> str:
    """Execute a cell as Jupyter does: counted, and with a last semicolon that silences its value."""
    return self.kc.execute(cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


def compare_outputs(self: Any, test: list[Any], ref: list[Any], skip_compare: Any = None) -> bool:
    """Compare what is the same on every machine: no pictures, no widgets, nothing from stderr."""
    if self.config.getoption("--real"):
        return True
    skip_compare = (*(skip_compare or self.parent.skip_compare), *NEVER_COMPARED)
    return COMPARE_OUTPUTS(self, comparable(test), comparable(ref), skip_compare)


def comparable(outputs: list[Any]) -> list[Any]:
    return [out for out in outputs if out.get("name") != "stderr" and WIDGET_VIEW not in out.get("data", {})]


nbval.kernel.RunningKernel.execute_cell_input = execute_cell_input
IPyNbCell.compare_outputs = compare_outputs


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    failed = getattr(item.parent, "failed_cell", None)
    if failed is not None:
        pytest.skip(f"{failed} of this lesson failed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    yield
    if isinstance(item, IPyNbCell) and item.options["check_exception"]:
        raised, promised = (error_names(outputs) for outputs in (item.test_outputs, item.cell.outputs))
        if raised != promised or not raised:
            item.raise_cell_error(
                f"this cell is tagged raises-exception, but raised {raised or 'nothing'} "
                f"(committed: {promised or 'nothing'})"
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if isinstance(item, IPyNbCell) and report.failed:
        item.parent.failed_cell = item.name
    return report


def error_names(outputs: list[Any]) -> list[str]:
    return [out["ename"] for out in outputs if out["output_type"] == "error"]
