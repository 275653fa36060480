"""What a deployment leaves to its operator: a file of its settings, and what is to be done next."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib.aws.stack import Stack
from chalicelib.commands import deployment
from tools.deploy.account import Account
from tools.deploy.errors import NotDeployed
from tools.deploy.stacks import State
from tools.deploy.stage import PROJECT, Stage

FOLDER = PROJECT / "build"


def write_settings(
    stage: Stage, account: Account, state: State, folder: Path | None = None
) -> Path:
    """Writes the deployment's settings as a shell reads them, and returns the file.

    There is no secret among them. Raises NotDeployed where the stack does not say them.
    """
    stack = Stack(
        stage.stack, account.region, account.number, state.status, state.parameters, state.outputs
    )
    try:
        values = deployment.environment(stack)
    except deployment.NoDeployment as reason:
        raise NotDeployed(str(reason)) from reason
    values["API_URL"] = state.outputs.get("EndpointURL", "")
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stage.name}.env"
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in sorted(values.items())]
    path.write_text("".join(lines), "utf-8")
    return path


def next_steps(state: State, stack: str, region: str) -> Iterator[str]:
    """Yields lines that say what a new deployment needs until it serves anybody."""
    host = urlsplit(state.parameters.get("PublicUrl", "")).netloc
    command = f".venv/bin/python -m chalicelib --stack {stack}"
    target = state.outputs.get("SiteTarget") or state.outputs.get("DomainTarget")
    yield "What to do next:"
    if target:
        yield f"  1. At your DNS: {host} is a CNAME of {target}"
    else:
        yield f"  1. Lead {host} to the API: CertificateArn in the stage's file does it, and the"
        yield "     next `make deploy` names the DNS record"
    yield f"  2. For what follows:       export AWS_REGION={region}"
    yield f"  3. The first signing keys: {command} keys create"
    yield f"  4. The meetings:           {command} import https://YOUR.SITE/feed.json"
    yield f"  5. The first facilitator:  {command} facilitator add --label LABEL --meeting ID"
    yield f"  6. Look at it:             https://{host}/health/ready"
