"""A caching proxy that does what CloudFront does by the template, with a clock that stands still.

It has the function as it is deployed, the behaviours, the key, the groups of origins with their
failover, and the policies of headers. It keeps answers as RFC 9111 and RFC 5861 say of a shared
cache: `s-maxage`, `stale-while-revalidate`, `stale-if-error`, and `ETag` to ask again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from tests.cdn.edge_function import EdgeFunction, Seen
from tools import cdn, template

VISITOR = "203.0.113.9"
_CACHED_METHODS = ("GET", "HEAD", "OPTIONS")


class Answer(NamedTuple):
    """An answer of an origin, or of the proxy; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Asked(NamedTuple):
    """What an origin was asked for."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Origin = Callable[[Asked], Answer]
Key = tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    answer: Answer
    at: datetime

    def seconds(self, directive: str) -> int:
        found = re.search(rf"{directive}=(\d+)", self.answer.headers.get("cache-control", ""))
        return int(found[1]) if found else 0


@dataclass
class CachingProxy:
    """`service` and `bucket` are the origins; all that they were asked for stands in `asked`."""

    function: EdgeFunction
    service: Origin
    bucket: Origin
    now: Callable[[], datetime]
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    _kept: dict[Key, _Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._resources = template.read()["Resources"]
        config = self._resources["Site"]["Properties"]["DistributionConfig"]
        self._groups = {
            group["Id"]: (
                [member["OriginId"] for member in group["Members"]["Items"]],
                set(group["FailoverCriteria"]["StatusCodes"]["Items"]),
            )
            for group in config["OriginGroups"]["Items"]
        }
        self._key_headers = [
            name.lower()
            for name in self._resources["CachedByKey"]["Properties"]["CachePolicyConfig"][
                "ParametersInCacheKeyAndForwardedToOrigin"
            ]["HeadersConfig"]["Headers"]
        ]

    def answer(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        ip: str = VISITOR,
    ) -> Answer:
        """Returns what a visitor gets."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        behaviour = cdn.behaviour_of(target.partition("?")[0])
        if behaviour.is_cached and method not in _CACHED_METHODS:
            return Answer(403, {}, b"")
        seen = self.function(method, target, sent.items(), ip)
        if not behaviour.is_cached:
            passed_on = {**sent, **seen.headers}
            passed_on.pop("host", None)  # as AWS's policy for all other headers says
            return self._ask(behaviour.origin, Asked(method, seen.target, passed_on, body))
        found = self._cached(behaviour, seen)
        tags = sent.get("if-none-match", "")
        if found.status == 200 and tags and found.headers.get("etag") in tags.split(", "):
            return Answer(304, found.headers, b"")
        return found._replace(body=b"") if method == "HEAD" else found

    def _cached(self, behaviour: cdn.Behaviour, seen: Seen) -> Answer:
        passed_on = {n: seen.headers[n] for n in self._key_headers if n in seen.headers}
        language, accept = (passed_on.get(name, "") for name in self._key_headers)
        key = (behaviour.origin, seen.target, language, accept)
        kept, asked = self._kept.get(key), Asked("GET", seen.target, passed_on, b"")
        if kept is None:
            return self._headers(behaviour, self._fresh(behaviour, key, asked, None))
        age, fresh_s = self._age(kept), kept.seconds("s-maxage") or kept.seconds("max-age")
        if age >= fresh_s:
            answer = self._fresh(behaviour, key, asked, kept)
            if age < fresh_s + kept.seconds("stale-while-revalidate"):
                return self._aged(behaviour, kept)  # asked anew beside it
            if answer.status < 500 or age >= fresh_s + kept.seconds("stale-if-error"):
                return self._headers(behaviour, answer)
        return self._aged(behaviour, kept)

    def _age(self, kept: _Kept) -> int:
        return int((self.now() - kept.at).total_seconds())

    def _aged(self, behaviour: cdn.Behaviour, kept: _Kept) -> Answer:
        answer = self._headers(behaviour, kept.answer)
        age = self._age(kept) + int(kept.answer.headers.get("age", 0))
        return answer._replace(headers={**answer.headers, "age": str(age)})

    def _fresh(
        self, behaviour: cdn.Behaviour, key: Key, asked: Asked, kept: _Kept | None
    ) -> Answer:
        if kept and "etag" in kept.answer.headers:
            tag = {"if-none-match": kept.answer.headers["etag"]}
            asked = asked._replace(headers={**asked.headers, **tag})
        answer = self._ask(behaviour.origin, asked)
        if answer.status == 304 and kept:
            self._kept[key] = replace(kept, at=self.now())
            return kept.answer
        control = answer.headers.get("cache-control", "")
        shared = "no-store" not in control and "private" not in control
        new = _Kept(answer, self.now())
        if answer.status == 200 and shared and (new.seconds("s-maxage") or new.seconds("max-age")):
            assert "set-cookie" not in answer.headers, asked.target
            self._kept[key] = new
        return answer

    def _ask(self, origin: str, asked: Asked) -> Answer:
        members, failing = self._groups.get(origin, ([origin], set()))
        for place, member in enumerate(members):
            answer = self._ask_one(member, asked)
            if place == len(members) - 1 or answer.status not in failing:
                break
        return answer

    def _ask_one(self, member: str, asked: Asked) -> Answer:
        if member == "bucket":
            self.asked.append(("bucket", asked))
            return self.bucket(asked)
        passed_on = {**asked.headers, "x-waypost-via": "cdn", "host": "abc.execute-api.example"}
        self.asked.append(("service", asked._replace(headers=passed_on)))
        return self.service(asked._replace(headers=passed_on))

    def _headers(self, behaviour: cdn.Behaviour, answer: Answer) -> Answer:
        """Returns the answer with the headers that its behaviour's policy gives."""
        if not behaviour.headers:
            return answer
        config = self._resources[behaviour.headers]["Properties"]["ResponseHeadersPolicyConfig"]
        custom = config.get("CustomHeadersConfig", {"Items": []})["Items"]
        over = {each["Header"].lower(): each["Value"] for each in custom if each["Override"]}
        return answer._replace(headers={**_given(config), **answer.headers, **over})


def _given(config: Mapping[str, Any]) -> dict[str, str]:
    security = config["SecurityHeadersConfig"]
    given = {"x-content-type-options": "nosniff"} if "ContentTypeOptions" in security else {}
    if "ContentSecurityPolicy" in security:
        policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        given["content-security-policy"] = policy
    if "ReferrerPolicy" in security:
        given["referrer-policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    if "CorsConfig" in config:
        given["access-control-allow-origin"] = "*"
        exposed = config["CorsConfig"]["AccessControlExposeHeaders"]["Items"]
        given["access-control-expose-headers"] = ", ".join(exposed)
    return given
