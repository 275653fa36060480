"""The site as a visitor meets it: over empty tables, at a time that stands still."""

from collections.abc import Iterator

import pytest

import app as front_door
from chalicelib.verification.keystore import open_key_store
from tests.conftest import Tables, open_tables
from tests.unit.web.site import NOW, Site, freeze_clock


@pytest.fixture
def bare_site(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A service that has no key yet."""
    return Site(front_door.app, freeze_clock(monkeypatch))


@pytest.fixture
def site(bare_site: Site) -> Site:
    """A service that can give codes."""
    open_key_store().ensure_signing_key(NOW)
    return bare_site


@pytest.fixture(scope="module")
def site_for_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service that can give codes, for a module's tests together."""
    from moto import mock_aws

    with (
        pytest.MonkeyPatch.context() as patched,
        mock_aws(),
        open_tables(patched, tmp_path_factory.mktemp("site"), None),
    ):
        open_key_store().ensure_signing_key(NOW)
        yield Site(front_door.app, freeze_clock(patched))
