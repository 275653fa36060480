"""The OpenAPI 3.1 document of everything that is for other software.

The human page at /developers says the same, and tests hold the service to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.verification.checking import Outcome

Shape = dict[str, Any]

_VERSION = "1.0.0"
_TEXT: Shape = {"type": "string"}
_MOMENT: Shape = {"type": "string", "format": "date-time"}
_ERRORS = {
    400: ("Invalid", "A value may not be so; `field` says which.", ("invalid",)),
    401: ("SignInNeeded", "No session, or a link that is over.", ("sign_in_needed", "link_over")),
    403: (
        "Forbidden",
        "Not yours, or another site's page asked.",
        ("wrong_origin", "not_your_meeting"),
    ),
    404: (
        "NotFound",
        "There is nothing there.",
        ("not_found", "place_not_found", "ticket_unknown"),
    ),
    405: ("MethodNotAllowed", "The address has no such method.", ("method_not_allowed",)),
    409: (
        "NotNow",
        "Not at this time, or not for this meeting.",
        ("not_offered", "no_schedule", "outside_issuing_window", "too_many"),
    ),
    410: ("Over", "It was there and is over.", ("ticket_over", "ticket_withdrawn")),
    415: ("UnsupportedMediaType", "Another Content-Type is needed.", ("unsupported_media_type",)),
    503: ("TryAgain", "Try again; nothing was changed.", ("busy", "unavailable", "no_key")),
}


def document(server: str) -> Shape:
    """The whole document; `server` is the address below which the paths are."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waypost",
            "version": _VERSION,
            "summary": "Meetings, and verifications of attendance.",
            "description": (
                "Reading needs no key and may be done from any origin. Nothing identifies a "
                "person. Every error has the one shape of `Error`."
            ),
        },
        "servers": [{"url": server}],
        "tags": [
            {"name": "Meetings", "description": "Search, and one meeting."},
            {"name": "Feeds", "description": "The listing, whole or searched, for others' use."},
            {"name": "Checking", "description": "Codes, and the lists that a check relies on."},
            {"name": "Giving", "description": "For facilitators: sessions, tickets, codes."},
        ],
        "paths": {**_meetings(), **_feeds(), **_checking(), **_giving(), **_itself()},
        "components": {
            "schemas": _schemas(),
            "responses": {name: _problem(said, codes) for name, said, codes in _ERRORS.values()},
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-waypost",
                    "description": (
                        "From `POST /v1/session`. Requests that change something also need this "
                        "site's own `Origin`."
                    ),
                }
            },
        },
    }


def _operation(
    tag: str,
    id: str,
    summary: str,
    answers: Mapping[str, Shape],
    *,
    errors: Sequence[int] = (),
    parameters: Sequence[Shape] = (),
    body: Shape | None = None,
    session: bool = False,
    description: str = "",
) -> Shape:
    refused = sorted({*errors, 405, 503, *((415,) if body else ())})
    responses = {
        **answers,
        **{str(code): {"$ref": f"#/components/responses/{_ERRORS[code][0]}"} for code in refused},
    }
    made: Shape = {"tags": [tag], "operationId": id, "summary": summary, "responses": responses}
    if description:
        made["description"] = description
    if parameters:
        made["parameters"] = list(parameters)
    if body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if session:
        made["security"] = [{"session": []}]
    return made


def _problem(description: str, codes: Sequence[str]) -> Shape:
    code = {"properties": {"error": {"properties": {"code": {"enum": list(codes)}}}}}
    schema = {"allOf": [_ref("Error"), code]}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _answer(description: str, schema: Shape, kind: str = "application/json") -> Shape:
    return {"description": description, "content": {kind: {"schema": schema}}}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: Sequence[str], properties: Mapping[str, Shape]) -> Shape:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _list(items: Shape, most: int | None = None) -> Shape:
    made: Shape = {"type": "array", "items": items}
    return made if most is None else {**made, "minItems": 1, "maxItems": most}


# Meetings


