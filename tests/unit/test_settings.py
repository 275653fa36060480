"""Settings: read from the environment, with defaults, and refused where they make no sense."""

import re
from pathlib import Path

import pytest

from chalicelib.settings import InvalidSetting, Settings, read
from tools import template


def test_what_is_not_set_has_its_default(tmp_path: Path) -> None:
    assert read({"DATA_DIR": str(tmp_path)}) == Settings(data_dir=tmp_path)
    assert read({"DATA_DIR": str(tmp_path), "GIVE_HOURS": " "}).give_hours == 12


def test_what_searches_read_is_held_for_half_a_minute_to_one() -> None:
    assert 30 <= Settings().rows_held_s <= 60


def test_a_setting_is_read_as_its_default_is_typed() -> None:
    settings = read({"GIVE_HOURS": "24", "WRITE_DEADLINE_S": "2.5", "ORGANISATION": " Oak "})
    assert (settings.give_hours, settings.write_deadline_s) == (24, 2.5)
    assert settings.organisation == "Oak"


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"DATA_DIR": "/srv/waypost"}, "/srv/waypost"),
        ({"XDG_DATA_HOME": "/srv/data"}, "/srv/data/waypost"),
        ({}, str(Path("~/.local/share/waypost").expanduser())),
    ],
)
def test_the_data_folder_is_the_users_unless_another_is_named(
    environ: dict[str, str], folder: str
) -> None:
    assert read(environ).data_dir == Path(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GIVE_HOURS", "noon"),
        ("GIVE_HOURS", "0"),
        ("GIVE_HOURS", "73"),
        ("REDEEM_HOURS", "11"),
        ("WAIT_S", "0"),
        ("CODE_LIFE_DAYS", "0"),
        ("CODE_LIFE_DAYS", "367"),
        ("KEY_LIFE_DAYS", "29"),
        ("KEY_LIFE_DAYS", "367"),
        ("KEY_LIFE_DAYS", "a quarter"),
        ("KEY_KIND", "hsm"),
        ("KEY_KIND", "kms"),  # without the place of the list, and the stack
        ("PUBLIC_URL", "waypost.example.org"),
        ("PUBLIC_URL", "https://waypost.example.org/"),
        ("CONTACT_URL", "http://example.org"),
        ("VOLUNTEER_URL", "example.org"),
        ("COURTS_PHONE", "the front desk"),
        ("COURTS_PHONE", "+1 555 0100; call"),
        ("RESOURCES", "A line without an address"),
        ("MAP_CREDIT_URL", "http://example.org"),
        ("ISSUERS", "Open Door"),
        ("ISSUERS", "|https://door.example"),
        ("ISSUERS", "Open Door|http://door.example"),
        ("ISSUERS", "Open Door|https://door.example/"),
        ("ISSUERS", "Open Door|https://door.example 'unsafe-inline'"),
        ("ISSUERS", "Open Door|https://door.example; River"),
        ("ISSUERS", "Open Door|https://door.example|tooshort"),
        ("ISSUERS", "Open Door|https://door.example|a|b"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(InvalidSetting, match=name):
        read({name: text})


PIN = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Open Door|https://door.example",
        f"Open Door|https://door.example|{PIN}",
        f" Öffne & co | https://door.example/a/b~c | {PIN}  {PIN} ; River|https://river.example:444;",
        ";; River|https://river.example|;",
        "Here|http://localhost:8000; There|http://127.0.0.1:8001/api",
        "Open Door",
        "|https://door.example",
        "  |https://door.example",
        "Open Door|http://door.example",
        "Open Door|https://door.example/",
        "Open Door|https://door.example?x",
        "Open Door|https://Door.example",
        "Open Door|https://door.example:x",
        "Open Door|https://door.example 'unsafe-inline'",
        "Open Door|https://door.example; River",
        "Open Door|https://door.example, River|https://river.example",
        "Open Door|https://door.example|tooshort",
        f"Open Door|https://door.example|{PIN}{PIN}",
        f"Open Door|https://door.example|{PIN}|{PIN}",
        "Open Door|https://door.example|a|b",
    ],
)
def test_the_deployment_allows_the_issuers_that_the_setting_allows(text: str) -> None:
    pattern = template.read()["Parameters"]["Issuers"]["AllowedPattern"]
    try:
        allowed = bool(read({"ISSUERS": text}))
    except InvalidSetting:
        allowed = False
    assert (re.fullmatch(pattern, text, re.ASCII) is not None) == allowed


def test_the_service_is_secure_where_its_address_is() -> None:
    assert Settings(public_url="https://waypost.example.org").secure
    assert not Settings().secure
