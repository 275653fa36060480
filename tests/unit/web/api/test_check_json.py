"""All nine outcomes, said alike by the API, the form without scripts, and the command `check`."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import cbor2
import pytest
from click.testing import CliRunner

from chalicelib import dynamodb, settings
from chalicelib.__main__ import main
from chalicelib.dynamodb import StorageUnavailable
from chalicelib.verification import table as verification
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.signers import SAMPLE_SIGNER, SeedSigner
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.unit.verification.sample_codes import sign_code
from tests.unit.web.api.checker import END, EVENING, Checker
from tests.unit.web.site import FORM, Page, Site

LIMITS = "It does not say who, how long they stayed, or whether they took part."
INDEPENDENT = "is not affiliated with courts, corrections or treatment."


DOOR = "Door & co"


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two other issuers whose codes are checked, too."""
    listed = f"{DOOR}|https://door.example/v1; River|https://river.example"
    monkeypatch.setenv("ISSUERS", listed)
    settings.current.cache_clear()


def verdict(page: Page) -> str:
    return page.text.partition("Facilitators ")[2]


def test_genuine(checker: Checker) -> None:
    said, page = checker(checker.code)
    assert said["outcome"] == "genuine"
    assert said["meeting"] == {"id": EVENING.id, "name": EVENING.name, "place": "Chelsea"}
    assert (said["date"], said["starts_at"]) == ("2026-03-04", "2026-03-04T19:00:00-05:00")
    assert said["ends_at"] == "2026-03-04T20:00:00-05:00"
    assert said["hand_in_by"] == "2026-08-31T23:59:59-05:00"
    assert said["statement"].startswith("Genuine. A facilitator of this meeting gave this code")
    assert LIMITS in said["statement"] and INDEPENDENT in said["statement"]
    assert verdict(page).startswith("Genuine. A facilitator of this meeting")
    for words in (said["reference"], EVENING.name, "Wed 4 Mar 2026, 7:00–8:00 pm (UTC-05:00)",
                  LIMITS, INDEPENDENT, "You are on waypost.example."):  # fmt: skip
        assert words in page.text
    assert not page.all("i")
    assert f"/meetings/{EVENING.id}" in page.links()


def test_a_code_may_come_as_its_link_in_small_letters_and_with_space_around(
    checker: Checker,
) -> None:
    expected, _ = checker(checker.code)
    for text in (
        f"{settings.current().public_url}/v#{checker.code}",
        f" \n{checker.code.lower()}\t",
    ):
        assert checker(text)[0] == expected


def test_a_link_that_leads_elsewhere_is_said_to(checker: Checker) -> None:
    said, page = checker(f"https://elsewhere.example/v#{checker.code}")
    assert (said["outcome"], said["leads_elsewhere"]) == ("genuine", "elsewhere.example")
    assert said["statement"].startswith("This link leads to elsewhere.example, not here.")
    assert "This link leads to elsewhere.example, not here." in page.text


def test_a_code_of_date_and_time_only_names_no_meeting(checker: Checker) -> None:
    said, page = checker(checker.signed(meeting_id="", name="", place=""))
    assert (said["outcome"], said["meeting"]) == ("genuine", None)
    assert said["starts_at"]
    assert "it carries date and time only" in page.text


def test_a_date_only_code_has_a_date_and_no_times(checker: Checker) -> None:
    midnight = int(datetime.fromisoformat("2026-03-04T00:00:00-05:00").timestamp())
    only_date: Any = {
        "meeting_id": "",
        "name": "",
        "place": "",
        "start": midnight,
        "length_min": 1440,
    }
    said, page = checker(checker.signed(**only_date))
    assert (said["outcome"], said["meeting"], said["date"]) == ("genuine", None, "2026-03-04")
    assert said["starts_at"] is said["ends_at"] is None
    assert "Date Wed 4 Mar 2026" in page.text
    assert "it carries the date only" in page.text
    assert "12:00 am" not in page.text and "UTC-05:00" not in page.text
    other, _ = checker(checker.signed(**{**only_date, "length_min": 1439}))
    assert other["starts_at"] == "2026-03-04T00:00:00-05:00"


