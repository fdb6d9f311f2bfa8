"""What every unit test may rely on: nobody's settings, and $WORKBOOK_DATA only where it is asked for."""

import os
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # two processes test side by side; before PyTorch is imported

DATA = os.environ.get("WORKBOOK_DATA", "")


@pytest.fixture(autouse=True)
def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings of whoever runs the tests; a test marked `real` gets the real data, or is skipped."""
    for name in ("WORKBOOK_PROFILE", "WORKBOOK_SOURCE", "WORKBOOK_DATA"):
        monkeypatch.delenv(name, raising=False)
    if request.node.get_closest_marker("real"):
        if not Path(DATA, "MNIST").is_dir():
            pytest.skip("needs real data: WORKBOOK_DATA=<folder> make test")
        monkeypatch.setenv("WORKBOOK_DATA", str(Path(DATA).resolve()))
