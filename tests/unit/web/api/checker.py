"""A service with one genuine code, and what its API, page and command say of a code alike."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from click.testing import CliRunner

from chalicelib.__main__ import main
from chalicelib.verification.core.claims import AttendanceClaims
from chalicelib.verification.core.decoding import decode, read_claims
from chalicelib.verification.encoding import encode
from chalicelib.verification.keystore import open_key_store
from chalicelib.verification.signers import Signer
from tests.unit.meetings.factories import meeting
from tests.unit.web.site import NOW, Page, Site

EVENING = meeting("evening", name="Evening <i>& more</i>")
END = NOW + timedelta(hours=13)
SAID = {
    "outcome", "reason", "leads_elsewhere", "listed_issuer", "came_through", "reference", "meeting",
    "date", "starts_at", "ends_at", "hand_in_by",
}  # fmt: skip


@dataclass
class Checker:
    """A service and one genuine code of its own."""

    site: Site
    code: str

    def __call__(self, text: str) -> tuple[dict[str, Any], Page]:
        """What the API says and what the page says; the command has to say what the API says."""
        answer = self.site.post("/v1/verifications/check", {"token": text})
        assert answer.status == 200
        assert set(answer.json) == SAID | {"statement"}
        ran = CliRunner().invoke(main, ["check", "--", text])
        assert ran.exit_code == 0, ran.output
        assert json.loads(ran.stdout.partition("\n")[2]) == answer.json
        form = self.site.submit("/v/check", {"token": text})
        assert form.status == 200
        return answer.json, form.page

    @property
    def attendance(self) -> AttendanceClaims:
        return read_claims(decode(self.code).payload)

    def signed(self, signer: Signer | None = None, **changed: Any) -> str:
        own = open_key_store().signer(self.site.clock.moment)
        return encode(replace(self.attendance, **changed), signer or own)
