"""Where secrets are stored: small values by name, read back as written.

Files below the data folder (mode 600), or SecureString parameters in SSM Parameter Store.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from chalicelib.aws import calls
from chalicelib.aws.clients import NO_RETRIES, bounded

MAX_PARAMETER = 8192  # characters
_MAX_DELETED = 10  # parameters in one call


class KeysUnavailable(Exception):
    """The place where keys are stored could not be read or written."""


class Vault(Protocol):
    """A store of small secrets by name. Raises KeysUnavailable where it can't be reached."""

    @property
    def place(self) -> str:
        """Where it is, in words."""
        ...

    def read(self, name: str) -> bytes | None:
        """Returns the secret of that name, None where there is none."""

    def write(self, name: str, value: bytes) -> None:
        """Stores a secret, in the place of one that is there."""

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        ...

    def delete(self, *names: str) -> frozenset[str]:
        """Deletes secrets without reading them; returns the names of those that there were."""
        ...

    def names(self) -> frozenset[str]:
        """Returns the names of all secrets. Operators ask, no request."""
        ...


@contextmanager
def _file_errors() -> Iterator[None]:
    """Raises KeysUnavailable for an error of the file system."""
    try:
        yield
    except OSError as error:
        raise KeysUnavailable(type(error).__name__) from error


class FileVault:
    """Files that only their owner may read, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = f"the folder {folder}"

    def read(self, name: str) -> bytes | None:
        """Returns the secret of that name, None where there is none."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeysUnavailable(type(error).__name__) from error

    def write(self, name: str, value: bytes) -> None:
        """Stores a secret, in the place of one that is there."""
        with _file_errors():
            os.replace(self._temporary(name, value), self._folder / name)

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        with _file_errors():
            temporary = self._temporary(name, value)
            try:
                os.link(temporary, self._folder / name)
            except FileExistsError:
                return False
            finally:
                os.unlink(temporary)
        return True

    def delete(self, *names: str) -> frozenset[str]:
        """Deletes secrets; returns the names of those that there were."""
        there = set()
        with _file_errors():
            for name in names:
                with suppress(FileNotFoundError):
                    (self._folder / name).unlink()
                    there.add(name)
        return frozenset(there)

    def names(self) -> frozenset[str]:
        """Returns the names of all secrets."""
        with _file_errors():
            if not self._folder.exists():
                return frozenset()
            names = (path.name for path in self._folder.iterdir())
            return frozenset(name for name in names if not name.startswith("."))

    def _temporary(self, name: str, value: bytes) -> str:
        import tempfile

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        return path


class ParameterVault:
    """SecureString parameters in SSM Parameter Store below one prefix."""

    def __init__(self, ssm: Any, prefix: str) -> None:
        self._ssm = ssm
        self._prefix = prefix.rstrip("/")

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"Parameter Store below {self._prefix} in {self._ssm.meta.region_name}"

    @classmethod
    def open(cls, prefix: str) -> "ParameterVault":
        """Returns a vault with a client of its own. Raises KeysUnavailable without a region."""
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        limits = Config(connect_timeout=2, read_timeout=2, retries=NO_RETRIES)
        try:
            return cls(bounded(boto3.client("ssm", config=limits)), prefix)
        except BotoCoreError as error:  # no such profile, no region
            raise KeysUnavailable(type(error).__name__) from error

    def read(self, name: str) -> bytes | None:
        """Returns the secret of that name, None where there is none."""
        path = f"{self._prefix}/{name}"
        try:
            response = self._call("get_parameter", Name=path, WithDecryption=True)
        except calls.Refused as error:
            if error.code != "ParameterNotFound":
                raise KeysUnavailable(error.code) from error
            return None
        try:
            return base64.b64decode(response["Parameter"]["Value"], validate=True)
        except (KeyError, ValueError) as error:  # an answer without its end, or of another
            raise KeysUnavailable("not what was stored") from error

    def write(self, name: str, value: bytes) -> None:
        """Stores a secret, in the place of one that is there."""
        try:
            self._put(name, value, overwrite=True)
        except calls.Refused as error:
            raise KeysUnavailable(error.code) from error

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        try:
            self._put(name, value, overwrite=False)
        except calls.Refused as error:
            if error.code != "ParameterAlreadyExists":
                raise KeysUnavailable(error.code) from error
            return error.after_lost and self.read(name) == value  # maybe our own earlier attempt
        return True

    def delete(self, *names: str) -> frozenset[str]:
        """Deletes secrets without reading them; returns the names of those that there were."""
        there: set[str] = set()
        try:
            for start in range(0, len(names), _MAX_DELETED):
                paths = [f"{self._prefix}/{name}" for name in names[start : start + _MAX_DELETED]]
                answer = self._call("delete_parameters", Names=paths)
                there |= {path.rpartition("/")[2] for path in answer["DeletedParameters"]}
        except calls.Refused as error:
            raise KeysUnavailable(error.code) from error
        except KeyError as error:
            raise KeysUnavailable("an answer without what was deleted") from error
        return frozenset(there)

    def names(self) -> frozenset[str]:
        """Returns the names of all secrets; it needs ssm:GetParametersByPath."""
        names: set[str] = set()
        page: dict[str, Any] = {}
        try:
            while True:
                found = self._call("get_parameters_by_path", Path=self._prefix, **page)
                names |= {
                    each["Name"].removeprefix(f"{self._prefix}/") for each in found["Parameters"]
                }
                if not found.get("NextToken"):
                    return frozenset(names)
                page = {"NextToken": found["NextToken"]}
        except calls.Refused as error:
            raise KeysUnavailable(error.code) from error
        except KeyError as error:
            raise KeysUnavailable("an answer without its parameters") from error

    def _put(self, name: str, value: bytes, *, overwrite: bool) -> None:
        text = base64.b64encode(value).decode()
        if len(text) > MAX_PARAMETER:
            raise KeysUnavailable(f"{name} is larger than a parameter may be")
        self._call(
            "put_parameter",
            Name=f"{self._prefix}/{name}",
            Value=text,
            Type="SecureString",
            Overwrite=overwrite,
            Tier="Intelligent-Tiering",  # a charged one only above 4,096 characters
        )

    def _call(self, operation: str, **arguments: Any) -> Any:
        """Raises KeysUnavailable, and calls.Refused."""
        try:
            return calls.call(getattr(self._ssm, operation), **arguments)
        except calls.Unanswered as error:
            raise KeysUnavailable(error.reason) from error
