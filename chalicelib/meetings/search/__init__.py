"""Searches for meetings, near a point and online."""
