"""Slips of paper, `/v1/slips`: prepared beforehand, and marked by a facilitator when given."""

from typing import Any

from chalice.app import Response

from chalicelib.verification.issuing import NotYourMeeting
from chalicelib.verification.service import slips
from chalicelib.verification.slips import MAX_SLIPS, Slip
from chalicelib.web.api.tickets import HASH, meeting_of
from chalicelib.web.http import fields
from chalicelib.web.http.exceptions import InvalidField
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import json_response


def prepare(request: Request) -> Response:
    """Keeps what is on slips that are not given yet: they redeem nothing."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "starts_at", "slips")
    meeting = meeting_of(body.get("meeting_id"))
    starts_at = fields.starts_at(body.get("starts_at"))
    hashes = _hashes(body.get("slips"))
    own_ids = session.facilitator.meeting_ids
    window = slips().prepare(meeting, own_ids, starts_at, hashes, request.now)
    shape = {"redeem_until": window.redeem_until.isoformat(), "numbers": sorted(hashes)}
    return json_response(shape, 201, request.renewed_session_cookie(session))


def give(request: Request) -> Response:
    """Marks slips as given: their tickets can be redeemed from now on."""
    session = request.session()
    request.require_own_origin()
    body = request.json("meeting_id", "starts_at", "numbers")
    meeting = meeting_of(body.get("meeting_id"))
    starts_at = fields.starts_at(body.get("starts_at"))
    numbers = _numbers(body.get("numbers"))
    own_ids = session.facilitator.meeting_ids
    marked = slips().give(meeting, own_ids, starts_at, numbers, request.now)
    given = [{"number": number, "reference": found} for number, found in marked.references.items()]
    shape = {"given": given, "unconfirmed": list(marked.unconfirmed)}
    return json_response(shape, 201, request.renewed_session_cookie(session))


def list_slips(request: Request) -> Response:
    """Returns the slips of a meeting, by start and number."""
    session = request.session()
    meeting_id = fields.meeting_id(request.query("meeting_id"))
    if meeting_id not in session.facilitator.meeting_ids:
        raise NotYourMeeting
    found = slips().of_meeting(meeting_of(meeting_id), request.now)
    cookie = request.renewed_session_cookie(session)
    return json_response({"slips": [_slip_json(slip) for slip in found]}, headers=cookie)


def _slip_json(slip: Slip) -> dict[str, Any]:
    return {
        "starts_at": slip.starts_at.isoformat(),
        "number": slip.number,
        "given": slip.given,
        "reference": slip.reference,
    }


def _hashes(value: Any) -> dict[int, str]:
    wrong = InvalidField(
        "slips", f'1 to {MAX_SLIPS} of {{"number": 1 to {MAX_SLIPS}, "hash": 64 of 0-9 a-f}}'
    )
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_SLIPS:
        raise wrong
    hashes = dict[int, str]()
    for slip in value:
        if not isinstance(slip, dict) or slip.keys() != {"number", "hash"}:
            raise wrong
        number, hash_hex = slip["number"], slip["hash"]
        is_hash = isinstance(hash_hex, str) and HASH.fullmatch(hash_hex)
        if not _is_number(number) or not is_hash or number in hashes:
            raise wrong
        hashes[number] = hash_hex
    return hashes


def _numbers(value: Any) -> list[int]:
    if isinstance(value, list) and 1 <= len(value) <= MAX_SLIPS and all(map(_is_number, value)):
        return value
    raise InvalidField("numbers", f"1 to {MAX_SLIPS} numbers of slips, each 1 to {MAX_SLIPS}")


def _is_number(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MAX_SLIPS
