"""Which database the commands talk to, and what they say where there is none."""

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chalicelib import __main__ as commands
from chalicelib.commands import database
from tests.unit.listings.feeds import row


def write(folder: Path, *rows: object) -> str:
    path = folder / "Evening Groups.json"
    path.write_text(json.dumps(rows))
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.main, ["import", *arguments])


def test_without_aws_settings_the_running_local_database_is_used(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        (tmp_path / "endpoint.json").write_text(
            json.dumps({"endpoint": endpoint, "public_url": "http://127.0.0.1:8077"})
        )
        environ = {"DATA_DIR": str(tmp_path)}
        assert database.connect(environ) == f"local, {endpoint}"
    assert environ["AWS_ENDPOINT_URL_DYNAMODB"] == endpoint
    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"} <= set(environ)


@pytest.mark.parametrize(
    "content",
    [None, "", "[]", '{"endpoint": 7}', '{"endpoint": "x"}', '{"endpoint": "http://127.0.0.1:1"}'],
)
def test_where_no_database_runs_the_way_to_start_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    for name in database.AWS_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    if content is not None:
        (tmp_path / "endpoint.json").write_text(content)
    result = run(write(tmp_path, row()))
    assert result.exit_code == 2
    assert result.stderr == (
        f"No database is running in {tmp_path}: start it with `make run`, or give AWS settings\n"
    )


def test_aws_settings_are_left_as_they_are(tmp_path: Path) -> None:
    environ = {"AWS_PROFILE": "waypost", "DATA_DIR": str(tmp_path)}
    assert database.connect(environ) == "AWS, by AWS_PROFILE"
    assert set(environ) == {"AWS_PROFILE", "DATA_DIR"}


def test_the_region_is_the_one_by_which_a_stack_is_found() -> None:
    environ = {"AWS_PROFILE": "waypost", "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "x"}
    assert database.connect(environ) == "AWS, by AWS_PROFILE"
    assert environ["AWS_DEFAULT_REGION"] == "eu-west-1"
