"""Checks codes, on its own: what other people's software can use as it is."""
