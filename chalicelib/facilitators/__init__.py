"""Facilitators: their accounts, and signing in without a password."""
