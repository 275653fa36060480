"""The page of a participant's own codes: the same for everybody, and whole without a network."""

import json

from chalicelib.web.http.offline_shell import stored_addresses
from chalicelib.web.participant import mine
from tests.unit.web.site import Site


def test_the_page_is_the_same_for_everybody(bare_site: Site) -> None:
    answer = bare_site.get("/mine")
    assert answer.status == 200
    assert answer.header("Cache-Control") == "private, no-cache"
    assert bare_site.get("/mine", Cookie="waypost=x").text == answer.text


def test_what_installs_the_page_holds_it_alone(bare_site: Site) -> None:
    manifest = json.loads(bare_site.get("/mine.webmanifest").text)
    assert manifest["start_url"] == manifest["scope"] == "./mine"


def test_the_worker_stores_the_page_and_all_that_it_loads(bare_site: Site) -> None:
    worker = bare_site.get("/mine-worker.js").text
    files = stored_addresses(mine.SHELL)
    assert files[0] == "./mine"
    assert all(file in worker for file in files)
    loaded = {address.rpartition("/")[2] for address in bare_site.get("/mine").page.loaded_files()}
    assert loaded <= {file.rpartition("/")[2] for file in files}
