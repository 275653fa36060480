"""CloudFormation with one stack in it, in the shapes of its answers, and time that flies."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from tools.deploy.account import Account
from tools.deploy.waiting import Clock

NAME = "waypost-prod"
ID = f"arn:aws:cloudformation:eu-west-1:123456789012:stack/{NAME}/0a1b"
UNCHANGED = (
    "The submitted information didn't contain changes. Submit different information to create a"
    " change set."
)
OUTPUTS = {
    "PublicUrl": "https://codes.example.org",
    "KeyParameters": "/waypost/waypost-prod/keys",
    "MeetingsTableName": "m",
    "VerificationTableName": "v",
    "FacilitatorsTableName": "f",
    "EndpointURL": "https://abc.execute-api.eu-west-1.amazonaws.com/api/",
}


def client_error(code: str, message: str = "", operation: str = "Operation") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def change(action: str, resource: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "Type": "Resource",
        "ResourceChange": {
            "Action": action,
            "LogicalResourceId": resource,
            "ResourceType": kind,
            **more,
        },
    }


API = change("Add", "RestAPI", "AWS::ApiGateway::RestApi")


class CloudFormation:
    """Answers as the service would for a stack that is in `status`, or is not there.

    `changes` is what a change set does, in pages; `end` are the events of its execution, by
    resource, status and reason.
    """

    def __init__(
        self,
        status: str | None = None,
        *,
        changes: tuple[list[dict[str, Any]], ...] = ([API],),
        fails: str = "",
        end: tuple[tuple[str, str, str], ...] = (),
        parameters: Mapping[str, str] | None = None,
        deletion: tuple[tuple[str, str, str], ...] = ((NAME, "DELETE_COMPLETE", ""),),
        slow: bool = False,
        site_bucket: str = "",
    ) -> None:
        self.status = status
        self.changes = changes
        self.fails = fails
        self.slow = slow
        self.outputs = OUTPUTS | ({"SiteBucketName": site_bucket} if site_bucket else {})
        self.end = end
        self.deletion = deletion
        self.parameters = {"PublicUrl": "https://codes.example.org", **(parameters or {})}
        self.change_sets: dict[str, dict[str, Any]] = {}
        self.executed: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.events = [event("old", NAME, "UPDATE_COMPLETE", "")] if status else []
        self.operation_events: list[dict[str, str]] = []

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:
        assert StackName in (NAME, ID)
        if self.status is None:
            raise client_error("ValidationError", f"Stack with id {StackName} does not exist")
        stack = {
            "StackId": ID,
            "StackName": NAME,
            "StackStatus": self.status,
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in self.parameters.items()
            ],
            "Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in self.outputs.items()],
        }
        return {"Stacks": [stack]}

    def create_change_set(self, **asked: Any) -> dict[str, str]:
        self.asked.append(asked)
        assert (asked["ChangeSetType"] == "CREATE") == (self.status in (None, "REVIEW_IN_PROGRESS"))
        if self.status is None:
            self.status = "REVIEW_IN_PROGRESS"
        self.change_sets[asked["ChangeSetName"]] = asked
        return {"Id": asked["ChangeSetName"]}

    def describe_change_set(self, *, ChangeSetName: str, NextToken: str = "0") -> dict[str, Any]:
        assert ChangeSetName in self.change_sets
        if self.slow:
            return {"Status": "CREATE_IN_PROGRESS"}
        if self.fails:
            return {"Status": "FAILED", "StatusReason": self.fails}
        page = int(NextToken)
        more = {"NextToken": str(page + 1)} if page + 1 < len(self.changes) else {}
        return {"Status": "CREATE_COMPLETE", "Changes": self.changes[page], **more}

    def delete_change_set(self, *, ChangeSetName: str, StackName: str) -> None:
        assert StackName == NAME
        del self.change_sets[ChangeSetName]

    def execute_change_set(self, *, ChangeSetName: str, StackName: str) -> None:
        self.executed.append(ChangeSetName)
        new = self.status == "REVIEW_IN_PROGRESS"
        kind = "CREATE" if new else "UPDATE"
        self.happen((NAME, f"{kind}_IN_PROGRESS", "User Initiated"))
        self.happen(*(self.end or ((NAME, f"{kind}_COMPLETE", ""),)))

    def delete_stack(self, *, StackName: str) -> None:
        assert StackName == ID
        if self.status == "REVIEW_IN_PROGRESS":
            self.status = None
            return
        self.happen(*self.deletion)

    def happen(self, *happened: tuple[str, str, str]) -> None:
        for resource, status, reason in happened:
            self.events.insert(0, event(f"e{len(self.events)}", resource, status, reason))
            if resource == NAME:
                self.status = None if status == "DELETE_COMPLETE" else status

    def get_template(self, *, StackName: str, TemplateStage: str) -> dict[str, Any]:
        assert (StackName, TemplateStage) == (ID, "Processed")
        resources = {
            "MeetingsTable": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain"},
            "RestAPI": {"Type": "AWS::ApiGateway::RestApi"},
        }
        return {"TemplateBody": {"Resources": resources}}

    def describe_events(self, *, Filters: dict[str, bool], **of: str) -> dict[str, Any]:
        assert Filters == {"FailedEvents": True}
        assert "ChangeSetName" in of or of["StackName"] == ID
        return {"OperationEvents": self.operation_events}

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=getattr(self, f"_{operation}"))

    def _describe_stack_events(self, *, StackName: str) -> list[dict[str, Any]]:
        assert StackName == ID
        return [{"StackEvents": [one]} for one in self.events]

    def _list_stack_resources(self, *, StackName: str) -> list[dict[str, Any]]:
        assert StackName == ID
        kinds = {
            "MeetingsTable": "AWS::DynamoDB::Table",
            "RestAPI": "AWS::ApiGateway::RestApi",
        }
        summaries = [
            {
                "LogicalResourceId": name,
                "PhysicalResourceId": f"{NAME}-{name}-1",
                "ResourceType": kind,
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for name, kind in kinds.items()
        ]
        return [{"StackResourceSummaries": summaries}]


def event(key: str, resource: str, status: str, reason: str) -> dict[str, str]:
    of_stack = resource == NAME
    return {
        "EventId": key,
        "LogicalResourceId": resource,
        "PhysicalResourceId": ID if of_stack else f"{NAME}-{resource}-1",
        "ResourceType": "AWS::CloudFormation::Stack" if of_stack else "AWS::Lambda::Function",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def quick_clock() -> Clock:
    """Time that passes when somebody waits, and not otherwise."""
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    return Clock(lambda: passed[0], sleep)


def account(cloudformation: Any, region: str = "eu-west-1") -> Account:
    """An account in which CloudFormation is this one, and all else moto's."""
    import boto3

    session: Any = boto3.Session(region_name=region)

    def client(service: str, **named: Any) -> Any:
        return cloudformation if service == "cloudformation" else session.client(service, **named)

    return Account("123456789012", region, "arn:of:caller", SimpleNamespace(client=client))
