"""Limits for those who try secrets that are none, without a trace of who they are."""
