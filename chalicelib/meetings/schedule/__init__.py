"""When a meeting takes place: recurrence rules, occurrences, and overrides of single ones."""
