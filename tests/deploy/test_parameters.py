"""The settings as parameters of the template: each of them, with its default, and no value that the
software would refuse."""

import json
import re
from typing import Any

import pytest

from chalicelib.settings import InvalidSetting, Settings, read
from tools import template

TEMPLATE = template.read()
PARAMETERS: dict[str, dict[str, Any]] = TEMPLATE["Parameters"]
VARIABLES: dict[str, Any] = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
# Of the local run; the stack's own name, and the bucket that it makes.
OF_NO_PARAMETER = {"data_dir", "stack_name", "site_bucket"}
TABLES = {"meetings_table", "verification_table", "facilitators_table"}
LONGEST_STACK_NAME = 60
OF_THE_STACK = {"STACK_NAME": LONGEST_STACK_NAME, "SITE_BUCKET": 63}  # its name, and a bucket's
LONGEST_TABLE_NAME = LONGEST_STACK_NAME + len("-VerificationTable-") + 13
LAMBDA_HAS_BYTES = 4096
LEFT_FOR_ONE_FUNCTION = 150  # of these, for variables that only one function gets
PIN = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def parameter_of(setting: str) -> str:
    name = "".join(word.capitalize() for word in setting.split("_"))
    return f"{name}Name" if setting in TABLES else name


def allows(parameter: dict[str, Any], text: str) -> bool:
    """Whether CloudFormation would take the value."""
    if parameter["Type"] == "Number":
        try:
            number = float(text)
        except ValueError:
            return False
        low, high = parameter.get("MinValue", number), parameter.get("MaxValue", number)
        return bool(low <= number <= high)
    if "AllowedValues" in parameter:
        return text in parameter["AllowedValues"]
    return len(text) <= parameter.get("MaxLength", len(text)) and bool(
        re.fullmatch(parameter["AllowedPattern"], text, re.ASCII)
    )


@pytest.mark.parametrize("setting", [s for s in Settings._fields if s not in OF_NO_PARAMETER])
def test_every_setting_is_a_parameter_that_says_what_it_is(setting: str) -> None:
    parameter = PARAMETERS[parameter_of(setting)]
    assert parameter["Description"]
    assert parameter["Type"] in ("String", "Number")
    bounds = {"AllowedPattern", "AllowedValues", "MinValue"}
    assert bounds & parameter.keys()


@pytest.mark.parametrize("setting", [s for s in Settings._fields if s != "data_dir"])
def test_every_setting_is_handed_to_every_function(setting: str) -> None:
    given = json.dumps(VARIABLES[setting.upper()])
    assert (parameter_of(setting) if setting != "stack_name" else "AWS::StackName") in given


def test_no_function_has_a_value_of_its_own_for_a_setting() -> None:
    for resource in TEMPLATE["Resources"].values():
        own = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        assert not {name.lower() for name in own} & set(Settings._fields)


@pytest.mark.parametrize(
    "setting",
    [s for s in Settings._fields if s not in {*OF_NO_PARAMETER, *TABLES, "public_url"}],
)
def test_a_parameter_has_the_settings_default(setting: str) -> None:
    default = str(PARAMETERS[parameter_of(setting)]["Default"])
    assert getattr(read({setting.upper(): default}), setting) == getattr(Settings(), setting)
    assert allows(PARAMETERS[parameter_of(setting)], default)


def test_the_address_has_no_default() -> None:
    assert "Default" not in PARAMETERS["PublicUrl"]


