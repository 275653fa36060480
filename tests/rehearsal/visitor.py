"""A visitor or a program that asks the deployed service, as the tests of modules ask the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from tests.rehearsal.deployed import Deployed
from tests.unit.web.site import Client, Response, require_shape


@dataclass
class Visitor(Client):
    """Somebody at one of the service's names, with a cookie or without."""

    deployed: Deployed
    cookie: str = ""

    @property
    def origin(self) -> str:  # type: ignore[override]
        parts = urlsplit(self.deployed.base)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """What stands before every path of the service's own links."""
        return urlsplit(self.deployed.base).path

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Response:
        given = dict(headers or {})
        if self.cookie and "Cookie" not in given:
            given["Cookie"] = self.cookie
        asked = Request(self.deployed.base + path, body or None, given, method=method)
        try:
            answered = self.deployed.open(asked)
        except HTTPError as refusal:
            answered = refusal
        with answered:
            fields = answered.headers
            answer = Response(
                answered.status,
                {name: fields.get_all(name) or [] for name in set(fields.keys())},
                answered.read(),
            )
        if method != "HEAD":
            require_shape(path, answer)
        return answer

    def file(self, link: str) -> Response:
        """What is at a link of one of its pages, which is an absolute path."""
        assert link.startswith(f"{self.base_path}/"), link
        return self.get(link.removeprefix(self.base_path))

    def sign_in_with(self, link: str) -> None:
        """Signs in with a facilitator's link."""
        answer = self.post("/v1/session", {"secret": link.partition("#")[2]})
        assert answer.status == 201, answer.text
        self.cookie = answer.header("Set-Cookie").partition(";")[0]
