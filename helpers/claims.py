"""The ledger of claims: every number that the course promises, in ``claims.toml``, beside who published what.

A claim has a band for the full profile on real data (``promised``) and, where a short run on few or drawn examples
can say something, wider ones for the quick profile (``quick_real``, ``quick_drawn``).
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

LEDGER = Path(__file__).with_name("claims.toml")
Profile = Literal["quick", "full"]
Source = Literal["real", "stand-in"]


class ClaimError(AssertionError):
    """A measured number lies outside the band that was promised for it."""


@dataclass(frozen=True)
class Band:
    """The closed interval in which a number must lie."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high  # false for NaN

    def show(self, form: str) -> str:
        """The band in words, such as "at least 92.5"."""
        if math.isinf(self.low) and math.isinf(self.high):
            return "as it comes"
        if math.isinf(self.high):
            return f"at least {self.low:{form}}"
        if math.isinf(self.low):
            return f"at most {self.high:{form}}"
        return f"{self.low:{form}} to {self.high:{form}}"


@dataclass(frozen=True)
class Claim:
    """One entry of the ledger.

    Attributes:
        id: its key, such as "mnist-linear-momentum".
        lesson: the notebook that measures it.
        what: what is measured, in words, with its unit.
        data: the data set it is about; None for a claim that needs none (a derivation, a toy).
        published: the number somebody published, and where (``by``), if anybody did.
        form: how its numbers are printed (a format specification).
        bands: the bands by situation: "promised", "quick_real", "quick_drawn".
    """

    id: str
    lesson: str
    what: str
    data: str | None
    published: float | None
    by: str | None
    form: str
    bands: dict[str, Band]

    def band(self, profile: Profile, source: Source | None) -> Band | None:
        """The band that holds for a run in this profile on this data; None where nothing is promised."""
        if source is None:  # no data, so no profile either: the same everywhere
            return self.bands["promised"]
        if profile == "full" and source == "real":
            return self.bands["promised"]
        return self.bands.get("quick_real" if source == "real" else "quick_drawn")


@dataclass(frozen=True)
class Measurement:
    """A claim with what was measured for it; ``band`` is the one it was held to, None if it was only reported."""

    claim: Claim
    value: float
    profile: Profile
    source: Source | None
    band: Band | None

    @property
    def row(self) -> dict[str, str]:
        """Published, promised and measured, as text."""
        claim, form = self.claim, self.claim.form
        published = "–" if claim.published is None else f"{claim.published:{form}} ({claim.by})"
        return {
            "claim": claim.what,
            "published": published,
            "promised": claim.bands["promised"].show(form),
            "measured": f"{self.value:{form}}",
            "measured on": "–"
            if self.source is None
            else f"{claim.data}, {self.profile}" + (" (stand-in)" if self.source == "stand-in" else ""),
            "held to": "reported only" if self.band is None else self.band.show(form),
        }

    def __str__(self) -> str:
        row = self.row
        on = "" if self.source is None else f" on {row['measured on']}"
        return f"{row['claim']}: {row['measured']}{on} (promised {row['promised']}; published {row['published']})"


def measure(claim_id: str, value: float, profile: Profile, source: Source | None) -> Measurement:
    """Hold a number to its claim.

    Args:
        claim_id: a key of the ledger.
        value: the number, in the claim's unit.
        profile: "quick" or "full".
        source: where the data came from; None for a claim that needs no data.

    Raises:
        KeyError: for a claim that the ledger does not have.
        ValueError: when the source is missing for a claim about data, or given for one without.
        ClaimError: when the number is outside its band.
    """
    claims = ledger()
    if claim_id not in claims:
        raise KeyError(f"no claim {claim_id!r} in {LEDGER.name}; it has {', '.join(sorted(claims))}")
    claim = claims[claim_id]
    if (claim.data is None) != (source is None):
        raise ValueError(f"claim {claim_id}: expected the data set {claim.data}, got source {source!r}")
    band = claim.band(profile, source)
    if band is not None and value not in band:
        raise ClaimError(
            f"claim {claim_id}: {claim.what} is {value:{claim.form}}, promised {band.show(claim.form)} "
            f"({profile} profile, {source or 'no'} data)"
        )
    return Measurement(claim, float(value), profile, source, band)


@cache
def ledger() -> dict[str, Claim]:
    """All claims by id.

    Raises:
        ValueError: for an entry that is incomplete or has unknown keys.
    """
    return read_ledger(tomllib.loads(LEDGER.read_text(encoding="utf-8")))


def read_ledger(entries: dict[str, dict[str, Any]]) -> dict[str, Claim]:
    """The claims of a parsed ledger, checked."""
    required = {"lesson", "what", "promised"}
    optional = {"data", "published", "by", "form", "quick_real", "quick_drawn"}
    claims = {}
    for claim_id, entry in entries.items():
        missing, unknown = required - entry.keys(), entry.keys() - required - optional
        if missing or unknown:
            raise ValueError(f"claim {claim_id}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        if ("published" in entry) != ("by" in entry):
            raise ValueError(f"claim {claim_id}: a published number needs its source in `by`, and the reverse")
        claims[claim_id] = Claim(
            id=claim_id,
            lesson=entry["lesson"],
            what=entry["what"],
            data=entry.get("data"),
            published=entry.get("published"),
            by=entry.get("by"),
            form=entry.get("form", ".2f"),
            bands={
                key: Band(entry[key].get("min", -math.inf), entry[key].get("max", math.inf))
                for key in ("promised", "quick_real", "quick_drawn")
                if key in entry
            },
        )
    return claims
