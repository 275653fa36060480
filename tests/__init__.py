"""The tests. A package of its own, so that none of an installed library stands in for it."""
