"""Wrong secrets in requests: counted by where they come from, and above a limit answered so."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib import settings
from chalicelib.limits.failures import count_failure
from chalicelib.limits.table import open_table
from chalicelib.web.http.request import Request


@contextmanager
def counting_failures(request: Request, failure: type[Exception]) -> Iterator[None]:
    """Counts that failure of what is done within the context, and lets it go on.

    Raises TooManyFailures in its place where too many came before.
    """
    try:
        yield
    except failure:
        limit = settings.current().failed_secrets
        count_failure(request.source_ip, limit, open_table(), request.now)
        raise