def _query(name: str, description: str, schema: Shape, example: object = None) -> Shape:
    made = {"name": name, "in": "query", "description": description, "schema": schema}
    return made if example is None else {**made, "example": example}


def _several(name: str, description: str, schema: Shape, example: object) -> Shape:
    made = _query(name, description, _list(schema), example)
    return {**made, "style": "form", "explode": False}


def _radius(absent: str) -> Shape:
    shape = {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,3})?(mi|km)$"}
    return _query("radius", f"At most 100km. Absent: {absent}.", shape, "10mi")


_SEARCH = (
    _query(
        "near",
        "A point: latitude and longitude in degrees.",
        {"type": "string", "pattern": r"^-?\d{1,2}(\.\d{1,8})?,-?\d{1,3}(\.\d{1,8})?$"},
        "41.88,-87.63",
    ),
    _query(
        "place",
        "A city anywhere, or a postal code of many countries. Not together with `near`.",
        {"type": "string", "maxLength": 200},
        "Springfield, IL",
    ),
    _query(
        "timezone",
        "Where days and hours are meant of a search for online meetings without a place, an IANA "
        "name; UTC unless said. With a place it is the place's.",
        {"type": "string", "maxLength": 200},
        "America/New_York",
    ),
    _radius("the smallest of 2, 5, 10, 25, 50, 100 km that holds ten"),
    _several(
        "day",
        "`today`, `tomorrow`, `weekend`, or weekdays from 0 (Sunday) to 6; several widen.",
        {"enum": ["today", "tomorrow", "weekend", *"0123456"]},
        ["1", "3"],
    ),
    _query(
        "time",
        "The part of the day in which it starts.",
        {"enum": ["morning", "afternoon", "evening", "night"]},
    ),
    *(
        _query(name, what, {"type": "string", "pattern": r"^\d\d?:\d\d$"}, "18:30")
        for name, what in (("after", "Starts from then on."), ("before", "Starts before then."))
    ),
    _query(
        "attendance",
        "`in_person` needs `near` or `place`. Hybrid meetings are both.",
        {"enum": ["in_person", "online", "hybrid"]},
    ),
    _several(
        "type",
        "Meeting Guide type codes, at most 10; several narrow.",
        {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9+-]{0,7}$"},
        ["W", "EN"],
    ),
    _query("words", 'All words, "a phrase", one OR another.', {"type": "string", "maxLength": 100}),
    _query("verification", "Only where verifications are offered.", {"enum": ["offered"]}),
    _query("entity", "Whose meeting, as listed.", {"type": "string", "maxLength": 200}),
    _query(
        "sort",
        "`start` unless said; `distance` needs a place, and meetings with a room.",
        {"enum": ["start", "distance"]},
    ),
    _query("limit", "How many on a page.", {"type": "integer", "minimum": 1, "maximum": 100}),
    _query("cursor", "The `next` of the page before, at most a day old.", _TEXT),
)
_ID: Shape = {
    "name": "meeting_id",
    "in": "path",
    "required": True,
    "description": "A meeting's id.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,12}$"},
}


def _meetings() -> Shape:
    search = _object(
        ("meetings", "search", "next"),
        {
            "meetings": _list(_ref("Meeting")),
            "search": {"type": "object", "description": "The search as it was understood."},
            "next": {"type": ["string", "null"], "description": "The `cursor` of the next page."},
        },
    )
    return {
        "/v1/meetings": {
            "get": _operation(
                "Meetings",
                "searchMeetings",
                "Meetings by their next start",
                {"200": _answer("One page.", search)},
                errors=(400, 404),
                parameters=_SEARCH,
                description=(
                    "`near`, `place` or `attendance=online` is needed. Each meeting comes once, "
                    "at its next occurrence that is not over."
                ),
            )
        },
        "/v1/meetings/{meeting_id}": {
            "get": _operation(
                "Meetings",
                "getMeeting",
                "Everything about one meeting",
                {"200": _answer("The meeting; empty fields are left out.", _ref("Meeting"))},
                errors=(400, 404),
                parameters=(_ID,),
            )
        },
    }


