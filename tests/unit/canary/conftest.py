"""The site as the canary visits it."""

from tests.unit.web.conftest import bare_site, site

__all__ = ["bare_site", "site"]