@pytest.mark.parametrize(
    ("setting", "good"),
    [
        ("public_url", ["https://w.example.org"]),
        ("organisation", ["Oak & Elm", "مجموعة"]),
        ("contact_url", ["", "https://example.org/a?b=c", "mailto:a@example.org", "tel:+15550100"]),
        ("courts_phone", ["", "+1 (555) 010-0100"]),
        ("volunteer_url", ["", "https://example.org/join#form"]),
        (
            "resources",
            ["", "Food bank|https://food.example", "A|https://a.example; B|https://b.x;"],
        ),
        (
            "issuers",
            ["", f"Open Door|https://door.example|{PIN} {PIN}; River|https://river.example/v1"],
        ),
        ("crisis_lines", ["", "US:988:call or text", "CA+US:1-800-555-0100; MX:800 911 2000:24 h"]),
        ("map_tiles", ["", "https://t.example/{z}/{x}/{y}.png?key=a"]),
        ("map_credit", ["", "© Mapmakers"]),
        ("map_credit_url", ["", "https://example.org/c"]),
        ("geocoder", ["", "amazon-location"]),
        ("key_parameters", ["/waypost/keys"]),
        ("key_kind", ["seed"]),
        ("give_hours", ["1", "9", "24"]),
        ("redeem_hours", ["24", "72", "168"]),
        ("codes_per_occurrence", ["1", "99", "1000"]),
        ("code_life_days", ["1", "90", "366"]),
        ("key_life_days", ["30", "91", "299", "366"]),
        ("sign_in_hours", ["1", "24", "168"]),
        ("session_days", ["1", "90", "366"]),
        ("failed_secrets", ["1", "30", "9999"]),
        ("wait_s", ["0.5", "2.5", "20"]),
        ("write_deadline_s", ["1", "8"]),
        ("rows_held_s", ["0", "45.5", "60"]),
    ],
)
def test_what_a_parameter_allows_the_software_takes(setting: str, good: list[str]) -> None:
    for text in good:
        assert allows(PARAMETERS[parameter_of(setting)], text), text
        read({setting.upper(): text})


@pytest.mark.parametrize(
    ("setting", "bad"),
    [
        ("public_url", ["w.example.org", "https://w.example.org/"]),
        ("contact_url", ["http://example.org", "example.org"]),
        ("courts_phone", ["the front desk", "+1 555 0100; call"]),
        ("volunteer_url", ["example.org"]),
        ("resources", ["A line without an address", "A|http://a.example"]),
        ("issuers", ["Open Door", "Open Door|http://door.example", "A|https://a.example|short"]),
        ("map_tiles", ["https://t.example/{z}/{x}.png", "http://t.example/{z}/{x}/{y}.png"]),
        ("map_credit_url", ["http://example.org"]),
        ("geocoder", ["google"]),
        ("key_kind", ["hsm"]),
        ("give_hours", ["noon", "0", "1.5", "73"]),
        ("redeem_hours", ["11", "24.5"]),
        ("codes_per_occurrence", ["many", "1.5"]),
        ("code_life_days", ["0", "367", "1.5"]),
        ("key_life_days", ["29", "367", "a quarter"]),
        ("sign_in_hours", ["1.5"]),
        ("session_days", ["1.5"]),
        ("failed_secrets", ["0", "-1"]),
        ("wait_s", ["0", "-1", "soon"]),
        ("rows_held_s", ["-1", "61"]),
    ],
)
def test_what_the_software_refuses_no_parameter_allows(setting: str, bad: list[str]) -> None:
    for text in bad:
        with pytest.raises(InvalidSetting, match=setting.upper()):
            read({setting.upper(): text})
        assert not allows(PARAMETERS[parameter_of(setting)], text), text


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("crisis_lines", "988"),
        ("crisis_lines", "US: call us"),
        ("organisation", "two\nlines"),
        ("key_parameters", "/waypost/keys/"),
        ("contact_url", "https://example.org/ two words"),
    ],
)
def test_a_parameter_may_refuse_what_would_be_shown_wrong(setting: str, text: str) -> None:
    assert not allows(PARAMETERS[parameter_of(setting)], text)


def test_no_two_parameters_together_are_refused() -> None:
    """The hours that one allows and the other does not would leave every request unanswered."""
    gives = [hours for hours in range(200) if allows(PARAMETERS["GiveHours"], str(hours))]
    redeems = [hours for hours in range(200) if allows(PARAMETERS["RedeemHours"], str(hours))]
    assert (gives[0], gives[-1], redeems[0], redeems[-1]) == (1, 24, 24, 168)
    assert gives == list(range(1, 25))
    assert redeems == list(range(24, 169))
    read({"GIVE_HOURS": str(max(gives)), "REDEEM_HOURS": str(min(redeems))})


