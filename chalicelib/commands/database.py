"""Which database an operator's command talks to, and how a command fails: in one line."""

import json
import os
import socket
from collections.abc import Callable, Mapping, MutableMapping
from functools import wraps
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import click

from chalicelib import settings
from chalicelib.aws import stack as stacks
from chalicelib.commands import deployment
from chalicelib.commands.terminal import print_line
from chalicelib.dynamodb import OutcomeUnknown, StorageUnavailable
from chalicelib.verification.vault import KeysUnavailable

AWS_SETTINGS = (
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_OUTCOME_UNKNOWN = (
    "The database's answer was lost: it may have been done or not. Look, or run the command again"
)
_NO_DATABASE = "No database is running in {}: start it with `make run`, or give AWS settings"


class Refused(click.ClickException):
    """A command that cannot be done as asked: one line on stderr, exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints the message alone, without the word "Error"."""
        print_line(self.format_message(), file=file, err=True)


class Failed(Refused):
    """A command that could have been done and was not: one line on stderr, exit status 1."""

    exit_code = 1


def connect(environ: MutableMapping[str, str]) -> str:
    """Sets `environ` to the database that the commands talk to, and returns its name in words.

    Without AWS settings it is the one that the local start published in the data folder. Raises
    Refused where none answers there.
    """
    aws_names = [name for name in AWS_SETTINGS if environ.get(name)]
    if aws_names:
        if environ.get("AWS_REGION"):  # boto3 reads the other name alone
            environ["AWS_DEFAULT_REGION"] = environ["AWS_REGION"]
        return _endpoint(environ) or f"AWS, by {aws_names[0]}"
    endpoint, public_url = _running_service(settings.default_data_dir(environ))
    environ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
    environ["PUBLIC_URL"] = public_url
    environ["AWS_ACCESS_KEY_ID"] = "local"
    environ["AWS_SECRET_ACCESS_KEY"] = "local"  # nosec B105 # a local database asks for none
    environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("NO_PROXY", "no_proxy"):  # the second counts where both are there
        environ[name] = f"{environ.get(name, '')},{urlsplit(endpoint).hostname}".strip(",")
    return f"local, {endpoint}"


def connect_to_stack(environ: MutableMapping[str, str], name: str) -> str:
    """Sets `environ` to what this stack made, settings included, and returns its name in words.

    Raises Refused where it can't be read, or is none that a command could talk to.
    """
    everywhere = environ.get("AWS_ENDPOINT_URL") or None
    if environ.get("AWS_ENDPOINT_URL_DYNAMODB", everywhere) != everywhere:
        raise Refused(
            "--stack is for AWS, and AWS_ENDPOINT_URL_DYNAMODB leads to another database: unset it"
        )
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    try:
        stack = stacks.read(name, region)
        if stack is None:
            where = f" in {region}" if region else ""
            raise Refused(f"There is no stack {name}{where} in the account of these credentials")
        environ.update(deployment.environment(stack))
    except stacks.StackUnavailable as error:
        raise Refused(f"The stack {name} can't be read: {error}") from None
    except deployment.NoDeployment as error:
        raise Refused(str(error)) from None
    return f"stack {stack.name} in {stack.region}, account {stack.account}"


def talks_to_aws(environ: Mapping[str, str]) -> bool:
    """Tells whether the database that `connect` has set is AWS's own, by whatever address."""
    endpoint = _endpoint(environ)
    host = urlsplit(endpoint).hostname or "" if endpoint else AWS_DOMAINS[0]
    return host.endswith(AWS_DOMAINS)


def _endpoint(environ: Mapping[str, str]) -> str:
    return environ.get("AWS_ENDPOINT_URL_DYNAMODB") or environ.get("AWS_ENDPOINT_URL") or ""


def _running_service(data_dir: Path) -> tuple[str, str]:
    """Returns the database endpoint and the public URL of the running local service."""
    try:
        published = json.loads((data_dir / "endpoint.json").read_text("utf-8"))
        endpoint, public_url = str(published["endpoint"]), str(published["public_url"])
        parts = urlsplit(endpoint)
        if parts.scheme != "http" or not parts.hostname or not parts.port:
            raise Refused(_NO_DATABASE.format(data_dir))
        with socket.create_connection((parts.hostname, parts.port), timeout=2):
            return endpoint, public_url
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused(_NO_DATABASE.format(data_dir)) from None


def with_database(command: Callable[..., None]) -> Callable[..., None]:
    """Wraps a command: it says which database it talks to, and fails in one line without it.

    It says so on stderr where the command has an option `as_json` that is set.
    """

    @wraps(command)
    def run(**arguments: Any) -> None:
        try:
            print_line(_connected(os.environ), err=bool(arguments.get("as_json")))
            command(**arguments)
        except settings.InvalidSetting as error:
            raise Refused(str(error)) from None
        except OutcomeUnknown as error:
            raise Failed(f"{_OUTCOME_UNKNOWN} ({error})") from None
        except StorageUnavailable as error:
            raise Failed(f"The database did not do it: {_reason(error)}") from None
        except KeysUnavailable as error:
            raise Failed(f"The keys could not be read or written: {error}") from None

    return run


def _connected(environ: MutableMapping[str, str]) -> str:
    """Connects, to the stack that the command line names, and returns a line that says to what."""
    stack = click.get_current_context().find_root().params.get("stack")
    if not stack:
        database = connect(environ)
        return f"Database: {database}, table {settings.current().meetings_table}"
    return f"Database: {connect_to_stack(environ, stack)}, tables {', '.join(_tables())}"


def _tables() -> tuple[str, str, str]:
    current = settings.current()
    return current.meetings_table, current.verification_table, current.facilitators_table


def _reason(error: StorageUnavailable) -> str:
    if "ResourceNotFound" not in str(error):
        return str(error)
    return f"it has no such table in this region: {', '.join(_tables())}"
