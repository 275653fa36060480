"""Waypost on this machine: an embedded database, a listing to look at, and the local server."""