# Feeds

_HELD = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of what you have.",
    "schema": _TEXT,
}
_NOT_MODIFIED: Shape = {"304": {"description": "You have it."}}
_FEED_HEADERS: Shape = {
    "ETag": {"description": "Changes with the content.", "schema": _TEXT},
    "Link": {"description": '`<...>; rel="next"` (RFC 8288) where there is more.', "schema": _TEXT},
}


def _feeds() -> Shape:
    search = [_radius("25km") if one["name"] == "radius" else one for one in _SEARCH]
    page = _query("page", "As `Link` gives it: where the whole listing goes on.", _ID["schema"])
    formats: Sequence[tuple[str, str, str, str, Shape]] = (
        (
            "meeting-guide.json",
            "application/json",
            "feedMeetingGuide",
            "Meeting Guide JSON",
            _list({"type": "object", "required": ["slug", "name", "attendance_option"]}),
        ),
        ("meetings.csv", "text/csv", "feedCsv", "CSV", _TEXT),
        (
            "meetings.geojson",
            "application/geo+json",
            "feedGeoJson",
            "GeoJSON (RFC 7946)",
            {
                "type": "object",
                "required": ["type", "features"],
                "properties": {
                    "type": {"const": "FeatureCollection"},
                    "features": _list({"type": "object", "required": ["type", "geometry"]}),
                },
            },
        ),
        ("meetings.ics", "text/calendar", "feedCalendar", "iCalendar (RFC 5545)", _TEXT),
    )
    paths = {
        f"/feeds/{name}": {
            "get": _operation(
                "Feeds",
                id,
                f"The listing as {title}",
                {
                    "200": _answer("A page.", schema, kind) | {"headers": _FEED_HEADERS},
                    **_NOT_MODIFIED,
                },
                errors=(400, 404),
                parameters=(*search, page, _HELD),
                description=(
                    "The whole listing, or what a search finds; at most 5,000 meetings and 5 MB a "
                    "page. Without a place, `type`, `words`, `time`, `after`, `before`, `entity` "
                    "and `verification` narrow the whole listing."
                ),
            )
        }
        for name, kind, id, title, schema in formats
    }
    calendar = _operation(
        "Feeds",
        "meetingCalendar",
        "One meeting as a calendar, to keep or to subscribe to",
        {"200": _answer("iCalendar (RFC 5545).", _TEXT, "text/calendar"), **_NOT_MODIFIED},
        parameters=(_ID, _HELD),
    )
    page_error = _answer("A page that says what is wrong.", _TEXT, "text/html")
    for code in ("400", "404", "405", "503"):
        calendar["responses"][code] = page_error
    paths["/meetings/{meeting_id}/calendar.ics"] = {"get": calendar}
    return paths


# Checking


def _checking() -> Shape:
    token = {"type": "string", "description": "A code's text, or its link."}
    jwks = {
        "type": "object",
        "required": ["keys"],
        "properties": {"keys": _list({"type": "object"})},
    }
    withdrawn = _object(
        ("references", "as_of"), {"references": _list(_ref("Reference")), "as_of": _SECONDS}
    )
    return {
        "/v1/verifications/check": {
            "post": _operation(
                "Checking",
                "checkCode",
                "What a code is, and what it says",
                {
                    "200": _answer(
                        "One of nine outcomes; for many codes, one each in their order.",
                        {
                            "oneOf": [
                                _ref("Check"),
                                _object(("results",), {"results": _list(_ref("Check"))}),
                            ]
                        },
                    )
                },
                errors=(400,),
                body={
                    "oneOf": [
                        _object(("token",), {"token": token}),
                        _object(("tokens",), {"tokens": _list(token, 100)}),
                    ]
                },
            )
        },
        "/v1/withdrawals.json": {
            "get": _operation(
                "Checking",
                "withdrawals",
                "References of withdrawn codes that are not over",
                {"200": _answer("All of them, sorted.", withdrawn), **_NOT_MODIFIED},
                parameters=(_HELD,),
            )
        },
        "/.well-known/jwks.json": {
            "get": _operation(
                "Checking",
                "jwks",
                "The keys that sign codes (RFC 7517, RFC 8037)",
                {"200": _answer("A JWK set.", jwks), **_NOT_MODIFIED},
                parameters=(_HELD,),
            )
        },
        "/.well-known/cose-key-set": {
            "get": _operation(
                "Checking",
                "coseKeySet",
                "The same as a COSE key set (RFC 9052)",
                {"200": _answer("CBOR.", {}, "application/cose-key-set")},
                errors=(400,),
                parameters=(
                    {
                        "name": "Accept",
                        "in": "header",
                        "required": True,
                        "schema": {"const": "application/cose-key-set"},
                    },
                ),
            )
        },
    }


