"""The npm package, unpacked into a node_modules that holds nothing else."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conformance.__main__ import main as conformance
from tests.vectors import codes
from tools import build_verifiers

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("verifiers")]
IMPORTS = """
import * as verifier from "waypost-verify";
console.log(JSON.stringify([verifier.SAMPLE_KEY, await verifier.canCheck()]));
"""
TYPED = """
import { check, SAMPLE_KEY } from "waypost-verify";
const lists = { keys: [], revoked: [], withdrawals: [] };
const trust = { ...lists, sample: SAMPLE_KEY, keysFetchedAt: null, withdrawalsFetchedAt: null };
export const outcome: string = (await check("", trust, 0)).outcome;
// @ts-expect-error a moment is a number
check("", trust, "now");
"""


def test_it_conforms(npm_package: Path) -> None:
    program = npm_package / "node_modules" / "waypost-verify" / "conformance.js"
    assert conformance(["--finding", "--snapshots", "--command", f"node {program}"]) == 0


def test_it_is_imported_by_its_name(npm_package: Path) -> None:
    (npm_package / "imports.mjs").write_text(IMPORTS)
    ran = subprocess.run(
        ["node", "imports.mjs"], cwd=npm_package, capture_output=True, text=True, check=True
    )
    sample, can_check = json.loads(ran.stdout)
    assert sample == {name: codes.SAMPLE.jwk[name] for name in sample}
    assert can_check


def test_its_modules_are_the_browser_s_own(npm_package: Path) -> None:
    package = npm_package / "node_modules" / "waypost-verify"
    modules = {file.relative_to(package) for file in package.rglob("*.js")}
    of_its_own = {Path("index.js"), Path("conformance.js")}
    assert Path("verifier/check-code.js") in modules
    for module in modules - of_its_own:
        assert (package / module).read_bytes() == (build_verifiers.FRONTEND / module).read_bytes()


def test_it_depends_on_nothing(npm_package: Path) -> None:
    package = json.loads((npm_package / "node_modules/waypost-verify/package.json").read_text())
    assert not any("ependencies" in member for member in package)


def test_its_types_are_found(npm_package: Path) -> None:
    (npm_package / "typed.mts").write_text(TYPED)
    compiler = build_verifiers.FRONTEND / "node_modules" / ".bin" / "tsc"
    options = ["--ignoreConfig", "--strict", "--noEmit", "--module", "nodenext", "--types", ""]
    target = ["--target", "es2022", "--lib", "es2022,dom"]
    ran = subprocess.run(
        [shutil.which(compiler) or "tsc", *options, *target, "typed.mts"],
        cwd=npm_package,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
