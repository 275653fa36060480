"""Whatever is made from the OpenAPI document, the deployed service answers as it says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.rehearsal.deployed import Deployed
from tests.rehearsal.visitor import Visitor
from tests.unit.web.api.drawn_requests import CHECKS, SAME_EACH_RUN, answered, drawn

EXAMPLES = 3  # of each kind; `make test` draws more, of the same application


@pytest.fixture(scope="module")
def facilitator(face: Deployed) -> Visitor:
    signing_in = Visitor(face)
    signing_in.sign_in_with(face.new_link())
    return signing_in


@pytest.mark.parametrize(("operation", "mode"), list(drawn()))
@settings(SAME_EACH_RUN, max_examples=EXAMPLES)
@given(data=st.data())
def test_every_answer_is_one_that_the_document_names(
    operation: Any, mode: GenerationMode, facilitator: Visitor, data: st.DataObject
) -> None:
    case = data.draw(operation.as_strategy(generation_mode=mode))
    case.validate_response(answered(facilitator, case), checks=CHECKS)
