"""What a change set would do, in a table, and what of it is not done without being asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

TABLES, KEYS, ADDRESS = "tables", "keys", "address"
ALLOWED = (TABLES, KEYS, ADDRESS)
TABLE_PARAMETERS = ("MeetingsTableName", "VerificationTableName", "FacilitatorsTableName")
_TABLE = "AWS::DynamoDB::Table"
_OTHER_TABLES = (TABLES, "what is listed and given would be that of another table")
_OTHER_KEYS = (KEYS, "codes that were signed by the keys there would not check any more")
_GUARDED = {
    "PublicUrl": (ADDRESS, "links in codes that were given lead to the old address"),
    "KeyParameters": _OTHER_KEYS,
    **dict.fromkeys(TABLE_PARAMETERS, _OTHER_TABLES),
}
_HEAD = ("what", "resource", "type", "because of")


class Change(NamedTuple):
    """What is to happen to one resource, as CloudFormation says it."""

    action: str  # Add, Modify, Remove, Import, Dynamic
    resource: str
    type: str
    replacement: str = ""  # True, False, Conditional
    policy: str = ""  # Retain, Delete, ...: of what is taken out
    properties: tuple[str, ...] = ()

    @property
    def loses(self) -> bool:
        """Whether what the stack has there is not that resource any more, or may not be."""
        return self.action in ("Remove", "Dynamic") or self.replacement in ("True", "Conditional")

    @property
    def words(self) -> str:
        """What happens, in one or two words."""
        if self.replacement == "True":
            return "REPLACE"
        if self.replacement == "Conditional":
            return "maybe replace"
        if self.action == "Remove":
            return "remove, keep" if self.policy.startswith("Retain") else "REMOVE"
        return self.action.lower()


class ParameterChange(NamedTuple):
    """A parameter whose value is to be another."""

    name: str
    before: str
    after: str


def from_answer(changes: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    """Returns the changes of an answer of DescribeChangeSet."""
    return tuple(_change(each["ResourceChange"]) for each in changes if "ResourceChange" in each)


def _change(answer: Mapping[str, Any]) -> Change:
    targets = [detail.get("Target", {}) for detail in answer.get("Details", ())]
    named = (str(target.get("Name") or target.get("Attribute", "")) for target in targets)
    return Change(
        answer["Action"],
        answer["LogicalResourceId"],
        answer["ResourceType"],
        answer.get("Replacement", ""),
        answer.get("PolicyAction", ""),
        tuple(dict.fromkeys(name for name in named if name)),
    )


def parameter_changes(
    before: Mapping[str, str], given: Mapping[str, str], defaults: Mapping[str, str]
) -> tuple[ParameterChange, ...]:
    """Returns which of a stack's parameters get another value; the given ones, else defaults."""
    after = {**defaults, **given}
    return tuple(
        ParameterChange(name, before[name], after[name])
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
    )


def table(changes: Sequence[Change]) -> Iterator[str]:
    """Yields the lines of a table of changes; what loses something stands first."""
    rows = [
        (each.words, each.resource, each.type, ", ".join(each.properties))
        for each in sorted(changes, key=lambda each: (not each.loses, each.action, each.resource))
    ]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD) - 1)]
    for row in (_HEAD, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join(("", *cells, row[-1])).rstrip()


def refusals(
    changes: Iterable[Change], parameters: Iterable[ParameterChange], allowed: Iterable[str]
) -> tuple[str, ...]:
    """Returns a line for each thing that is not done unless it is allowed by its name."""
    may = frozenset(allowed)
    lines = []
    for change in changes:
        if change.type == _TABLE and change.loses and TABLES not in may:
            lines.append(
                f"{change.resource} ({change.type}): {change.words}. What is in it would not be the"
                f" service's any more: ALLOW={TABLES} does it all the same"
            )
    for parameter in parameters:
        kind, consequence = _GUARDED.get(parameter.name, ("", ""))
        if kind and kind not in may:
            lines.append(
                f"{parameter.name} would be {parameter.after!r} instead of {parameter.before!r}:"
                f" {consequence}. Write the old value into the stage's file, or ALLOW={kind} does"
                " it all the same"
            )
    return tuple(lines)
