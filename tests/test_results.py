"""README's tables say what was measured, and nothing else."""

import json

import pytest

from helpers import claims
from tools import reproduce

FILES = sorted(reproduce.RESULTS.glob("[0-9][0-9]_*.json"))


def test_readme_shows_what_results_hold():
    text = reproduce.README.read_text(encoding="utf-8")
    assert reproduce.with_tables(text) == text, "run: python -m tools.reproduce --tables"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_results_are_full_runs_on_real_data_within_their_promises(file):
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["profile"] == "full"
    assert content["claims"].keys() == {c.id for c in claims.ledger().values() if c.lesson == file.stem}
    for claim_id, entry in content["claims"].items():
        claim = claims.ledger()[claim_id]
        assert entry["source"] == (None if claim.data is None else "real")
        assert entry["value"] in claim.bands["promised"], claim_id


def test_every_lesson_with_claims_about_data_has_been_measured():
    lessons = {claim.lesson for claim in claims.ledger().values() if claim.data}
    assert lessons <= {file.stem for file in FILES}


def test_a_readme_without_its_markers_is_refused():
    with pytest.raises(ValueError, match="once each"):
        reproduce.with_tables("# A readme")
