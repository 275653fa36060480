"""What a coordinator ends with a command has ended for everybody."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.service import Service, link_in
from tests.browser.visitors import DESKTOP, PHONE, Visitors
from tests.browser.walk import FULL, give, tamper, verdict

pytestmark = pytest.mark.xdist_group("browser, ends")


def outcome(service: Service, token: str) -> str:
    """What the command says of a code."""
    said = service.command("check", token).partition("\n")[2]
    return str(json.loads(said)["outcome"])


def meetings_held(service: Service) -> list[str]:
    """The meetings of the account that the start enrolled."""
    [line] = [
        line
        for line in service.command("facilitator", "list").splitlines()
        if line.startswith("sample: ")
    ]
    return line.split()[1:]


def test_a_revoked_facilitator_is_asked_to_sign_in_and_can_give_nothing(
    visitors: Visitors, service: Service
) -> None:
    held = [part for meeting_id in meetings_held(service) for part in ("--meeting", meeting_id)]
    link = link_in(service.command("facilitator", "add", "--label", "back room", *held))
    page = visitors.new_page(refused=[401], **PHONE)
    page.goto(link)
    page.get_by_role("link", name="Give a verification").first.tap()
    expect(page.get_by_role("button", name=FULL)).to_be_visible()

    unused = service.new_link("back room")
    service.command("facilitator", "revoke", "--label", "back room")

    page.get_by_role("button", name=FULL).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")
    expect(page.locator("#qr")).to_have_count(0)
    page.goto("/facilitate")
    page.get_by_role("link", name="Sign in").tap()
    expect(page.get_by_label("Your sign-in link")).to_be_visible()
    page.goto(unused)
    expect(page.get_by_text("That link was used already, or its time is over")).to_be_visible()

    page.goto(service.new_link("back room"))  # restored: a new link signs in again
    expect(page.get_by_role("heading", level=1)).to_have_text("Your meetings")


def test_a_withdrawn_code_reads_withdrawn_everywhere_at_once(
    visitors: Visitors, service: Service, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto("/facilitate")
    kept = give(facilitator)
    facilitator.goto("/facilitate")
    withdrawn = give(facilitator)
    before = visitors.new_page(**DESKTOP)
    before.goto(withdrawn.url)
    assert verdict(before) == "Genuine."
    assert outcome(service, withdrawn.token) == "genuine"

    assert withdrawn.reference in service.command("withdraw", withdrawn.token)

    after = visitors.new_page(**DESKTOP)
    after.goto(withdrawn.url)
    assert verdict(after).startswith("Withdrawn")
    expect(after.get_by_role("status")).to_contain_text("This says nothing about the person")
    assert outcome(service, withdrawn.token) == "withdrawn"
    before.goto("/")
    before.goto(withdrawn.url)  # a desk that had it before
    assert verdict(before).startswith("Withdrawn")
    plain = visitors.new_page(**DESKTOP, java_script_enabled=False)
    plain.goto("/v")
    plain.get_by_label("Code or link").fill(withdrawn.token)
    plain.get_by_role("button", name="Check").click()
    assert verdict(plain).startswith("Withdrawn")

    other = visitors.new_page(**DESKTOP)
    other.goto(kept.url)
    assert verdict(other) == "Genuine."


def test_the_command_and_the_page_say_the_same_of_a_changed_code(
    visitors: Visitors, service: Service, session: str
) -> None:
    facilitator = visitors.new_page(cookie=session, **PHONE)
    facilitator.goto("/facilitate")
    token = tamper(give(facilitator).token)
    court = visitors.new_page(**DESKTOP)
    court.goto(f"/v#{token}")
    assert verdict(court).startswith("Not confirmed")
    assert outcome(service, token) == "not_genuine"
