"""The event that API Gateway makes of a request to a Lambda proxy integration (REST API, v1).

The documented format: https://docs.aws.amazon.com/apigateway/latest/developerguide/
set-up-lambda-proxy-integrations.html
"""

import base64
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

SOURCE_IP = "127.0.0.1"
STAGE = "api"
_API = "local"
_ACCOUNT = "123456789012"
_NO_IDENTITY = dict.fromkeys(
    (
        "accessKey",
        "accountId",
        "caller",
        "cognitoAuthenticationProvider",
        "cognitoAuthenticationType",
        "cognitoIdentityId",
        "cognitoIdentityPoolId",
        "principalOrgId",
        "user",
        "userArn",
    )
)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came: its target without scheme and host, each header by itself."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path as it was sent, percent-encoded."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        """Returns the first header of that name; "" where absent."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def joined_headers(self) -> dict[str, str]:
        """Returns the headers by names in lower case, several of one name as one list."""
        lines = _lists((name.lower(), value) for name, value in self.headers)
        return {
            name: ("; " if name == "cookie" else ", ").join(values)
            for name, values in lines.items()
        }


@dataclass(frozen=True, slots=True)
class Match:
    """The resource that takes a path, and the values of its parameters, decoded."""

    resource: str
    values: Mapping[str, str]


def match(path: str, resources: Iterable[str]) -> Match | None:
    """Returns the resource that takes a path; None where none does.

    One that names a segment goes before one that takes any. One slash at the end is nothing.
    """
    if path.endswith("//"):
        return None
    sent = (path.rstrip("/") or "/").split("/")
    for resource in sorted(resources, key=lambda each: each.replace("{", "\U0010ffff")):
        named = resource.split("/")
        values = {}
        if len(named) != len(sent):
            continue
        for name, segment in zip(named, sent, strict=True):
            if name.startswith("{") and segment:
                values[name.strip("{}")] = unquote(segment)
            elif name != segment:
                break
        else:
            return Match(resource, values)
    return None


def create_event(
    request: HttpRequest, matched: Match, now: datetime, binary_types: Collection[str] = ()
) -> dict[str, Any]:
    """Returns the event of a request under a domain of its own, mapped at its root.

    A body of one of the `binary_types` comes in base64; any other as text, in which what is not
    UTF-8 is lost.
    """
    headers = _lists(request.headers)
    query = _lists(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
    media_type = request.header("content-type").partition(";")[0].strip().lower()
    binary = bool(request.body) and media_type in binary_types
    body = base64.b64encode(request.body) if binary else request.body
    host = request.header("host")
    return {
        "resource": matched.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": _last(headers),
        "multiValueHeaders": headers or None,
        "queryStringParameters": _last(query),
        "multiValueQueryStringParameters": query or None,
        "pathParameters": dict(matched.values) or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": _ACCOUNT,
            "apiId": _API,
            "domainName": host,
            "domainPrefix": host.partition(".")[0],
            "extendedRequestId": "",
            "httpMethod": request.method,
            "identity": {
                **_NO_IDENTITY,
                "sourceIp": SOURCE_IP,
                "userAgent": request.header("user-agent") or None,
            },
            "path": request.path,
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "requestTime": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "requestTimeEpoch": int(now.timestamp() * 1000),
            "resourceId": "local",
            "resourcePath": matched.resource,
            "stage": STAGE,
        },
        "body": body.decode("utf-8", "replace") if body else None,
        "isBase64Encoded": binary,
    }


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return lists


def _last(lists: Mapping[str, list[str]]) -> dict[str, str] | None:
    """Returns the last value of each name; None where there is none, as API Gateway does."""
    return {name: values[-1] for name, values in lists.items()} or None
