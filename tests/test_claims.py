"""The ledger of claims: what it holds numbers to, in which situation, and what it refuses."""

import math

import pytest

from helpers import claims, data, lesson

ENTRY = {
    "lesson": "03_training_loops",
    "what": "test accuracy (%)",
    "data": "mnist",
    "published": 92.57,
    "by": "Toronto 2018",
    "promised": {"min": 92.5},
    "quick_drawn": {"min": 60, "max": 99},
}


@pytest.fixture
def ledger(monkeypatch):
    """A ledger with one claim about data and one without."""
    entries = claims.read_ledger({"about-data": ENTRY, "plain": {"lesson": "01", "what": "x", "promised": {"max": 1}}})
    monkeypatch.setattr(claims, "ledger", lambda: entries)
    return entries


def test_the_committed_ledger_is_well_formed():
    entries = claims.ledger()
    assert entries
    for claim in entries.values():
        assert claim.data in (None, "pages", *data.NAMES)
        assert claim.what
        assert format(1.0, claim.form)


@pytest.mark.parametrize(
    ("profile", "source", "value", "held"),
    [
        ("full", "real", 92.5, True),
        ("full", "real", 92.49, False),
        ("full", "real", math.nan, False),
        ("quick", "stand-in", 60.0, True),
        ("quick", "stand-in", 99.5, False),
        ("full", "stand-in", 59.0, False),
        ("quick", "real", 1.0, True),  # nothing is promised for it: reported only
    ],
)
def test_a_number_is_held_to_the_band_of_its_situation(ledger, profile, source, value, held):
    if held:
        assert claims.measure("about-data", value, profile, source).value == value
    else:
        with pytest.raises(claims.ClaimError, match=r"about-data.*promised"):
            claims.measure("about-data", value, profile, source)


def test_a_claim_without_data_is_held_in_every_profile(ledger):
    for profile in ("quick", "full"):
        with pytest.raises(claims.ClaimError):
            claims.measure("plain", 1.5, profile, None)


def test_unknown_claims_and_wrong_sources_are_named(ledger):
    with pytest.raises(KeyError, match="about-data, plain"):
        claims.measure("abuot-data", 1, "quick", "real")
    with pytest.raises(ValueError, match="mnist"):
        claims.measure("about-data", 1, "quick", None)
    with pytest.raises(ValueError, match="got source 'real'"):
        claims.measure("plain", 1, "quick", "real")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"promissed": {}}, r"unknown \['promissed'\]"),
        ({"what": None}, r"missing \['what'\]"),
        ({"by": None}, "needs its source"),
    ],
)
def test_a_malformed_entry_is_refused_by_name(change, message):
    entry = {key: value for key, value in (ENTRY | change).items() if value is not None}
    with pytest.raises(ValueError, match=f"about-data.*{message}"):
        claims.read_ledger({"about-data": entry})


def test_a_row_shows_published_promised_and_measured(ledger):
    row = claims.measure("about-data", 75.0, "quick", "stand-in").row
    assert list(row.values()) == [
        "test accuracy (%)",
        "92.57 (Toronto 2018)",
        "at least 92.50",
        "75.00",
        "mnist, quick (stand-in)",
        "60.00 to 99.00",
    ]


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (claims.Band(1, math.inf), "at least 1.0"),
        (claims.Band(-math.inf, 2), "at most 2.0"),
        (claims.Band(1, 2), "1.0 to 2.0"),
        (claims.Band(-math.inf, math.inf), "as it comes"),
    ],
)
def test_a_band_in_words(band, words):
    assert band.show(".1f") == words


def test_a_report_needs_every_claim_of_its_lesson(ledger, tmp_path, monkeypatch, capsys):
    run = lesson.Run("01", "quick", 0, "cpu")
    with pytest.raises(AssertionError, match="plain"):
        run.report()
    run.claim("plain", 0.5)
    assert "x: 0.50 (promised at most 1.00; published –)" in capsys.readouterr().out
    monkeypatch.setenv("WORKBOOK_RESULTS", str(tmp_path))
    assert "0.50" in run.report()._repr_markdown_()
    assert '"value": 0.5' in (tmp_path / "01.json").read_text()
