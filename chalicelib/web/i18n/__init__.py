"""Texts in every language: the catalogue, plurals, dates and times, crisis lines."""
