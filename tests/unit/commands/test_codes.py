"""The operators' `check` comes to the outcomes of the shared vectors, by the service's lists."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chalicelib import settings
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.verification.core.finding import find_codes
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.key_reader import pack
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.vault import FileVault
from tests.conftest import Tables
from tests.vectors import findings
from tests.vectors.finding import pieces

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "verification.json").read_text(encoding="utf-8")
)
# The service's own lists are always fresh: cases of old or other ones are not for it.
# Whatever a code stands in, its own text is what they decide on.
CASES = [
    case
    for case in VECTORS["cases"]
    if "trust" not in case
    and [code.token for code in find_codes(case["text"])]
    in ([], [case["text"].strip(" \t\n\r\f\v").rpartition("#")[2].upper()])
]
REFERENCE_ENDS = 1 << 36


@pytest.fixture
def service(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service with the vectors' keys and withdrawals."""
    trust = VECTORS["trust"]
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:8001")  # a local service
    current = settings.current()
    FileVault(current.data_dir / "keys").write("registry", pack(KeyRing.from_jwks(trust)))
    open_key_store.cache_clear()
    table = VerificationTable(moto_tables.client, current.verification_table)
    for reference in trust["withdrawals"]:
        table.withdraw(reference, REFERENCE_ENDS)


def test_the_command_decides_as_the_shared_vectors_say(
    service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(CASES) > 200
    runner = CliRunner()
    wrong = []
    for case in CASES:
        moment = datetime.fromtimestamp(case.get("now", VECTORS["now"]), UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        ran = runner.invoke(main, ["check", "--", case["text"]])
        assert ran.exit_code == 0, (case["name"], ran.output)
        answer = json.loads(ran.stdout.partition("\n")[2])
        if (answer["outcome"], answer["reason"]) != (case["outcome"], case.get("reason")):
            wrong.append((case["name"], answer["outcome"], answer["reason"]))
    assert not wrong


def answer_of(monkeypatch: pytest.MonkeyPatch, *arguments: str, entered: str = "") -> Any:
    moment = datetime.fromtimestamp(VECTORS["now"], UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    ran = CliRunner().invoke(main, ["check", *arguments], input=entered)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout.partition("\n")[2])


def test_the_command_finds_what_the_shared_vectors_say(
    service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {pieces.TOKEN, pieces.OTHER, pieces.TIME_ONLY, pieces.SECOND_ALG}
    for case in json.loads(findings.FILE.read_text(encoding="utf-8"))["cases"]:
        answer = answer_of(monkeypatch, "--", case["text"]) if case["text"] != "-" else {}
        answers = answer if isinstance(answer, list) else [answer]
        assert len(answers) == max(len(case["codes"]), 1), case["name"]
        for code, said in zip(case["codes"], answers, strict=False):
            if code["token"] in whole:
                assert said["outcome"] == "genuine", case["name"]
            else:
                assert said["outcome"] != "genuine" or code["token"] not in whole
        if case["opaque"] and not case["codes"]:
            assert (answer["outcome"], answer["came_through"]) == ("unreadable", case["opaque"])


def test_the_command_reads_many_codes_from_standard_input(
    service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"Mine: {pieces.LINK}.\nHers: https://evi1.example/v#{pieces.OTHER}\n"
    mine, hers = answer_of(monkeypatch, entered=text)
    assert (mine["outcome"], hers["outcome"]) == ("genuine", "genuine")
    assert hers["leads_elsewhere"] == "evi1.example"
    assert hers["statement"].startswith("This link leads to evi1.example, not here.")
    one = answer_of(monkeypatch, "-", entered=pieces.TOKEN)
    assert (one["outcome"], one["leads_elsewhere"]) == ("genuine", None)