def test_expired(checker: Checker) -> None:
    hand_in_by = datetime.fromisoformat(checker(checker.code)[0]["hand_in_by"])
    checker.site.clock.moment = hand_in_by
    said, page = checker(checker.code)
    assert said["outcome"] == "expired"
    assert said["reference"] and said["meeting"]
    assert verdict(page).startswith("Genuine, past its hand-in date.")


def test_not_yet_valid(checker: Checker) -> None:
    issued = int(END.timestamp()) + 24 * 3600
    said, page = checker(checker.signed(issued_at=issued, expires_at=issued + 3600))
    assert said["outcome"] == "not_yet_valid"
    assert verdict(page).startswith("Dated later than now. The code was given")
    assert "later than this service’s clock shows" in said["statement"]


def test_withdrawn_by_the_command_of_an_operator_who_has_the_code(checker: Checker) -> None:
    ran = CliRunner().invoke(main, ["withdraw", checker.code])
    assert ran.exit_code == 0, ran.output
    said, page = checker(checker.code)
    assert said["outcome"] == "withdrawn"
    assert verdict(page).startswith("Withdrawn: do not rely on it.")
    public = checker.site.get("/v1/withdrawals.json").json
    assert public == {"references": [said["reference"]], "as_of": int(END.timestamp())}
    checker.site.clock.wait(days=181)  # it has expired, and its month is not over
    again, _ = checker(checker.code)
    listed = checker.site.get("/v1/withdrawals.json").json["references"]
    assert (again["outcome"], listed) == ("withdrawn", [said["reference"]])
    checker.site.clock.wait(days=30)
    again, _ = checker(checker.code)
    listed = checker.site.get("/v1/withdrawals.json").json["references"]
    assert (again["outcome"], listed) == ("expired", [])


def test_not_genuine(checker: Checker) -> None:
    middle = len(checker.code) // 2
    other = "A" if checker.code[middle] != "A" else "B"
    said, page = checker(checker.code[:middle] + other + checker.code[middle + 1 :])
    assert said["outcome"] == "not_genuine"
    assert said["reference"] is None and said["meeting"] is None
    assert verdict(page).startswith("Not confirmed: changed, or not issued here.")


def test_unknown_issuer(checker: Checker) -> None:
    said, page = checker(checker.signed(SeedSigner(bytes(32))))
    assert said["outcome"] == "unknown_issuer"
    assert verdict(page).startswith("Signed with a key that is not ours")


def test_a_link_to_a_listed_issuer_is_said_calmly_and_nothing_is_confirmed(
    checker: Checker, listing: None
) -> None:
    theirs = checker.signed(SeedSigner(bytes(32)))
    for link in (f"https://door.example/v1/v#{theirs}", f"https://door.example/v#{theirs}"):
        said, page = checker(link)
        assert (said["outcome"], said["leads_elsewhere"]) == ("unknown_issuer", "door.example")
        assert said["listed_issuer"] == {"name": DOOR, "check_at": "https://door.example/v1/v"}
        first = f"This link leads to door.example, the site of {DOOR}. Signed with a key"
        assert said["statement"].startswith(first)
        assert "Only Waypost’s own codes are checked in this way." in said["statement"]
        assert "https://door.example/v1/v Waypost is not" in said["statement"]
        assert first in page.text
        assert page.all("a", href="https://door.example/v1/v")
        assert not page.all("a", href="https://river.example/v")
        assert "not here" not in page.text + said["statement"]


def test_a_link_to_a_listed_issuer_is_no_excuse_for_our_own_code(
    checker: Checker, listing: None
) -> None:
    said, page = checker(f"https://door.example/v1/v#{checker.code}")
    assert (said["outcome"], said["listed_issuer"]) == ("genuine", None)
    assert said["statement"].startswith("This link leads to door.example, not here.")
    assert "This link leads to door.example, not here." in page.text


