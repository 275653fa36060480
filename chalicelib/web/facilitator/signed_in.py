"""Where a facilitator is signed in: ending that in one browser, or everywhere else."""

from chalice.app import Response

from chalicelib.facilitators.sessions import end_other_sessions, end_session
from chalicelib.facilitators.table import open_table
from chalicelib.web.http.request import Request
from chalicelib.web.http.responses import see_other

OTHERS = "others"


def end(request: Request) -> Response:
    """Ends one of the facilitator's sessions, by its id, or all but this one."""
    session = request.session()
    request.require_own_origin()
    which = request.form("end")["end"]
    if which == OTHERS:
        end_other_sessions(session, open_table())
    else:
        end_session(session, which, open_table())
    headers = request.renewed_session_cookie(session)
    return see_other(f"{request.base}/facilitate?ended=yes#sessions", headers)
