"""A deployment's own settings, as its stack has them."""

import re

from chalicelib.aws.stack import Stack
from chalicelib.settings import Settings

_OUTPUTS = {
    "PublicUrl": "PUBLIC_URL",
    "MeetingsTableName": "MEETINGS_TABLE",
    "VerificationTableName": "VERIFICATION_TABLE",
    "FacilitatorsTableName": "FACILITATORS_TABLE",
    "KeyParameters": "KEY_PARAMETERS",
}
_WHOLE = re.compile("CREATE_COMPLETE|UPDATE_.*|IMPORT_.*")
_SETTINGS = frozenset(name.upper() for name in Settings._fields)
_WORD = re.compile("(?<!^)(?=[A-Z])")


class NoDeployment(Exception):
    """A stack is none that commands can talk to; the message says why, in one line."""


def environment(stack: Stack) -> dict[str, str]:
    """Returns the environment variables with which a command talks to what the stack made.

    The settings are the template's parameters by another spelling; what the stack worked out itself
    comes from its outputs. Raises NoDeployment.
    """
    if not _WHOLE.fullmatch(stack.status):
        raise NoDeployment(f"The stack {stack.name} is half-made ({stack.status})")
    missing = sorted(_OUTPUTS.keys() - stack.outputs.keys())
    if missing:
        raise NoDeployment(
            f"The stack {stack.name} does not say its {', '.join(missing)}: it is none of Waypost,"
            " or an earlier version's, which `make deploy` brings up to date"
        )
    spelled = {_WORD.sub("_", name).upper(): value for name, value in stack.parameters.items()}
    return {
        **{name: value for name, value in spelled.items() if name in _SETTINGS},
        **{_OUTPUTS[name]: value for name, value in stack.outputs.items() if name in _OUTPUTS},
        "STACK_NAME": stack.name,
        "AWS_DEFAULT_REGION": stack.region,
    }
