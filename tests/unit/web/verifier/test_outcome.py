"""The outcome of a check, as the page says it."""

from typing import Any

from chalicelib.verification.core.checking import Check, Outcome, Reason
from chalicelib.verification.core.finding import FoundCode
from chalicelib.verification.service import CheckedCode
from chalicelib.web.verifier.outcome import page_outcome

OURS = "waypost.example"


def checked(outcome: Outcome, host: str = "", wrapper: str = "", **more: Any) -> CheckedCode:
    return CheckedCode(Check(outcome, **more), FoundCode("2KCE3IQB", host, wrapper))


def test_an_outcome_without_a_code_has_no_claims() -> None:
    outcome = page_outcome([checked(Outcome.UNREADABLE)], OURS, {OURS})
    assert (outcome.outcome, outcome.reason, outcome.claims) == ("unreadable", "", None)
    assert outcome.host == "waypost.example"


def test_a_reason_is_told() -> None:
    outcome = page_outcome([checked(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS)], OURS, {OURS})
    assert (outcome.outcome, outcome.reason) == ("could_not_check", "keys")


def test_where_the_link_leads_is_told_where_it_is_not_here() -> None:
    evil = page_outcome([checked(Outcome.GENUINE, "evi1.example")], OURS, {OURS})
    assert (evil.outcome, evil.elsewhere, evil.through) == ("genuine", "evi1.example", "")
    carried = page_outcome([checked(Outcome.GENUINE, OURS, "urldefense.com")], OURS, {OURS})
    assert (carried.elsewhere, carried.through) == ("", "urldefense.com")


def test_several_codes_have_no_outcome_of_one() -> None:
    codes = [checked(Outcome.GENUINE), checked(Outcome.EXPIRED)]
    assert page_outcome(codes, OURS, {OURS}).outcome == "several"


def test_a_link_that_hides_its_target_is_told() -> None:
    hidden = CheckedCode(Check(Outcome.UNREADABLE), FoundCode(""), "protect-us.mimecast.com")
    outcome = page_outcome([hidden], OURS, {OURS})
    assert (outcome.outcome, outcome.through) == ("opaque", "protect-us.mimecast.com")
