"""Whether this process could do its work now: each thing that it depends on, asked for little.

What was found is held for five seconds, so that nobody can have the database or the key store asked
more often, however often they ask here.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from chalicelib import dynamodb, failure_log
from chalicelib.aws import time_budget
from chalicelib.gazetteer import tables as places
from chalicelib.settings import Settings
from chalicelib.settings import current as current_settings
from chalicelib.verification.core.public_keys import NoSigningKey
from chalicelib.verification.keystore import KeyStore, open_key_store
from chalicelib.verification.vault import KeysUnavailable

AGAIN_S = 5
OK, UNAVAILABLE, NO_KEY = "ok", "unavailable", "no_key"
_PROBE = "READY"  # the key of no item: that there is none is an answer
_KNOWN_TOWN = "london"


class Found(NamedTuple):
    """What was found at `as_of` (epoch seconds): each dependency with a word about it."""

    checks: Mapping[str, str]
    as_of: int

    @property
    def failing(self) -> list[str]:
        """The dependencies that are not as they should be."""
        return [name for name, word in self.checks.items() if word != OK]


class Readiness:
    """Asks the dependencies of one process, and holds what it found."""

    def __init__(self, keys: KeyStore, settings: Settings) -> None:
        self._keys = keys
        self._settings = settings
        self._held: Found | None = None

    def at(self, now: datetime) -> Found:
        """Returns what is found now, or was in the last five seconds. Raises nothing of theirs."""
        moment, held = int(now.timestamp()), self._held
        if held and 0 <= moment - held.as_of < AGAIN_S:
            return held
        asked = self._dependencies(now)
        words = {}
        for number, (name, ask) in enumerate(asked.items()):
            with time_budget.part_of_it(1 / (len(asked) - number)):  # one that hangs hides no other
                words[name] = _asked(ask)
        self._held = Found(words, moment)
        return self._held

    def _dependencies(self, now: datetime) -> dict[str, Callable[[], object]]:
        settings = self._settings
        return {
            "meetings": lambda: _probe(settings.meetings_table),
            "verification": lambda: _probe(settings.verification_table),
            "facilitators": lambda: _probe(settings.facilitators_table),
            "keys": lambda: self._keys.signer(now),
            "places": _known_town,
        }


def _asked(ask: Callable[[], object]) -> str:
    try:
        ask()
    except NoSigningKey as error:
        failure_log.write("not_ready", error)
        return NO_KEY
    except (dynamodb.StorageUnavailable, KeysUnavailable, OSError, sqlite3.Error) as error:
        failure_log.write("not_ready", error)
        return UNAVAILABLE
    return OK


def _probe(table: str) -> None:
    """Reads an item that there never is. Raises StorageUnavailable."""
    dynamodb.Table(dynamodb.client(), table).get(_PROBE, consistent=False)


def _known_town() -> None:
    """Looks a town up. Raises FileNotFoundError and sqlite3.Error."""
    if not places.cities_with_key(_KNOWN_TOWN, ""):
        raise FileNotFoundError


def open_readiness() -> Readiness:
    """Returns that of this process's settings."""
    return _readiness(open_key_store(current_settings()))


@lru_cache(maxsize=1)
def _readiness(keys: KeyStore) -> Readiness:
    return Readiness(keys, current_settings())
