"""The deployed service, by both of its names."""

import os
from dataclasses import replace

import pytest

from tests.rehearsal.deployed import Deployed, described
from tests.rehearsal.deployment import Stage
from tests.rehearsal.stages import MAIN, OPTIONS


@pytest.fixture(scope="session")
def deployed() -> Deployed:
    """The main stage that `make rehearse` has put up."""
    return _described(MAIN)


@pytest.fixture(scope="session")
def deployed_with_options() -> Deployed:
    """The stage with all options, at its API's own name."""
    found = _described(OPTIONS)
    return replace(found, base=found.stage_base)


def _described(stage: Stage) -> Deployed:
    found = described(os.environ, stage)
    if found is None:
        pytest.fail("Nothing is deployed: `make rehearse T=...` does that, and runs these tests.")
    return found


@pytest.fixture(scope="session", params=["stage", "own domain"])
def face(request: pytest.FixtureRequest, deployed: Deployed) -> Deployed:
    """The service as visitors of one of its names meet it."""
    return replace(deployed, base=deployed.stage_base) if request.param == "stage" else deployed
