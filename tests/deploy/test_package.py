"""The deployment package: it starts in a bare interpreter, as in Lambda, and holds what it should.

Built once, for this machine's processor, by the same tool as `make package`.
"""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest

from chalicelib.meetings.storage import keys
from chalicelib.web.http.responses import STRICT_TRANSPORT
from chalicelib.web.i18n.catalogue import languages, translator
from tools import package

PROJECT = Path(__file__).resolve().parents[2]
TABLES = ("MeetingsTable", "VerificationTable", "FacilitatorsTable")
# What Lambda's Python runtime has besides the standard library.
LAMBDA_HAS = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six.py", "urllib3")
CFN_LINT = "import sys; from cfnlint.runner import main; sys.exit(main())"
BARE = """
import json, sys
sys.path[:0] = sys.argv[1:]
from app import app
outside = sorted(
    name for name, module in sys.modules.items()
    if getattr(module, "__file__", None) and "site-packages" in module.__file__
)
print(json.dumps({"routes": {path: sorted(kinds) for path, kinds in app.routes.items()},
                  "outside": outside}))
"""

# The package is built once.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("package"),
    pytest.mark.usefixtures("bundles"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make package` would fill."""
    out = tmp_path_factory.mktemp("package")
    package.build(PROJECT, out, package.this_architecture())
    return out


@pytest.fixture(scope="module")
def names(built: Path) -> list[str]:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        return content.namelist()


@pytest.fixture(scope="module")
def template(built: Path) -> dict[str, Any]:
    return dict(json.loads((built / "sam.json").read_text()))


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(built / "deployment.zip") as content:
        content.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def lambda_runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the packages that Lambda brings."""
    folder = tmp_path_factory.mktemp("runtime")
    installed = Path(sysconfig.get_path("purelib"))
    for name in LAMBDA_HAS:
        (folder / name).symlink_to(installed / name)
    return folder


def bare(script: str, *arguments: object) -> str:
    """What a script prints in an interpreter without this project or its environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, *map(str, arguments)],
        env={
            "AWS_DEFAULT_REGION": "us-east-1",
            "PUBLIC_URL": "https://example.org",
            "PATH": "/usr/bin:/bin",
        },
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_app_starts_from_the_package_alone(unpacked: Path, lambda_runtime: Path) -> None:
    told = json.loads(bare(BARE, unpacked, lambda_runtime))
    assert told["outside"] == []
    from app import app

    assert told["routes"] == {path: sorted(kinds) for path, kinds in app.routes.items()}
    assert "/" in told["routes"]


def test_every_module_of_ours_can_be_imported_from_the_package(
    unpacked: Path, lambda_runtime: Path
) -> None:
    modules = [
        ".".join(file.relative_to(unpacked).with_suffix("").parts)
        for file in (unpacked / "chalicelib").rglob("*.py")
        if file.name not in ("__init__.py", "__main__.py")
        and "commands" not in file.parts  # for an operator's machine
    ]
    script = "import sys, importlib; sys.path[:0] = sys.argv[1:3]\n"
    script += "for name in sys.argv[3:]: importlib.import_module(name)"
    bare(script, unpacked, lambda_runtime, *modules)


def test_third_party_packages_that_hold_compiled_code_work(
    unpacked: Path, lambda_runtime: Path
) -> None:
    script = """
import sys; sys.path[:0] = sys.argv[1:]
import cbor2, jinja2, nacl.signing, nh3, qrcode, tzfpy, zoneinfo, tzdata
key = nacl.signing.SigningKey(bytes(32))
key.verify_key.verify(key.sign(cbor2.dumps({1: "a"})))
print(jinja2.Template("{{ a }}").render(a=1), zoneinfo.ZoneInfo("America/Chicago"))
print(nh3.clean("<b>a</b>", tags=set()), tzfpy.get_tz(-87.63, 41.88))
"""
    assert bare(script, unpacked, lambda_runtime) == "1 America/Chicago\na America/Chicago\n"


def test_the_package_holds_what_is_generated(names: list[str]) -> None:
    assert "chalicelib/gazetteer/places.sqlite" in names
    assert any(name.startswith("chalicelib/aws/botocore-data/dynamodb/") for name in names)
    assert any(name.startswith("chalicelib/web/built/") for name in names)
    assert any(name.startswith("chalicelib/web/pages/") for name in names)
    assert any(name.startswith("chalicelib/web/languages/") for name in names)


def test_the_package_knows_which_build_it_is(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        stamp = content.read("chalicelib/build.txt").decode()
    assert re.fullmatch(r"(content-)?[0-9a-f]{12}\n", stamp)


def test_without_a_bundle_there_is_no_package(tmp_path: Path) -> None:
    for name in package.BUILT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / package.BUILT[0], tmp_path / package.BUILT[0])
    static = shutil.copytree(PROJECT / package.BUILT[1], tmp_path / package.BUILT[1]) / "static"
    (static / "vendor" / "qr.js").unlink()
    with pytest.raises(package.NotPackaged, match=r"^static/vendor/qr\.js: missing"):
        package.build(tmp_path, tmp_path / "out", package.this_architecture())


def test_the_package_holds_nothing_else(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    for folder in ("tests", "tools", "local", ".chalice", "boto3", "botocore", "pip", "click"):
        assert folder not in top
    assert {name for name in names if name.startswith("chalice/") and name.endswith(".py")} == {
        "chalice/__init__.py",
        "chalice/app.py",
    }


def test_every_module_comes_compiled_and_its_source_is_not_checked(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        names = content.namelist()
        compiled = [name for name in names if name.endswith(".pyc")]
        sources = [name for name in names if name.endswith(".py")]
        assert len(compiled) == len(sources)
        for name in compiled:
            code = content.read(name)
            assert code[4:8] == (1).to_bytes(4, "little"), name  # PEP 552: hash, unchecked
            assert str(PROJECT).encode() not in code


def test_the_package_fits_lambda(built: Path) -> None:
    with zipfile.ZipFile(built / "deployment.zip") as content:
        assert sum(entry.file_size for entry in content.infolist()) < 250_000_000
    assert (built / "deployment.zip").stat().st_size < 50_000_000


def test_the_template_is_sound(built: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CFN_LINT, "--template", str(built / "sam.json")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_only_meetings_can_be_restored(template: dict[str, Any]) -> None:
    recovery = {
        name: template["Resources"][name]["Properties"]["PointInTimeRecoverySpecification"]
        for name in TABLES
    }
    assert recovery["MeetingsTable"]["RecoveryPeriodInDays"] == 35
    assert [name for name in TABLES if recovery[name]["PointInTimeRecoveryEnabled"]] == [
        "MeetingsTable"
    ]


def test_tables_outlive_the_stack_and_are_as_the_local_ones(template: dict[str, Any]) -> None:
    for name in TABLES:
        table = template["Resources"][name]
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        key = [{"AttributeName": "pk", "KeyType": "HASH"}]
        assert table["Properties"]["KeySchema"] == key
        life = table["Properties"].get("TimeToLiveSpecification", {}).get("AttributeName")
        assert life == "expires"


def test_nothing_is_logged_about_requests(template: dict[str, Any]) -> None:
    api = template["Resources"]["RestAPI"]["Properties"]
    assert "AccessLogSetting" not in api
    (everywhere,) = api["MethodSettings"]
    assert everywhere["ResourcePath"] == "/*"
    assert everywhere["DataTraceEnabled"] is False
    assert everywhere["LoggingLevel"] == "OFF"
    logs = [
        each for each in template["Resources"].values() if each["Type"] == "AWS::Logs::LogGroup"
    ]
    assert [each["Properties"]["RetentionInDays"] for each in logs] == [14] * len(logs)
    assert logs


def test_the_functions_may_do_what_they_do_and_no_more(template: dict[str, Any]) -> None:
    allowed: dict[str, dict[str, set[str]]] = {}
    for name in ("ApiHandlerRole", "SweepRole"):
        role = template["Resources"][name]["Properties"]
        assert "ManagedPolicyArns" not in role
        (policy,) = role["Policies"]
        actions = allowed.setdefault(name, {})
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            assert "*" not in statement["Resource"]
            tables = {
                each["Fn::GetAtt"][0] for each in statement["Resource"] if "Fn::GetAtt" in each
            }
            for action in statement["Action"]:
                assert "*" not in action
                actions.setdefault(action, set()).update(tables)
    logs: dict[str, set[str]] = {"logs:CreateLogStream": set(), "logs:PutLogEvents": set()}
    items = ("BatchGetItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem")
    over = {"VerificationTable", "FacilitatorsTable"}
    assert allowed["SweepRole"] == {
        **{f"dynamodb:{action}": over for action in (*items, "Scan")},
        "dynamodb:GetItem": set(TABLES),  # of meetings one item: when sources were imported
        "ssm:GetParameter": set(),  # the registry, and seeds of keys that are over
        "ssm:PutParameter": set(),  # a rotation writes the registry and the next seed
        "ssm:DeleteParameter": set(),
        **logs,
    }
    assert allowed["ApiHandlerRole"] == {
        **{f"dynamodb:{action}": set(TABLES) for action in items},
        "geo-places:Geocode": set(),  # of an address that is typed, where GEOCODER is set
        "ssm:GetParameter": set(),
        **logs,
    }


def test_the_sweep_reads_of_the_listing_when_it_was_imported_and_nothing_else(
    template: dict[str, Any],
) -> None:
    (policy,) = template["Resources"]["SweepRole"]["Properties"]["Policies"]
    (statement,) = (
        one
        for one in policy["PolicyDocument"]["Statement"]
        if {"Fn::GetAtt": ["MeetingsTable", "Arn"]} in one["Resource"]
    )
    assert statement["Action"] == ["dynamodb:GetItem"]  # which always names its key
    assert statement["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [keys.IMPORTED]}
    }


def test_the_sweep_reaches_the_keys_and_not_what_tickets_are_stored_under(
    template: dict[str, Any],
) -> None:
    (policy,) = template["Resources"]["SweepRole"]["Properties"]["Policies"]
    reached: dict[str, set[str]] = {}
    for statement in policy["PolicyDocument"]["Statement"]:
        for action in statement["Action"]:
            if action.startswith("ssm:"):
                arns = [resource["Fn::Sub"] for resource in statement["Resource"]]
                names = {arn.partition("parameter${KeyParameters}/")[2] for arn in arns}
                reached.setdefault(action, set()).update(names)
    assert reached == {
        "ssm:GetParameter": {"registry", "seed-*", "step"},
        "ssm:PutParameter": {"registry", "seed-*", "step"},
        "ssm:DeleteParameter": {"seed-*", "step"},
    }


def test_the_function_is_given_its_tables_and_its_address(template: dict[str, Any]) -> None:
    function = template["Resources"]["APIHandler"]["Properties"]
    variables = function["Environment"]["Variables"]
    assert variables["PUBLIC_URL"] == {"Ref": "PublicUrl"}
    assert variables["MEETINGS_TABLE"] == {"Ref": "MeetingsTable"}
    assert variables["VERIFICATION_TABLE"] == {"Ref": "VerificationTable"}
    assert variables["FACILITATORS_TABLE"] == {"Ref": "FacilitatorsTable"}
    assert function["MemorySize"] >= 1024
    assert function["Timeout"] <= 29


def test_there_is_one_stage_with_its_throttle(template: dict[str, Any]) -> None:
    """Without the version SAM adds a stage of its own, named Stage, which has none."""
    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"
    api = template["Resources"]["RestAPI"]["Properties"]
    assert api["StageName"] == "api"
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] > 0


def test_every_method_reaches_the_application_and_head_is_as_get(template: dict[str, Any]) -> None:
    """Where an address has not the method asked for, the application says which it has."""
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert len(definition["paths"]) <= 300  # resources of an API, unless AWS is asked for more
    for path, methods in definition["paths"].items():
        integrations = {
            name: method["x-amazon-apigateway-integration"] for name, method in methods.items()
        }
        assert ("head" in methods) == ("get" in methods), path
        if "get" in methods:
            assert integrations["head"] == integrations["get"]
        every = integrations.pop("x-amazon-apigateway-any-method")
        assert every["type"] == "aws_proxy"
        assert integrations.pop("options", {"type": "mock"})["type"] == "mock"
        assert all(own == every for own in integrations.values())


def test_a_page_of_another_origin_may_ask_what_get_answers(template: dict[str, Any]) -> None:
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    open_to_all = {path for path, methods in paths.items() if "options" in methods}
    assert {"/v1/meetings", "/.well-known/jwks.json", "/feeds/meetings.csv"} <= open_to_all
    assert "/facilitate" not in open_to_all
    for path in open_to_all & {path for path, methods in paths.items() if "get" in methods}:
        integration = paths[path]["options"]["x-amazon-apigateway-integration"]
        allowed = integration["responses"]["default"]["responseParameters"]
        methods = allowed["method.response.header.Access-Control-Allow-Methods"].strip("'")
        assert methods.split(",") == ["GET", "HEAD", "OPTIONS"], path


def test_bytes_have_one_type_and_all_else_is_text(template: dict[str, Any]) -> None:
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    assert definition["x-amazon-apigateway-binary-media-types"] == ["application/cose-key-set"]


def test_the_template_is_deployed_from_a_bucket(built: Path) -> None:
    """CloudFormation takes larger ones than 51,200 bytes from nowhere else."""
    assert (built / "sam.json").stat().st_size < 1_000_000  # the most that it takes from there
    guide = (PROJECT / "docs" / "deploy.md").read_text("utf-8")
    deploy = guide[guide.index("aws cloudformation deploy") :].partition("```")[0]
    assert "--s3-bucket" in deploy


def test_what_the_gateway_answers_itself_has_our_shape(template: dict[str, Any]) -> None:
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    for unrouted in ("MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE", "RESOURCE_NOT_FOUND"):
        assert answers[unrouted]["StatusCode"] == 404
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED", "REQUEST_TOO_LARGE"} < set(answers)
    for answer in answers.values():
        error = json.loads(answer["ResponseTemplates"]["application/json"])["error"]
        assert set(error) == {"code", "message"}


def test_what_the_gateway_answers_itself_has_the_headers_of_our_answers(
    template: dict[str, Any],
) -> None:
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    for answer in answers.values():
        headers = answer["ResponseParameters"]["Headers"]
        assert headers["Access-Control-Allow-Origin"] == "'*'"
        assert headers["Strict-Transport-Security"] == f"'{STRICT_TRANSPORT}'"
        assert headers["X-Content-Type-Options"] == "'nosniff'"
        assert headers["Cache-Control"] == "'no-store'"
    assert answers["THROTTLED"]["ResponseParameters"]["Headers"]["Retry-After"] == "'2'"


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        ("MISSING_AUTHENTICATION_TOKEN", "not_found"),
        ("THROTTLED", "unavailable"),
        ("DEFAULT_5XX", "unavailable"),
    ],
)
def test_what_the_gateway_answers_itself_is_said_in_every_language(
    template: dict[str, Any], answer: str, page: str
) -> None:
    """It can't choose one: nothing of the request is at hand there."""
    answers = template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    html = answers[answer]["ResponseTemplates"]["text/html"]
    for language in languages():
        t = translator(language)
        assert f'lang="{language}"' in html
        assert f">{t(f'error.{page}.title')}<" in html
        assert f"<p>{t(f'error.{page}.text')}</p>" in html


def test_wheels_for_lambdas_arm_processors_are_all_to_be_had(tmp_path: Path) -> None:
    """`make package` is for arm64; whatever has none would be missing from the package."""
    package.build(PROJECT, tmp_path, "arm64")
    with zipfile.ZipFile(tmp_path / "deployment.zip") as content:
        names = content.namelist()
    libraries = [name for name in names if name.endswith(".so")]
    assert any(name.startswith("nacl/") for name in libraries)
    assert any(name.startswith("_cffi_backend") for name in libraries)
    assert all("x86_64" not in name for name in libraries)
