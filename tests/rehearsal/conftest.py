"""The deployed service, by both of its names."""

import os
from dataclasses import replace

import pytest

from tests.rehearsal.deployed import Deployed, described


@pytest.fixture(scope="session")
def deployed() -> Deployed:
    """What `make rehearse` has put up."""
    found = described(os.environ)
    if found is None:
        pytest.fail("Nothing is deployed: `make rehearse T=...` does that, and runs these tests.")
    return found


@pytest.fixture(scope="session", params=["stage", "own domain"])
def face(request: pytest.FixtureRequest, deployed: Deployed) -> Deployed:
    """The service as visitors of one of its names meet it."""
    return replace(deployed, base=deployed.stage_base) if request.param == "stage" else deployed
