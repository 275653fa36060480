"""The report on a feed, as commands print it."""

from chalicelib.commands.terminal import print_line
from chalicelib.listings.incoming.feed_check import FeedReport
from chalicelib.listings.incoming.losses import AffectedRow
from chalicelib.web.api.feed_report_json import loss_text

_SHOWN_ROWS = 20  # of each loss


def print_losses(report: FeedReport, verbose: bool) -> None:
    """Prints each loss with its first rows; all of them and what was corrected if `verbose`."""
    for loss in report.losses:
        print_line()
        print_line(f"{loss_text(loss)}:")
        shown = loss.rows if verbose else loss.rows[:_SHOWN_ROWS]
        for row in shown:
            _print_row(row)
        if len(shown) < len(loss.rows):
            print_line(f"{'':>7}  and {len(loss.rows) - len(shown)} more: --verbose lists them")
    if report.corrected and verbose:
        print_line()
        print_line("Corrected:")
        for row in report.corrected:
            _print_row(row)


def _print_row(row: AffectedRow) -> None:
    """Prints the row's number, the field that it is about, why, and whose row it is."""
    whose = " ".join(filter(None, (row.name, f"({row.slug})" if row.slug else "")))
    why = " · ".join(filter(None, (row.reason, whose)))
    print_line(f"{row.row:>7}  {row.field or '-':<20} {why}")
