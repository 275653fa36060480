"""When a code is issued, handed in and checked, against the times of its key and of the clock."""

from collections.abc import Iterable
from typing import Any

from tests.vectors.codes import (
    DAY,
    EXPIRES,
    ISSUED,
    NOW,
    ROTATED,
    STANDBY,
    START,
    STRANGER,
    VERIFY_ONLY,
    Case,
    Code,
    case,
    fetched,
    key,
    payload,
    said,
)

HOUR = 3600
MIDNIGHT = START - 19 * HOUR  # of 17 November at UTC-06:00


def times() -> Iterable[Case]:
    good = Code(payload()).text
    yield case("last second", good, "genuine", now=EXPIRES - 1, trust=fetched(EXPIRES - 1))
    yield case(
        "hand-in date reached",
        good,
        "expired",
        now=EXPIRES,
        trust=fetched(EXPIRES),
        **said(),
    )
    old = Code(payload(iat=ROTATED, exp=NOW), VERIFY_ONLY).text
    yield case("expired, key no longer signs", old, "expired")
    yield case("clock 300 s slow", good, "genuine", now=ISSUED - 300, trust=fetched(ISSUED - 300))
    yield case(
        "clock 301 s slow",
        good,
        "not_yet_valid",
        now=ISSUED - 301,
        trust=fetched(ISSUED - 301),
        **said(),
    )
    equal = payload(exp=ISSUED)
    yield case("exp is iat", Code(equal).text, "not_genuine", rule=6)
    yield case("exp before iat", Code(payload(exp=ISSUED - 1)).text, "not_genuine", rule=6)
    yield case(
        "366 days and a second",
        Code(payload(exp=ISSUED + 366 * DAY + 1)).text,
        "not_genuine",
        rule=6,
    )
    last = payload(iat=2**37 - DAY, exp=2**37 - 1)
    yield case("exp is 2^37 - 1", Code(last).text, "not_yet_valid")
    beyond = payload(iat=2**37 - DAY, exp=2**37)
    yield case("exp is 2^37", Code(beyond).text, "not_genuine", rule=6)
    early = payload(iat=ROTATED - 1, exp=NOW + DAY)
    yield case("issued before the key signed", Code(early).text, "not_genuine")
    standby = Code(payload(), STANDBY).text
    yield case("issued with a standby key", standby, "not_genuine")
    name = "issued with a key that was standby when the list was fetched"
    yield case(name, standby, "genuine", trust=fetched(ISSUED - 1), **said())
    name = "issued with a standby key a second from now"
    yield case(name, standby, "not_genuine", now=ISSUED - 1, trust=fetched(ISSUED - 60))
    name = "issued with a standby key in the second in which the list was fetched"
    yield case(name, standby, "not_genuine", trust=fetched(ISSUED))
    late = payload(iat=ROTATED + 1, exp=NOW + DAY)
    yield case("issued after the key signed", Code(late, VERIFY_ONLY).text, "not_genuine")


def equal_times() -> Iterable[Case]:
    def at(name: str, now: int, outcome: str, **changed: Any) -> Case:
        code = Code(payload(**changed)).text
        return case(name, code, outcome, now=now, trust=fetched(now), **said(**changed))

    yield at("lives for a second, in it", ISSUED, "genuine", exp=ISSUED + 1)
    yield at("lives for a second, after it", ISSUED + 1, "expired", exp=ISSUED + 1)
    yield at("issued in this second", ISSUED, "genuine")
    leap = 1_483_228_800  # 1 January 2017, after a leap second, which epoch seconds do not count
    signer = key("before the leap second", leap - 100 * DAY)
    old = Code(payload(iat=leap - 50 * DAY, exp=leap), signer).text
    for now, outcome in ((leap - 1, "genuine"), (leap, "expired")):
        trust = fetched(now, keys=[signer.jwk])
        yield case(f"over after a leap second, {outcome}", old, outcome, now=now, trust=trust)

    good = Code(payload()).text
    later = fetched(NOW + 10 * DAY)
    yield case("lists fetched in ten days, by this clock", good, "genuine", trust=later)
    stranger = Code(payload(), STRANGER).text
    yield case(
        "unknown key, keys fetched 300 s from now",
        stranger,
        "unknown_issuer",
        trust={"keysFetchedAt": NOW + 300},
    )
    yield case(
        "unknown key, keys fetched 301 s from now",
        stranger,
        "could_not_check",
        "keys",
        trust={"keysFetchedAt": NOW + 301},
    )
    standby = Code(payload(), STANDBY).text
    just_then = fetched(ISSUED - 1)
    yield case(
        "standby key, issued in this second", standby, "genuine", now=ISSUED, trust=just_then
    )
    moment = key("one second", ISSUED, ISSUED)
    short = fetched(NOW, keys=[moment.jwk])
    yield case("key of one second, in it", Code(payload(), moment).text, "genuine", trust=short)
    for name, iat in (("before", ISSUED - 1), ("after", ISSUED + 1)):
        code = Code(payload(iat=iat), moment).text
        yield case(f"key of one second, {name} it", code, "not_genuine", rule=7, trust=short)


def rounded_times() -> Iterable[Case]:
    """What the time of issuing may be: it is rounded, and no rule ties it to the meeting's."""

    def given(name: str, **changed: Any) -> Case:
        return case(name, Code(payload(**changed)).text, "genuine", **said(**changed))

    half_past = ["a1b2c3d4", START + 1800, -360, 90, "Tuesday Night", ""]
    yield given("issued at the hour before the start", iat=START, listing=half_past)
    yield given("issued at the start", iat=START)
    yield given("issued a second before the start", iat=START - 1)
    yield given("issued a day before the start", iat=START - DAY)
    yield given("issued five minutes into the key's time", iat=ROTATED + 300)
    yield given("start after the hand-in date", listing=["a1", EXPIRES + DAY, 0, 60, "", ""])
    yield given("start at the hand-in date", listing=["a1", EXPIRES, 0, 60, "", ""])
    for offset, midnight in (
        (-360, MIDNIGHT),
        (0, MIDNIGHT - 6 * HOUR),
        (330, MIDNIGHT - 6 * HOUR - 330 * 60),
        (840, MIDNIGHT - 20 * HOUR),
        (-720, MIDNIGHT + 6 * HOUR),
    ):
        date_only = ["", midnight, offset, 1440, "", ""]
        last_second = midnight + 181 * DAY - 1
        yield given(
            f"date only at offset {offset}", iat=midnight, exp=last_second, listing=date_only
        )
    date_only = ["", ROTATED - 10 * HOUR, -360, 1440, "", ""]
    yield given("date only, of the day of a rotation", iat=ROTATED + 300, listing=date_only)