# Giving

_SECONDS: Shape = {"type": "integer", "description": "Seconds since 1970."}
_HASH: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DETAIL: Shape = {"enum": ["full", "time"], "default": "full"}
_MEETING_ID: Shape = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,12}$"}


def _giving() -> Shape:
    signed_in = _object(("signed_in",), {"signed_in": {"type": "boolean"}})
    ticket = _object(
        ("reference", "starts_at", "given_at", "redeem_until", "withdrawn"),
        {
            "reference": _ref("Reference"),
            "starts_at": _MOMENT,
            "given_at": _MOMENT,
            "redeem_until": _MOMENT,
            "withdrawn": {"type": "boolean"},
        },
    )
    registered = _object(
        ("give_until", "redeem_until", "registered"),
        {"give_until": _MOMENT, "redeem_until": _MOMENT, "registered": _list(_HASH)},
    )
    reference = {"name": "reference", "in": "path", "required": True, "schema": _ref("Reference")}
    return {
        "/v1/session": {
            "post": _operation(
                "Giving",
                "signIn",
                "A session for a sign-in link",
                {"201": _answer("The cookie is set.", signed_in)},
                errors=(400, 401, 403),
                body=_object(("secret",), {"secret": {"type": "string", "maxLength": 200}}),
                description="`secret` is the link's fragment; it works once.",
            ),
            "delete": _operation(
                "Giving",
                "signOut",
                "Ends the session",
                {"200": _answer("The cookie is taken back.", signed_in)},
                errors=(403,),
                session=True,
            ),
        },
        "/v1/verifications": {
            "post": _operation(
                "Giving",
                "give",
                "A finished code, for a person who asked",
                {"201": _answer("The code.", _ref("Code"))},
                errors=(400, 401, 403, 404, 409),
                session=True,
                body=_object(("meeting_id",), {"meeting_id": _MEETING_ID, "detail": _DETAIL}),
            )
        },
        "/v1/tickets": {
            "get": _operation(
                "Giving",
                "listTickets",
                "Tickets of a meeting that can still be redeemed or withdrawn",
                {"200": _answer("All.", _object(("tickets",), {"tickets": _list(ticket)}))},
                errors=(400, 401, 403),
                session=True,
                parameters=(
                    _query("meeting_id", "The meeting.", _MEETING_ID) | {"required": True},
                ),
            ),
            "post": _operation(
                "Giving",
                "registerTickets",
                "Makes tickets good that a phone has made",
                {"201": _answer("Kept, those that were kept already too.", registered)},
                errors=(400, 401, 403, 404, 409),
                session=True,
                body=_object(
                    ("meeting_id", "tickets"),
                    {
                        "meeting_id": _MEETING_ID,
                        "tickets": _list(_HASH, 100),
                        "starts_at": {**_MOMENT, "description": "Of the occurrence they are for."},
                    },
                ),
            ),
        },
        "/v1/tickets/redeem": {
            "post": _operation(
                "Giving",
                "redeem",
                "The code of a ticket, the same every time",
                {"200": _answer("The code.", _ref("Code"))},
                errors=(400, 404, 410),
                body=_object(
                    ("ticket",),
                    {"ticket": {"type": "string", "maxLength": 200}, "detail": _DETAIL},
                ),
            )
        },
        "/v1/tickets/{reference}": {
            "delete": _operation(
                "Giving",
                "withdrawTicket",
                "Takes back a ticket and its code",
                {
                    "200": _answer(
                        "Withdrawn.", _object(("withdrawn",), {"withdrawn": _ref("Reference")})
                    )
                },
                errors=(400, 401, 403, 404, 410),
                session=True,
                parameters=(reference,),
            )
        },
    }


