"""What the CDN has to know of the service, taken from the code that it stands for.

The CloudFront Function is frontend/cdn/viewer-request.js with the languages, where they are at
home, and of every address that may be cached the fields of its query and whether its answer depends
on the language. Then the behaviours by path, and the policies of pages that a bucket answers.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.web.http.negotiation import AT_HOME
from chalicelib.web.http.offline_shell import WORKER_HEADERS
from chalicelib.web.http.policy import content_security_policy
from chalicelib.web.http.responses import COSE_KEY_SET, STRICT_TRANSPORT
from chalicelib.web.i18n.catalogue import languages
from chalicelib.web.lasting_pages import NAMES
from chalicelib.web.routes import ROUTES, Route

SOURCE = Path(__file__).resolve().parent.parent / "frontend" / "cdn" / "viewer-request.js"
MAX_BYTES = 10_240  # of a function's code
# AWS's own policies, the same in every account.
_NOTHING_CACHED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
_ALL_BUT_THE_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"  # AllViewerExceptHostHeader
_EVERY_METHOD = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
_LANGUAGE, _ACCEPT = "Accept-Language", "Accept"
_COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
_PARAMETER = re.compile(r"\\\{\w+\\\}")


class CachedPaths(NamedTuple):
    """Addresses that are cached alike.

    `fields`: of their queries, by name. `by_language`: whether the answer depends on language and
    country. `as_bytes`: whether it is bytes, which the service gives to who asks for their type.
    """

    fields: tuple[str, ...]
    by_language: bool
    as_bytes: bool


class Behaviour(NamedTuple):
    """What CloudFront does with the paths of a pattern, in which * stands for anything.

    `origin`: of the template. `headers`: the template's policy of headers that its bucket can't
    give, or that keep from browsers how long the CDN may keep an answer.
    """

    pattern: str
    origin: str = "service"
    is_cached: bool = True
    headers: str = ""


BEHAVIOURS = (  # the first that fits
    Behaviour("/static/*", "bucket-then-service", headers="FileHeaders"),
    Behaviour("/v", "bucket-then-service", headers="PageHeaders"),
    Behaviour("/station-worker.js", "bucket-then-service", headers="WorkerHeaders"),
    Behaviour("/station*", "bucket-then-service", headers="PageHeaders"),
    Behaviour("/mine-worker.js", "bucket-then-service", headers="WorkerHeaders"),
    Behaviour("/mine*", "bucket-then-service", headers="PageHeaders"),
    Behaviour("/site.webmanifest", "bucket-then-service", headers="PageHeaders"),
    Behaviour("/.well-known/*", "service-then-bucket", headers="ListHeaders"),
    Behaviour("/v1/withdrawals.json", "service-then-bucket", headers="ListHeaders"),
    Behaviour("/", headers="FreshHeaders"),
    Behaviour("/meetings/*/report", is_cached=False),
    Behaviour("/meetings/*", headers="FreshHeaders"),
    Behaviour("/results.geojson", headers="FreshHeaders"),
    Behaviour("/print", headers="FreshHeaders"),
    Behaviour("/embed", headers="FreshHeaders"),
    Behaviour("/saved", headers="FreshHeaders"),
    Behaviour("/f*-worker.js", headers="FreshHeaders"),
    Behaviour("/what-to-expect", headers="FreshHeaders"),
    Behaviour("/courts*", headers="FreshHeaders"),
    Behaviour("/developers", headers="FreshHeaders"),
    Behaviour("/v1/openapi.json"),
    Behaviour("/v1/meetings*", headers="FreshHeaders"),
    Behaviour("/feeds/*"),
    Behaviour("/cells/*"),
    Behaviour("/robots.txt"),
)
EVERYTHING_ELSE = Behaviour("*", is_cached=False)


def behaviour_of(path: str) -> Behaviour:
    """Returns what is done with a path."""
    fitting = (each for each in BEHAVIOURS if fnmatchcase(path, each.pattern))
    return next(fitting, EVERYTHING_ELSE)


def template() -> dict[str, Any]:
    """Returns these parts of the template."""
    default, *cached = map(_behaviour, (EVERYTHING_ELSE, *BEHAVIOURS))
    del default["PathPattern"]
    # Whom a page may ask, other issuers too, it says itself in a <meta>: that is a setting.
    scripts = "'wasm-unsafe-eval'; worker-src 'self'"
    page = content_security_policy(scripts=scripts, asked=["https:"])
    return {
        "Resources": {
            "ViewerRequest": {"Properties": {"FunctionCode": function_code()}},
            "Site": {
                "Properties": {
                    "DistributionConfig": {
                        "DefaultCacheBehavior": default,
                        "CacheBehaviors": cached,
                    }
                }
            },
            "PageHeaders": _policy(page),
            "WorkerHeaders": _policy(WORKER_HEADERS["Content-Security-Policy"]),
            "FreshHeaders": _policy(""),
            "FileHeaders": _policy(""),
            "ListHeaders": _policy(""),
        }
    }


def _behaviour(behaviour: Behaviour) -> dict[str, Any]:
    # Where there are two origins CloudFront takes nothing but reading.
    methods = _EVERY_METHOD[:3] if behaviour.is_cached else _EVERY_METHOD
    passed_on = {"Fn::If": ["UseWaf", {"Ref": "ViewerAddress"}, {"Ref": "AWS::NoValue"}]}
    headers = {"ResponseHeadersPolicyId": {"Ref": behaviour.headers}} if behaviour.headers else {}
    cached = behaviour.is_cached
    return {
        "PathPattern": behaviour.pattern,
        "TargetOriginId": behaviour.origin,
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": methods,
        "Compress": True,
        "CachePolicyId": {"Ref": "CachedByKey"} if cached else _NOTHING_CACHED,
        "OriginRequestPolicyId": passed_on if cached else _ALL_BUT_THE_HOST,
        "FunctionAssociations": [
            {
                "EventType": "viewer-request",
                "FunctionARN": {"Fn::GetAtt": ["ViewerRequest", "FunctionARN"]},
            }
        ],
        **headers,
    }


def _policy(content_security: str) -> dict[str, Any]:
    """Returns a response headers policy's part; a header that the service gave itself stays."""
    headers: dict[str, Any] = {
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": int(STRICT_TRANSPORT.partition("=")[2]),
            "Override": False,
        }
    }
    if content_security:
        headers["ContentSecurityPolicy"] = {
            "ContentSecurityPolicy": content_security,
            "Override": False,
        }
    config = {"ResponseHeadersPolicyConfig": {"SecurityHeadersConfig": headers}}
    return {"Properties": config}


