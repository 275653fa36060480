"""The report on a feed as software reads it, from the service and from commands."""

from dataclasses import asdict
from typing import Any

from chalicelib.listings.incoming.feed_check import FeedReport
from chalicelib.listings.incoming.losses import Loss
from chalicelib.web.i18n.catalogue import translator


def feed_report_json(report: FeedReport, limit: int | None = None) -> dict[str, Any]:
    """Returns a JSON object; of each loss, and of the corrections, at most `limit` rows."""
    return {
        "rows": report.rows,
        "checked": report.checked,
        "meetings": {option.value: count for option, count in report.listed.items()},
        "losses": [
            {
                "code": loss.kind.value,
                "text": loss_text(loss),
                "count": len(loss.rows),
                "rows": [asdict(row) for row in loss.rows[:limit]],
            }
            for loss in report.losses
        ],
        "corrected": {
            "count": len(report.corrected),
            "rows": [asdict(row) for row in report.corrected[:limit]],
        },
    }


def loss_text(loss: Loss) -> str:
    """Returns what a loss means to a visitor, in English: "12 meetings lose their passcode"."""
    return translator("en")(f"feed_check.loss.{loss.kind}", count=len(loss.rows))
