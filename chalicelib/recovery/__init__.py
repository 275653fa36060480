"""A service in one file, and again out of it: what is exported, and how it is restored."""
