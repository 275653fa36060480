"""The site as a visitor meets it: over empty tables, at a time that stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from moto import mock_aws

import app as front_door
from chalicelib.verification.keystore import open_key_store
from tests.conftest import Tables, _opened
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


@contextmanager
def site_for_all(folder: Path) -> Iterator[Site]:
    """The same for a module's tests together."""
    with (
        pytest.MonkeyPatch.context() as patched,
        mock_aws(),
        _opened(patched, folder, None),
    ):
        open_key_store().ensure_signing_key(NOW)
        yield Site(front_door.app, freeze_clock(patched))
