"""Finding a meeting: the search, its results, a meeting, what a device stores."""
