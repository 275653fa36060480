"""The site behind a CDN, and the CDN's function."""

from collections.abc import Iterator

import pytest

from tests.cdn.deployment import Deployment, deployment
from tests.cdn.edge_function import EdgeFunction
from tests.conftest import Tables


@pytest.fixture(scope="session")
def function() -> Iterator[EdgeFunction]:
    with EdgeFunction() as running:
        yield running


@pytest.fixture
def deployed(
    moto_tables: Tables, monkeypatch: pytest.MonkeyPatch, function: EdgeFunction
) -> Iterator[Deployment]:
    with deployment(monkeypatch, function) as found:
        yield found
