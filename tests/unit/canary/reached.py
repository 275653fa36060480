"""The service as the canary reaches it, without a network."""

import json
from collections.abc import Callable

from chalicelib.canary.visit import Answer, Step
from tests.unit.web.site import Site

Change = Callable[[str, Answer], Answer]


class Reached:
    """The service as the canary reaches it, with what an address answers changed on the way."""

    def __init__(self, site: Site, change: Change = lambda _, answer: answer) -> None:
        self.site, self.change = site, change
        self.asked: list[str] = []

    def ask(self, method: str, path: str, body: object = None, session: str = "") -> Answer:
        self.asked.append(f"{method} {path}")
        headers = {"Origin": self.site.origin, "Accept": "*/*"}
        data = b""
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        if session:
            headers["Cookie"] = f"__Host-waypost={session}; waypost={session}"
        answer = self.site.request(method, path, headers=headers, body=data)
        return self.change(path, Answer(answer.status, answer.body))


def problems(steps: list[Step]) -> dict[str, str]:
    return {step.name: step.problem for step in steps if step.problem}
