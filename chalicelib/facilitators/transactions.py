"""The transactions of the facilitators table: what each writes, and on which condition.

`table` sends them; each happens as a whole or not at all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.facilitators import items
from chalicelib.facilitators.items import Facilitator, StoredSession

Actions = list[dict[str, Any]]

HashesById = Mapping[str, str]
"""Sessions, as their secrets' hashes by their ids."""


def account_change(old: Facilitator, new: Facilitator) -> Actions:
    """Returns what writes an account anew, but for its sessions, unless another changed it.

    A new version has no session: those of the one before open nothing.
    """
    before, after = items.account_attributes(old), items.account_attributes(new)
    if new.version != old.version:
        after["sessions"] = {"M": {}}
    update = {
        "Key": {"pk": {"S": items.account_key(old.id)}},
        "UpdateExpression": f"SET {', '.join(f'{name} = :{name}' for name in after)}",
        "ConditionExpression": "version = :old_version AND meetings = :old_meetings",
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in after.items()},
            ":old_version": before["version"],
            ":old_meetings": before["meetings"],
        },
    }
    return [{"Update": update}]


def beginning(
    link: str, session: StoredSession, ended: Mapping[str, HashesById], max_sessions: int
) -> Actions:
    """Returns what uses up a link, by its hash, for a session, and ends others in its stead.

    `ended` is by account. The account may have at most `max_sessions` after it.
    """
    use = {
        "Key": {"pk": {"S": items.link_key(link)}},
        "UpdateExpression": "SET session_hash = :hash",
        "ConditionExpression": "attribute_exists(pk) AND attribute_not_exists(session_hash)",
        "ExpressionAttributeValues": {":hash": {"S": session.secret_hash}},
    }
    # a session never changes hands, whatever secret a browser sends
    keep = {
        "Item": items.session_item(session),
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    replaced = ended.get(session.facilitator_id, {})
    note = _list_session(session, list(replaced), room=max_sessions - 1 + len(replaced))
    actions: Actions = [{"Update": use}, {"Put": keep}, {"Update": note}]
    for account_id, hashes in ended.items():
        if account_id != session.facilitator_id:
            actions.append({"Update": _unlist_sessions(account_id, hashes)})
        actions += _deletions(hashes)
    return actions


def ending(account_id: str, sessions: HashesById) -> Actions:
    """Returns what ends sessions of an account, which must be stored."""
    return [{"Update": _unlist_sessions(account_id, sessions)}, *_deletions(sessions)]


def _list_session(session: StoredSession, replaced: list[str], room: int) -> dict[str, Any]:
    """Returns the update that lists a session with its account in place of others, by their ids.

    `room` is how many the account may have just before.
    """
    names = {f"#old{place}": session_id for place, session_id in enumerate(replaced)}
    listed = "SET sessions.#new = :hash"
    unlisted = f" REMOVE {', '.join(f'sessions.{name}' for name in names)}" if names else ""
    conditions = [
        "version = :version",
        "size(sessions) <= :room",
        *(f"attribute_exists(sessions.{name})" for name in names),
    ]
    return {
        "Key": {"pk": {"S": items.account_key(session.facilitator_id)}},
        "UpdateExpression": listed + unlisted,
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": {"#new": session.id, **names},
        "ExpressionAttributeValues": {
            ":hash": {"S": session.secret_hash},
            ":version": {"N": str(session.version)},
            ":room": {"N": str(room)},
        },
    }


def _unlist_sessions(account_id: str, session_ids: Iterable[str]) -> dict[str, Any]:
    """Returns the update that takes sessions off their account, which must be stored."""
    names = {f"#old{place}": session_id for place, session_id in enumerate(session_ids)}
    return {
        "Key": {"pk": {"S": items.account_key(account_id)}},
        "UpdateExpression": f"REMOVE {', '.join(f'sessions.{name}' for name in names)}",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeNames": names,
    }


def _deletions(sessions: HashesById) -> Actions:
    keys = (items.session_key(secret_hash) for secret_hash in sessions.values())
    return [{"Delete": {"Key": {"pk": {"S": key}}}} for key in keys]
