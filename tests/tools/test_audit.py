"""Audits of what is pinned: what the tools say is told apart from their silence."""

import json
from pathlib import Path

import pytest

from tools import audit
from tools.audit import Audit, NoData, read_npm_audit, read_pip_audit, summary

SKIPPED = {"name": "six", "skip_reason": "Dependency not found and could not be audited"}
SOUND = {"name": "cffi", "version": "2.1.1", "vulns": []}
FLAWED = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
NPM = {
    "vulnerabilities": {
        "tool": {"severity": "high", "range": "<2", "via": ["part"]},
        "part": {"severity": "high", "range": "<1.1", "via": [{"title": "Runs what it reads"}]},
    },
    "metadata": {"dependencies": {"total": 9}},
}


def test_a_python_package_that_is_vulnerable_is_told_with_the_version_that_mends_it() -> None:
    learnt = read_pip_audit(json.dumps({"dependencies": [SKIPPED, SOUND, FLAWED]}))
    assert (learnt.asked, learnt.unanswered) == (3, 1)
    assert learnt.found == (
        "jinja2 3.1.0: PYSEC-1, mended in 3.1.6",
        "jinja2 3.1.0: PYSEC-2, mended in no version yet",
    )


def test_a_package_of_the_frontend_that_is_vulnerable_is_told() -> None:
    learnt = read_npm_audit(json.dumps(NPM))
    assert learnt == Audit(
        ("tool <2: part (high)", "part <1.1: Runs what it reads (high)"), asked=9
    )


@pytest.mark.parametrize("output", ["", "<html>", "[]", "{}", '{"statusCode": 405, "error": {}}'])
def test_no_report_is_no_clean_one(output: str) -> None:
    for read in (read_pip_audit, read_npm_audit):
        with pytest.raises(NoData):
            read(output)


def test_silence_about_a_package_is_said() -> None:
    assert summary(Audit((), 3)) == "known vulnerabilities in 3 packages: none"
    assert summary(Audit((), 3, 1)).endswith("; nothing could be learnt of 1")
    assert summary(Audit((), 3, 3)) == "not audited, nothing could be learnt of 3 packages"


def run(
    python: Audit | NoData, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    def audit_python(requirements: Path) -> Audit:
        assert requirements.exists()
        if isinstance(python, NoData):
            raise python
        return python

    monkeypatch.setattr(audit, "audit_python", audit_python)
    monkeypatch.setattr(audit, "audit_npm", lambda folder: Audit((), 9))
    return audit.main(), capsys.readouterr().out


def test_what_is_known_to_be_vulnerable_fails_and_a_network_that_is_away_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(Audit((), 3), monkeypatch, capsys)
    assert (status, said.count(": none")) == (0, 5)
    status, said = run(NoData("no answer"), monkeypatch, capsys)
    assert status == 0
    assert said.count("not audited, for the data can't be had (no answer)") == 4
    status, said = run(Audit(("jinja2 3.1.0: PYSEC-1",), 3), monkeypatch, capsys)
    assert status == 1
    assert "\n  jinja2 3.1.0: PYSEC-1\n" in said
