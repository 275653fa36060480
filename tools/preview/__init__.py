"""Every page with made-up data, for looking at."""
