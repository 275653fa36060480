"""The three tables, as the deployment's template has them."""

import time
from typing import Any

from chalicelib.settings import Settings

EXPIRES = "expires"
_READY_S = 30.0


def create_tables(dynamodb: Any, settings: Settings) -> None:
    """Creates the tables that are missing, each with the key `pk`.

    Items expire by their attribute `expires`. Raises TimeoutError where one is not ready in 30 s.
    """
    names = (settings.meetings_table, settings.verification_table, settings.facilitators_table)
    existing = set(dynamodb.list_tables()["TableNames"])
    for name in names:
        if name not in existing:
            dynamodb.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            )
    for name in names:
        _wait_until_active(dynamodb, name)
    for name in names:
        life = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if life["TimeToLiveStatus"] == "DISABLED":
            dynamodb.update_time_to_live(
                TableName=name,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES},
            )


def _wait_until_active(dynamodb: Any, name: str) -> None:
    end = time.monotonic() + _READY_S
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        if time.monotonic() > end:
            raise TimeoutError(f"table {name} is not ready after {_READY_S:g} s")
        time.sleep(0.02)
