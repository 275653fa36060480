"""Where secrets are stored: small values by name, read back as written.

Files below the data folder (mode 600), or SecureString parameters in SSM Parameter Store.
"""

import base64
import os
from pathlib import Path
from typing import Any, Protocol

MAX_PARAMETER = 8192  # characters


class KeysUnavailable(Exception):
    """The place where keys are stored could not be read or written."""


class Vault(Protocol):
    """A store of small secrets by name. Raises KeysUnavailable where it can't be reached."""

    def read(self, name: str) -> bytes | None:
        """Returns the secret of that name, None where there is none."""

    def write(self, name: str, value: bytes) -> None:
        """Stores a secret, in the place of one that is there."""

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        ...

    def delete(self, name: str) -> None:
        """Deletes a secret; no error where there is none."""
        ...


class FileVault:
    """Files that only their owner may read, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

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
        os.replace(self._temporary(name, value), self._folder / name)

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        temporary = self._temporary(name, value)
        try:
            os.link(temporary, self._folder / name)
        except FileExistsError:
            return False
        finally:
            os.unlink(temporary)
        return True

    def delete(self, name: str) -> None:
        """Deletes a secret; no error where there is none."""
        (self._folder / name).unlink(missing_ok=True)

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

    @classmethod
    def open(cls, prefix: str) -> "ParameterVault":
        """Returns a vault with a client of its own, which waits for seconds and no minutes."""
        import boto3
        from botocore.config import Config

        limits = Config(
            connect_timeout=2, read_timeout=3, retries={"mode": "standard", "max_attempts": 3}
        )
        return cls(boto3.client("ssm", config=limits), prefix)

    def read(self, name: str) -> bytes | None:
        """Returns the secret of that name, None where there is none."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            response = self._ssm.get_parameter(Name=f"{self._prefix}/{name}", WithDecryption=True)
        except self._ssm.exceptions.ParameterNotFound:
            return None
        except (BotoCoreError, ClientError) as error:
            raise KeysUnavailable(type(error).__name__) from error
        return base64.b64decode(response["Parameter"]["Value"])

    def write(self, name: str, value: bytes) -> None:
        """Stores a secret, in the place of one that is there."""
        self._put(name, value, overwrite=True)

    def create(self, name: str, value: bytes) -> bool:
        """Stores a new secret; False where there is one already."""
        try:
            self._put(name, value, overwrite=False)
        except self._ssm.exceptions.ParameterAlreadyExists:
            return False
        return True

    def delete(self, name: str) -> None:
        """Deletes a secret; no error where there is none."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._ssm.delete_parameter(Name=f"{self._prefix}/{name}")
        except self._ssm.exceptions.ParameterNotFound:
            return
        except (BotoCoreError, ClientError) as error:
            raise KeysUnavailable(type(error).__name__) from error

    def _put(self, name: str, value: bytes, *, overwrite: bool) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        text = base64.b64encode(value).decode()
        if len(text) > MAX_PARAMETER:
            raise KeysUnavailable(f"{name} is larger than a parameter may be")
        try:
            self._ssm.put_parameter(
                Name=f"{self._prefix}/{name}",
                Value=text,
                Type="SecureString",
                Overwrite=overwrite,
                Tier="Intelligent-Tiering",  # a charged one only above 4,096 characters
            )
        except self._ssm.exceptions.ParameterAlreadyExists:
            raise
        except (BotoCoreError, ClientError) as error:
            raise KeysUnavailable(type(error).__name__) from error
