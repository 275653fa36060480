"""The site as the canary visits it, and what it was given for that."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from chalicelib.__main__ import main
from chalicelib.canary.sample import Sample
from chalicelib.commands import clock
from tests.unit.web.conftest import bare_site, site
from tests.unit.web.site import NOW, Site

__all__ = ["bare_site", "site"]


@pytest.fixture
def given(site: Site, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """What `canary prepare` makes."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")
    file = tmp_path / "session.json"
    done = CliRunner().invoke(main, ["canary", "prepare", str(file)])
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    shape = json.loads(file.read_text())
    assert shape["session"] not in done.output
    return Sample(shape["session"], shape["meeting_id"])
