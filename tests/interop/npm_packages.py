"""The libraries of npm/package-lock.json, each behind the same few lines of JavaScript."""

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import npm

SOURCES = Path(__file__).parent / "npm"
CTI = 7


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def install(environ: Mapping[str, str]) -> Path:
    """The folder in the cache that holds the libraries, installed the first time. Raises
    NpmUnavailable."""
    return npm.install_in_cache("interop", SOURCES, environ)


@dataclass(frozen=True)
class Library:
    """One of the libraries, by the name of its adapter in npm/."""

    name: str
    folder: Path

    def verify(self, codes: Iterable[bytes], published: Mapping[str, Any]) -> list[Any]:
        """For each code its claims, or None where the library refused it. `published` is
        {"jwks": the set} or {"coseKeySet": its bytes in base64url}."""
        asked = {"codes": [encoded(code) for code in codes], **published}
        return [_claims(answer) for answer in self._run({"verify": asked})]

    def sign(self, claims: Mapping[int, Any], keys: Iterable[Mapping[str, str]]) -> list[bytes]:
        """A code for the claims from each of those private JWKs."""
        pairs = [[name, encoded(said) if name == CTI else said] for name, said in claims.items()]
        codes = self._run({"sign": {"keys": list(keys), "claims": pairs}})
        return [decoded(code) for code in codes]

    def _run(self, request: Mapping[str, Any]) -> Any:
        done = subprocess.run(
            ["node", "interop.mjs", self.name],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"]},
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def _claims(answer: Mapping[str, Any]) -> dict[int, Any] | None:
    if "refused" in answer:
        return None
    return {key: decoded(value) if key == CTI else value for key, value in answer["claims"]}