def test_a_key_that_nobody_knows_leads_to_the_pages_of_those_who_are_listed(
    checker: Checker, listing: None
) -> None:
    said, page = checker(checker.signed(SeedSigner(bytes(32))))
    assert (said["outcome"], said["listed_issuer"]) == ("unknown_issuer", None)
    assert page.all("a", href="https://door.example/v1/v")
    assert page.all("a", href="https://river.example/v")
    evil = f"https://evi1.example/v#{checker.signed(SeedSigner(bytes(32)))}"
    said, page = checker(evil)
    assert said["listed_issuer"] is None
    assert "This link leads to evi1.example, not here." in page.text
    inside = f"https://evi1.example/go?to=https://door.example/v1/v#{checker.code}"
    assert checker(inside)[0]["listed_issuer"] is None


def test_messengers_around_a_listed_issuers_link_are_named(checker: Checker, listing: None) -> None:
    theirs = quote(f"https://door.example/v1/v#{checker.signed(SeedSigner(bytes(32)))}", safe="")
    said, page = checker(f"https://l.facebook.com/l.php?u={theirs}&h=AT0")
    assert said["listed_issuer"]["name"] == DOOR
    assert said["came_through"] == "l.facebook.com"
    assert "It came through l.facebook.com, which rewrites links." in page.text


@pytest.mark.parametrize(
    "text", ["", " ", "#", "x", "\x00", "é", "1" * 9000, "A" * 512, "https://waypost.example/"]
)
def test_unreadable(checker: Checker, text: str) -> None:
    said, page = checker(text)
    assert said["outcome"] == "unreadable"
    assert verdict(page).startswith("Scan it again.")
    assert LIMITS not in said["statement"] and INDEPENDENT in said["statement"]


def test_a_code_that_was_cut_is_unreadable(checker: Checker) -> None:
    for length in (10, 100, len(checker.code) - 1):
        assert checker(checker.code[:length])[0]["outcome"] == "unreadable"


def test_could_not_check_a_code_of_a_later_version(checker: Checker) -> None:
    signer = open_key_store().signer(END)
    said, page = checker(sign_code(cbor2.dumps({1: "newer"}, canonical=True), signer=signer))
    assert (said["outcome"], said["reason"]) == ("could_not_check", "newer")
    assert "the code is newer than this checker" in page.text
    assert "the code is newer than this checker" in said["statement"]


def test_could_not_check_without_keys(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    open_key_store.cache_clear()
    monkeypatch.setattr(FileVault, "read", away)
    said, page = checker(checker.code)
    assert (said["outcome"], said["reason"]) == ("could_not_check", "keys")
    words = "Could not be checked now. This service cannot reach its list of keys"
    assert verdict(page).startswith(words)
    assert said["statement"].startswith(words)
    assert "as of now" not in page.text


def test_could_not_check_without_withdrawals(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, references: object, now: int) -> frozenset[str]:
        raise StorageUnavailable("away")

    monkeypatch.setattr(verification.VerificationTable, "withdrawn_among", away)
    said, page = checker(checker.code)
    assert (said["outcome"], said["reason"]) == ("could_not_check", "withdrawals")
    assert said["reference"]
    assert "cannot reach its list of withdrawals" in page.text
    assert "cannot reach its list of withdrawals" in said["statement"]
    assert "as of now" not in page.text


def test_sample(checker: Checker) -> None:
    said, page = checker(checker.signed(SAMPLE_SIGNER))
    assert said["outcome"] == "sample"
    assert verdict(page).startswith("Sample, not proof.")


@pytest.mark.parametrize(
    "odd",
    [
        {"start": (1 << 37) - 1, "length_min": 1440},
        {"start": 0, "utc_offset_min": -1439},
        {"utc_offset_min": 1439},
        {"issued_at": (1 << 37) - 2, "expires_at": (1 << 37) - 1},
        {"issued_at": 0, "expires_at": 1},
    ],
)
def test_a_sample_may_say_anything_and_is_still_a_sample(
    checker: Checker, odd: dict[str, int]
) -> None:
    said, page = checker(checker.signed(SAMPLE_SIGNER, **odd))
    assert said["outcome"] == "sample"
    assert said["starts_at"] and said["ends_at"] and said["hand_in_by"]
    assert verdict(page).startswith("Sample, not proof.")


@pytest.mark.parametrize(
    "odd",
    [
        {"start": 1 << 37},
        {"start": 253_402_300_000},
        {"offset": 1440},
        {"offset": -1440},
        {"exp": 1 << 37, "iat": (1 << 37) - 1},
        {"exp": (1 << 52) + 1, "iat": 1 << 52},
    ],
    ids=str,
)
def test_a_sample_with_times_that_no_calendar_has_is_not_genuine(
    checker: Checker, odd: dict[str, int]
) -> None:
    claims = {
        4: odd.get("exp", 60),
        6: odd.get("iat", 0),
        7: bytes(10),
        -65537: ["", odd.get("start", 0), odd.get("offset", 0), 60, "", ""],
    }
    said, page = checker(sign_code(cbor2.dumps(claims, canonical=True), signer=SAMPLE_SIGNER))
    assert said["outcome"] == "not_genuine"
    assert verdict(page).startswith("Not confirmed")


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\u202e", "\x00", '"><b>', "{{7*7}}"]
)
def test_what_a_sample_says_is_shown_as_text(checker: Checker, name: str) -> None:
    checker(checker.signed(SAMPLE_SIGNER, name=name, place=name[:6]))
    token = checker.signed(SAMPLE_SIGNER, name=name, place="")
    html = checker.site.submit("/v/check", {"token": token}).text
    assert "<script>alert" not in html and '"><b>' not in html and ">49<" not in html


