"""What every answer keeps, whatever was asked."""

import base64
import binascii
import json
from typing import Any

from chalicelib.web.http.error_responses import wants_json
from tests.fuzz.values import MARK

_SERVER_ERRORS = 500


def broken_rules(event: dict[str, Any], returned: Any) -> list[str]:
    """Returns the rules that an answer breaks, in words."""
    try:
        returned = json.loads(json.dumps(returned))
    except (TypeError, ValueError):
        return ["Lambda could not return it: it is no JSON"]
    status, body = returned["statusCode"], returned["body"]
    lines = {**returned["headers"], **returned["multiValueHeaders"]}
    headers = {name.lower(): lines[name] for name in lines}
    kind = str(headers.get("content-type", ""))
    broken = []
    if not 200 <= status < _SERVER_ERRORS:
        broken.append(f"status {status}")
    if any(not _can_be_sent(value) for value in headers.values()):
        broken.append("a header that no header can be")
    if not isinstance(body, str):
        broken.append("a body that is no text")
    elif event["requestContext"]["httpMethod"] == "HEAD":
        broken += ["HEAD with a body"] if body else []
    elif returned.get("isBase64Encoded"):
        broken += [] if _is_base64(body) else ["base64 that is none"]
    else:
        broken += ["markup that was sent, as markup"] if "html" in kind and MARK in body else []
        broken += ["a traceback"] if "Traceback (most recent" in body else []
        if status >= 400:
            resource = event["requestContext"]["resourcePath"]
            broken += _unlike_our_errors(resource, kind, body)
    return broken


def _can_be_sent(value: Any) -> bool:
    for line in value if isinstance(value, list) else [value]:
        text = str(line)
        if set("\r\n\x00") & set(text) or not text.isprintable():
            return False
        try:
            text.encode("latin-1")
        except UnicodeEncodeError:
            return False
    return True


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _unlike_our_errors(resource: str, kind: str, body: str) -> list[str]:
    if not wants_json(resource):
        page = kind.startswith("text/html") and "<h1" in body
        return [] if page else ["an error that is no page"]
    try:
        shape = json.loads(body)
        error = shape["error"]
        beside = {"checks", "version", "build"} if resource == "/health/ready" else set()
        whole = set(shape) - beside == {"error"} and isinstance(error["code"], str)
        whole = whole and isinstance(error["message"], str) and bool(error["message"])
    except (ValueError, KeyError, TypeError):
        whole = False
    return [] if whole and kind == "application/json" else ["an error not of our shape"]
