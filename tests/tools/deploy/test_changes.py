"""What a change set would do, in a table; what of it has to be asked for."""

from tests.tools.deploy.cloud import change
from tools.deploy import changes
from tools.deploy.changes import ParameterChange

TABLE = "AWS::DynamoDB::Table"


def one(action: str, kind: str = TABLE, **more: object) -> tuple[changes.Change, ...]:
    return changes.from_answer([change(action, "Thing", kind, **more)])


def test_the_table_has_a_line_for_each_and_what_is_lost_stands_first() -> None:
    details = [
        {"Target": {"Attribute": "Properties", "Name": "Environment"}},
        {"Target": {"Attribute": "Properties", "Name": "Environment"}},
        {"Target": {"Attribute": "Tags"}},
    ]
    found = changes.from_answer(
        [
            change("Add", "Alarm", "AWS::CloudWatch::Alarm"),
            change("Modify", "Api", "AWS::Lambda::Function", Replacement="False", Details=details),
            change("Modify", "Meetings", TABLE, Replacement="True"),
            change("Remove", "Old", "AWS::SNS::Topic", PolicyAction="Delete"),
            change("Remove", "Kept", TABLE, PolicyAction="Retain"),
            {"Type": "Hook"},
        ]
    )
    assert [line.split("  ")[1:] for line in squeezed(changes.table(found))] == [
        ["what", "resource", "type", "because of"],
        ["REPLACE", "Meetings", TABLE],
        ["remove, keep", "Kept", TABLE],
        ["REMOVE", "Old", "AWS::SNS::Topic"],
        ["add", "Alarm", "AWS::CloudWatch::Alarm"],
        ["modify", "Api", "AWS::Lambda::Function", "Environment, Tags"],
    ]


def squeezed(lines: object) -> list[str]:
    """The lines, with as many spaces between columns as there are at least."""
    import re

    return [re.sub(" {2,}", "  ", line) for line in lines]  # type: ignore[attr-defined]


def test_a_table_that_would_be_lost_is_refused_unless_allowed() -> None:
    for lost in (
        one("Remove", PolicyAction="Retain"),
        one("Modify", Replacement="True"),
        one("Modify", Replacement="Conditional"),
        one("Dynamic"),
    ):
        (line,) = changes.refusals(lost, (), ())
        assert "Thing (AWS::DynamoDB::Table)" in line
        assert "ALLOW=tables" in line
        assert not changes.refusals(lost, (), ["tables"])
        assert changes.refusals(lost, (), ["keys"])


def test_what_loses_nothing_is_not_refused() -> None:
    assert not changes.refusals(one("Add"), (), ())
    assert not changes.refusals(one("Modify", Replacement="False"), (), ())
    assert not changes.refusals(one("Remove", "AWS::ApiGateway::Deployment"), (), ())


def test_another_address_another_place_of_keys_or_other_tables_are_refused_unless_allowed() -> None:
    for name, allow in (
        ("PublicUrl", "address"),
        ("KeyParameters", "keys"),
        ("MeetingsTableName", "tables"),
        ("VerificationTableName", "tables"),
        ("FacilitatorsTableName", "tables"),
    ):
        changed = [ParameterChange(name, "a", "b")]
        (line,) = changes.refusals((), changed, ())
        assert line.startswith(f"{name} would be 'b' instead of 'a'")
        assert f"ALLOW={allow}" in line
        assert not changes.refusals((), changed, [allow])
        assert changes.refusals((), changed, set(changes.ALLOWED) - {allow})
    assert not changes.refusals((), [ParameterChange("Organisation", "a", "b")], ())


def test_a_parameter_that_is_no_longer_given_goes_back_to_its_default() -> None:
    before = {"Organisation": "Ours", "KeyLifeDays": "60", "Gone": "x"}
    changed = changes.parameter_changes(
        before, {"KeyLifeDays": "60"}, {"Organisation": "Waypost", "KeyLifeDays": "91", "New": ""}
    )
    assert changed == (ParameterChange("Organisation", "Ours", "Waypost"),)
