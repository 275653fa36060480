"""Writes tests/vectors/verification.json: codes, right and wrong, and the outcome each must have.

    make vectors

One file for both checkers, the service's (Python) and the page's (JavaScript). The file is
the same at each run.

    {"now": epoch s, "trust": {...}, "cases": [{"name", "rule", "text", "outcome", "reason"?,
     "now"?, "trust"?: members to replace, "attendance"?}]}

`rule` is the one of docs/verification.md by which the outcome is found. A case without `attendance`
is one with which a checker must not say any.

`trust` has the shape that check-code.js names: keys and revoked (JWKs as published), sample (a
JWK), withdrawals (references), keysFetchedAt and withdrawalsFetchedAt (epoch s, or null).
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.vectors.case_file import named_once, write
from tests.vectors.codes import NOW, TRUST, Case
from tests.vectors.verification import (
    claims,
    envelope,
    good_codes,
    key_lists,
    kids,
    listed_keys,
    signatures,
    texts,
    times,
    trust,
)

FILE = Path(__file__).with_name("verification.json")

GROUPS: tuple[tuple[int | None, Callable[[], Iterable[Case]]], ...] = (
    (5, good_codes.good_codes),
    (7, times.times),
    (5, trust.withdrawn_codes),
    (5, trust.revoked_keys),
    (5, trust.unknown_keys),
    (5, trust.old_keys),
    (5, trust.old_withdrawals),
    (3, trust.samples),
    (1, texts.texts),
    (2, envelope.frames),
    (2, envelope.parts),
    (2, envelope.headers),
    (4, kids.damaged_kids),
    (4, kids.damaged_kids_of_ours),
    (5, signatures.signatures),
    (5, listed_keys.unusable_keys),
    (5, listed_keys.ids_of_keys),
    (7, key_lists.odd_entries),
    (7, key_lists.public_keys),
    (7, key_lists.types_and_ids),
    (7, listed_keys.points_off_the_curve),
    (7, key_lists.signing_times),
    (7, key_lists.members_of_lists),
    (7, key_lists.withdrawal_lists),
    (6, claims.encoding),
    (6, claims.numbers),
    (6, claims.shapes),
    (6, claims.beyond_bounds),
    (None, texts.text_ends),
    (None, texts.letter_case),
    (None, times.equal_times),
    (None, times.rounded_times),
    (None, claims.bounds),
    (None, listed_keys.listed_keys),
    (None, signatures.odd_signatures),
)
"""Each with the rule of docs/verification.md by which its codes are `not_genuine`, where they do
not say it themselves. New ones come last: the file keeps its order."""


def generate() -> dict[str, Any]:
    """Returns what the file holds, the same at each call; ValueError if two cases share a name."""
    cases = [
        found if rule is None else {"rule": rule} | found
        for rule, group in GROUPS
        for found in group()
    ]
    return {"now": NOW, "trust": TRUST, "cases": named_once(cases)}


if __name__ == "__main__":
    write(FILE, generate())
