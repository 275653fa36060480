"""The operators' `check` comes to the outcomes of the shared vectors, by the service's lists."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from chalicelib import settings
from chalicelib.__main__ import main
from chalicelib.commands import clock
from chalicelib.verification.core.public_keys import KeyRing
from chalicelib.verification.keystore import open_key_store, pack
from chalicelib.verification.table import VerificationTable
from chalicelib.verification.vault import FileVault
from tests.conftest import Tables

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "verification.json").read_text(encoding="utf-8")
)
# The service's own lists are always fresh: cases of old or other ones are not for it.
CASES = [case for case in VECTORS["cases"] if "trust" not in case]
REFERENCE_ENDS = 1 << 36


@pytest.fixture
def service(moto_tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service with the vectors' keys and withdrawals."""
    trust = VECTORS["trust"]
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
