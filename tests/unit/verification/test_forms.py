"""What a ticket freezes of the listing, and what its code says by it in each form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.verification.core.decoding import decode, read_claims
from chalicelib.verification.detail import Detail
from chalicelib.verification.issuing import Issuer
from chalicelib.verification.tickets import new_ticket
from tests.unit.verification.sample_meeting import END, MEETING, NOW, SECOND, START, give


def test_a_code_says_what_the_listing_says(issuer: Issuer) -> None:
    given = give(issuer)
    said = read_claims(decode(given.token).payload)
    assert said == given.claims
    assert (said.meeting_id, said.name, said.place) == (MEETING.id, "Tuesday Night", "Springfield")
    assert datetime.fromtimestamp(said.start, UTC) == START
    assert (said.utc_offset_min, said.length_min) == (-360, 90)
    assert datetime.fromtimestamp(said.issued_at, UTC) == NOW - timedelta(minutes=30)
    assert said.hand_in_by.isoformat() == "2027-05-16T23:59:59-06:00"  # 180 days, and that day
    assert given.url == f"https://waypost.example.org/v#{given.token}"
    signer = issuer.keys.ring().keys[decode(given.token).kid]
    assert signer.verify(decode(given.token).signed_bytes, decode(given.token).signature)


def test_every_form_carries_one_reference_and_one_end(issuer: Issuer) -> None:
    full, bare, dated = (give(issuer, detail=detail) for detail in Detail)
    assert full.reference == bare.reference == dated.reference
    assert bare.claims == replace(full.claims, meeting_id="", name="", place="")
    midnight = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)  # by the clock of the meeting
    assert dated.claims == replace(
        bare.claims,
        start=int(midnight.timestamp()),
        length_min=24 * 60,
        issued_at=int(midnight.timestamp()),
    )
    assert [form.claims.is_date_only for form in (full, bare, dated)] == [False, False, True]
    assert len(bare.token) < len(full.token)


def test_date_only_codes_of_one_occurrence_differ_in_their_references_alone(
    issuer: Issuer,
) -> None:
    """Given at the start, a minute before midnight, after it, and in the last minute."""
    after_midnight = datetime(2026, 11, 18, 6, 1, tzinfo=UTC)
    moments = (START, after_midnight - 2 * SECOND * 60, after_midnight, END + 719 * SECOND * 60)
    said = [
        give(issuer, ticket=new_ticket(), detail=Detail.DATE, now=moment).claims
        for moment in moments
    ]
    assert len({replace(claims, reference=bytes(10)) for claims in said}) == 1


def test_each_ticket_has_a_reference_of_its_own(issuer: Issuer) -> None:
    assert len({give(issuer, ticket=new_ticket()).reference for _ in range(20)}) == 20
