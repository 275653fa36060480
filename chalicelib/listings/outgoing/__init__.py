"""Meetings -> the formats that others read."""
