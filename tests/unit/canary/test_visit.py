"""A visit takes each step as a visitor would, and says of each what was wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from chalicelib.__main__ import main
from chalicelib.canary import sample
from chalicelib.canary.sample import Sample
from chalicelib.canary.visit import Answer, NoAnswer, Subject, visit
from chalicelib.meetings.storage.table import open_table
from chalicelib.verification.tickets import ticket_hash
from tests.unit.canary.reached import Reached, problems
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Site, put_meetings

ALL = [
    "ready",
    "first page",
    "search",
    "checking page",
    "keys and withdrawals",
    "give",
    "redeem",
    "check by the service",
    "check by the lists",
]


def test_every_step_works_where_everything_does(site: Site, given: Sample) -> None:
    steps = visit(Reached(site), given, NOW)
    assert [step.name for step in steps] == ALL
    assert problems(steps) == {}
    assert {step.subject for step in steps} == set(Subject)


@pytest.mark.parametrize("hours", [0, 5.5, 12, 13, 19, 24, 24 * 60])
def test_a_code_can_be_given_at_any_hour(site: Site, given: Sample, hours: float) -> None:
    site.clock.moment = NOW + timedelta(hours=hours)
    assert problems(visit(Reached(site), given, site.clock.moment)) == {}


def test_a_day_of_visits_is_within_what_an_occurrence_may_have(site: Site, given: Sample) -> None:
    reached = Reached(site)
    for minutes in range(0, 26 * 60, sample.TICKET_LASTS_S // 60):
        now = site.clock.moment = NOW + timedelta(minutes=minutes)
        tickets = [ticket_hash(sample.ticket(given, now))]
        body = {"meeting_id": given.meeting_id, "tickets": tickets}
        assert reached.ask("POST", "/v1/tickets", body, given.session).status == 201, now


def test_visits_within_a_quarter_of_an_hour_have_one_ticket(given: Sample) -> None:
    tickets = {sample.ticket(given, NOW + timedelta(minutes=minute)) for minute in range(30)}
    assert len(tickets) == 2
    assert sample.ticket(given._replace(session="another"), NOW) not in tickets


def test_without_a_session_nothing_is_given(site: Site) -> None:
    reached = Reached(site)
    assert [step.name for step in visit(reached, None, NOW)] == ALL[:5]
    assert not [asked for asked in reached.asked if asked.startswith("POST")]


def test_nobody_finds_the_sample_meeting(site: Site, given: Sample) -> None:
    put_meetings(meeting("open"))
    for path in (
        "/v1/meetings?attendance=online",
        "/v1/meetings?words=sample",
        "/feeds/meetings.csv",
    ):
        assert sample.NAME not in site.get(path).text
    assert site.get(f"/meetings/{given.meeting_id}").status == 404


def test_the_session_gives_codes_of_the_sample_alone(site: Site, given: Sample) -> None:
    other = meeting("other")
    put_meetings(other)
    answer = Reached(site).ask(
        "POST", "/v1/tickets", {"meeting_id": other.id, "tickets": ["0" * 64]}, given.session
    )
    assert answer.status == 403


@pytest.mark.parametrize(
    ("path", "answer", "failing"),
    [
        ("/", Answer(503, b"<h1>"), {"first page"}),
        ("/", Answer(200, b"{}"), {"first page"}),
        ("/health/ready", Answer(503, b"{}"), {"ready"}),
        ("/v1/meetings", Answer(200, b"[]"), {"search"}),
        ("/v1/meetings", Answer(200, b"<html>"), {"search"}),
        ("/v", Answer(500, b""), {"checking page"}),
        ("/.well-known/jwks.json", Answer(200, b'{"keys": []}'), {"keys and withdrawals"}),
        ("/.well-known/jwks.json", Answer(200, b"{}"), {"keys and withdrawals"}),
        ("/v1/withdrawals.json", Answer(200, b"{}"), {"keys and withdrawals"}),
        ("/v1/tickets", Answer(409, b"{}"), {"give"}),
        ("/v1/tickets/redeem", Answer(200, b'{"forms": []}'), {"redeem"}),
        ("/v1/tickets/redeem", Answer(200, b'{"forms": {"full": {"token": 1}}}'), {"redeem"}),
        ("/v1/tickets/redeem", Answer(200, b'{"forms": {"full": {"token": "2KCE"}}}'), {"redeem"}),
        ("/health/ready", Answer(200, b"[" * 100_000), {"ready"}),
        (
            "/v1/verifications/check",
            Answer(200, b'{"outcome": "genuine"}'),
            {"check by the service"},
        ),
        (
            "/v1/verifications/check",
            Answer(200, b'{"outcome": "not_genuine"}'),
            {"check by the service"},
        ),
    ],
)
def test_what_is_wrong_is_named_and_what_needs_it_not_tried(
    site: Site, given: Sample, path: str, answer: Answer, failing: set[str]
) -> None:
    def change(asked: str, own: Answer) -> Answer:
        return answer if asked.partition("?")[0] == path else own

    assert set(problems(visit(Reached(site, change), given, NOW))) == failing


def test_a_withdrawn_key_is_seen_by_the_lists_alone(site: Site, given: Sample) -> None:
    """The service's own word is not all that the canary goes by."""

    def change(asked: str, own: Answer) -> Answer:
        if asked != "/.well-known/jwks.json":
            return own
        keys = json.loads(own.body)["keys"]
        other = "A" if keys[0]["x"][0] != "A" else "B"
        keys[0]["x"] = other + keys[0]["x"][1:]
        return Answer(200, json.dumps({"keys": keys[:1]}).encode())

    found = problems(visit(Reached(site, change), given, NOW))
    assert found and "check by the service" not in found


def test_no_answer_fails_each_step_that_asks(site: Site, given: Sample) -> None:
    class Silent:
        def ask(self, method: str, path: str, body: object = None, session: str = "") -> Answer:
            raise NoAnswer("no answer: TimeoutError")

    steps = visit(Silent(), given, NOW)
    assert [step.name for step in steps] == ALL[:6]
    assert set(problems(steps).values()) == {"no answer: TimeoutError"}


def test_preparing_again_ends_the_earlier_session(site: Site, given: Sample, tmp_path: Any) -> None:
    file = tmp_path / "second.json"
    assert CliRunner().invoke(main, ["canary", "prepare", str(file)]).exit_code == 0
    assert set(problems(visit(Reached(site), given, NOW))) == {"give"}
    shape = json.loads(file.read_text())
    assert problems(visit(Reached(site), Sample(shape["session"], shape["meeting_id"]), NOW)) == {}


def test_the_sample_meeting_is_listed_as_searches_and_imports_expect(
    site: Site, given: Sample
) -> None:
    listing = open_table()
    assert listing.verify(NOW) == []
    assert listing.import_times() == {}  # no feed whose import could be missed
