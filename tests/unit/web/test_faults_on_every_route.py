"""Every dependency fails in every way, under every route: the right status in the request's time,
nothing half-written, and no code checked wrongly.

Nothing here takes time: what hangs moves the clock by what it was granted.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

import app as front_door
from chalicelib import dynamodb, settings
from chalicelib.aws import time_budget
from chalicelib.settings import Settings
from chalicelib.verification import key_reader
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.vault import ParameterVault
from tests.conftest import open_tables
from tests.contracts import faults, read_model
from tests.unit.aws.pause_clock import PauseClock
from tests.unit.web.every_route import ALL, Desk, send
from tests.unit.web.site import NOW, Response, Site, freeze_clock

WAIT_S = 100.0  # of each request, by the clock; a real answer has as long, on a slow machine too
WRITES = ("PutItem", "DeleteItem", "UpdateItem", "TransactWriteItems")
Way = Callable[[str], faults.Answer]
Items = dict[str, dict[str, Any]]


class Parameters:
    """A Parameter Store, with a way to fail."""

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.calls = 0
        self.way: Way = lambda _: None

    def get_parameter(self, Name: str, WithDecryption: bool) -> dict[str, Any]:
        self._ask("GetParameter")
        if Name not in self.stored:
            raise refusal("ParameterNotFound")
        return {"Parameter": {"Value": self.stored[Name]}}

    def put_parameter(self, Name: str, Value: str, Overwrite: bool, **_: str) -> None:
        if Name in self.stored and not Overwrite:
            raise refusal("ParameterAlreadyExists")
        self.stored[Name] = Value

    def delete_parameters(self, Names: list[str]) -> dict[str, list[str]]:
        return {"DeletedParameters": [name for name in Names if self.stored.pop(name, None)]}

    def _ask(self, operation: str) -> None:
        self.calls += 1
        answered = self.way(operation)
        if answered:
            status, error = answered[0].status_code, answered[1]["Error"]
            raise refusal(error["Code"], status)


def refusal(code: str, status: int = 400) -> ClientError:
    parsed: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(parsed, "GetParameter")


@dataclass
class World:
    """The service with its dependencies, and what each route does while all is well."""

    desk: Desk
    clock: PauseClock
    parameters: Parameters
    healthy: dict[tuple[str, str], "Healthy"] = field(default_factory=dict)

    def stored(self) -> dict[str, Items]:
        current = settings.current()
        names = (current.meetings_table, current.verification_table, current.facilitators_table)
        return {name: read_model.all_items(dynamodb.client(), name) for name in names}

    def restore(self, before: Mapping[str, Items]) -> None:
        for name, items in self.stored().items():
            for pk in items.keys() - before[name].keys():
                dynamodb.client().delete_item(TableName=name, Key={"pk": {"S": pk}})
            for pk, item in before[name].items():
                if items.get(pk) != item:
                    dynamodb.client().put_item(TableName=name, Item=item)


@dataclass(frozen=True)
class Healthy:
    """How a route answers, which calls of the database it makes, and what it leaves there."""

    status: int
    operations: frozenset[str]
    parameters: int
    left: dict[str, Items]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, dynoxide_endpoint: str) -> Iterator[World]:
    clock, parameters = PauseClock(), Parameters()
    with (
        pytest.MonkeyPatch.context() as patched,
        open_tables(patched, tmp_path_factory.mktemp("faults"), dynoxide_endpoint),
    ):
        patched.setenv("WAIT_S", str(WAIT_S))
        patched.setenv("KEY_PARAMETERS", "/waypost")
        settings.current.cache_clear()
        vault = ParameterVault(parameters, "/waypost")
        patched.setattr(ParameterVault, "open", lambda prefix: vault)
        for module in (dynamodb, time_budget, key_reader):
            patched.setattr(module, "time", clock)
        # what would not wait out of the request's budget is seen to wait too long
        patched.setattr(time_budget, "COMMAND_S", 10 * WAIT_S)
        open_key_store().ensure_signing_key(NOW)
        yield World(Desk(Site(front_door.app, freeze_clock(patched))), clock, parameters)


@contextmanager
def database_that(way: Way) -> Iterator[None]:
    """Asks `way` before each call of the database."""

    def handler(model: Any, **_: Any) -> faults.Answer:
        return way(model.name)

    events = dynamodb.client().meta.events
    events.register_first("before-call.dynamodb", handler)
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb", handler)


def in_health(world: World, method: str, path: str) -> Healthy:
    """What a route does while all is well; in a process that has just begun."""
    if (method, path) not in world.healthy:
        before, operations, asked = world.stored(), set[str](), world.parameters.calls

        def note(operation: str) -> faults.Answer:
            operations.add(operation)
            return None

        open_key_store.cache_clear()
        with database_that(note):
            answer = send(world.desk, method, path)
        assert answer.status < 400, f"no valid request: {answer.text}"
        world.healthy[method, path] = Healthy(
            answer.status,
            frozenset(operations),
            world.parameters.calls - asked,
            world.stored(),
        )
        world.restore(before)
    return world.healthy[method, path]


def asked_in_time(world: World, method: str, path: str) -> Response:
    """The answer, which took no longer than a request may wait."""
    begun_at = world.clock.passed_s
    answer = send(world.desk, method, path)
    assert world.clock.passed_s - begun_at <= WAIT_S * 1.001
    return answer


def require_unavailable(answer: Response) -> None:
    assert answer.status == 503, answer.text
    assert int(answer.header("Retry-After")) > 0


def ways(clock: PauseClock) -> dict[str, Way]:
    def no_connection(_: str) -> faults.Answer:
        clock.hang()
        raise ConnectTimeoutError(endpoint_url="there")

    def no_answer(_: str) -> faults.Answer:
        clock.hang()
        raise ReadTimeoutError(endpoint_url="there")

    return {
        "hangs on connect": no_connection,
        "hangs in the answer": no_answer,
        "throttles": lambda _: faults.failure("ThrottlingException"),
        "errs": lambda _: faults.failure("InternalServerError", 500),
        "refuses": lambda _: faults.failure("AccessDeniedException"),
    }


WAYS = list(ways(PauseClock()))
IDS = [" ".join(route) for route in ALL]
each_route = pytest.mark.parametrize(("method", "path"), ALL, ids=IDS)


def half(operation: str) -> faults.Answer:
    """A database that does a part: keys that are never processed, transactions in the way."""
    if operation == "BatchGetItem":
        current = settings.current()
        keys = {"Keys": [{"pk": {"S": "X"}}]}
        names = (current.meetings_table, current.verification_table, current.facilitators_table)
        return faults.answer({"Responses": {}, "UnprocessedKeys": dict.fromkeys(names, keys)})
    return faults.conflict() if operation == "TransactWriteItems" else None


# Routes that ask the database, or the store of keys, and are served without it.
SERVED_WITHOUT_DATABASE = {
    ("GET", "/v1/withdrawals.json"),  # held
    ("GET", "/.well-known/waypost-trust.json"),
    ("GET", "/health/ready"),
    ("POST", "/v/check"),  # "could not be checked"
    ("POST", "/v1/verifications/check"),
}
SERVED_WITHOUT_KEYS = {
    ("GET", "/courts"),  # without the keys
    ("GET", "/courts/letter"),
    ("POST", "/v/check"),
    ("POST", "/v1/verifications/check"),
}


def test_a_request_waits_for_less_than_three_seconds() -> None:
    assert Settings().wait_s <= 2.5


@pytest.mark.parametrize("way", WAYS)
@each_route
def test_the_database(world: World, method: str, path: str, way: str) -> None:
    healthy, before = in_health(world, method, path), world.stored()
    if (method, path) in SERVED_WITHOUT_DATABASE:
        send(world.desk, method, path)  # what is served later has been read once
    with database_that(ways(world.clock)[way]):
        answer = asked_in_time(world, method, path)
    assert world.stored() == before
    if healthy.operations and (method, path) not in SERVED_WITHOUT_DATABASE:
        require_unavailable(answer)
    else:
        assert answer.status == healthy.status
    if (method, path) == ("POST", "/v1/verifications/check") and answer.status == 200:
        assert answer.json["outcome"] == "could_not_check"


@each_route
def test_a_database_that_does_half(world: World, method: str, path: str) -> None:
    healthy, before = in_health(world, method, path), world.stored()
    with database_that(half):
        answer = asked_in_time(world, method, path)
    assert answer.status in (healthy.status, 503)
    if answer.status == 503:
        require_unavailable(answer)
    try:
        require_before_or_after(world, before, healthy)
    finally:
        world.restore(before)


@pytest.mark.parametrize("lost", [1, 1000])
@each_route
def test_a_database_that_loses_answers(world: World, method: str, path: str, lost: int) -> None:
    """Those of the first attempt of each kind of write, or of all attempts."""
    healthy, before = in_health(world, method, path), world.stored()
    with ExitStack() as stack:
        for operation in WRITES:
            stack.enter_context(faults.lost_answers(dynamodb.client(), operation, before=lost))
        answer = asked_in_time(world, method, path)
    try:
        if lost == 1 or not healthy.operations & set(WRITES):
            assert answer.status == healthy.status
        elif answer.status != healthy.status:
            require_unavailable(answer)
        require_before_or_after(world, before, healthy)
    finally:
        world.restore(before)


def require_before_or_after(world: World, before: dict[str, Items], healthy: Healthy) -> None:
    """Each table has what it had, or the kinds of items that it has after the request."""
    meetings = settings.current().meetings_table
    read_model.check(dynamodb.client(), meetings, world.desk.site.clock.moment)
    for name, items in world.stored().items():
        assert shape(items) in (shape(before[name]), shape(healthy.left[name]))


def shape(items: Items) -> list[tuple[str, tuple[str, ...]]]:
    """What there is of which kind: ids and revisions are different each time.

    Without counts of failures, and without the lists of where reports may be, which are written
    before the report and may name a meeting that has none. A report may be counted only.
    """
    kept = (item for pk, item in items.items() if not pk.startswith(("A#", "REPORTED#")))
    kinds = ((item["pk"]["S"].partition("#")[0], tuple(sorted(item))) for item in kept)
    return sorted((kind, () if kind == "R" else names) for kind, names in kinds)


@pytest.mark.parametrize("way", WAYS)
@each_route
def test_the_store_of_keys(world: World, method: str, path: str, way: str) -> None:
    """In a process that has read no key yet."""
    healthy, before = in_health(world, method, path), world.stored()
    open_key_store.cache_clear()
    world.parameters.way = ways(world.clock)[way]
    try:
        answer = asked_in_time(world, method, path)
    finally:
        world.parameters.way = lambda _: None
        open_key_store.cache_clear()
    if healthy.parameters and (method, path) not in SERVED_WITHOUT_KEYS:
        require_unavailable(answer)
        assert shapes(world.stored()) == shapes(before)
    else:
        assert answer.status == healthy.status
    world.restore(before)


def shapes(stored: dict[str, Items]) -> dict[str, Any]:
    return {name: shape(items) for name, items in stored.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["/.well-known/jwks.json", "/.well-known/cose-key-set"])
def test_keys_that_were_read_are_served_and_say_their_age(
    world: World, path: str, way: str
) -> None:
    assert send(world.desk, "GET", path).header("Age") == ""
    world.clock.sleep(120)
    world.parameters.way = ways(world.clock)[way]
    try:
        answer = asked_in_time(world, "GET", path)
    finally:
        world.parameters.way = lambda _: None
        open_key_store.cache_clear()
    assert answer.status == 200
    assert int(answer.header("Age")) >= 120
