"""The deployed service as the tests meet it: its two addresses, commands and functions."""

import http.client
import json
import socket
import ssl
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from tests.browser.service import Operated
from tests.rehearsal.deployment import Stack, Stage
from tests.rehearsal.front import Certificate
from tests.rehearsal.ministack import HOST, PATIENCE_S, REGION, MiniStack
from tests.rehearsal.stages import MAIN

FILE = "REHEARSAL"  # the variable that names the description, where a rehearsal runs
DESCRIPTION = "deployed.json"
OWN_BASE = MAIN.parameters["PublicUrl"]


@dataclass(frozen=True)
class Deployed(Operated):
    """A stage that is up, as one process tells another. `base` is the address that a test comes
    to, `folder` has the package and the stages' files."""

    stage: str
    base: str
    folder: str
    aws_port: int
    aws_log: str
    front_port: int
    certificate: str
    pin: str
    outputs: Mapping[str, str]
    resources: Mapping[str, str]

    @property
    def stack(self) -> str:
        return f"waypost-{self.stage}"

    @property
    def aws(self) -> MiniStack:
        return MiniStack(self.aws_port, Path(self.aws_log))

    @property
    def stage_base(self) -> str:
        """The address of the API's stage, as AWS names it."""
        return self.outputs["EndpointURL"].rstrip("/")

    def environment(self) -> dict[str, str]:
        patient = {"WAIT_S": str(PATIENCE_S), "WRITE_DEADLINE_S": str(PATIENCE_S)}
        return {**self.aws.environment, **patient}

    def command(self, *arguments: str) -> str:
        """What an operator's command prints of this stack; it must succeed."""
        return self._run("-m", "chalicelib", "--stack", self.stack, *arguments)

    @cached_property
    def sign_in_link(self) -> str:
        return self.new_link()

    def open(self, request: Request) -> Any:
        """The answer to a request to either of its names; no redirect is followed."""
        tls = ssl.create_default_context(cafile=self.certificate)
        ways = (_Front(self.front_port, tls), ProxyHandler({}), _NoRedirect())
        return build_opener(*ways).open(request, timeout=PATIENCE_S)

    @property
    def browser_arguments(self) -> tuple[str, ...]:
        """What leads a Chromium to the front by its names, and lets it trust its key."""
        hosts = (urlsplit(OWN_BASE).netloc, "*.amazonaws.com")
        rules = ", ".join(f"MAP {host}:443 {HOST}:{self.front_port}" for host in hosts)
        return (
            f"--host-resolver-rules={rules}",
            f"--ignore-certificate-errors-spki-list={self.pin}",
        )

    def run_sweep(self) -> None:
        """Has the function sweep run, as its schedule does every 15 minutes; it must succeed."""
        event = {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "region": REGION,
            "resources": [f"arn:aws:events:{REGION}:000000000000:rule/sweep"],
            "detail": {},
        }
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.resources["Sweep"], Payload=json.dumps(event).encode()
        )
        assert "FunctionError" not in answer, answer["Payload"].read()

    def logs(self) -> str:
        """All that its functions have said, the lines that Lambda writes itself left out."""
        said = []
        client = self.aws.client("logs")
        for name in (self.resources[each] for each in ("ApiHandlerLogGroup", "SweepLogGroup")):
            for page in client.get_paginator("filter_log_events").paginate(logGroupName=name):
                said += [
                    f"{name}: {event['message'].rstrip()}"
                    for event in page["events"]
                    if not event["message"].startswith(("START ", "END ", "REPORT "))
                ]
        return "\n".join(said)


def describe(
    folder: Path,
    aws: MiniStack,
    stacks: Mapping[Stage, Stack],
    front_port: int,
    certificate: Certificate,
) -> tuple[Deployed, ...]:
    """Writes down in the folder what runs, for the tests' processes, and returns it."""
    running = tuple(
        Deployed(
            stage.name,
            stage.parameters["PublicUrl"],
            str(folder),
            aws.port,
            str(aws.log),
            front_port,
            str(certificate.file),
            certificate.pin,
            stack.outputs,
            stack.resources,
        )
        for stage, stack in stacks.items()
    )
    (folder / DESCRIPTION).write_text(json.dumps([asdict(each) for each in running]))
    return running


def described(environ: Mapping[str, str], stage: Stage = MAIN) -> Deployed | None:
    """Returns what runs of a stage; None where no rehearsal does."""
    file = environ.get(FILE)
    if not file:
        return None
    running = (Deployed(**each) for each in json.loads(Path(file).read_text()))
    return next(each for each in running if each.stage == stage.name)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        return None


class _Front(HTTPSHandler):
    """Leads to the front, whatever the name; the name is what the certificate has to have."""

    def __init__(self, port: int, tls: ssl.SSLContext) -> None:
        super().__init__(context=tls)

        class Connection(http.client.HTTPSConnection):
            def connect(self) -> None:
                self.sock = tls.wrap_socket(
                    socket.create_connection((HOST, port), PATIENCE_S), server_hostname=self.host
                )

        self._connection = Connection

    def https_open(self, request: Request) -> Any:
        return self.do_open(self._connection, request)
