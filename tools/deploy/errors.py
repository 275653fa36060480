"""What stands in the way of a deployment, in one line each."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions

_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
_UNKNOWN_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DENIED = frozenset({"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_SIGN_IN_AGAIN = "sign in again (such as `aws sso login`), or set new ones"


class NotDeployed(Exception):
    """It could not be done; the message says why, and what helps."""


class StoppedWatching(Exception):
    """Somebody stopped it while AWS was at work, which AWS goes on with."""


@contextmanager
def goes_on_there() -> Iterator[None]:
    """Raises StoppedWatching for a Ctrl-C in the block, which begins something at AWS."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedWatching from None


@contextmanager
def in_plain_words(doing: str) -> Iterator[None]:
    """Raises NotDeployed for what AWS, or the way to it, answers to the calls of the block.

    `doing` says what they do, as in "reading the stack".
    """
    try:
        yield
    except exceptions.ClientError as error:
        raise NotDeployed(_refusal(error, doing)) from error
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError) as error:
        raise NotDeployed(
            "No AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY"
        ) from error
    except (
        exceptions.SSOTokenLoadError,
        exceptions.TokenRetrievalError,
        exceptions.UnauthorizedSSOTokenError,
    ) as error:
        raise NotDeployed(f"The AWS credentials have expired: {_SIGN_IN_AGAIN}") from error
    except exceptions.NoRegionError as error:
        raise NotDeployed(
            'No AWS region is set: write "region" into the stage\'s file, or set AWS_REGION'
        ) from error
    except (exceptions.HTTPClientError, exceptions.ConnectionError) as error:
        raise NotDeployed(f"AWS was not reached ({doing}): {_line(error)}") from error
    except exceptions.BotoCoreError as error:
        raise NotDeployed(f"{_line(error)} ({doing})") from error


def code_of(error: exceptions.ClientError) -> str:
    """Returns the service's name of an error, such as AccessDenied."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refusal(error: exceptions.ClientError, doing: str) -> str:
    code, message = code_of(error), _line(error.response.get("Error", {}).get("Message", ""))
    if code in _EXPIRED:
        return f"The AWS credentials have expired: {_SIGN_IN_AGAIN}"
    if code in _UNKNOWN_CREDENTIALS:
        return f"AWS does not know these credentials ({code}): look at AWS_PROFILE and the keys"
    if code in _DENIED or "not authorized to perform" in message:
        allowed = message if "not authorized" in message else error.operation_name
        return f"These credentials may not do it ({doing}): {allowed}"
    return f"AWS refused ({doing}): {code}: {message}"


def _line(reason: object) -> str:
    return " ".join(str(reason).split())
