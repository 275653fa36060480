"""Any text -> one of nine outcomes, by the rules that the browser's checker keeps too."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.verification.core.checking import Check, Outcome, Reason, TrustedLists, check
from chalicelib.verification.core.claims import reference_text
from chalicelib.verification.core.public_keys import KeyRing, PublicKey
from chalicelib.verification.encoding import encode
from chalicelib.verification.signers import SAMPLE_SIGNER, SeedSigner
from tests.unit.verification.sample_codes import ATTENDANCE, DAY, KEY, NOW, SIGNER, text_of, trust

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "verification.json").read_text(encoding="utf-8")
)
TOKEN = encode(ATTENDANCE, SIGNER)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PASSING = {Outcome.GENUINE, Outcome.EXPIRED, Outcome.NOT_YET_VALID, Outcome.SAMPLE}
ISSUED_AT = datetime.fromtimestamp(ATTENDANCE.issued_at, UTC)
EXPIRES_AT = datetime.fromtimestamp(ATTENDANCE.expires_at, UTC)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=[case["name"] for case in VECTORS["cases"]])
def test_decides_as_the_shared_vectors_say(case: dict[str, Any]) -> None:
    lists = VECTORS["trust"] | case.get("trust", {})
    relied_on = TrustedLists.from_published(
        lists,
        lists["withdrawals"],
        lists["keysFetchedAt"],
        lists["withdrawalsFetchedAt"],
    )
    now = datetime.fromtimestamp(case.get("now", VECTORS["now"]), UTC)
    result = check(case["text"], relied_on, now)
    assert (result.outcome, result.reason) == (case["outcome"], case.get("reason"))
    said = result.claims
    assert (said is not None) == ("attendance" in case)
    if said is not None:
        assert case["attendance"] == {
            "meetingId": said.meeting_id,
            "start": said.start,
            "utcOffsetMin": said.utc_offset_min,
            "lengthMin": said.length_min,
            "name": said.name,
            "place": said.place,
            "reference": reference_text(said.reference),
            "issuedAt": said.issued_at,
            "expiresAt": said.expires_at,
        }


def test_the_vectors_come_to_every_outcome_and_reason() -> None:
    assert {case["outcome"] for case in VECTORS["cases"]} == set(Outcome)
    assert {case["reason"] for case in VECTORS["cases"] if "reason" in case} == set(Reason)


def test_a_code_given_lately_is_genuine() -> None:
    assert check(TOKEN, trust(), NOW) == Check(Outcome.GENUINE, ATTENDANCE)


@given(st.text() | st.text(ALPHABET, max_size=512) | st.text(ALPHABET + "#=- \n", max_size=600))
def test_any_text_has_an_outcome(text: str) -> None:
    assert check(text, trust(), NOW).outcome in Outcome


@given(st.binary(max_size=300))
def test_any_bytes_as_a_code_have_an_outcome(data: bytes) -> None:
    assert check(text_of(data), trust(), NOW).outcome in {Outcome.UNREADABLE, Outcome.NOT_GENUINE}


@pytest.mark.parametrize("now", [NOW, EXPIRES_AT, ISSUED_AT - timedelta(days=1)])
@given(st.data())
def test_a_code_with_one_character_changed_never_passes(now: datetime, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(TOKEN) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter.upper() != TOKEN[at]))
    relied_on = trust(keys_fetched_at=int(now.timestamp()))
    assert check(TOKEN[:at] + other + TOKEN[at + 1 :], relied_on, now).outcome not in PASSING


def test_no_single_bit_of_a_code_can_be_another() -> None:
    for at, letter in enumerate(TOKEN):
        for bit in (1, 2, 4, 8, 16):
            other = ALPHABET[ALPHABET.index(letter) ^ bit]
            outcome = check(TOKEN[:at] + other + TOKEN[at + 1 :], trust(), NOW).outcome
            assert outcome not in PASSING, (at, other)


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(ALPHABET), st.booleans())
def test_a_code_with_a_character_more_or_less_never_passes(at: int, more: str, less: bool) -> None:
    changed = TOKEN[:at] + TOKEN[at + 1 :] if less else TOKEN[:at] + more + TOKEN[at:]
    assert check(changed, trust(), NOW).outcome not in PASSING


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (ISSUED_AT - timedelta(seconds=301), Outcome.NOT_YET_VALID),
        (ISSUED_AT - timedelta(seconds=300), Outcome.GENUINE),
        (ISSUED_AT, Outcome.GENUINE),
        (EXPIRES_AT - timedelta(seconds=1), Outcome.GENUINE),
        (EXPIRES_AT, Outcome.EXPIRED),
        (EXPIRES_AT + timedelta(days=3650), Outcome.EXPIRED),
    ],
)
def test_the_hand_in_date_counts_to_the_second(now: datetime, outcome: Outcome) -> None:
    fetched = int(now.timestamp())
    relied_on = trust(keys_fetched_at=fetched, withdrawals_fetched_at=fetched)
    assert check(TOKEN, relied_on, now) == Check(outcome, ATTENDANCE)


@pytest.mark.parametrize("later", [0, 200 * DAY])
def test_a_withdrawn_code_is_withdrawn_whether_or_not_it_is_over(later: int) -> None:
    now = NOW + timedelta(seconds=later)
    fetched = int(now.timestamp())
    relied_on = trust(
        withdrawn={reference_text(ATTENDANCE.reference)},
        keys_fetched_at=fetched,
        withdrawals_fetched_at=fetched,
    )
    assert check(TOKEN, relied_on, now) == Check(Outcome.WITHDRAWN, ATTENDANCE)


def test_a_code_of_a_revoked_key_is_withdrawn_and_says_that_the_key_was() -> None:
    relied_on = trust(ring=KeyRing({}, {KEY.kid: KEY}))
    assert check(TOKEN, relied_on, NOW) == Check(Outcome.WITHDRAWN, ATTENDANCE, Reason.KEY_REVOKED)


@pytest.mark.parametrize(
    ("signs_from", "signs_until", "outcome"),
    [
        (ATTENDANCE.issued_at, None, Outcome.GENUINE),
        (ATTENDANCE.issued_at + 1, None, Outcome.NOT_GENUINE),
        (0, ATTENDANCE.issued_at, Outcome.GENUINE),
        (0, ATTENDANCE.issued_at - 1, Outcome.NOT_GENUINE),
        (None, None, Outcome.NOT_GENUINE),
    ],
    ids=["its first second", "a second before", "its last second", "a second after", "standby"],
)
def test_only_what_a_key_signed_in_its_time_is_genuine(
    signs_from: int | None, signs_until: int | None, outcome: Outcome
) -> None:
    key = replace(KEY, signs_from=signs_from, signs_until=signs_until)
    assert check(TOKEN, trust(ring=KeyRing({key.kid: key})), NOW).outcome is outcome


def test_what_anyone_signs_with_the_sample_key_is_a_sample() -> None:
    sample = encode(ATTENDANCE, SAMPLE_SIGNER)
    nothing = TrustedLists(KeyRing(), (), None, None)
    assert check(sample, nothing, NOW) == Check(Outcome.SAMPLE, ATTENDANCE)
    as_ours = PublicKey(SAMPLE_SIGNER.public, signs_from=0)
    relied_on = trust(ring=KeyRing({as_ours.kid: as_ours}))
    assert check(sample, relied_on, NOW).outcome is Outcome.SAMPLE


def test_another_signer_is_unknown_only_by_a_list_fetched_just_now() -> None:
    foreign = encode(ATTENDANCE, SeedSigner(bytes(32)))
    assert check(foreign, trust(), NOW) == Check(Outcome.UNKNOWN_ISSUER)
    earlier = trust(keys_fetched_at=int(NOW.timestamp()) - 301)
    assert check(foreign, earlier, NOW) == Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS)
