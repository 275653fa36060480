"""Feeds of others -> meetings, and the import that stores them."""
