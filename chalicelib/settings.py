"""Every setting, typed, with its default; read from the environment once."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# Texts, not patterns: what is not set is not compiled.
# A host, which becomes a source in a page's policy, and a path that holds the three in any order.
_TILES = r"https://[a-z0-9.-]+(:[0-9]+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})[\w./?&=%@{}~-]+"
_TELEPHONE = r"\+?[0-9(][0-9 ().-]{2,28}[0-9]"

# A name, the address of an issuer, whose host becomes a source in pages' policies, and thumbprints.
_ISSUER = (
    r"[^|]*[^|\s][^|]*"
    r"\|\s*(https://[a-z0-9][a-z0-9.-]*|http://(localhost|127\.0\.0\.1))(:[0-9]+)?(/[\w.~-]+)*\s*"
    r"(\|(\s*[\w-]{43}(\s+[\w-]{43})*)?\s*)?"
)


class InvalidSetting(ValueError):
    """An environment variable holds something that it may not; names the variable."""


class Settings(NamedTuple):
    """The settings of a deployment.

    `public_url` is the base of every link in a code, without a final slash: fixed before the first
    code is given, because codes outlive deployments.
    """

    public_url: str = "http://127.0.0.1:8000"
    organisation: str = "Waypost"
    meetings_table: str = "waypost-meetings"
    verification_table: str = "waypost-verification"
    facilitators_table: str = "waypost-facilitators"
    key_parameters: str = ""  # prefix in SSM Parameter Store; empty: files below data_dir
    key_kind: str = "seed"  # of new keys, below that prefix: "seed" or "kms"
    data_dir: Path = Path()
    give_hours: int = 12  # after an occurrence's scheduled end
    redeem_hours: int = 72  # after an occurrence's scheduled end
    codes_per_occurrence: int = 100
    code_life_days: int = 180
    key_life_days: int = 91  # for which a key signs until the schedule lets the next one
    sign_in_hours: int = 24
    session_days: int = 90
    failed_secrets: int = 30  # wrong ones from one address in ten minutes, until 429
    wait_s: float = 2.5  # for how long a request waits for database and keys before 503
    write_deadline_s: float = 8.0  # for how long a command tries a write that conflicts
    rows_held_s: float = 45.0  # how old what searches read may be, where another wrote it since
    contact_url: str = ""  # https:, mailto: or tel:; whom to tell about conduct, or to ask
    courts_phone: str = ""  # a telephone number for courts that have a question
    volunteer_url: str = ""  # how to become a facilitator
    resources: str = ""  # other help, "name|https://...; name|https://..."
    issuers: str = ""  # whose codes are checked too, "name|https://...|thumbprint thumbprint; ..."
    map_tiles: str = ""  # https address of a map's pictures with {z}, {x} and {y}; empty: no map
    map_credit: str = ""  # who made the map, as its makers ask for it
    map_credit_url: str = ""  # where that leads
    geocoder: str = ""  # who is asked for street addresses: "amazon-location"; empty: nobody
    site_bucket: str = ""  # of a CDN, for the sweep: what checking needs is written there, too
    crisis_lines: str = ""  # before those that are built in; countries as in ISO 3166
    stack_name: str = ""  # of the CloudFormation stack that this runs in; empty: in none

    @property
    def secure(self) -> bool:
        """Whether visitors come over https."""
        return self.public_url.startswith("https://")


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Returns `DATA_DIR`, else the user's data folder (XDG Base Directory specification)."""
    if environ.get("DATA_DIR"):
        return Path(environ["DATA_DIR"]).expanduser().absolute()
    home = environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    return Path(home) / "waypost"


def read(environ: Mapping[str, str]) -> Settings:
    """Returns the settings that these environment variables give (upper-case field names).

    Raises InvalidSetting.
    """
    values: dict[str, object] = {"data_dir": default_data_dir(environ)}
    defaults = Settings()
    for name in Settings._fields:
        text = environ.get(name.upper(), "").strip()
        if not text or name == "data_dir":
            continue
        setting_type = type(getattr(defaults, name))
        try:
            values[name] = setting_type(text)
        except ValueError:
            kind = "whole number" if setting_type is int else "number"
            raise InvalidSetting(f"{name.upper()} must be a {kind}: {text!r}") from None
    settings = Settings(**values)  # type: ignore[arg-type]
    if not settings.public_url.startswith(("http://", "https://")):
        raise InvalidSetting("PUBLIC_URL must start with http:// or https://")
    if settings.public_url.endswith("/"):
        raise InvalidSetting("PUBLIC_URL must not end with a slash")
    for name in ("contact_url", "volunteer_url"):
        link = getattr(settings, name)
        if link and not link.startswith(("https://", "mailto:", "tel:")):
            raise InvalidSetting(f"{name.upper()} must start with https://, mailto: or tel:")
    if settings.courts_phone and not re.fullmatch(_TELEPHONE, settings.courts_phone):
        raise InvalidSetting("COURTS_PHONE must be a telephone number: digits, spaces, + ( ) - .")
    if any("|https://" not in entry for entry in settings.resources.split(";") if entry.strip()):
        raise InvalidSetting("RESOURCES must be name|https://..., several divided by ;")
    if any(
        not re.fullmatch(_ISSUER, entry, re.ASCII)
        for entry in settings.issuers.split(";")
        if entry.strip()
    ):
        raise InvalidSetting(
            "ISSUERS must be name|https://...|thumbprints, several divided by ; where an address"
            " has no final slash, and a thumbprint 43 characters"
        )
    if settings.map_tiles and not re.fullmatch(_TILES, settings.map_tiles):
        raise InvalidSetting("MAP_TILES must be one https:// address with {z}, {x} and {y}")
    if settings.map_credit_url and not settings.map_credit_url.startswith("https://"):
        raise InvalidSetting("MAP_CREDIT_URL must start with https://")
    if settings.geocoder not in ("", "amazon-location"):
        raise InvalidSetting("GEOCODER must be amazon-location, or empty")
    if not 1 <= settings.code_life_days <= 366:
        raise InvalidSetting("CODE_LIFE_DAYS must be 1 to 366")
    if settings.key_kind not in ("seed", "kms"):
        raise InvalidSetting("KEY_KIND must be seed or kms")
    if settings.key_kind == "kms" and not (settings.key_parameters and settings.stack_name):
        raise InvalidSetting("KEY_KIND may be kms only with KEY_PARAMETERS and STACK_NAME")
    if not 30 <= settings.key_life_days <= 366:
        raise InvalidSetting("KEY_LIFE_DAYS must be 30 to 366")
    if settings.failed_secrets < 1:
        raise InvalidSetting("FAILED_SECRETS must be at least 1")
    if not 0 <= settings.rows_held_s <= 60:
        raise InvalidSetting("ROWS_HELD_S must be 0 to 60")
    if not settings.wait_s > 0:
        raise InvalidSetting("WAIT_S must be above 0")
    if not 0 < settings.give_hours <= settings.redeem_hours:
        raise InvalidSetting("GIVE_HOURS must be above 0 and at most REDEEM_HOURS")
    return settings


@lru_cache(maxsize=1)
def current() -> Settings:
    """Returns the settings of this process."""
    return read(os.environ)
