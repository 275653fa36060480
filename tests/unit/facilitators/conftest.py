"""An empty facilitators table, and an account in it."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.expired_items import STATE_ITEM_KEY
from chalicelib.facilitators import accounts
from chalicelib.facilitators.items import Facilitator
from chalicelib.facilitators.table import FacilitatorsTable
from tests.conftest import Tables


@pytest.fixture
def table(moto_tables: Tables) -> FacilitatorsTable:
    return FacilitatorsTable(moto_tables.client, moto_tables.settings.facilitators_table)


@pytest.fixture
def account(table: FacilitatorsTable) -> Facilitator:
    return accounts.add("Tuesday group", ["a1b2c3d4e5", "f6g7h8i9j0"], table)


@pytest.fixture
def items(moto_tables: Tables) -> Callable[[], list[dict[str, Any]]]:
    """Everything in the facilitators table, but for how far the sweep is."""

    def dump() -> list[dict[str, Any]]:
        answer = moto_tables.client.scan(TableName=moto_tables.settings.facilitators_table)
        return [item for item in answer["Items"] if item["pk"]["S"] != STATE_ITEM_KEY]

    return dump
