"""The outcome of a check, as the page says it."""

from chalicelib.verification.core.checking import Check, Outcome, Reason
from chalicelib.web.verifier.outcome import page_outcome


def test_an_outcome_without_a_code_has_no_claims() -> None:
    outcome = page_outcome(Check(Outcome.UNREADABLE), "waypost.example")
    assert (outcome.outcome, outcome.reason, outcome.claims) == ("unreadable", "", None)
    assert outcome.host == "waypost.example"


def test_a_reason_is_told() -> None:
    outcome = page_outcome(Check(Outcome.COULD_NOT_CHECK, reason=Reason.KEYS), "")
    assert (outcome.outcome, outcome.reason) == ("could_not_check", "keys")