def test_checking_writes_nothing_and_needs_no_origin(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**arguments: object) -> None:
        raise AssertionError("a check wrote")

    for write in ("put_item", "update_item", "delete_item", "transact_write_items"):
        monkeypatch.setattr(dynamodb.client(), write, refuse)
    assert checker(checker.code)[0]["outcome"] == "genuine"
    checker.site.origin = "null"
    assert checker(checker.code)[0]["outcome"] == "genuine"
    posted = checker.site.request("POST", "/v/check", headers=FORM, body=b"token=x")
    assert posted.status == 200
    assert posted.header("Cache-Control") == "no-store"


def test_many_codes_are_checked_in_their_order(checker: Checker) -> None:
    sample = checker.signed(SAMPLE_SIGNER)
    link = f"{settings.current().public_url}/v#{checker.code}"
    texts = [checker.code, "", sample, link, checker.code]
    answer = checker.site.post("/v1/verifications/check", {"tokens": texts})
    assert answer.status == 200
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert answer.json == {"results": [checker(text)[0] for text in texts]}
    outcomes = [result["outcome"] for result in answer.json["results"]]
    assert outcomes == ["genuine", "unreadable", "sample", "genuine", "genuine"]


def test_a_hundred_codes_are_checked_at_once_and_no_more(checker: Checker) -> None:
    link = f"https://waypost.example.org/v#{checker.code}"
    answer = checker.site.post("/v1/verifications/check", {"tokens": [link] * 100})
    assert [result["outcome"] for result in answer.json["results"]] == ["genuine"] * 100
    refused = checker.site.post("/v1/verifications/check", {"tokens": [link] * 101})
    assert (refused.status, refused.error["field"]) == (400, "tokens")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "token"),
        ({"token": "x", "tokens": ["x"]}, "token"),
        ({"token": ["x"]}, "token"),
        ({"token": None, "tokens": ["x"]}, "token"),
        ({"tokens": "x"}, "tokens"),
        ({"tokens": []}, "tokens"),
        ({"tokens": ["x", None]}, "tokens"),
        ({"tokens": [["x"]]}, "tokens"),
        ({"tokens": {"0": "x"}}, "tokens"),
        ({"tokens": None}, "tokens"),
    ],
    ids=str,
)
def test_one_code_or_a_list_of_them_is_asked_for(site: Site, body: Any, field: str) -> None:
    refused = site.post("/v1/verifications/check", body)
    assert (refused.status, refused.error["field"]) == (400, field)
