"""The web: pages for visitors, and the API for software."""
