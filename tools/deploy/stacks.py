"""One CloudFormation stack: its state, its change sets, and what happened in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from tools.deploy import changes
from tools.deploy.errors import NotDeployed, code_of, goes_on_there, in_plain_words
from tools.deploy.waiting import CHANGE_SET_S, STACK_S, Clock, turns

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]  # roles; the transform of SAM
_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_NOTHING_YET = "REVIEW_IN_PROGRESS"  # a change set was made, and never carried out
_BROKEN = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
# With which a stack has come to rest.
_LAST = ("_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
_AFTERWARDS = {
    "UPDATE_ROLLBACK_COMPLETE": "The stack is as it was before",
    "ROLLBACK_COMPLETE": "What was made is removed again, but for empty tables: `make destroy`"
    " removes the rest, then deploy again",
}
# What the failure of another resource caused, and not the reason.
_CONSEQUENCES = ("Resource creation cancelled", "Resource update cancelled")


class State(NamedTuple):
    """A stack as it is now."""

    id: str
    status: str
    reason: str
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]


class ChangeSet(NamedTuple):
    """A change set that can be carried out; without changes it was deleted."""

    id: str
    changes: tuple[changes.Change, ...]


class Event(NamedTuple):
    """Something that happened to a resource of a stack."""

    id: str
    resource: str
    type: str
    status: str
    reason: str
    of_stack: bool  # of the stack itself


Say = Callable[[str], None]


class Stack:
    """One stack by its name. Every method raises NotDeployed.

    Those that change it raise StoppedWatching for a Ctrl-C from when AWS goes on without them.
    """

    def __init__(self, cloudformation: Any, name: str, clock: Clock, say: Say) -> None:
        self._cloudformation = cloudformation
        self._clock = clock
        self._say = say
        self.name = name

    def state(self, stack_id: str = "") -> State | None:
        """Returns the stack as it is now; None where there is none."""
        with in_plain_words(f"reading the stack {self.name}"):
            try:
                answer = self._cloudformation.describe_stacks(StackName=stack_id or self.name)
            except ClientError as error:
                if code_of(error) == "ValidationError" and "does not exist" in str(error):
                    return None
                raise
        (found,) = answer["Stacks"]
        if found["StackStatus"] == "DELETE_COMPLETE":
            return None
        return State(
            found["StackId"],
            found["StackStatus"],
            found.get("StackStatusReason", ""),
            {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", ())},
            {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())},
        )

    def deployable(self) -> State | None:
        """Returns the stack where it can be changed; None where it is yet to be made.

        Raises NotDeployed for one that is half-made, or changing.
        """
        state = self.state()
        if state is None or state.status == _NOTHING_YET:
            return None
        if state.status in _BROKEN:
            raise NotDeployed(
                f"The stack {self.name} was never whole ({state.status}) and can't be changed:"
                " `make destroy` removes what there is of it, then deploy again"
            )
        if state.status == "UPDATE_ROLLBACK_FAILED":
            raise NotDeployed(
                f"The stack {self.name} could not go back to what it was (UPDATE_ROLLBACK_FAILED):"
                ' choose "Continue update rollback" in CloudFormation\'s console, then deploy again'
            )
        if state.status.endswith("_IN_PROGRESS"):
            raise NotDeployed(
                f"Something else is changing the stack {self.name} ({state.status}): wait for it"
            )
        return state

    def create_change_set(
        self, change_set: str, template_url: str, parameters: Mapping[str, str], *, new: bool
    ) -> ChangeSet:
        """Makes a change set of this name, and returns what it would do."""
        values = [
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ]
        with in_plain_words(f"asking what would change in {self.name}"):
            made = self._cloudformation.create_change_set(
                StackName=self.name,
                ChangeSetName=change_set,
                ChangeSetType="CREATE" if new else "UPDATE",
                TemplateURL=template_url,
                Parameters=values,
                Capabilities=_CAPABILITIES,
            )["Id"]
            for _ in turns(self._clock, CHANGE_SET_S, "The change set"):
                answer = self._described(made)
                if answer["Status"] == "CREATE_COMPLETE":
                    return ChangeSet(made, changes.from_answer(answer["Changes"]))
                if answer["Status"] == "FAILED":
                    reason = " ".join(answer.get("StatusReason", "").split())
                    details = self._details(reason, ChangeSetName=made)
                    self.drop(made, new=new)
                    if any(words in reason for words in _UNCHANGED):
                        return ChangeSet(made, ())
                    raise NotDeployed(
                        "\n".join((f"CloudFormation does not take it: {reason}", *details))
                    )
        raise AssertionError  # turns() ends by raising

    def _described(self, change_set: str) -> dict[str, Any]:
        """Returns the answer of all pages as one."""
        pages: list[dict[str, Any]] = []
        more: dict[str, str] = {}
        while not pages or more:
            pages.append(self._cloudformation.describe_change_set(ChangeSetName=change_set, **more))
            token = pages[-1].get("NextToken")
            more = {"NextToken": token} if token else {}
        return {**pages[0], "Changes": [each for page in pages for each in page.get("Changes", ())]}

    def drop(self, change_set: str, *, new: bool) -> None:
        """Deletes a change set; and, of a stack that was not there before, what it made of it."""
        with in_plain_words("deleting the change set"):
            self._cloudformation.delete_change_set(ChangeSetName=change_set, StackName=self.name)
        state = self.state() if new else None
        if state and state.status == _NOTHING_YET:
            with in_plain_words(f"removing the empty stack {self.name}"):
                self._cloudformation.delete_stack(StackName=state.id)

    def execute(self, change_set: str) -> State:
        """Carries a change set out, and returns the stack as it is then.

        Raises NotDeployed where it failed, with the reasons.
        """
        before = self.state()
        if before is None:
            raise NotDeployed(f"The stack {self.name} is gone")
        seen = self._newest_event(before.id)
        with goes_on_there():
            with in_plain_words("carrying the change set out"):
                self._cloudformation.execute_change_set(
                    ChangeSetName=change_set, StackName=self.name
                )
            events = self._until_over(before.id, seen)
        state = self.state(before.id)
        if events[-1].status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE") or state is None:
            raise self._failure(before.id, events)
        return state

    def delete(self, state: State) -> None:
        """Deletes the stack, and waits until it is gone. Raises NotDeployed with the reasons."""
        seen = self._newest_event(state.id)
        with goes_on_there():
            with in_plain_words(f"deleting the stack {self.name}"):
                self._cloudformation.delete_stack(StackName=state.id)
            events = self._until_over(state.id, seen)
        if events[-1].status != "DELETE_COMPLETE":
            raise self._failure(state.id, events)

    def contents(self, state: State) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns the resources, as type and name, that go with the stack, and those that stay."""
        with in_plain_words(f"reading what the stack {self.name} is made of"):
            if state.status == _NOTHING_YET:
                return (), ()
            template = self._cloudformation.get_template(
                StackName=state.id, TemplateStage="Processed"
            )["TemplateBody"]
            pages = self._cloudformation.get_paginator("list_stack_resources").paginate(
                StackName=state.id
            )
            found = [each for page in pages for each in page["StackResourceSummaries"]]
        going: list[str] = []
        staying: list[str] = []
        for each in found:
            if each["ResourceStatus"] != "DELETE_COMPLETE":
                declared = template["Resources"].get(each["LogicalResourceId"], {})
                stays = declared.get("DeletionPolicy", "Delete").startswith("Retain")
                name = f"{each['ResourceType']} {each.get('PhysicalResourceId', '')}"
                (staying if stays else going).append(name)
        return tuple(going), tuple(staying)

    def _newest_event(self, stack_id: str) -> str:
        return next((event.id for event in self._events(stack_id)), "")

    def _events_after(self, stack_id: str, seen: str) -> list[Event]:
        """Returns what happened behind the event `seen`, the oldest first."""
        found = []
        for event in self._events(stack_id):
            if event.id == seen:
                break
            found.append(event)
        return found[::-1]

    def _events(self, stack_id: str) -> Iterator[Event]:
        """Yields the stack's events, the newest first."""
        with in_plain_words(f"reading what happens in {self.name}"):
            pages = self._cloudformation.get_paginator("describe_stack_events").paginate(
                StackName=stack_id
            )
            for page in pages:
                for each in page["StackEvents"]:
                    yield Event(
                        each["EventId"],
                        each["LogicalResourceId"],
                        each["ResourceType"],
                        each["ResourceStatus"],
                        " ".join(each.get("ResourceStatusReason", "").split()),
                        each.get("PhysicalResourceId") == stack_id,
                    )

    def _until_over(self, stack_id: str, seen: str) -> list[Event]:
        """Prints what happens until the stack has come to rest, and returns all of it."""
        all_of_it: list[Event] = []
        for passed in turns(self._clock, STACK_S, f"The stack {self.name}"):
            news = self._events_after(stack_id, all_of_it[-1].id if all_of_it else seen)
            for event in news:
                self._say(_progress(event, passed))
                all_of_it.append(event)
                if event.of_stack and event.status.endswith(_LAST):
                    return all_of_it
            if not news and self.state(stack_id) is None:
                return [*all_of_it, Event("", self.name, "", "DELETE_COMPLETE", "", of_stack=True)]
            # a failure goes on with a way back, unless somebody switched that off
            if not news and all_of_it and _failed(all_of_it[-1]) and all_of_it[-1].of_stack:
                return all_of_it
        raise AssertionError  # turns() ends by raising

    def _failure(self, stack_id: str, events: list[Event]) -> NotDeployed:
        causes = [
            f"{event.resource} ({event.type}): {event.reason}"
            for event in events
            if _failed(event) and not event.of_stack and not event.reason.startswith(_CONSEQUENCES)
        ]
        if not causes:
            said = [event.reason for event in events if event.of_stack and _failed(event)]
            reason = next(iter(said), "") or "CloudFormation gives no reason"
            causes = [*self._details(reason, StackName=stack_id)] or [reason]
        end = events[-1].status
        after = _AFTERWARDS.get(
            end, f"The stack is in {end}: look at it in CloudFormation's console"
        )
        return NotDeployed("\n".join((f"The stack {self.name} failed.", *causes, after)))

    def _details(self, reason: str, **of: str) -> tuple[str, ...]:
        """Returns what a check before the first step found, where a reason only points at it."""
        if "DescribeEvents" not in reason:
            return ()
        try:
            events = self._cloudformation.describe_events(Filters={"FailedEvents": True}, **of)
        except (BotoCoreError, ClientError):
            return ()  # the reason is told in any case
        found = events.get("OperationEvents", ())
        return tuple(
            f"{each.get('LogicalResourceId', '')} ({each.get('ResourceType', '')}):"
            f" {' '.join(each['ValidationStatusReason'].split())}"
            for each in found
            if each.get("ValidationStatusReason")
            and each.get("OperationId") == found[0].get("OperationId")
        )


def _failed(event: Event) -> bool:
    return event.status.endswith("_FAILED")


def _progress(event: Event, passed: int) -> str:
    reason = f": {event.reason}" if "FAILED" in event.status else ""
    return f"  {passed:4} s  {event.status:<24}  {event.resource}{reason}"
