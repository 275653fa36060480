"""Clients of AWS that wait no longer than the time budget allows, and take no half answer."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

NO_RETRIES: Any = {"mode": "standard", "total_max_attempts": 1}  # `calls` makes them


class TruncatedAnswer(Exception):
    """The end of an answer is missing, or it is none of AWS: nothing of it counts."""


def bounded(client: Any) -> Any:
    """Returns the client, whose connections keep to the time budget, and whose answers are whole.

    Botocore bounds the wait for the next byte, and not for the last; it takes an answer that was
    cut off for one that says nothing.
    """
    from chalicelib.aws.connections import POOL_CLASSES

    service = client.meta.service_model.service_name
    client.meta.events.register(f"before-parse.{service}", _require_whole)
    # botocore has no setting for its connections' classes
    client._endpoint.http_session._manager.pool_classes_by_scheme = POOL_CLASSES
    return client


def _require_whole(
    response_dict: Mapping[str, Any], operation_model: Any = None, **_others: Any
) -> None:
    """Raises TruncatedAnswer for an answer that is not all of what was sent."""
    body, headers = response_dict["body"], response_dict["headers"]
    checksum, length = headers.get("x-amz-crc32"), headers.get("content-length")
    if checksum is not None and checksum.strip() != str(zlib.crc32(body)):
        raise TruncatedAnswer
    if length is not None and length.strip() != str(len(body)):
        raise TruncatedAnswer
    if length == "0" and operation_model is not None and operation_model.output_shape is None:
        return  # KMS answers with nothing where there is nothing to say
    if response_dict["status_code"] < 300 and not _is_object(body, checked=checksum is not None):
        raise TruncatedAnswer


def _is_object(body: bytes, *, checked: bool) -> bool:
    """Tells whether that is a JSON object; of a body with a checksum its ends are enough."""
    if not (body[:1] == b"{" and body.rstrip()[-1:] == b"}"):
        return False
    if checked:
        return True
    try:
        json.loads(body)
    except ValueError:
        return False
    return True
