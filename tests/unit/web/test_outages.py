"""While the database or the keys are away, everyone is told so in the right shape."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib import dynamodb
from chalicelib.dynamodb import TooBusy
from chalicelib.meetings.storage import table as meetings
from chalicelib.verification import table as verification
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import FileVault, KeysUnavailable
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import Site, put_meetings, stored_items

EVENING = meeting("evening", weekdays=tuple(range(7)), start_min=6 * 60 + 30)
JSON_POSTS = {
    "/v1/session": {"secret": "x"},
    "/v1/verifications": {"meeting_id": EVENING.id, "detail": "full"},
}


@pytest.fixture
def signed_in(site: Site) -> Site:
    put_meetings(EVENING)
    site.sign_in(EVENING)
    return site


READS = ("/", "/?attendance=online", "/?place=Chicago", f"/meetings/{EVENING.id}", "/facilitate")
API_READS = ("/v1/meetings?attendance=online", "/v1/meetings/abc", "/v1/withdrawals.json")


def unreachable(**arguments: object) -> None:
    raise EndpointConnectionError(endpoint_url="http://nowhere")


def refusing(**arguments: object) -> None:
    denied = {"Error": {"Code": "AccessDeniedException", "Message": "no"}}
    raise ClientError(denied, "GetItem")  # type: ignore[arg-type]


@pytest.mark.parametrize("broken", [unreachable, refusing])
def test_while_the_database_is_away_everyone_is_told_so(
    signed_in: Site, broken: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("get_item", "batch_get_item", "scan", "put_item", "delete_item"):
        monkeypatch.setattr(dynamodb.client(), name, broken)
    monkeypatch.setattr(dynamodb.client(), "transact_write_items", broken)
    for path in READS:
        page = signed_in.get(path)
        assert page.status == 503
        assert "We can’t answer right now" in page.page.text
        assert "Try again" in page.page.text
        assert "" in page.page.links()  # the same address, its search included
    for path in API_READS:
        refused = signed_in.get(path)
        assert (refused.status, refused.error["code"]) == (503, "unavailable")
    for path, body in JSON_POSTS.items():
        assert signed_in.post(path, body).status == 503
    for path in ("/sign-out", f"/facilitate/give/{EVENING.id}"):
        sent = signed_in.submit(path, {})
        assert sent.status == 503
        assert "" not in sent.page.links()  # it would ask for a page, and send nothing
    assert signed_in.submit("/sign-in", {"link": "#x"}).status == 503
    for path in ("/v", "/sign-in", "/.well-known/jwks.json"):
        assert signed_in.get(path).status == 200


def test_while_others_keep_writing_a_code_is_not_given(
    signed_in: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(self: object, *ticket: object) -> None:
        raise TooBusy("no quiet moment")

    monkeypatch.setattr(verification.VerificationTable, "register", busy)
    refused = signed_in.post("/v1/verifications", {"meeting_id": EVENING.id})
    assert (refused.status, refused.error["code"]) == (503, "busy")
    form = {"detail": "full", "once": "ABCDE12345"}
    assert signed_in.submit(f"/facilitate/give/{EVENING.id}", form).status == 503


def test_before_the_first_key_no_code_is_given_and_nothing_written(bare_site: Site) -> None:
    put_meetings(EVENING)
    bare_site.sign_in(EVENING)
    before = stored_items(bare_site)
    refused = bare_site.post("/v1/verifications", {"meeting_id": EVENING.id})
    assert (refused.status, refused.error["code"]) == (503, "no_key")
    form = {"detail": "full", "once": "ABCDE12345"}
    assert bare_site.submit(f"/facilitate/give/{EVENING.id}", form).status == 503
    assert bare_site.get("/.well-known/jwks.json").json == {"keys": [], "revoked": []}
    assert stored_items(bare_site) == before


def test_while_the_keys_cannot_be_read_no_code_is_given(
    signed_in: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, name: str) -> bytes:
        raise KeysUnavailable("away")

    open_key_store.cache_clear()
    monkeypatch.setattr(FileVault, "read", away)
    refused = signed_in.post("/v1/verifications", {"meeting_id": EVENING.id})
    assert (refused.status, refused.error["code"]) == (503, "unavailable")
    for path in ("/.well-known/jwks.json", "/.well-known/cose-key-set"):
        assert signed_in.get(path, Accept="application/cose-key-set").status == 503


def test_a_mistake_of_ours_tells_nothing_of_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(self: object, meeting_id: str) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(meetings.MeetingsTable, "get", mistaken)
    with pytest.raises(AssertionError, match="Something went wrong") as shown:
        site.get("/v1/meetings/abc")
    assert "secret detail" not in str(shown.value)
