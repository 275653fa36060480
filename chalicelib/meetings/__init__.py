"""Meetings: what they are, when they take place, and how they are stored and found."""