def _itself() -> Shape:
    return {
        "/v1/openapi.json": {
            "get": _operation(
                "Feeds",
                "openapi",
                "This document",
                {"200": _answer("OpenAPI 3.1.", {"type": "object"}), **_NOT_MODIFIED},
                parameters=(_HELD,),
            )
        }
    }


# Shapes


def _schemas() -> Shape:
    number = {"type": "number"}
    weekday = {"type": "integer", "minimum": 0, "maximum": 6}
    clock = {"type": "string", "pattern": r"^\d\d:\d\d$"}
    nothing = {"type": ["string", "null"]}
    named = ("id", "name", "place")
    texts = (
        "slug name timezone location location_notes formatted_address region conference_url "
        "conference_url_notes conference_phone conference_phone_notes notes group group_notes url "
        "entity entity_url updated date"
    ).split()
    return {
        "Error": _object(
            ("error",),
            {
                "error": _object(
                    ("code", "message"),
                    {
                        "code": _TEXT,
                        "message": _TEXT,
                        "field": {"type": "string", "description": "What was wrong."},
                        "window": _object(
                            ("opens_at", "closes_at"), {"opens_at": _MOMENT, "closes_at": _MOMENT}
                        ),
                    },
                )
            },
        ),
        "Meeting": _object(
            ("id", "slug", "name", "attendance", "verification"),
            {
                "id": _TEXT,
                **dict.fromkeys(texts, _TEXT),
                "day": {
                    "description": "Sunday is 0.",
                    "oneOf": [weekday, {"type": "array", "items": weekday}],
                },
                "time": clock,
                "end_time": clock,
                "x_recurrence": {
                    "type": "object",
                    "description": "What is not simply weekly: rule, first, cancelled, moved.",
                },
                "attendance": {"enum": ["in_person", "online", "hybrid", "inactive"]},
                "regions": _list(_TEXT),
                "latitude": number,
                "longitude": number,
                "approximate": {"enum": ["yes", "no"]},
                "types": _list(_TEXT),
                "starts_at": {**_MOMENT, "description": "Of the next occurrence."},
                "ends_at": _MOMENT,
                "distance_km": number,
                "verification": {"enum": ["offered", "not_offered"]},
            },
        ),
        "Reference": {"type": "string", "pattern": "^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$"},
        "Code": _object(
            ("token", "url", "reference", "hand_in_by", "svg"),
            {
                "token": _TEXT,
                "url": _TEXT,
                "reference": _ref("Reference"),
                "hand_in_by": _MOMENT,
                "svg": {"type": "string", "description": "The QR code."},
            },
        ),
        "Check": _object(
            (
                "outcome",
                "reason",
                "reference",
                "meeting",
                "starts_at",
                "ends_at",
                "hand_in_by",
                "statement",
            ),
            {
                "outcome": {"enum": [outcome.value for outcome in Outcome]},
                "reason": nothing,
                "reference": nothing,
                "meeting": {
                    "oneOf": [
                        {"type": "null"},
                        _object(named, dict.fromkeys(named, _TEXT)),
                    ]
                },
                "starts_at": nothing,
                "ends_at": nothing,
                "hand_in_by": nothing,
                "statement": {"type": "string", "description": "In words, with what it is not."},
            },
        ),
    }