def cached_routes() -> list[Route]:
    """Returns the routes whose answers are cached.

    An address that also takes what is sent to it is never: all of it goes to the service.
    """
    every = [route for routes in ROUTES.values() for route in routes]
    taking = {route.path for route in every if route.method != "GET"}
    return [route for route in every if route.caching.is_shared and route.path not in taking]


def cached_paths() -> dict[CachedPaths, list[str]]:
    """Returns the addresses of those routes by what their answers depend on."""
    groups: dict[CachedPaths, list[str]] = {}
    for route in cached_routes():
        if route.path[1:] in NAMES or route.path.startswith("/pages/"):
            continue  # the function asks the bucket for these
        unknown = {*route.caching.varies_by} - {_LANGUAGE, _ACCEPT}
        if unknown:
            raise ValueError(f"{route.path}: the function leaves no {unknown} to the service")
        kind = CachedPaths(
            tuple(sorted(route.fields)),
            _LANGUAGE in route.caching.varies_by,
            _ACCEPT in route.caching.varies_by,
        )
        groups.setdefault(kind, []).append(route.path)
    return groups


def function_code() -> str:
    """Returns the function as it is deployed. Raises ValueError where it is too large."""
    code = constants() + _COMMENT.sub("", SOURCE.read_text("utf-8"))
    size = len(code.encode())
    if size > MAX_BYTES:
        raise ValueError(f"the CloudFront Function has {size} bytes; {MAX_BYTES} are the most")
    return code


def constants() -> str:
    """Returns the lines that stand before the function."""
    cached = ",".join(_cached(kind, paths) for kind, paths in cached_paths().items())
    values = {
        "LANGUAGES": json.dumps(sorted(languages())),
        "AT_HOME": json.dumps(dict(AT_HOME)),
        "CACHED": f"[{cached}]",
        "PAGES": json.dumps(NAMES),
        "BYTES": json.dumps(COSE_KEY_SET),
    }
    return "".join(f"const {name} = {value};\n" for name, value in values.items())


def _cached(kind: CachedPaths, paths: list[str]) -> str:
    return (
        f"{{paths:/^(?:{'|'.join(_patterns(paths))})$/,fields:{json.dumps(kind.fields)},"
        f"byLanguage:{json.dumps(kind.by_language)},bytes:{json.dumps(kind.as_bytes)}}}"
    )


def _patterns(paths: list[str]) -> Iterator[str]:
    for path in paths:
        yield _PARAMETER.sub("[^/]+", re.escape(path)).replace("/", r"\/").replace(r"[^\/]", "[^/]")
