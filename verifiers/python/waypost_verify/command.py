"""The command `waypost-verify`: check, desk and conformance."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from . import desk
from .answer import answer
from .codes import Checker, Code
from .conformance import answer_case
from .core.checking import Outcome
from .documents import NotRead, Part, read
from .lists import NoList, cache_folder
from .sources import Sources, listed_issuers

ALL_GENUINE = 0
SOME_NOT_GENUINE = 1
WRONG_USE = 2  # argparse's own
SOME_NOT_CHECKED = 3

_STATUS = f"""exit status:
  {ALL_GENUINE}  every code is genuine
  {SOME_NOT_GENUINE}  at least one is not, or no code was found
  {WRONG_USE}  wrong use, or a file or list that can't be read
  {SOME_NOT_CHECKED}  none of those, but at least one could not be checked"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command, and returns its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except (NoList, NotRead) as reason:
        print(f"waypost-verify: {reason}", file=sys.stderr)
        return WRONG_USE
    return status


def _check(chosen: argparse.Namespace) -> int:
    checker = _checker(chosen)
    outcomes = []
    for text in chosen.text or [sys.stdin.read()]:
        for code in checker.codes(text) or [checker.unread(text)]:
            outcomes.append(code.result.outcome)
            print(json.dumps(answer(code)))
    return _status(outcomes)


def _desk(chosen: argparse.Namespace) -> int:
    checker = _checker(chosen)
    rows: list[desk.Row] = []
    outcomes = []
    for name in chosen.file:
        for code, page in _codes_of(checker, read(Path(name))):
            outcomes.append(code.result.outcome)
            rows.append(desk.row(name, page, answer(code), rows))
    print((desk.as_csv if chosen.csv else desk.as_table)(rows), end="")
    return _status(outcomes)


def _codes_of(checker: Checker, parts: Sequence[Part]) -> list[tuple[Code, int | None]]:
    """Returns the codes of a file, each once, with its page; one that is unreadable where none."""
    found = dict[str, tuple[Code, int | None]]()
    for part in parts:
        for code in checker.codes(part.text):
            found.setdefault(code.found.token, (code, part.page))
    whole = "\n".join(part.text for part in parts)
    return list(found.values()) or [(checker.unread(whole), None)]


def _conformance(_: argparse.Namespace) -> int:
    for line in sys.stdin:
        print(json.dumps(answer_case(json.loads(line))), flush=True)
    return 0


def _status(outcomes: Sequence[Outcome]) -> int:
    doubtful = set(outcomes) - {Outcome.GENUINE}
    if not outcomes or doubtful - {Outcome.COULD_NOT_CHECK}:
        return SOME_NOT_GENUINE
    return SOME_NOT_CHECKED if doubtful else ALL_GENUINE


def _checker(chosen: argparse.Namespace) -> Checker:
    now = int(time.time())
    sources = Sources(
        chosen.keys,
        chosen.withdrawals,
        chosen.snapshot,
        chosen.issuer,
        chosen.pin,
        chosen.trust,
    )
    issuers = listed_issuers(sources, cache_folder(os.environ), now)
    return Checker(issuers, datetime.fromtimestamp(now, UTC))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="waypost-verify",
        description="Checks the verifications of attendance that Waypost gives.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser(
        "check",
        help="check codes, links, or texts with some; prints a JSON line each",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.add_argument("text", nargs="*", metavar="TEXT", help="standard input where there is none")
    one.set_defaults(run=_check)
    many = commands.add_parser(
        "desk",
        help="check all codes in text files, pictures and PDFs; prints a table",
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    many.add_argument("file", nargs="+", metavar="FILE")
    many.add_argument("--csv", action="store_true", help="print CSV instead")
    many.set_defaults(run=_desk)
    for command in (one, many):
        _add_lists(command)
    suite = commands.add_parser(
        "conformance", help="answer the cases of the conformance suite, line by line"
    )
    suite.set_defaults(run=_conformance)
    return parser


def _add_lists(command: argparse.ArgumentParser) -> None:
    one = command.add_argument_group("lists of one issuer")
    one.add_argument(
        "--keys",
        default="",
        metavar="FILE|ADDRESS",
        help="the published keys: https://.../.well-known/jwks.json, or a copy of it",
    )
    one.add_argument(
        "--withdrawals",
        default="",
        metavar="FILE|ADDRESS",
        help="the withdrawn codes: https://.../v1/withdrawals.json, or a copy of it",
    )
    one.add_argument(
        "--issuer",
        default="",
        metavar="ADDRESS",
        help="with --snapshot: whose it has to be, https://...",
    )
    one.add_argument(
        "--pin",
        action="append",
        default=[],
        metavar="THUMBPRINT",
        help="of a key that may sign the snapshot; not needed once one was accepted here",
    )
    command.add_argument(
        "--trust",
        default="",
        metavar="FILE",
        help='several issuers: a list as the checking desk takes it, {"issuers": [{"name", '
        '"address", "thumbprints"}]}; their lists are fetched from their addresses',
    )
    command.add_argument(
        "--snapshot",
        action="append",
        default=[],
        metavar="FILE",
        help="instead of fetched lists, of one issuer or of each of several: a copy of "
        "https://.../.well-known/waypost-trust.json",
    )
