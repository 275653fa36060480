"""Listings in and out: feeds of others, and feeds for others."""
