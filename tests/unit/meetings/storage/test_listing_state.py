"""What is known of the listing without reading it."""

from chalicelib.meetings.storage import listing_state
from chalicelib.meetings.storage.listing_state import ListingState

STATE = ListingState({"dr": "x", "gc": "y", "pk": "z"}, {"dr": 2, "gc": 0, "pk": 1})


def test_the_state_is_read_as_it_was_written() -> None:
    item = {"pk": {"S": "LISTING"}, "rev": {"N": "3"}}
    stored = listing_state.attributes(STATE, "9q", 7)
    found = listing_state.read({**item, **stored})
    assert found.counts == {**STATE.counts, "9q": 7}
    assert found.marks.keys() == {"dr", "gc", "pk", "9q"}
    assert all(found.marks[region] == mark for region, mark in STATE.marks.items())
    assert listing_state.read(None) == ListingState()
    assert listing_state.read(item) == ListingState()


def test_a_page_reaches_as_far_as_its_meetings_do() -> None:
    assert STATE.marks_of_page("", 1) == ["dr x"]
    assert STATE.marks_of_page("", 2) == ["dr x", "gc y", "pk z"]  # is there a next page?
    assert STATE.marks_of_page("dr5r3.abc", 5) == ["dr x", "gc y", "pk z"]
    assert STATE.marks_of_page("gc", 0) == ["gc y", "pk z"]
    assert STATE.marks_of_page("zz", 5) == []


def test_each_change_sets_another_mark() -> None:
    first, second = (listing_state.update_action({"dr": 1, "gc": -2}) for _ in range(2))
    marks = [action["Update"]["ExpressionAttributeValues"] for action in (first, second)]
    assert marks[0][":m0"] != marks[1][":m0"]
    assert marks[0][":n1"] == {"N": "-2"}
