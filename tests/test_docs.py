"""The documents say what is so."""

import re
from datetime import UTC, datetime
from pathlib import Path

from chalicelib.settings import Settings
from chalicelib.verification.checking import Outcome, Trust, check
from chalicelib.verification.keys import KeyRing
from chalicelib.verification.token import reference_text
from chalicelib.web.routes import ROUTES

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [PROJECT / "README.md", PROJECT / "SECURITY.md", *sorted(PROJECT.glob("docs/*.md"))]


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def test_the_worked_example_of_the_format_checks() -> None:
    found = re.search(r"token      ([A-Z2-7\s]+)```", text("docs/verification.md"))
    assert found
    token = "".join(found[1].split())
    nothing_fetched = Trust(KeyRing(), (), None, None)
    checked = check(token, nothing_fetched, datetime.now(UTC))
    assert checked.outcome is Outcome.SAMPLE
    assert checked.attendance
    assert checked.attendance.name == "Tuesday Night"
    assert reference_text(checked.attendance.reference) == "AAAQ-EAYE-AUDA-OCAJ"


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(
            re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", document.read_text("utf-8"), re.M)
        )
        assert {one or other for one, other in named} <= targets, document.name


def test_every_setting_that_a_document_names_exists() -> None:
    known = {name.upper() for name in Settings.__slots__}
    named = set(re.findall(r"^\| `([A-Z_]+)`", text("docs/deploy.md"), re.MULTILINE))
    assert named
    assert named <= known


def test_every_address_of_the_api_document_is_answered() -> None:
    paths = {route.path for routes in ROUTES.values() for route in routes}
    named = set(re.findall(r"`(?:GET|POST|DELETE) (/[^\s`?]+)", text("docs/api.md")))
    assert len(named) > 8
    normal = {re.sub(r"\{[a-z]+\}", "{}", path) for path in named}
    assert normal <= {re.sub(r"\{[a-z_]+\}", "{}", path) for path in paths}


def test_every_document_that_another_one_links_to_is_there() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