def longest(variable: str, value: Any) -> int:
    """How many bytes a variable takes at most, as Lambda counts them: in JSON.

    A text that has no alphabet to keep to counts two for each character, as in the languages of
    the pages.
    """
    if isinstance(value, str):
        return len(value)
    if variable in OF_THE_STACK:
        return OF_THE_STACK[variable]
    name = value["Ref"] if "Ref" in value else value["Fn::If"][2]["Ref"]
    parameter = PARAMETERS[name]
    if "AllowedValues" in parameter:
        return max(len(str(allowed)) for allowed in parameter["AllowedValues"])
    if parameter["Type"] == "Number":
        return 5
    if "MaxLength" not in parameter:
        return 4  # a whole number
    own = LONGEST_TABLE_NAME if "Fn::If" in value else 0
    ascii_only = not allows({**parameter, "MaxLength": 1000}, sample(variable))
    return max(int(parameter["MaxLength"]) * (1 if ascii_only else 2), own)


def sample(variable: str) -> str:
    """A text of that setting that is not ASCII."""
    shapes = {
        "RESOURCES": "é|https://a.example",
        "ISSUERS": "é|https://a.example",
        "CRISIS_LINES": "US:988:é",
    }
    return shapes.get(variable, "https://é.example")


def test_the_longest_settings_fit_what_lambda_has_for_them() -> None:
    measured = {name: longest(name, value) for name, value in VARIABLES.items()}
    quoted = sum(len(f'"{name}":"",') + length for name, length in measured.items()) + 2
    assert quoted <= LAMBDA_HAS_BYTES - LEFT_FOR_ONE_FUNCTION, quoted


def test_two_stacks_share_no_keys_and_no_tables_unless_told() -> None:
    assert PARAMETERS["KeyParameters"]["Default"] == ""
    condition, own, given = VARIABLES["KEY_PARAMETERS"]["Fn::If"]
    assert TEMPLATE["Conditions"][condition] == {"Fn::Equals": [{"Ref": "KeyParameters"}, ""]}
    assert own == {"Fn::Sub": "/waypost/${AWS::StackName}/keys"}
    assert given == {"Ref": "KeyParameters"}
    for table in ("MeetingsTable", "VerificationTable", "FacilitatorsTable"):
        assert "TableName" not in TEMPLATE["Resources"][table]["Properties"]


def test_a_table_that_is_given_is_used_in_the_place_of_the_stacks_own() -> None:
    for setting in TABLES:
        parameter = parameter_of(setting)
        own = parameter.removesuffix("Name")
        condition, *either = VARIABLES[setting.upper()]["Fn::If"]
        assert TEMPLATE["Conditions"][condition] == {"Fn::Equals": [{"Ref": parameter}, ""]}
        assert either == [{"Ref": own}, {"Ref": parameter}]
        assert PARAMETERS[parameter]["Default"] == ""
        assert "Condition" not in TEMPLATE["Resources"][own]  # it stays
        assert TEMPLATE["Outputs"][parameter]["Value"] == VARIABLES[setting.upper()]


def test_operators_are_told_the_keys_and_the_address_that_the_functions_have() -> None:
    """`--stack` takes them from the outputs: keys made elsewhere would sign nothing."""
    outputs = TEMPLATE["Outputs"]
    assert outputs["KeyParameters"]["Value"] == VARIABLES["KEY_PARAMETERS"]
    assert outputs["PublicUrl"]["Value"] == VARIABLES["PUBLIC_URL"]
    own = VARIABLES["KEY_PARAMETERS"]["Fn::If"]
    assert own[1:] == [{"Fn::Sub": "/waypost/${AWS::StackName}/keys"}, {"Ref": "KeyParameters"}]
