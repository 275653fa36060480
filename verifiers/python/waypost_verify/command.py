"""The command `waypost-verify`: check, desk and conformance."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from . import desk
from .answer import answer
from .conformance import answer_case
from .core.checking import Check, Outcome, TrustedLists, check
from .documents import NotRead, read
from .lists import (
    KEYS_HOLD,
    WITHDRAWALS_HOLD,
    NoList,
    PublishedList,
    cache_folder,
    load,
    trusted,
)

ALL_GENUINE = 0
SOME_NOT_GENUINE = 1
WRONG_USE = 2  # argparse's own
SOME_NOT_CHECKED = 3

_STATUS = f"""exit status:
  {ALL_GENUINE}  every code is genuine
  {SOME_NOT_GENUINE}  at least one is not, or no code was found
  {WRONG_USE}  wrong use, or a file or list that can't be read
  {SOME_NOT_CHECKED}  none of those, but at least one could not be checked"""


@dataclass(frozen=True)
class _Checker:
    """Checks texts at one moment by the same lists."""

    lists: TrustedLists
    now: datetime

    def results(self, text: str) -> Iterator[Check]:
        """Yields what each code in a text is; that it is unreadable where there is none."""
        yield check(text, self.lists, self.now)


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
    texts = chosen.text or [sys.stdin.read()]
    results = []
    for text in texts:
        for result in checker.results(text):
            results.append(result)
            print(json.dumps(answer(result)))
    return _status([result.outcome for result in results])


def _desk(chosen: argparse.Namespace) -> int:
    checker = _checker(chosen)
    rows: list[desk.Row] = []
    outcomes = []
    first = dict[str, int]()
    for name in chosen.file:
        for part in read(Path(name)):
            for result in checker.results(part.text):
                number = len(rows) + 1
                said = answer(result)
                seen = first.setdefault(said["reference"] or f"row {number}", number)
                note = f"same code as row {seen}" if seen < number else ""
                rows.append(desk.row(number, name, part, said, note))
                outcomes.append(result.outcome)
    print((desk.as_csv if chosen.csv else desk.as_table)(rows), end="")
    return _status(outcomes)


def _conformance(_: argparse.Namespace) -> int:
    for line in sys.stdin:
        print(json.dumps(answer_case(json.loads(line))), flush=True)
    return 0


def _status(outcomes: Sequence[Outcome]) -> int:
    doubtful = set(outcomes) - {Outcome.GENUINE}
    if not outcomes or doubtful - {Outcome.COULD_NOT_CHECK}:
        return SOME_NOT_GENUINE
    return SOME_NOT_CHECKED if doubtful else ALL_GENUINE


def _checker(chosen: argparse.Namespace) -> _Checker:
    now = int(time.time())
    cache = cache_folder(os.environ)
    lists: list[PublishedList | None] = []
    for source, holds in ((chosen.keys, KEYS_HOLD), (chosen.withdrawals, WITHDRAWALS_HOLD)):
        published = load(source, holds, cache, now) if source else None
        lists.append(published)
        if published and published.failure:
            age = datetime.fromtimestamp(published.fetched_at, UTC)
            print(
                f"waypost-verify: {published.failure}; used is the list of {age:%Y-%m-%d %H:%M}Z",
                file=sys.stderr,
            )
    return _Checker(trusted(*lists), datetime.fromtimestamp(now, UTC))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="waypost-verify",
        description="Checks the verifications of attendance that Waypost gives.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lists = argparse.ArgumentParser(add_help=False)
    lists.add_argument(
        "--keys",
        metavar="FILE|ADDRESS",
        help="the published keys: https://.../.well-known/jwks.json, or a copy of it",
    )
    lists.add_argument(
        "--withdrawals",
        metavar="FILE|ADDRESS",
        help="the withdrawn codes: https://.../v1/withdrawals.json, or a copy of it",
    )
    common = {
        "parents": [lists],
        "epilog": _STATUS,
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }
    one = commands.add_parser(
        "check",
        help="check codes, links, or texts that hold some; prints a JSON line each",
        **common,
    )
    one.add_argument("text", nargs="*", metavar="TEXT", help="standard input where there is none")
    one.set_defaults(run=_check)
    many = commands.add_parser(
        "desk", help="check all codes in text files, pictures and PDFs; prints a table", **common
    )
    many.add_argument("file", nargs="+", metavar="FILE")
    many.add_argument("--csv", action="store_true", help="print CSV instead")
    many.set_defaults(run=_desk)
    suite = commands.add_parser(
        "conformance", help="answer the cases of the conformance suite, line by line"
    )
    suite.set_defaults(run=_conformance)
    return parser
