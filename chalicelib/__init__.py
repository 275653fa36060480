"""Waypost: where meetings are found, and attendance is verified."""
